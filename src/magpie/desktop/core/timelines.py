"""Windows onto conversations: which of their messages are on a screen, or near it."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.observe import ObservableList, Signal
from magpie.desktop.core.store import messages
from magpie.desktop.core.store.database import Database

PAGE = 50
KEPT = 8 * PAGE  # of a window: whoever scrolls through 100,000 messages does not hold them all


class Archive(Protocol):
    """Where older messages come from when this machine has none."""

    async def older(self, conversation: int) -> bool:
        """Fetch a page of what stands before all that is here; False: there is nothing older.

        Raises:
            Problem: NOT_CONNECTED.
        """


class Timeline:
    """One window (see `core.api.Timeline`)."""

    def __init__(self, conversation: int, timelines: "Timelines") -> None:
        self.conversation = conversation
        self.items: ObservableList[Message] = ObservableList(lambda m: m.id, lambda m: m.at)
        self.is_at_start = False
        self.is_at_end = True
        self.first_unread = 0
        self.loading: Signal[bool] = Signal()
        self._timelines = timelines
        self._older: asyncio.Future[int] | None = None

    async def load_older(self) -> int:
        if self._older is None:
            self._older = asyncio.ensure_future(self._load_older())  # noqa: TID251 (awaited below)
            self._older.add_done_callback(self._loaded_older)
        return await asyncio.shield(self._older)

    async def load_newer(self) -> int:
        if self.is_at_end or not self.items:
            return 0
        found = await self._page(after=self.items[-1].at)
        self._put(found)
        self.is_at_end = len(found) < PAGE
        if surplus := max(0, len(self.items) - KEPT):
            self.is_at_start = False
            self.items.cut(0, surplus)
        return len(found)

    async def jump_to(self, message: int) -> int:
        if self.items.find(message) is None:
            found = await self._timelines.database.read(messages.load, (message,))
            if not found or found[0].conversation != self.conversation:
                return -1
            at = found[0].at
            older, newer = await self._page(before=at), await self._page(after=at)
            self.is_at_start, self.is_at_end = False, len(newer) < PAGE
            self.items.reset(self._timelines.shown(older + found + newer))
        return self.items.index_of(message)

    async def jump_to_newest(self) -> None:
        if not self.is_at_end:
            newest = await self._page()
            self.is_at_start, self.is_at_end = False, True
            self.items.reset(self._timelines.shown(newest))

    def close(self) -> None:
        self._timelines.closed(self)

    def tell(self, added: Iterable[Message], changed: Iterable[Message]) -> None:
        """Messages were stored: take those that belong into the window."""
        with self.items.batch():
            for message in changed:
                if self.items.find(message.id):
                    self.items.put(message)
            for message in added:
                if self._is_within(message):
                    self.items.put(message)

    def _is_within(self, message: Message) -> bool:
        if not self.items:
            return self.is_at_end
        if message.at < self.items[0].at:
            return self.is_at_start
        return self.is_at_end or message.at < self.items[-1].at

    async def _load_older(self) -> int:
        if self.is_at_start:
            return 0
        before = self.items[0].at if self.items else 2**62
        found = await self._page(before=before)
        if len(found) < PAGE:
            self.loading.emit(True)
            try:
                # A page of the archive may hold nothing to show: receipts, edits, reactions.
                while len(found) < PAGE and not self.is_at_start:
                    self.is_at_start = not await self._timelines.archive.older(self.conversation)
                    found = await self._page(before=before)
            except Problem as problem:
                if not found or problem.reason is not Reason.NOT_CONNECTED:
                    raise
            finally:
                self.loading.emit(False)
        self._put(found)
        if len(self.items) > KEPT:
            self.is_at_end = False
            self.items.cut(KEPT, len(self.items) - KEPT)
        return len(found)

    def _loaded_older(self, done: asyncio.Future[int]) -> None:
        self._older = None
        if not done.cancelled():
            done.exception()  # whoever waited has it

    async def _page(self, *, before: int = 2**62, after: int | None = None) -> list[Message]:
        return await self._timelines.database.read(
            messages.page, self.conversation, before=before, after=after, limit=PAGE
        )

    def _put(self, found: list[Message]) -> None:
        self.items.put_all(self._timelines.shown(found))


class Timelines:
    """All windows that are open.

    Attributes:
        transfers: id of the transfer that moves the file of a message, by the message's id.
    """

    def __init__(self, database: Database, archive: Archive) -> None:
        self.database = database
        self.archive = archive
        self.transfers: dict[int, int] = {}
        self._open: list[Timeline] = []

    async def open(self, conversation: int, around: int = 0) -> Timeline:
        timeline = Timeline(conversation, self)
        self._open.append(timeline)  # first: what arrives meanwhile must not be missed
        timeline.first_unread = await self.database.read(messages.first_unread, conversation)
        if not around or await timeline.jump_to(around) < 0:
            newest = await self.database.read(messages.page, conversation, limit=PAGE)
            timeline.items.put_all(self.shown(newest))
        return timeline

    def closed(self, timeline: Timeline) -> None:
        if timeline in self._open:
            self._open.remove(timeline)

    def tell(self, added: Iterable[Message], changed: Iterable[Message]) -> None:
        """Messages are new, or read otherwise."""
        added, changed = self.shown(added), self.shown(changed)
        for timeline in self._open:
            of = timeline.conversation
            timeline.tell(
                [one for one in added if one.conversation == of],
                [one for one in changed if one.conversation == of],
            )

    def removed(self, message: int) -> None:
        for timeline in self._open:
            timeline.items.remove(message)

    def shown(self, found: Iterable[Message]) -> list[Message]:
        """With the transfers that are under way."""
        return [
            replace(one, transfer=self.transfers[one.id]) if one.id in self.transfers else one
            for one in found
        ]
