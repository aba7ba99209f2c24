"""XEP-0431: full text search in the archives of accounts and rooms.

Who asks for what is in `server/archive.py`, for it is one more field of an archive's query. Here is
what makes it possible: the index of words follows the journal, some moments behind it, in slices
between which it rests. The busier the server, the longer the rests; it catches up afterwards, also
after a restart, for its place is stored with what it has written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from magpie.server.api import NS_FULLTEXT, Host, Xep, get_logger, option
from magpie.storage import search

XEPS = (Xep(431, version="0.2.0"),)
SLICE = 500  # messages
PAUSE = 0.5  # seconds from a message to the slice with it, so that it is with others
RETRY = 30.0  # seconds after an error: a full disk, a database that is away
BUSY = 20  # jobs waiting for the journal: above that others have more need of the time
REST, LONG_REST = 2.0, 30.0  # times what the slice before took

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """Search in the texts of messages."""

    SECTION: ClassVar[str] = "search"

    enabled: bool = option(
        True, doc="Let people search in archives. `false` removes the index of words."
    )


def setup(host: Host) -> None:
    """Follow the journal."""
    if not host.config(Config).enabled:
        host.on_start(lambda: host.db.write(search.clear))
        return
    host.advertise(NS_FULLTEXT)
    host.on_start(Indexing(host).start)


class Indexing:
    """The reader of the journal that fills the index."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._is_waiting = False  # or at work: what comes meanwhile is seen by it
        self._is_failing = False

    async def start(self) -> None:
        """Go on where the last run ended."""
        self._host.journal.observe(self._committed)
        self._wait(0)

    def _committed(self, messages: int, _seconds: float, _succeeded: bool) -> None:
        if messages and not self._is_waiting:
            self._wait(PAUSE)

    def _wait(self, seconds: float) -> None:
        self._is_waiting = True
        self._host.clock.call_later(seconds, self._wake)

    def _wake(self) -> None:
        if not self._host.tasks.is_closed:
            self._host.task("search", self._step())

    async def _step(self) -> None:
        """One slice, and when the next is due."""
        db, clock = self._host.db, self._host.clock
        began = clock.monotonic()
        try:
            found = await db.read(search.read, SLICE)
            if found is not None:
                await db.write(search.add, found)
        except Exception as error:
            if not self._is_failing:  # once for each time of trouble
                log.error("search.index", error=error)
            self._is_failing = True
            self._wait(RETRY)
            return
        self._is_failing = False
        if found is None:
            self._is_waiting = False
            return
        is_busy = self._host.journal.depth > BUSY
        rest = (clock.monotonic() - began) * (LONG_REST if is_busy else REST)
        self._wait(rest if found.is_full else max(rest, PAUSE))
