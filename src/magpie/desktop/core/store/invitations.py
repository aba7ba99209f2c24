"""Invitations into rooms that have no answer yet, in the local database."""

import sqlite3

from magpie.desktop.core.entities.group import GroupInvitation

MOST = 100  # of one account: more are of nobody who means well


def rows(db: sqlite3.Connection) -> list[GroupInvitation]:
    """All, of all accounts; `sender_name` is for the caller to fill in."""
    found = [dict(row) for row in db.execute("SELECT * FROM invitation ORDER BY at")]
    return [GroupInvitation(**{**row, "is_by_room": bool(row["is_by_room"])}) for row in found]


def put(db: sqlite3.Connection, one: GroupInvitation) -> bool:
    """Keep it, if there are not too many."""
    count = db.execute("SELECT count(*) FROM invitation WHERE account = ?", (one.account,))
    if count.fetchone()[0] >= MOST:
        return False
    db.execute(
        "INSERT OR REPLACE INTO invitation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.account, one.address, one.name, one.sender, one.text, one.password),
            *(one.at, one.is_by_room),
        ),
    )
    return True


def remove(db: sqlite3.Connection, account: int, address: str) -> None:
    db.execute("DELETE FROM invitation WHERE account = ? AND address = ?", (account, address))
