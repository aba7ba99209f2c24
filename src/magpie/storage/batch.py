"""What waits to be written, gathered into batches: one commit for all that is waiting.

Theory of operation. Three kinds of job stand in one queue: an entry of the journal, any other
write, and a continuation that only wants its turn. While one batch is being committed the next
gathers; the moment the commit is done the next is handed over, and then, on the event loop, the
jobs of the finished one are told in exactly the order in which they were queued. A batch that fails
fails as a whole, is told so, and does not hinder the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection

from magpie.base.log import get_logger
from magpie.storage.errors import NotStored

log = get_logger(__name__)


@dataclass(slots=True)
class Entry:
    """A message on its way into the journal. `at` may be raised, so that it never falls.

    `owners` are the archives that keep it, each with the other side as it is seen from there, both
    as bare JIDs. `origin` is "SMID#COUNT": the sender's stream and how many of its stanzas have
    been handled with this one (XEP-0198), or None.
    """

    at: int
    sender: str
    recipient: str
    kind: str
    stanza: bytes
    body: str | None
    origin: str | None
    owners: tuple[tuple[str, str], ...]


class Committed(NamedTuple):
    """A message in the journal, on disk: its number, and the same as the world may see it."""

    id: int
    stanza_id: str


class Write(NamedTuple):
    """A function of a repository with its arguments."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]

    def __call__(self, conn: Connection) -> Any:
        return self.fn(conn, *self.args)


EntryDone = Callable[[Committed | Exception], None]
Job = tuple[Entry | Write | None, Callable[..., None]]


class Batch:
    """Jobs that share a commit. The store fills in either `error` or both kinds of results."""

    __slots__ = ("committed", "entries", "error", "jobs", "results", "seconds", "writes")

    def __init__(self, jobs: list[Job]) -> None:
        self.jobs = jobs
        self.entries = [job[0] for job in jobs if type(job[0]) is Entry]
        self.writes = [job[0] for job in jobs if type(job[0]) is Write]
        self.committed: list[Committed | Exception] = []
        self.results: list[Any] = []  # what a write returned, or the exception it raised
        self.error: Exception | None = None
        self.seconds = 0.0

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.writes


class Store(Protocol):
    """Where batches go: `sqlite.py`, `postgres.py`."""

    def commit(self, batch: Batch, done: Callable[[Batch], None]) -> None:
        """Write `batch`, not blocking, then call `done` on the event loop, whatever happened."""


class Batches:
    """The queue before the store. All of it lives on the event loop's thread."""

    def __init__(
        self, store: Store, *, limit: int = 1000, high: int = 4000, low: int = 1000
    ) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Job] = []
        self._under_way: Batch | None = None
        self._is_scheduled = False
        self._is_telling = False
        self._idle: list[asyncio.Future[None]] = []
        self._broken: set[str] = set()  # streams of which a message could not be written
        self._limit = limit
        self.high = high
        self.low = low
        self.is_under_pressure = False
        self.on_pressure: Callable[[bool], None] = lambda is_under_pressure: None
        self.on_batch: Callable[[Batch], None] = lambda batch: None

    @property
    def depth(self) -> int:
        """How many jobs have not been told yet."""
        return len(self._waiting) + (len(self._under_way.jobs) if self._under_way else 0)

    @property
    def is_idle(self) -> bool:
        """Nothing waits and nothing is being told: what happens now comes after all that."""
        return self._under_way is None and not self._waiting and not self._is_telling

    def put(self, what: Entry | Write | None, done: Callable[..., None]) -> None:
        if self._broken and type(what) is Entry:
            self._disown(what)
        self._waiting.append((what, done))
        if self._under_way is None:
            if not self._is_scheduled:
                self._is_scheduled = True
                self._loop.call_soon(self._start)
        elif not self.is_under_pressure and self.depth >= self.high:
            self._press(True)

    async def drain(self) -> None:
        """Wait until everything queued so far, and what that queues, has been told."""
        while not self.is_idle:
            idle = self._loop.create_future()
            self._idle.append(idle)
            await idle

    def _start(self) -> None:
        self._is_scheduled = False
        if self._under_way is not None or not self._waiting:
            return
        if len(self._waiting) <= self._limit:
            jobs, self._waiting = self._waiting, []
        else:
            jobs = self._waiting[: self._limit]
            del self._waiting[: self._limit]
        batch = self._under_way = Batch(jobs)
        if not self.is_under_pressure and self.depth >= self.high:
            self._press(True)
        if batch.is_empty:
            self._loop.call_soon(self._finish, batch)
        else:
            self._store.commit(batch, self._finish)

    def _finish(self, batch: Batch) -> None:
        # The next batch first: it syncs while we tell this one's outcome.
        self._under_way = None
        if batch.error is not None:
            self._break(batch)
        self._start()
        if not batch.is_empty:
            self.on_batch(batch)
        self._is_telling = True
        self._tell(batch)
        self._is_telling = False
        if self.is_under_pressure and self.depth <= self.low:
            self._press(False)
        if self.is_idle:
            idle, self._idle = self._idle, []
            for future in idle:
                if not future.done():
                    future.set_result(None)

    def _break(self, batch: Batch) -> None:
        """Streams have lost a message: their later ones no longer say how many are committed.

        After a crash that count would cover the lost one, whose error may never have arrived, and
        its sender would not send it again (XEP-0198, 5: `h` of `<failed/>`). Rather twice than not.
        """
        self._broken.update(stream_of(entry) for entry in batch.entries if entry.origin)
        for what, _ in self._waiting:
            if type(what) is Entry:
                self._disown(what)

    def _disown(self, entry: Entry) -> None:
        if entry.origin is not None and stream_of(entry) in self._broken:
            entry.origin = None

    def _tell(self, batch: Batch) -> None:
        error = None if batch.error is None else NotStored(str(batch.error))
        committed = iter(batch.committed)
        results = iter(batch.results)
        for what, done in batch.jobs:
            try:
                if what is None:
                    done()
                elif error is not None:
                    done(error)
                else:
                    done(next(committed) if type(what) is Entry else next(results))
            except Exception as failure:
                log.error("journal.continuation", error=failure)

    def _press(self, is_under_pressure: bool) -> None:
        self.is_under_pressure = is_under_pressure
        try:
            self.on_pressure(is_under_pressure)
        except Exception as failure:
            log.error("journal.pressure", error=failure)


def stream_of(entry: Entry) -> str:
    """The sender's stream, "" for none."""
    return (entry.origin or "").rpartition("#")[0]
