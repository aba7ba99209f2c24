"""Accounts in the local database."""

import sqlite3
from dataclasses import dataclass

from magpie.desktop.core.entities.account import Account, Server, Show
from magpie.desktop.core.store import conversations

COLUMNS = frozenset(
    {
        *("is_on", "remembers", "show", "status", "name", "avatar", "trusted"),
        *("archive_end", "archive_at", "rooms"),
    }
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an account beside what is shown.

    Attributes:
        server: where to go; without a host, DNS says it.
        trusted: fingerprint of its certificate or authority, "" when the machine's authorities do.
        device: the resource.
        is_on: whether it is to be connected.
        archive_end, archive_at: up to where nothing of the archive is missing here.
    """

    shown: Account
    server: Server
    trusted: str
    device: str
    is_on: bool
    archive_end: str
    archive_at: int


def rows(db: sqlite3.Connection) -> list[Kept]:
    """All, as they were added."""
    return [_kept(row) for row in db.execute("SELECT * FROM account ORDER BY id")]


def keep(
    db: sqlite3.Connection, address: str, server: Server, trusted: str, device: str, remembers: bool
) -> Kept:
    """A new account, or new facts about one."""
    db.execute(
        "INSERT INTO account (address, server, direct_tls, trusted, device, remembers)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET server = excluded.server,"
        " direct_tls = excluded.direct_tls, trusted = excluded.trusted,"
        " remembers = excluded.remembers, is_on = 1",
        (address, server.place, server.direct_tls, trusted, device, remembers),
    )
    row = db.execute("SELECT * FROM account WHERE address = ?", (address,)).fetchone()
    return _kept(row)


def change(db: sqlite3.Connection, id: int, /, **values: object) -> None:
    """Set columns."""
    assert values.keys() <= COLUMNS
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE account SET {names} WHERE id = ?", (*values.values(), id))  # noqa: S608 (names are COLUMNS)


def one(db: sqlite3.Connection, id: int) -> Kept:
    return _kept(db.execute("SELECT * FROM account WHERE id = ?", (id,)).fetchone())


def delete(db: sqlite3.Connection, id: int) -> None:
    """With all that belongs to it."""
    for row in db.execute("SELECT id FROM conversation WHERE account = ?", (id,)).fetchall():
        conversations.delete(db, row[0])
    for table in ("person", "request", "invitation", "outbox", "upload", "secret"):
        db.execute(f"DELETE FROM {table} WHERE account = ?", (id,))  # noqa: S608
    db.execute("DELETE FROM account WHERE id = ?", (id,))


def _kept(row: sqlite3.Row) -> Kept:
    address = row["address"]
    host, _, port = row["server"].rpartition(":")
    domain = address.rpartition("@")[2]
    return Kept(
        shown=Account(
            id=row["id"],
            address=address,
            server=row["server"],
            show=Show(row["show"]),
            status=row["status"],
            name=row["name"],
            avatar=row["avatar"],
            remembers=bool(row["remembers"]),
            rooms=row["rooms"],
        ),
        server=Server(domain, host, int(port or 0), bool(row["direct_tls"])),
        trusted=row["trusted"],
        device=row["device"],
        is_on=bool(row["is_on"]),
        archive_end=row["archive_end"],
        archive_at=row["archive_at"],
    )
