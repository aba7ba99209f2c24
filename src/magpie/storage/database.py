"""The database: repositories are plain functions over a connection, run here.

    account = await database.read(accounts.get, "romeo@localhost")
    await database.write(accounts.disable, "romeo@localhost")

A write shares the commit of the journal's next batch, behind a savepoint of its own, and returns
only once that is on disk. A read sees what was committed when it began, and nothing else.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from magpie.base.log import get_logger
from magpie.storage import meta
from magpie.storage.batch import Batch, Batches, Write
from magpie.storage.errors import StorageError
from magpie.storage.folder import Folder
from magpie.storage.ids import Ids
from magpie.storage.schema import open_sqlite
from magpie.storage.sqlite import InlineStore, SqliteStore

log = get_logger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class Backend(Protocol):
    """What one kind of database must do for us."""

    def commit(self, batch: Batch, done: Callable[[Batch], None]) -> None: ...

    async def read(self, fn: Callable[..., T], *args: Any) -> T: ...

    async def close(self) -> None: ...


class Database:
    """One open database. Make it with `open`."""

    def __init__(self, backend: Backend, ids: Ids, batches: Batches) -> None:
        self._backend = backend
        self._loop = asyncio.get_running_loop()
        self.ids = ids
        self.batches = batches

    @classmethod
    async def open(cls, url: str, *, folder: Folder | None = None, inline: bool = False) -> Self:
        """Open, create or migrate the database at `url`.

        `sqlite://` is in memory and always inline; `sqlite:////absolute/path` is a file;
        `postgresql://user@host/name` is a server. `folder` remembers that there is a database, so
        that one that has gone missing is not made anew. `inline` runs everything on the event loop.
        Raises StorageError, with one sentence for the operator, when it cannot be used.
        """
        try:
            address = make_url(url)
        except ArgumentError:
            raise StorageError(
                "storage.url is no URL such as sqlite:///… or postgresql://…"
            ) from None
        backend: Backend
        match address.get_backend_name():
            case "sqlite":
                engine = open_sqlite(address.database, folder)
                is_inline = inline or not address.database
                backend = InlineStore(engine) if is_inline else SqliteStore(engine)
            case "postgresql":
                backend = await connect(address)
            case other:
                raise StorageError(f"storage.url is of {other}; sqlite and postgresql are known.")
        ids = Ids(await backend.read(meta.key))
        return cls(backend, ids, Batches(backend))

    async def read(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What `fn(connection, *args)` returns, from one consistent view of the database."""
        assert not kwargs, "arguments by position only"
        return await self._backend.read(fn, *args)

    async def write(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What `fn(connection, *args)` returns, once it is committed; or raises what it raised."""
        assert not kwargs, "arguments by position only"
        future: asyncio.Future[T] = self._loop.create_future()

        def done(outcome: T | Exception) -> None:
            if future.done():
                return  # whoever waited has gone
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

        self.batches.put(Write(fn, args), done)
        return await future

    def enqueue(
        self, fn: Callable[Concatenate[Connection, P], object], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write without waiting for it: before whatever is queued after this, or with it."""
        assert not kwargs, "arguments by position only"

        def done(outcome: object) -> None:
            if isinstance(outcome, Exception):
                log.error("database.not_written", what=fn.__name__, error=outcome)

        self.batches.put(Write(fn, args), done)

    async def turn(self) -> None:
        """Wait until everything that waits to be written now has been."""
        future: asyncio.Future[None] = self._loop.create_future()
        self.batches.put(None, lambda: None if future.done() else future.set_result(None))
        await future

    async def close(self) -> None:
        """Write what waits, tell it, and end. Nothing may be written afterwards."""
        await self.batches.drain()
        await self._backend.close()


async def connect(address: URL) -> Backend:
    try:
        # Only here: the driver is an extra that most installations do without
        from magpie.storage.postgres import open_postgres  # noqa: PLC0415

        return await open_postgres(address)
    except ImportError:
        hint = "pip install 'magpie-im[postgres]'"
        raise StorageError(f"PostgreSQL needs its driver: {hint}.") from None
