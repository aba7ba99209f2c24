"""Reading a database beside the server that runs on it: one view, and nothing is ever written.

On SQLite a reader of another process holds up neither the writer nor other readers; the log (WAL)
only grows until it is done. On PostgreSQL the transaction is read-only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from magpie.storage.errors import StorageError
from magpie.storage.schema import HEAD, read_version
from magpie.storage.sqlite import make_engine

T = TypeVar("T")


async def read(url: str, fn: Callable[..., T], *args: Any) -> T:
    """What `fn(connection, *args)` returns.

    Raises:
        StorageError: there is no such database, or it is not of this program's schema.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise StorageError("storage.url is no URL such as sqlite:///… or postgresql://…") from None
    if address.get_backend_name() == "sqlite":
        return await asyncio.to_thread(_read_file, Path(address.database or ""), fn, args)
    # Only here: the driver is an extra that most installations do without
    from magpie.storage.postgres import read_once  # noqa: PLC0415

    return await read_once(address, checked, fn, *args)


def _read_file(file: Path, fn: Callable[..., T], args: tuple[Any, ...]) -> T:
    if not file.is_file():
        raise StorageError(f"There is no database {file}.")
    engine = make_engine(file)
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA query_only = ON")
            return checked(conn, fn, *args)
    except DatabaseError as error:
        raise StorageError(f"The database {file} cannot be read: {error.orig}.") from error
    finally:
        engine.dispose()


def checked(conn: Connection, fn: Callable[..., T], *args: Any) -> T:
    version = read_version(conn)
    if version != HEAD:
        raise StorageError(
            f"The database is of schema {version}, and this program knows {HEAD}: start the server"
            " once with it."
        )
    return fn(conn, *args)
