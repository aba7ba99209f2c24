"""The archive of the server (XEP-0313): what this machine has missed, and what it never had.

`account.archive_end` is the promise: up to that id, this machine has everything that the archive
had. Catching up reads forwards from there, page by page; each page and the new promise are one
transaction, so a crash in between repeats a page and loses none. Live messages move the promise on
by themselves as long as each comes with its id; an own message does not, so after a lull the
archive is asked once more, which also tells its place in the order that all devices share.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence

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


class History:
    """Of one account. `publish` is told of what was stored."""

    def __init__(
        self, session: Session, database: Database, clock: Clock, publish: Publish
    ) -> None:
        self.is_settled = False
        """Whether nothing of the archive is missing up to what came last."""
        self._session = session
        self._database = database
        self._publish = publish
        self._reading = asyncio.Lock()
        self._wanted = self._read = 0  # how often it was asked for, and up to which it is done
        self._lull = Lull(clock, LULL, self._settle)

    def unsettle(self) -> None:
        """An own message went out: after a lull, ask where it stands."""
        self.is_settled = False
        if self._session.abilities.archive:
            self._lull.stir()

    def stop(self) -> None:
        self._lull.cancel()
        self.is_settled = False

    async def catch_up(self) -> None:
        """Fetch all that is missing since the last time.

        Raises:
            Problem: the connection is gone, or the server failed.
        """
        if not self._session.abilities.archive:
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
            page = await self._ask(ArchiveQuery(peer=peer, before=before, limit=PAGE))
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

    async def _forwards(self) -> None:
        while True:
            kept = await self._database.read(accounts.one, self._session.account)
            if not kept.archive_end:
                await self._first(kept.archive_at)
                return
            try:
                page = await self._ask(ArchiveQuery(after=kept.archive_end, limit=PAGE))
            except Problem as problem:
                if problem.reason is not Reason.UNAVAILABLE:
                    raise
                # The archive has forgotten that id: go by the time, which repeats some.
                start = kept.archive_at - OVERLAP
                page = await self._ask(ArchiveQuery(start=start, limit=PAGE))
            await self._store(page, kept.archive_at)
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
                accounts.change(db, account, archive_end=page.last, archive_at=taken.last)
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
        if not self._session.abilities.archive:
            return ArchivePage((), "", "", True)
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
