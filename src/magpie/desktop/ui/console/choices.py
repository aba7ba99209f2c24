"""The look and the language of the console's window."""

from typing import Any

from PySide6.QtCore import Property, QObject, Signal

from magpie.desktop.core.setting import LANGUAGE, THEME, Setting
from magpie.desktop.core.settings import Settings


def stored(what: Setting[str], notify: Signal) -> Property:
    """A property that is kept in the settings."""

    def read(self: "Choices") -> str:
        return self.kept.get(what)

    def write(self: "Choices", value: Any) -> None:
        self.kept.set(what, str(value))

    return Property(str, read, write, notify=notify)


class Choices(QObject):
    """What may be chosen. `languageChosen`: everything is said anew."""

    changed = Signal()
    languageChosen = Signal()

    def __init__(self, kept: Settings) -> None:
        super().__init__()
        self.kept = kept
        kept.changed.connect(self._changed)

    theme = stored(THEME, changed)
    language = stored(LANGUAGE, changed)

    def _changed(self, name: str) -> None:
        self.changed.emit()
        if name == LANGUAGE.name:
            self.languageChosen.emit()
