"""Encryption in the local database: which conversations, which messages, and the keys."""

import sqlite3
from collections.abc import Mapping

from magpie.desktop.core.entities.message import Lock


def is_locked(db: sqlite3.Connection, conversation: int) -> bool:
    """Whether one writes encrypted there."""
    found = db.execute("SELECT 1 FROM locked WHERE conversation = ?", (conversation,))
    return found.fetchone() is not None


def lock(db: sqlite3.Connection, conversation: int, is_locked: bool) -> None:
    if is_locked:
        db.execute("INSERT OR IGNORE INTO locked VALUES (?)", (conversation,))
    else:
        db.execute("DELETE FROM locked WHERE conversation = ?", (conversation,))


def lock_of(db: sqlite3.Connection, message: int) -> Lock:
    row = db.execute("SELECT lock FROM lock WHERE message = ?", (message,)).fetchone()
    return Lock(row[0]) if row else Lock.OPEN


def set_lock(db: sqlite3.Connection, message: int, lock: Lock) -> None:
    if lock is Lock.OPEN:
        db.execute("DELETE FROM lock WHERE message = ?", (message,))
    else:
        db.execute("INSERT OR REPLACE INTO lock VALUES (?, ?)", (message, lock))


def load(db: sqlite3.Connection, account: int) -> dict[str, str]:
    return dict(db.execute("SELECT name, value FROM secret WHERE account = ?", (account,)))


def save(db: sqlite3.Connection, account: int, changed: Mapping[str, str | None]) -> None:
    for name, value in changed.items():
        if value is None:
            db.execute("DELETE FROM secret WHERE account = ? AND name = ?", (account, name))
        else:
            db.execute("INSERT OR REPLACE INTO secret VALUES (?, ?, ?)", (account, name, value))
