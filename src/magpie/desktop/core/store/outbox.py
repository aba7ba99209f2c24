"""The outbox: what has to reach the server, in order, whatever happens in between."""

import sqlite3

import msgspec

from magpie.desktop.core.content import Content, Outgoing

CONTENT: msgspec.json.Decoder[Content] = msgspec.json.Decoder(Content)


def put(
    db: sqlite3.Connection,
    account: int,
    outgoing: Outgoing,
    message: int | None = None,
    *,
    is_tried: bool = False,
) -> int:
    """At its end; its number there. `is_tried`: it goes out as soon as this is committed."""
    made = db.execute(
        "INSERT INTO outbox (account, wire_id, recipient, content, message, is_tried)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            *(account, outgoing.id, outgoing.to, msgspec.json.encode(outgoing.content)),
            *(message, is_tried),
        ),
    )
    assert made.lastrowid is not None
    return made.lastrowid


def is_doubtful(db: sqlite3.Connection, account: int) -> bool:
    """Whether something in it may have reached the server already."""
    found = db.execute("SELECT 1 FROM outbox WHERE account = ? AND is_tried LIMIT 1", (account,))
    return found.fetchone() is not None


def to_send(db: sqlite3.Connection, account: int, after: int) -> list[tuple[int, Outgoing]]:
    """What the server has not acknowledged, oldest first, with its number, from `after` on.

    It counts as tried from now on.
    """
    db.execute(
        "UPDATE outbox SET is_tried = 1 WHERE account = ? AND id > ? AND is_tried = 0",
        (account, after),
    )
    found = db.execute(
        "SELECT * FROM outbox WHERE account = ? AND id > ? ORDER BY id", (account, after)
    )
    return [
        (row["id"], Outgoing(row["wire_id"], row["recipient"], CONTENT.decode(row["content"])))
        for row in found
    ]


def done(db: sqlite3.Connection, account: int, wire_id: str) -> int | None:
    """The server has it, or refused it: the message that shows it, None when none does."""
    if not wire_id:
        return None
    row = db.execute(
        "DELETE FROM outbox WHERE account = ? AND wire_id = ? RETURNING message", (account, wire_id)
    ).fetchone()
    return row[0] if row else None


def holds(db: sqlite3.Connection, message: int) -> bool:
    """Whether that message waits in it."""
    return bool(db.execute("SELECT 1 FROM outbox WHERE message = ?", (message,)).fetchone())


def discard(db: sqlite3.Connection, message: int) -> None:
    """Not to be sent after all."""
    db.execute("DELETE FROM outbox WHERE message = ?", (message,))
