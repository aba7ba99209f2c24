"""What a person has chosen."""

from typing import Protocol, TypeVar

from magpie.desktop.core.observe import Signal
from magpie.desktop.core.setting import Setting

T = TypeVar("T")


class Settings(Protocol):
    """What a person has chosen; written at once. The settings themselves are in `setting`."""

    changed: Signal[str]
    """The name of a setting that has a new value."""

    def get(self, setting: Setting[T]) -> T: ...
    def set(self, setting: Setting[T], value: T) -> None: ...
