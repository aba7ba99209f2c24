"""Cursors: up to which message each account has taken everything. It is the offline store.

A cursor only goes forward. It may lag behind the truth, then a message is replayed twice; it never
runs ahead of it.

What may not be archived but has to wait for its recipient is in a mailbox of its own, `~` before
the recipient's address. No archive shows it, and it goes when the cursor has passed it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from magpie.storage import archive
from magpie.storage.archive import END, Span, fetch, find
from magpie.storage.retention import delete_unheld, note_last_id
from magpie.storage.tables import address, arrival, cursor, mailbox
from magpie.storage.upsert import upsert

UNTIL_TAKEN = "~"
OWNERS = 500  # asked about at a time


class Pending(NamedTuple):
    """A message that waits for its recipient."""

    id: int
    at: int
    stanza: bytes
    is_archived: bool


PUT = upsert(cursor, "excluded.message_id > cursor.message_id")


def get(conn: Connection, owner: str) -> int:
    """0: nothing has been taken yet."""
    wanted = select(cursor.c.message_id).where(cursor.c.owner == owner)
    return conn.execute(wanted).scalar() or 0


def save(conn: Connection, cursors: Mapping[str, int]) -> None:
    """Move each owner's cursor to an id, unless it is further on already."""
    if rows := [{"owner": owner, "message_id": id} for owner, id in cursors.items()]:
        conn.execute(PUT, rows)
    owners = list(cursors)
    for start in range(0, len(owners), OWNERS):
        boxes = [UNTIL_TAKEN + owner for owner in owners[start : start + OWNERS]]
        used = select(address.c.jid).where(address.c.jid.in_(boxes))
        for box in conn.execute(used).scalars().all():  # of most accounts nothing ever waited so
            owner = box.removeprefix(UNTIL_TAKEN)
            release(conn, owner, cursors[owner])


def pending(conn: Connection, owner: str, after_id: int, limit: int) -> list[Pending]:
    """What `owner` has received after `after_id`, oldest first, archived or not."""
    archived = archive.pending(conn, owner, after_id, limit)
    found = [Pending(one.id, one.at, one.stanza, True) for one in archived]
    span = waiting(conn, owner, after_id)
    if span is not None:
        for one in fetch(conn, span, limit, False):
            found.append(Pending(one.id, one.at, one.stanza, False))
        found.sort()
    return found[:limit]


def first_until_taken(conn: Connection, owner: str) -> int | None:
    """The id of the first message that waits for `owner` outside of the archive."""
    span = waiting(conn, owner, 0)
    found = [] if span is None else fetch(conn, span, 1, False)
    return found[0].id if found else None


def waiting(conn: Connection, owner: str, after_id: int) -> Span | None:
    """The part after `after_id` of what is kept only until it is taken."""
    box = find(conn, UNTIL_TAKEN + owner)
    return None if box is None else Span(box.id, max(after_id, box.floor), END)


def release(conn: Connection, owner: str, id: int) -> None:
    """Remove what waited for `owner` up to `id`: XEP-0334 wants no permanent record of it."""
    span = waiting(conn, owner, 0)
    if span is None:
        return
    box = find(conn, owner)
    for table in (mailbox, arrival):
        is_taken = (table.c.owner == span.owner) & (table.c.message_id <= id)
        rows = conn.execute(select(table.c.message_id, table.c.peer).where(is_taken)).all()
        if rows:
            note_last_id(conn)
            conn.execute(delete(table).where(is_taken))
            holders = {span.owner, *(row.peer for row in rows), *(() if box is None else (box.id,))}
            delete_unheld(conn, [row.message_id for row in rows], holders)
