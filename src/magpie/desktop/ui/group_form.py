"""What the owner of a group decides: its settings as a form."""

from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.group import GroupSettings
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.ui import words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown


class GroupForm(QObject):
    """`values` are the fields of `GroupSettings` by name, as the room has them."""

    changed = Signal()
    loaded = Signal()
    saved = Signal()

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self._conversation = 0
        self.settings: GroupSettings | None = None
        self.said_wrong = ""

    values = shown(
        "QVariantMap", lambda self: asdict(self.settings) if self.settings else {}, loaded
    )
    ready = shown(bool, lambda self: self.settings is not None, changed)
    error = shown(str, "said_wrong", changed)

    @Slot(str)
    def load(self, key: str) -> None:
        self._conversation, self.settings, self.said_wrong = int(key), None, ""
        self.changed.emit()
        self._deeds.do("settings", self._load(), failed=self._failed)

    async def _load(self) -> None:
        self.settings = await self._client.groups.settings(self._conversation)
        self.changed.emit()
        self.loaded.emit()

    @Slot("QVariantMap")
    def save(self, values: dict[str, Any]) -> None:
        if self.settings is not None:
            wanted = replace(self.settings, **values)
            self._deeds.do("settings", self._save(wanted), failed=self._failed)

    async def _save(self, wanted: GroupSettings) -> None:
        await self._client.groups.set_settings(self._conversation, wanted)
        self.settings = wanted
        self.saved.emit()

    def _failed(self, problem: Problem) -> None:
        self.said_wrong = words.problem(problem)
        self.changed.emit()
