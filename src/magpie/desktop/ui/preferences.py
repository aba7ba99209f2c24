"""The settings as QML sees them: each a property, written at once."""

import os
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Property, QCoreApplication, QLocale, QObject, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from magpie import __version__
from magpie.desktop.core import setting
from magpie.desktop.core.api import Client
from magpie.desktop.core.setting import Setting
from magpie.desktop.ui import words
from magpie.desktop.ui.inputs import input_hint
from magpie.desktop.ui.places import downloads
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate


def stored(kind: type, what: Setting[Any], notify: Signal) -> Property:
    """A property that is a setting of the core."""

    def read(self: "Preferences") -> Any:
        return kind(self.client.settings.get(what))

    def write(self: "Preferences", value: Any) -> None:
        new = type(what.default)(value)
        if new != self.client.settings.get(what):
            self.client.settings.set(what, new)

    return Property(kind, read, write, notify=notify)


class Preferences(QObject):
    """What a person may choose."""

    changed = Signal()
    languageChosen = Signal()

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client = client
        self.known: Mapping[str, object] = {}
        client.settings.changed.connect(self._changed)

    theme = stored(str, setting.THEME, changed)
    language = stored(str, setting.LANGUAGE, changed)
    notify = stored(bool, setting.NOTIFY, changed)
    notifyText = stored(bool, setting.NOTIFY_TEXT, changed)
    sound = stored(bool, setting.SOUND, changed)
    doNotDisturb = stored(bool, setting.DO_NOT_DISTURB, changed)
    tray = stored(bool, setting.TRAY, changed)
    startMinimised = stored(bool, setting.START_MINIMISED, changed)
    sendTyping = stored(bool, setting.SEND_TYPING, changed)
    spellCheck = stored(bool, setting.SPELL_CHECK, changed)
    sendRead = stored(bool, setting.SEND_READ, changed)
    listWidth = stored(int, setting.LIST_WIDTH, changed)
    downloadUpTo = stored(str, setting.DOWNLOAD_UP_TO, changed)
    downloads = shown(
        str, lambda self: self.client.settings.get(setting.DOWNLOADS) or downloads(), changed
    )
    trayAvailable = Property(
        bool, lambda _: QSystemTrayIcon.isSystemTrayAvailable(), notify=changed
    )
    version = Property(str, lambda _: __version__, constant=True)
    facts = shown(str, lambda self: said(self.known), changed)
    inputHint = shown(str, lambda _: input_hint(os.environ, QLocale.system()), changed)

    @Slot()
    def look(self) -> None:
        """The page is opened: how much is here now?"""
        self.known = self.client.facts()
        self.changed.emit()

    def _changed(self, name: str) -> None:
        self.changed.emit()
        if name == setting.LANGUAGE.name:
            self.languageChosen.emit()


def said(facts: Mapping[str, object]) -> str:
    """What the core knows about itself, in one line."""
    messages = facts.get("messages")
    size = facts.get("size")
    parts = []
    if isinstance(messages, int):
        parts.append(translate("preferences", "%n messages here", "", messages))
    if isinstance(size, int):
        parts.append(words.size(size))
    return " · ".join(parts)
