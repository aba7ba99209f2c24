"""Search in the local database. The index has the newest first: its rows are `message.at`."""

import sqlite3

from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.store import messages
from magpie.desktop.core.store.words import query


def find(
    db: sqlite3.Connection, text: str, conversation: int, before: int, limit: int
) -> list[Message]:
    """Messages that have all words of `text`, newest first, from before `before` (0: now)."""
    wanted = query(text)
    if not wanted:
        return []
    place = f"place : c{conversation} AND " if conversation else ""
    found = db.execute(
        "SELECT rowid FROM found WHERE found MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        (f"{place}words : ({wanted})", before or 2**62, limit),
    ).fetchall()
    rows = [
        row for (at,) in found for row in db.execute("SELECT * FROM message WHERE at = ?", (at,))
    ]
    return messages.entities(db, rows)
