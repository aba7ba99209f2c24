"""Cursors: up to which message each account has taken everything. It is the offline store.

A cursor only goes forward. It may lag behind the truth, then a message is replayed twice; it never
runs ahead of it.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from magpie.storage.archive import Message, pending
from magpie.storage.tables import cursor
from magpie.storage.upsert import upsert

__all__ = ["Message", "get", "pending", "save"]

PUT = upsert(cursor, "excluded.message_id > cursor.message_id")


def get(conn: Connection, owner: str) -> int:
    """0: nothing has been taken yet."""
    wanted = select(cursor.c.message_id).where(cursor.c.owner == owner)
    return conn.execute(wanted).scalar() or 0


def save(conn: Connection, cursors: Mapping[str, int]) -> None:
    """Move each owner's cursor to an id, unless it is further on already."""
    if rows := [{"owner": owner, "message_id": id} for owner, id in cursors.items()]:
        conn.execute(PUT, rows)
