"""Properties of view models, written in one line each."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Property, Signal


def shown(kind: type | str, get: str | Callable[[Any], Any], notify: Signal) -> Property:
    """A property that QML reads: an attribute (dotted, if need be), or a function of the object."""
    return Property(kind, get if callable(get) else attrgetter(get), notify=notify)  # type: ignore[arg-type]


def fixed(kind: type, attribute: str) -> Property:
    """A property that never changes."""
    return Property(kind, attrgetter(attribute), constant=True)


def held(kind: type, attribute: str, notify: Signal) -> Property:
    """A property that QML reads and writes; `notify` tells of a new value."""

    def write(owner: Any, value: Any) -> None:
        if value != getattr(owner, attribute):
            setattr(owner, attribute, value)
            notify.__get__(owner, type(owner)).emit()

    return Property(kind, attrgetter(attribute), write, notify=notify)
