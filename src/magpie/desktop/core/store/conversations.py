"""Conversations in the local database."""

import sqlite3
from collections.abc import Iterable

from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.store import messages, secrets

COLUMNS = frozenset(
    ("is_pinned", "is_archived", "is_marked", "muted_until", "draft", "draft_reply", "is_complete")
)


def find(db: sqlite3.Connection, account: int, address: str) -> int:
    """Its id, 0 when it is not there."""
    row = db.execute(
        "SELECT id FROM conversation WHERE account = ? AND address = ?", (account, address)
    ).fetchone()
    return int(row[0]) if row else 0


def opened(
    db: sqlite3.Connection, account: int, address: str, kind: Kind = Kind.PERSON, at: int = 0
) -> int:
    """Its id; made if it is not there, and as if something was said `at` that time."""
    if found := find(db, account, address):
        return found
    made = db.execute(
        "INSERT INTO conversation (account, address, kind, active_at) VALUES (?, ?, ?, ?)",
        (account, address, kind, at),
    )
    assert made.lastrowid is not None
    return made.lastrowid


def rows(db: sqlite3.Connection, ids: Iterable[int] | None = None) -> list[Conversation]:
    """Those with these ids, or all. Their `name` is for the caller to fill in."""
    if ids is None:
        found = db.execute("SELECT * FROM conversation").fetchall()
    else:
        found = [
            row
            for id in ids
            for row in db.execute("SELECT * FROM conversation WHERE id = ?", (id,))
        ]
    return [_entity(db, row) for row in found]


def change(db: sqlite3.Connection, id: int, /, **values: object) -> list[Conversation]:
    """Set columns, and read it again."""
    assert values.keys() <= COLUMNS
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE conversation SET {names} WHERE id = ?", (*values.values(), id))  # noqa: S608 (names are COLUMNS)
    return rows(db, (id,))


def read_to(db: sqlite3.Connection, id: int, at: int) -> bool:
    """All of theirs up to `at` is read; whether that is news."""
    done = db.execute(
        "UPDATE conversation SET read_at = ?, is_marked = 0"
        " WHERE id = ? AND (read_at < ? OR is_marked)",
        (at, id, at),
    )
    return done.rowcount > 0


def read_to_id(db: sqlite3.Connection, id: int, stanza_id: str) -> bool:
    """The same by the archive's id; remembered when that message is not here yet."""
    row = db.execute(
        "SELECT at FROM message WHERE conversation = ? AND stanza_id = ?", (id, stanza_id)
    ).fetchone()
    if row:
        return read_to(db, id, row[0])
    db.execute("UPDATE conversation SET read_id = ? WHERE id = ?", (stanza_id, id))
    return False


def bring_back(db: sqlite3.Connection, id: int) -> None:
    """Something new: out of the archive of chats with it, unless it is muted."""
    db.execute(
        "UPDATE conversation SET is_archived = 0 WHERE id = ? AND is_archived AND muted_until = 0",
        (id,),
    )


def last_of_theirs(db: sqlite3.Connection, id: int) -> sqlite3.Row | None:
    """(at, stanza_id, message_id, wants_mark, read_at) of their newest message."""
    row: sqlite3.Row | None = db.execute(
        "SELECT message.at, stanza_id, message_id, wants_mark, read_at"
        " FROM message JOIN conversation ON conversation.id = message.conversation"
        " WHERE conversation = ? AND is_own = 0 ORDER BY message.at DESC LIMIT 1",
        (id,),
    ).fetchone()
    return row


def last_stanza_id(db: sqlite3.Connection, id: int) -> str:
    """The archive's id of the newest message that has one (XEP-0490 takes own ones too)."""
    row = db.execute(
        "SELECT stanza_id FROM message WHERE conversation = ? AND stanza_id <> ''"
        " ORDER BY at DESC LIMIT 1",
        (id,),
    ).fetchone()
    return row[0] if row else ""


def delete(db: sqlite3.Connection, id: int) -> None:
    """With all that belongs to it."""
    messages.forget(db, id)
    for table in ("amendment", "reaction", "occupant", "room", "locked"):
        db.execute(f"DELETE FROM {table} WHERE conversation = ?", (id,))  # noqa: S608
    db.execute("DELETE FROM conversation WHERE id = ?", (id,))


def _entity(db: sqlite3.Connection, row: sqlite3.Row) -> Conversation:
    last = messages.page(db, row["id"], limit=1)
    unread, mentions = db.execute(
        "SELECT count(*), ifnull(sum(is_mention), 0) FROM message"
        " WHERE conversation = ? AND is_own = 0 AND at > ? AND is_retracted = 0",
        (row["id"], row["read_at"]),
    ).fetchone()
    return Conversation(
        id=row["id"],
        account=row["account"],
        address=row["address"],
        kind=Kind(row["kind"]),
        last=last[0] if last else None,
        unread=unread,
        mentions=mentions,
        is_marked=bool(row["is_marked"]),
        is_pinned=bool(row["is_pinned"]),
        is_archived=bool(row["is_archived"]),
        muted_until=row["muted_until"],
        draft=row["draft"],
        draft_reply=row["draft_reply"],
        active_at=last[0].at if last else row["active_at"],
        is_locked=secrets.is_locked(db, row["id"]),
    )
