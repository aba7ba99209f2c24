"""Cursors: up to where an account's messages have all been taken by some client of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, or_, select

from magpie.storage.tables import cursor, mailbox, message


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits for its recipient; `at` in microseconds since 1970."""

    number: int
    at: int
    stanza: bytes


def get(conn: Connection, owner: str) -> int:
    """The number up to which all is taken; 0 at first."""
    found = conn.execute(select(cursor.c.message_id).where(cursor.c.owner == owner)).scalar()
    return 0 if found is None else int(found)


def save(conn: Connection, rows: Sequence[tuple[str, int]]) -> None:
    """Note cursors, as (owner, number)."""
    for owner, number in rows:
        conn.execute(delete(cursor).where(cursor.c.owner == owner))
        conn.execute(insert(cursor).values(owner=owner, message_id=number))
        conn.execute(
            delete(mailbox).where(mailbox.c.owner == "~" + owner, mailbox.c.message_id <= number)
        )


def pending(conn: Connection, owner: str, after: int, limit: int) -> list[Pending]:
    """Messages that `owner` received after number `after`, in order."""
    rows = conn.execute(
        select(message.c.id, message.c.at, message.c.stanza)
        .join(mailbox, mailbox.c.message_id == message.c.id)
        .where(
            mailbox.c.owner.in_((owner, "~" + owner)),
            mailbox.c.message_id > after,
            or_(
                message.c.recipient == owner,
                and_(message.c.recipient > owner + "/", message.c.recipient < owner + "0"),
            ),
        )
        .order_by(message.c.id)
        .limit(limit)
    )
    return [Pending(row.id, row.at, row.stanza) for row in rows]
