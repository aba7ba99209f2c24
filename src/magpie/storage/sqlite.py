"""SQLite: one writer thread that commits batches, and a small pool of threads that read.

The writer and the event loop share the interpreter's lock. Every statement hands the lock over, and
getting it back beside a busy loop takes up to a switch interval: so a batch is as few statements as
can be, and its rows go in by `executemany` on the driver itself.

A row of a mailbox belongs at a random place of two trees, and each costs a page of 4 kB. So rows
are first appended to the table `arrival`, and settled into `mailbox` by the thousand, when many of
them share a page. The log of SQLite (WAL) is copied into the file by a reader's thread beside the
writer; only what came meanwhile is left for the writer's own checkpoint. The measurements are in
docs/decisions/0002-journal-writer.md.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event, func, select

from magpie.base.log import get_logger
from magpie.storage import meta
from magpie.storage.batch import Batch, Committed, Entry, Write
from magpie.storage.ids import BEGINNING, STEP, Ids
from magpie.storage.tables import arrival, message

log = get_logger(__name__)

T = TypeVar("T")

READERS = 3
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 10000",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "cache_size = -16000",  # kB, for each connection
    "wal_autocheckpoint = 8000",  # pages: by then most has been copied by `SqliteStore._check`
)

ADD_MESSAGE = (
    "INSERT INTO message (id, at, sender, recipient, kind, stanza, body, origin)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
ADD_ARRIVAL = "INSERT INTO arrival (owner, message_id, peer) VALUES (?, ?, ?)"
ADD_ADDRESS = "INSERT INTO address (jid) VALUES (?) ON CONFLICT DO NOTHING"
GET_ADDRESS = "SELECT id FROM address WHERE jid = ?"
SETTLE = (
    "INSERT INTO mailbox (owner, message_id, peer)"
    " SELECT owner, message_id, peer FROM arrival ORDER BY owner, message_id",
    "DELETE FROM arrival",
)
SETTLE_AT = 8000  # rows
KNOWN_ADDRESSES = 100_000  # numbers kept in memory, about 20 MB at most


def make_engine(path: Path | None, *, pool_size: int = READERS + 1) -> Engine:
    """An engine for the file at `path`, or for a database in memory that one thread uses."""
    if path is None:
        engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    else:
        engine = create_engine(
            f"sqlite:///{path}",
            poolclass=QueuePool,
            pool_size=pool_size,
            hide_parameters=True,  # an error goes to the log, what people write does not
            connect_args={"check_same_thread": False},
        )
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def prepare(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None  # the driver must not begin transactions by its own ideas
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def begin(conn: Connection) -> None:
    mode = conn.get_execution_options().get("begin", "DEFERRED")
    conn.exec_driver_sql(f"BEGIN {mode}")


class Writer:
    """The one connection that writes, and what it knows by heart."""

    def __init__(self, engine: Engine) -> None:
        self._conn = engine.connect().execution_options(begin="IMMEDIATE")
        raw = self._conn.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        self._raw = raw
        with self._conn.begin():
            last = select(message.c.id, message.c.at).order_by(message.c.id.desc()).limit(1)
            row = self._conn.execute(last).one_or_none()
            floor = meta.get_int(self._conn, meta.LAST_ID)
            self._ids = Ids(meta.key(self._conn))
            self._arrived: int = self._conn.execute(
                select(func.count()).select_from(arrival)
            ).scalar_one()
        self._last_id = max(row.id if row else 0, floor)
        self._last_at: int = row.at if row else 0
        self._addresses: dict[str, int] = {}
        self._is_failing = False

    def close(self) -> None:
        self._conn.close()

    def write(self, batch: Batch) -> None:
        """Commit `batch` and note in it what became of each job. Raises nothing."""
        started = perf_counter()
        before = self._last_id, self._last_at, self._arrived
        try:
            try:
                self._write(batch, self._add)
            except (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.ProgrammingError,
                    UnicodeError, OverflowError):  # fmt: skip
                # One row is at fault. Find it, so that the others need not suffer for it.
                self._roll_back(before)
                self._write(batch, self._add_one_by_one)
        except Exception as error:
            self._roll_back(before)
            batch.error = error
            self._failed("journal.commit", error)
        else:
            if self._is_failing:
                self._is_failing = False
                log.info("journal.recovered")
        batch.seconds = perf_counter() - started

    def settle(self) -> bool:
        """Move what has arrived to its place, when it is enough to be worth the while."""
        if self._arrived < SETTLE_AT:
            return False
        try:
            with self._conn.begin():
                for statement in SETTLE:
                    self._raw.execute(statement)
            self._arrived = 0
        except Exception as error:
            self._failed("journal.settle", error)
            return False
        return True

    def _failed(self, what: str, error: Exception) -> None:
        if not self._is_failing:  # once for each time of trouble: a full disk fails every batch
            log.error(what, error=error)
        self._is_failing = True

    def _roll_back(self, before: tuple[int, int, int]) -> None:
        self._last_id, self._last_at, self._arrived = before
        self._addresses.clear()  # some may have been in the transaction that is no more

    def _write(
        self, batch: Batch, add: Callable[[list[Entry]], list[Committed | Exception]]
    ) -> None:
        with self._conn.begin():
            batch.committed = add(batch.entries) if batch.entries else []
            batch.results = [self._run(write) for write in batch.writes]

    def _add(self, entries: list[Entry]) -> list[Committed | Exception]:
        """All rows of `entries` in two statements, and two for each address never seen before."""
        id, at = self._last_id, self._last_at
        known = self._addresses
        ids = []
        messages = []
        arrivals = []
        for e in entries:
            if e.at < at:
                e.at = at
            at = e.at
            id = max(id + 1, (at - BEGINNING) // STEP)
            ids.append(id)
            messages.append((id, at, e.sender, e.recipient, e.kind, e.stanza, e.body, e.origin))
            for owner, peer in e.owners:
                arrivals.append(
                    (
                        known.get(owner) or self._number(owner),
                        id,
                        known.get(peer) or self._number(peer),
                    )
                )
        self._raw.executemany(ADD_MESSAGE, messages)
        self._raw.executemany(ADD_ARRIVAL, arrivals)
        self._arrived += len(arrivals)
        self._last_id, self._last_at = id, at
        return list(map(Committed, ids, self._ids.encode_many(ids)))

    def _number(self, jid: str) -> int:
        if len(self._addresses) >= KNOWN_ADDRESSES:
            self._addresses.clear()
        row = self._raw.execute(GET_ADDRESS, (jid,)).fetchone()
        if row is None:
            self._raw.execute(ADD_ADDRESS, (jid,))
            row = self._raw.execute(GET_ADDRESS, (jid,)).fetchone()
        number: int = row[0]
        self._addresses[jid] = number
        return number

    def _add_one_by_one(self, entries: list[Entry]) -> list[Committed | Exception]:
        outcomes: list[Committed | Exception] = []
        for entry in entries:
            self._raw.execute("SAVEPOINT entry")
            try:
                outcomes += self._add([entry])
            except Exception as error:
                if not self._raw.in_transaction:
                    raise
                self._raw.execute("ROLLBACK TO entry")
                self._addresses.clear()
                outcomes.append(error)
            self._raw.execute("RELEASE entry")
        return outcomes

    def _run(self, write: Write) -> Any:
        try:
            with self._conn.begin_nested():
                return write(self._conn)
        except Exception as error:
            if not self._raw.in_transaction:  # SQLite has given up the whole: a full disk does that
                raise
            return error


class SqliteStore:
    """A file, written by one thread and read by a few others."""

    def __init__(self, engine: Engine, readers: int = READERS) -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        self._writer = Writer(engine)
        self._is_checking = False
        self._queue: SimpleQueue[tuple[Batch, Callable[[Batch], None]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="magpie-writer", daemon=True)
        self._readers = ThreadPoolExecutor(readers, "magpie-reader")
        self._thread.start()

    def commit(self, batch: Batch, done: Callable[[Batch], None]) -> None:
        self._queue.put((batch, done))

    async def read(self, fn: Callable[..., T], *args: Any) -> T:
        return await self._loop.run_in_executor(self._readers, self._read, fn, args)

    def _read(self, fn: Callable[..., T], args: tuple[Any, ...]) -> T:
        with self._engine.connect() as conn:
            return fn(conn, *args)

    async def close(self) -> None:
        self._queue.put(None)
        await self._loop.run_in_executor(self._readers, self._thread.join)
        self._readers.shutdown()
        self._writer.close()
        self._engine.dispose()

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            batch, done = item
            self._writer.write(batch)
            self._loop.call_soon_threadsafe(done, batch)
            if self._writer.settle() and not self._is_checking:
                self._is_checking = True
                self._readers.submit(self._check)

    def _check(self) -> None:
        """Copy the log into the file, as far as no reader is in the way."""
        try:
            raw = self._engine.raw_connection()  # not in a transaction
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                raw.close()
        except Exception as error:
            log.error("storage.checkpoint", error=error)
        finally:
            self._is_checking = False


class InlineStore:
    """Everything on the event loop's own thread: for tests that must know when what happens."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        self._writer = Writer(engine)

    def commit(self, batch: Batch, done: Callable[[Batch], None]) -> None:
        self._writer.write(batch)
        self._writer.settle()
        self._loop.call_soon(done, batch)

    async def read(self, fn: Callable[..., T], *args: Any) -> T:
        with self._engine.connect() as conn:
            return fn(conn, *args)

    async def close(self) -> None:
        self._writer.close()
        self._engine.dispose()
