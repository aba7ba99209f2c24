"""Searching in one conversation: from place to place, the newest first."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from magpie.desktop.core.api import Client
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

PAUSE = 150  # ms after the last key
MANY = 500


class Finder(QObject):
    """What was found, and which of it is shown. `lead` brings a message into sight."""

    changed = Signal()

    def __init__(
        self, client: Client, deeds: Deeds, conversation: int, lead: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self._conversation, self._lead = conversation, lead
        self._text = ""
        self.places: list[int] = []
        self.at = 0
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(lambda: self._deeds.do("find", self._search()))

    count = shown(int, lambda self: len(self.places), changed)
    summary = shown(str, lambda self: self.said, changed)

    @property
    def said(self) -> str:
        """`2 / 17`, or that there is nothing."""
        total = f"{len(self.places)}+" if len(self.places) == MANY else str(len(self.places))
        return f"{self.at + 1} / {total}" if self.places else "0"

    @Slot(str)
    def find(self, text: str) -> None:
        self._text = text.strip()
        if self._text:
            self._pause.start()
        else:
            self._pause.stop()
            self.places = []
            self._lead("")
            self.changed.emit()

    @Slot()
    def older(self) -> None:
        self._go(1)

    @Slot()
    def newer(self) -> None:
        self._go(-1)

    def _go(self, by: int) -> None:
        if self.places:
            self.at = (self.at + by) % len(self.places)
            self._lead(str(self.places[self.at]))
            self.changed.emit()

    async def _search(self) -> None:
        text = self._text
        hits = await self._client.search.messages(text, self._conversation, limit=MANY)
        if text == self._text:
            self.places = [hit.message.id for hit in hits]
            self.at = 0
            self._lead(str(self.places[0]) if self.places else "")
            self.changed.emit()
