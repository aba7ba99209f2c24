"""Last activity (XEP-0012): when an account was last there, and what it said on leaving."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from magpie.storage.tables import last
from magpie.storage.upsert import upsert

PUT = upsert(last)


class Seen(NamedTuple):
    at: int
    status: str


def get(conn: Connection, owner: str) -> Seen | None:
    row = conn.execute(select(last.c.at, last.c.status).where(last.c.owner == owner)).one_or_none()
    return None if row is None else Seen(row.at, row.status)


def put(conn: Connection, owner: str, at: int, status: str = "") -> None:
    put_all(conn, {owner: Seen(at, status)})


def put_all(conn: Connection, left: Mapping[str, Seen]) -> None:
    rows = [{"owner": owner, "at": seen.at, "status": seen.status} for owner, seen in left.items()]
    if rows:
        conn.execute(PUT, rows)
