"""What the server has to say to people: the message of the day, and the one for new accounts."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from magpie.storage import meta
from magpie.storage.operator_tables import notice_seen
from magpie.storage.upsert import upsert

SEEN = upsert(notice_seen)


class Notice(NamedTuple):
    """A text, and since when it is the one (µs since 1970)."""

    text: str
    at: int


def get(conn: Connection, name: str) -> Notice | None:
    value = meta.get(conn, name)
    return Notice(*json.loads(value)) if value else None


def put(conn: Connection, name: str, notice: Notice | None) -> None:
    """Write it, or (`None`) that there is none."""
    meta.set(conn, name, b"" if notice is None else json.dumps(notice).encode())


def forget_seen(conn: Connection) -> None:
    """There is another one, that nobody has seen."""
    conn.execute(delete(notice_seen))


def note_seen(conn: Connection, owner: str, at: int) -> None:
    conn.execute(SEEN, {"owner": owner, "at": at})


def seen(conn: Connection, at: int) -> list[str]:
    """Who was shown that one."""
    rows = select(notice_seen.c.owner).where(notice_seen.c.at == at)
    return list(conn.execute(rows).scalars())
