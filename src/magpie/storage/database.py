"""The database: repositories are plain functions over a connection, run here.

    account = await database.read(accounts.get, "romeo@localhost")
    await database.write(accounts.disable, "romeo@localhost")

A write shares the commit of the journal's next batch, behind a savepoint of its own, and returns
only once that is on disk. A read sees what was committed when it began, and nothing else.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import Connection, make_url

from magpie.storage import meta
from magpie.storage.batch import Batch, Batches, Write
from magpie.storage.ids import Ids
from magpie.storage.schema import open_sqlite
from magpie.storage.sqlite import InlineStore, SqliteStore

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
    async def open(cls, url: str, *, inline: bool = False) -> Self:
        """Open, create or migrate the database at `url`.

        `sqlite://` is in memory and always inline; `sqlite:////absolute/path` is a file;
        `postgresql://user@host/name` is a server. `inline` runs everything on the event loop.
        Raises StorageError, with one sentence for the operator, when it cannot be used.
        """
        address = make_url(url)
        engine = open_sqlite(address.database)
        is_inline = inline or not address.database
        backend: Backend = InlineStore(engine) if is_inline else SqliteStore(engine)
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

    async def turn(self) -> None:
        """Wait until everything that waits to be written now has been."""
        future: asyncio.Future[None] = self._loop.create_future()
        self.batches.put(None, lambda: None if future.done() else future.set_result(None))
        await future

    async def close(self) -> None:
        """Write what waits, tell it, and end. Nothing may be written afterwards."""
        await self.batches.drain()
        await self._backend.close()
