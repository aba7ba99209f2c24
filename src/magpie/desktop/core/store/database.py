"""SQLite behind two threads: one writes, one reads; the event loop never waits for the disk.

`await database.write(work)` runs `work(connection)` in a transaction that is on the disk when it
returns. Writes happen in the order in which they were asked for. A file that is damaged is kept
aside and a new one begun: history comes back from the server.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from magpie.base.log import get_logger
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.store.schema import MIGRATIONS, SCHEMA, VERSION

log = get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Database:
    """One file. Everything of SQL is in functions that take its connection first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = ThreadPoolExecutor(1, "database-write")
        self._reading = ThreadPoolExecutor(1, "database-read")
        self._writer: sqlite3.Connection
        self._reader: sqlite3.Connection
        self.kept_aside = ""
        """Where a damaged file went, "" when there was none."""
        self.count = 0
        """Messages that were there when it was opened."""

    async def open(self) -> None:
        """Make or open the file.

        Raises:
            Problem: DISK_FULL or NOT_WRITABLE.
        """
        loop = asyncio.get_running_loop()
        try:
            self._writer = await loop.run_in_executor(self._writing, self._opened_whole)
            self._reader = await loop.run_in_executor(self._reading, self._connected)
        except (sqlite3.Error, OSError) as error:
            raise told(error) from error

    async def write(
        self, work: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kw: P.kwargs
    ) -> R:
        """Run it in a transaction.

        Raises:
            Problem: DISK_FULL, NOT_WRITABLE; nothing of it is done then.
        """

        def run() -> R:
            with transaction(self._writer):
                return work(self._writer, *args, **kw)

        return await self._run(self._writing, run)

    async def read(
        self, work: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kw: P.kwargs
    ) -> R:
        """Run it on what is committed."""
        return await self._run(self._reading, lambda: work(self._reader, *args, **kw))

    async def close(self) -> None:
        """After all that was asked for before."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._reading, self._reader.close)
        await loop.run_in_executor(self._writing, self._close_clean)
        self._reading.shutdown(wait=False)
        self._writing.shutdown(wait=False)

    async def _run(self, thread: ThreadPoolExecutor, run: Callable[[], R]) -> R:
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, run)
        except sqlite3.Error as error:
            raise told(error) from error

    def _opened_whole(self) -> sqlite3.Connection:
        try:
            return self._opened()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in DAMAGED:
                raise
            log.error("database.damaged", path=self._path, reason=str(error))
            self.kept_aside = str(set_aside(self._path))
            return self._opened()

    def _opened(self) -> sqlite3.Connection:
        connection = self._connected()
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in range(VERSION + 1):
                raise damaged(f"it is of version {version}")
            migrate(connection, version)
            # Closed without a goodbye: a crash of the machine may have torn a page.
            if connection.execute("SELECT is_open FROM state").fetchone()[0]:
                found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
                if found != "ok":
                    raise damaged(str(found))
            connection.execute("UPDATE state SET is_open = 1")
            self.count = connection.execute("SELECT count(*) FROM message").fetchone()[0]
        except BaseException:
            connection.close()
            raise
        return connection

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a sent message survives a power cut
        connection.execute("PRAGMA cache_size = -16000")
        return connection

    def _close_clean(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # a full disk: the next start checks the file
            self._writer.execute("UPDATE state SET is_open = 0")
        self._writer.close()


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """From `version` (0: nothing is there yet) to the tables of today: wholly, or not at all."""
    steps = [MIGRATIONS[number] for number in range(version or VERSION, VERSION)]
    script = "".join((*steps, SCHEMA, f"PRAGMA user_version = {VERSION};"))
    try:
        connection.executescript(f"BEGIN IMMEDIATE;{script}COMMIT;")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def damaged(text: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(text)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def set_aside(path: Path) -> Path:
    """Rename the file and what SQLite keeps beside it; the new name."""
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + ending))
    path.rename(kept)
    return kept


def told(error: Exception) -> Problem:
    """The reason that a person can do something about."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) == 28:
        return Problem(Reason.DISK_FULL, str(error))
    if code in FULL or code == sqlite3.SQLITE_CANTOPEN or isinstance(error, OSError):
        return Problem(Reason.NOT_WRITABLE, str(error))
    log.error("database.failed", error=error)
    return Problem(Reason.UNEXPECTED, str(error))
