"""The journal: every message the server accepts, in one order, on disk before anybody hears of it.

`append` takes a place and returns at once. What follows (delivery, copies, the acknowledgement)
goes into `done`, which is called on the event loop, in the order of the appends, when the message's
batch is committed; or with the exception, when it could not be. What is not stored but must not
overtake what is, goes through `after`.
"""

from collections.abc import Callable

from sqlalchemy import Connection, func, select

from magpie.storage.archive import first_since
from magpie.storage.batch import Batch, Committed, Entry, EntryDone
from magpie.storage.database import Database
from magpie.storage.tables import message

__all__ = ["Committed", "Entry", "Journal"]

PART = 20_000  # rows that are read at once

Follower = Callable[[Entry, Committed], None]


class Journal:
    """The event loop's side of the journal. There is one for each database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.ids = database.ids
        self._batches = database.batches
        self.last_commit = 0.0  # seconds
        self.last_batch = 0  # rows
        self.committed = 0  # messages, since the start
        self.failed = 0  # batches, since the start
        self._observers: list[Callable[[int, float, bool], None]] = []
        self._followers: list[tuple[bytes, Follower]] = []
        self._batches.on_batch = self._count

    @property
    def depth(self) -> int:
        """How many appends and continuations have not been told yet."""
        return self._batches.depth

    @property
    def is_idle(self) -> bool:
        """Nothing waits: what a caller does now comes after everything that went through here."""
        return self._batches.is_idle

    @property
    def is_under_pressure(self) -> bool:
        return self._batches.is_under_pressure

    def append(self, entry: Entry, done: EntryDone) -> None:
        """Write `entry`; call `done` with its id once it is on disk, or with what went wrong."""
        for mark, function in self._followers:
            if mark in entry.stanza:
                done = followed(entry, done, function)
        self._batches.put(entry, done)

    def follow(self, mark: bytes, function: Follower) -> None:
        """Call `function` for each entry that is on disk and has these bytes in its stanza."""
        self._followers.append((mark, function))

    def after(self, done: Callable[[], None]) -> None:
        """Call `done` when everything appended so far has been told."""
        self._batches.put(None, done)

    def on_pressure(self, callback: Callable[[bool], None]) -> None:
        """Call `callback(True)` above the high water mark, `callback(False)` below the low one."""
        self._batches.on_pressure = callback

    def observe(self, observer: Callable[[int, float, bool], None]) -> None:
        """Call `observer(messages, seconds, succeeded)` after every batch."""
        self._observers.append(observer)

    async def drain(self) -> None:
        """Wait until everything that was appended, and what that appended, has been told."""
        await self._batches.drain()

    async def close(self) -> None:
        await self.drain()

    async def recent_origins(self, span: int) -> dict[str, tuple[str, int]]:
        """Of each stream that wrote lately: its sender and how many stanzas are committed.

        Lately is within `span` µs before the last message: a server may have been away for long.

        Read once after a start, for clients that want to resume a stream of the last run: `h` of
        `<failed/>` tells them what need not be sent again (XEP-0198, 5).
        """
        return await self._database.read(recent_origins, span)

    def _count(self, batch: Batch) -> None:
        self.last_commit = batch.seconds
        self.last_batch = len(batch.entries)
        if batch.error is None:
            self.committed += len(batch.entries)
        else:
            self.failed += 1
        for observer in self._observers:
            observer(len(batch.entries), batch.seconds, batch.error is None)


def followed(entry: Entry, done: EntryDone, function: Follower) -> EntryDone:
    """Call `done`, then tell the follower of what was committed."""

    def both(outcome: Committed | Exception) -> None:
        done(outcome)
        if isinstance(outcome, Committed):
            function(entry, outcome)

    return both


def recent_origins(conn: Connection, span: int) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    last = conn.execute(select(message.c.id, message.c.at).order_by(message.c.id.desc()).limit(1))
    end = last.one_or_none()
    if end is None:
        return found
    # A million rows may lie in that span: the database finds the last of each stream in a part
    stream = func.rtrim(message.c.origin, "0123456789")
    low = first_since(conn, end.at - span)
    while low <= end.id:
        part_end = select(message.c.id).where(message.c.id >= low).order_by(message.c.id)
        high = conn.execute(part_end.offset(PART - 1).limit(1)).scalar() or end.id
        part = message.c.id.between(low, high) & message.c.origin.is_not(None)
        newest = select(func.max(message.c.id)).where(part).group_by(stream)
        rows = select(message.c.origin, message.c.sender).where(message.c.id.in_(newest))
        for origin, sender in conn.execute(rows):
            name, _, count = origin.rpartition("#")
            found[name] = (sender, int(count))
        low = high + 1
    return found
