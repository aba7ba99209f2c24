"""PostgreSQL: batches on one connection of their own, everything else through a pool.

Every batch takes one advisory lock, so that ids are given out in the order of the commits, by
however many nodes: who has read up to an id never misses a smaller one that was committed late.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.storage import meta
from magpie.storage.batch import Batch, Committed, Entry, Write
from magpie.storage.errors import StorageError
from magpie.storage.ids import Ids, number_at
from magpie.storage.schema import prepare

log = get_logger(__name__)

T = TypeVar("T")

KNOWN_ADDRESSES = 100_000

TAKE_LOCK = "SELECT pg_advisory_xact_lock($1)"
LAST = """
    SELECT GREATEST(
        (SELECT coalesce(max(id), 0) FROM message),
        (SELECT coalesce(max(convert_from(value, 'UTF8')::bigint), 0) FROM meta WHERE name = $1)
    ), (SELECT at FROM message ORDER BY id DESC LIMIT 1)
"""
ADD_ADDRESSES = "INSERT INTO address (jid) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING"
GET_ADDRESSES = "SELECT jid, id FROM address WHERE jid = ANY($1::text[])"
ADD_MESSAGES = """
    INSERT INTO message (id, at, sender, recipient, kind, stanza, body, origin)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[],
        $6::bytea[], $7::text[], $8::text[])
"""
ADD_MAILBOXES = """
    INSERT INTO mailbox (owner, message_id, peer)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
"""


async def open_postgres(address: URL) -> "PostgresStore":
    """Connect, and create or migrate the tables. Raises StorageError."""
    engine = create_async_engine(
        address.set(drivername="postgresql+asyncpg"),
        pool_size=10,
        pool_pre_ping=True,
        hide_parameters=True,  # an error goes to the log, what people write does not
        isolation_level="REPEATABLE READ",  # a read is one view, as on SQLite
    )
    name = address.render_as_string(hide_password=True)
    try:
        async with engine.begin() as conn:
            await conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({meta.LOCK})")
            await conn.run_sync(prepare, name)
        async with engine.connect() as conn:
            key = await conn.run_sync(meta.key)
    except (OSError, DBAPIError, asyncpg.PostgresError) as error:
        await engine.dispose()
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StorageError(f"The database {name} cannot be used: {reason}.") from error
    except StorageError:
        await engine.dispose()
        raise
    dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresStore(engine, dsn, Ids(key))


async def read_once(address: URL, fn: Callable[..., T], *args: Any) -> T:
    """What `fn(connection, *args)` returns, from one view; nothing can be written."""
    engine = create_async_engine(
        address.set(drivername="postgresql+asyncpg"),
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
    )
    try:
        async with engine.connect() as conn:
            await conn.exec_driver_sql("SET TRANSACTION READ ONLY")
            return await conn.run_sync(fn, *args)
    except (OSError, DBAPIError, asyncpg.PostgresError) as error:
        name = address.render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StorageError(f"The database {name} cannot be read: {reason}.") from error
    finally:
        await engine.dispose()


class PostgresStore:
    """One database on a server, for one or more nodes."""

    def __init__(self, engine: AsyncEngine, dsn: str, ids: Ids) -> None:
        self._engine = engine
        self._writes = engine.execution_options(isolation_level="READ COMMITTED")
        self._dsn = dsn
        self._ids = ids
        self._raw: asyncpg.Connection | None = None
        self._addresses: dict[str, int] = {}
        self._tasks = Tasks("postgres")
        self._is_failing = False

    def commit(self, batch: Batch, done: Callable[[Batch], None]) -> None:
        self._tasks.spawn("batch", self._commit(batch, done))

    async def read(self, fn: Callable[..., T], *args: Any) -> T:
        async with self._engine.connect() as conn:
            return await conn.run_sync(fn, *args)

    async def close(self) -> None:
        await self._tasks.close()
        if self._raw is not None:
            await self._raw.close()
        await self._engine.dispose()

    async def _commit(self, batch: Batch, done: Callable[[Batch], None]) -> None:
        started = perf_counter()
        try:
            if batch.entries:
                batch.committed = await self._append(batch.entries)
            batch.results = [await self._write(write) for write in batch.writes]
            self._is_failing = False
        except Exception as error:
            batch.error = error
            if not self._is_failing:
                log.error("journal.commit", error=error)
            self._is_failing = True
        batch.seconds = perf_counter() - started
        done(batch)

    async def _write(self, write: Write) -> Any:
        try:
            async with self._writes.begin() as conn:
                return await conn.run_sync(self._run, write)
        except Exception as error:
            return error

    @staticmethod
    def _run(conn: Connection, write: Write) -> Any:
        return write(conn)

    async def _append(self, entries: list[Entry]) -> list[Committed | Exception]:
        try:
            return list(await self._append_all(entries))
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError,
                asyncpg.CharacterNotInRepertoireError, UnicodeError, OverflowError):  # fmt: skip
            # One row is at fault. Find it, so that the others need not suffer for it.
            outcomes: list[Committed | Exception] = []
            for entry in entries:
                try:
                    outcomes += await self._append_all([entry])
                except Exception as error:
                    outcomes.append(error)
            return outcomes

    async def _append_all(self, entries: list[Entry]) -> list[Committed]:
        raw = self._raw
        if raw is None or raw.is_closed():
            raw = self._raw = await asyncpg.connect(self._dsn)
        try:
            async with raw.transaction():
                await raw.execute(TAKE_LOCK, meta.LOCK)
                last_id, at = await raw.fetchrow(LAST, meta.LAST_ID) or (0, 0)
                ids = numbered(entries, last_id, at or 0)
                await raw.execute(ADD_MESSAGES, *columns(entries, ids))
                await raw.execute(ADD_MAILBOXES, *await self._mailboxes(raw, entries, ids))
        except BaseException:
            self._addresses.clear()  # some may have been in the transaction that is no more
            raise
        return list(map(Committed, ids, self._ids.encode_many(ids)))

    async def _mailboxes(
        self, raw: asyncpg.Connection, entries: list[Entry], ids: list[int]
    ) -> tuple[list[int], list[int], list[int]]:
        known = self._addresses
        if len(known) >= KNOWN_ADDRESSES:
            known.clear()
        new = {jid for e in entries for pair in e.owners for jid in pair if jid not in known}
        if new:
            await raw.execute(ADD_ADDRESSES, sorted(new))
            known.update(await raw.fetch(GET_ADDRESSES, list(new)))
        rows = [
            (known[owner], id, known[peer])
            for e, id in zip(entries, ids, strict=True)
            for owner, peer in e.owners
        ]
        owners, numbers, peers = zip(*rows, strict=True) if rows else ((), (), ())
        return list(owners), list(numbers), list(peers)


def numbered(entries: list[Entry], last: int, at: int) -> list[int]:
    """The numbers of `entries`, after `last`; their times made not to fall."""
    ids = []
    for entry in entries:
        entry.at = at = max(at, entry.at)
        last = max(last + 1, number_at(at))
        ids.append(last)
    return ids


def columns(entries: list[Entry], ids: list[int]) -> list[list[Any]]:
    """The rows of `entries`, turned by a quarter for `unnest`."""
    return [
        ids,
        [e.at for e in entries],
        [e.sender for e in entries],
        [e.recipient for e in entries],
        [e.kind for e in entries],
        [e.stanza for e in entries],
        [e.body for e in entries],
        [e.origin for e in entries],
    ]
