"""The archive of the server (XEP-0313): what this machine has missed, and what it never had.

`account.archive_end` is the promise: up to that id, this machine has everything that the archive
had. Catching up reads forwards from there, page by page; each page and the new promise are one
transaction, so a crash in between repeats a page and loses none. Live messages move the promise on
by themselves as long as each comes with its id; an own message does not, so after a lull the
archive is asked once more, which also tells its place in the order that all devices share.

A room has an archive of its own, and so has each room a promise of its own (`Shelf`).
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from msgspec import structs

from magpie.base.clock import Clock
from magpie.base.log import get_logger
from magpie.desktop.core.content import Arrival
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import ArchivePage, ArchiveQuery
from magpie.desktop.core.session import Session
from magpie.desktop.core.store import accounts, conversations
from magpie.desktop.core.store.database import Database
from magpie.desktop.core.store.taking import Taken, take, take_older
from magpie.desktop.core.timers import Lull

log = get_logger(__name__)

PAGE = 100
FIRST = 250  # messages that a new device takes at once; older ones when somebody scrolls to them
LULL = 1.5  # seconds
OVERLAP = 60_000_000  # µs: clocks agree no better, and what is fetched twice is known again

Publish = Callable[[Taken, Sequence[Arrival]], Awaitable[None]]


class Shelf(Protocol):
    """Which archive it is, and where its promise is kept.

    Attributes:
        room: whose archive it is, "" the account's own.
    """

    room: str

    def is_there(self) -> bool:
        """Whether there is one, and it may be read."""

    def promise(self, db: sqlite3.Connection) -> tuple[str, int]:
        """(id, its `Message.at`) up to which nothing is missing; "" nothing was fetched yet."""

    def keep(self, db: sqlite3.Connection, end: str, at: int) -> None: ...


class AccountShelf:
    """The archive of the account itself."""

    room = ""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_there(self) -> bool:
        return self._session.abilities.archive

    def promise(self, db: sqlite3.Connection) -> tuple[str, int]:
        kept = accounts.one(db, self._session.account)
        return kept.archive_end, kept.archive_at

    def keep(self, db: sqlite3.Connection, end: str, at: int) -> None:
        accounts.change(db, self._session.account, archive_end=end, archive_at=at)


class History:
    """Of one archive. `publish` is told of what was stored."""

    def __init__(
        self, session: Session, database: Database, clock: Clock, publish: Publish, shelf: Shelf
    ) -> None:
        self.shelf = shelf
        self.is_settled = False
        """Whether nothing of the archive is missing up to what came last."""
        self._session = session
        self._database = database
        self._publish = publish
        self._reading = asyncio.Lock()
        self._wanted = self._read = 0  # how often it was asked for, and up to which it is done
        self._passed: dict[int, tuple[str, str]] = {}  # see `_passing`
        self._lull = Lull(clock, LULL, self._settle)

    def unsettle(self) -> None:
        """An own message went out: after a lull, ask where it stands."""
        self.is_settled = False
        if self.shelf.is_there():
            self._lull.stir()

    def stop(self) -> None:
        self._lull.cancel()
        self.is_settled = False

    async def catch_up(self) -> None:
        """Fetch all that is missing since the last time.

        Raises:
            Problem: the connection is gone, or the server failed.
        """
        if not self.shelf.is_there():
            return
        self._wanted += 1
        number = self._wanted
        async with self._reading:
            if self._read >= number:  # who read before us began after we asked
                return
            begun = self._wanted
            self._lull.cancel()
            await self._forwards()
            self._read = begun
            self.is_settled = self._wanted == begun and not self._lull.is_stirred

    async def older(self, conversation: int) -> bool:
        """A page of what stands before all that is here (see `timelines.Archive`)."""
        async with self._reading:  # the place to go on from must not move meanwhile
            start = await self._database.read(_oldest, conversation)
            if start is None:
                return False
            peer, before = start
            page = await self._ask(
                ArchiveQuery(peer=peer, before=self._passing(conversation, before), limit=PAGE)
            )
            self._passed[conversation] = before, page.first
            account, now = self._session.account, self._session.now()

            def work(db: sqlite3.Connection) -> Taken:
                if before:
                    taken = take_older(db, account, peer, page.arrivals, now)
                else:  # nothing is here that it could stand before: it is the newest page
                    taken = take(db, account, page.arrivals, now)
                if page.is_complete or not page.first:
                    conversations.change(db, conversation, is_complete=True)
                return taken

            await self._publish(await self._database.write(work), ())
        return not page.is_complete and bool(page.first)

    def _passing(self, conversation: int, before: str) -> str:
        """Where to go on: a page may have held nothing that stays, and is not asked for again."""
        start, passed = self._passed.get(conversation, ("", ""))
        return passed if start == before and passed else before

    async def _forwards(self) -> None:
        while True:
            end, at = await self._database.read(self.shelf.promise)
            if not end:
                await self._first(at)
                return
            try:
                page = await self._ask(ArchiveQuery(after=end, limit=PAGE))
            except Problem as problem:
                if problem.reason is not Reason.UNAVAILABLE:
                    raise
                # The archive has forgotten that id: go by the time, which repeats some.
                start = at - OVERLAP
                page = await self._ask(ArchiveQuery(start=start, limit=PAGE))
            await self._store(page, at)
            if page.is_complete or not page.last:
                return

    async def _first(self, floor: int) -> None:
        """A new device: the newest messages, and whether that was all."""
        page = await self._ask(ArchiveQuery(before="", limit=FIRST))
        await self._store(page, floor, is_first=True)

    async def _store(self, page: ArchivePage, floor: int, *, is_first: bool = False) -> None:
        account = self._session.account

        def work(db: sqlite3.Connection) -> Taken:
            taken = take(db, account, page.arrivals, self._session.now(), floor=floor)
            if page.last:
                self.shelf.keep(db, page.last, taken.last)
            if is_first:  # what was said before this device was there is no news on it
                for id in taken.conversations:
                    last = conversations.last_of_theirs(db, id)
                    conversations.read_to(db, id, last["at"] if last else 0)
                    if page.is_complete:
                        conversations.change(db, id, is_complete=True)
            return taken

        await self._publish(await self._database.write(work), () if is_first else page.arrivals)

    async def _ask(self, query: ArchiveQuery) -> ArchivePage:
        if not self._session.is_online:
            raise Problem(Reason.NOT_CONNECTED)
        if not self.shelf.is_there():
            return ArchivePage((), "", "", True)
        if self.shelf.room:  # all of it is of that one conversation
            query = structs.replace(query, room=self.shelf.room, peer="")
        return await self._session.link.archive(query)

    def _settle(self) -> None:
        if self._session.is_online:
            self._session.spawn("settle", self._settled())

    async def _settled(self) -> None:
        try:
            await self.catch_up()
        except Problem as problem:  # the next connection does it
            log.info("archive.unsettled", account=self._session.account, reason=str(problem))


def _oldest(db: sqlite3.Connection, conversation: int) -> tuple[str, str] | None:
    """(peer, id of the oldest message that the archive knows), None when all is here."""
    row = db.execute("SELECT * FROM conversation WHERE id = ?", (conversation,)).fetchone()
    if row is None or row["is_complete"]:
        return None
    oldest = db.execute(
        "SELECT stanza_id FROM message WHERE conversation = ? AND stanza_id <> ''"
        " ORDER BY at LIMIT 1",
        (conversation,),
    ).fetchone()
    return row["address"], oldest[0] if oldest else ""
