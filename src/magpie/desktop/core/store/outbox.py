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
        "INSERT INTO outbox (account, wire_id, recipient, content, message, is_tried, room)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(account, outgoing.id, outgoing.to, msgspec.json.encode(outgoing.content)),
            *(message, is_tried, lane(outgoing)),
        ),
    )
    assert made.lastrowid is not None
    return made.lastrowid


def lane(outgoing: Outgoing) -> str:
    """What waits for a room goes out when one is in it; all else ("") in one line."""
    return outgoing.to if outgoing.is_group else ""


def is_doubtful(db: sqlite3.Connection, account: int, room: str = "") -> bool:
    """Whether something in that lane may have reached the server already."""
    found = db.execute(
        "SELECT 1 FROM outbox WHERE account = ? AND room = ? AND is_tried LIMIT 1", (account, room)
    )
    return found.fetchone() is not None


def to_send(
    db: sqlite3.Connection, account: int, after: int, room: str = ""
) -> list[tuple[int, Outgoing]]:
    """What of a lane is not acknowledged, oldest first, with its number, from `after` on.

    It counts as tried from now on.
    """
    db.execute(
        "UPDATE outbox SET is_tried = 1 WHERE account = ? AND room = ? AND id > ? AND is_tried = 0",
        (account, room, after),
    )
    found = db.execute(
        "SELECT * FROM outbox WHERE account = ? AND room = ? AND id > ? ORDER BY id",
        (account, room, after),
    )
    return [
        (
            row["id"],
            Outgoing(row["wire_id"], row["recipient"], CONTENT.decode(row["content"]), bool(room)),
        )
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
