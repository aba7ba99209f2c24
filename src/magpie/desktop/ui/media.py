"""What was exchanged in the open conversation, of all that is on this machine."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.shared import Shared, Sort
from magpie.desktop.core.observe import Change, Changed, Inserted
from magpie.desktop.ui import cards, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

PAGE = 48


class Media(QObject):
    """One sort at a time, read when the page is opened."""

    changed = Signal()

    def __init__(self, client: Client, deeds: Deeds, clock: Clock, conversation: int) -> None:
        super().__init__()
        self._client, self._deeds, self._clock = client, deeds, clock
        self._conversation = conversation
        self._sort = Sort.PICTURES
        self._found: list[Shared] = []
        self.is_complete = True
        self.is_read = False

    rows = shown("QVariantList", lambda self: self.said, changed)
    loaded = shown(bool, "is_read", changed)
    complete = shown(bool, "is_complete", changed)

    def _get_sort(self) -> str:
        return str(self._sort)

    def _set_sort(self, sort: str) -> None:
        self._sort, self._found, self.is_read = Sort(sort), [], False
        self.load()

    sort = Property(str, _get_sort, _set_sort, notify=changed)

    @property
    def said(self) -> list[dict[str, Any]]:
        now = self._clock.now()
        return [about(one, now) for one in self._found]

    def message(self, key: str) -> Message | None:
        """One of those that are shown."""
        found = (one.message for one in self._found if str(one.message.id) == key)
        return next(found, None)

    @Slot()
    def load(self) -> None:
        """The newest, anew."""
        self._deeds.do("shared", self._load(self._sort, 0))

    def tell(self, change: Change[Message]) -> None:
        """Something is new in the conversation, or different: does it show here?"""
        if isinstance(change, Inserted):
            told: Sequence[Message] = change.items[-1:]
        else:
            told = (change.item,) if isinstance(change, Changed) else ()
        if self.is_read and any(m.file or "://" in m.body or m.is_retracted for m in told):
            self.load()

    @Slot()
    def more(self) -> None:
        if self._found and not self.is_complete:
            self._deeds.do("shared", self._load(self._sort, self._found[-1].message.at))

    async def _load(self, sort: Sort, before: int) -> None:
        found = await self._client.conversations.shared(self._conversation, sort, before, PAGE)
        if sort is self._sort:
            self._found = [*self._found, *found] if before else list(found)
            self.is_complete, self.is_read = len(found) < PAGE, True
            self.changed.emit()


def about(shared: Shared, now: int) -> dict[str, Any]:
    message, file = shared.message, shared.message.file
    row = {"key": str(message.id), "detail": words.when(message.at, now)}
    if file is None:
        return row | {"name": shared.link, "glyph": "link"}
    length = f"{words.length(file.seconds)} · " if file.seconds else ""
    return row | {
        "name": file.name,
        "glyph": cards.glyph(file),
        "preview": cards.preview(file) if cards.is_picture(file) else "",
        "detail": f"{length}{words.size(file.size)} · {row['detail']}",
    }
