"""People in the local database: contacts, and what is known of others."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from magpie.desktop.core.entities.person import Request, Subscription
from magpie.desktop.core.link import Contact


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of somebody: `name` is ours for them, `nick` their own, `picture` a SHA-1."""

    account: int
    address: str
    name: str = ""
    nick: str = ""
    groups: tuple[str, ...] = ()
    subscription: Subscription = Subscription.NONE
    is_contact: bool = False
    is_asked: bool = False
    is_blocked: bool = False
    picture: str = ""


def rows(db: sqlite3.Connection) -> list[Known]:
    """All, of all accounts."""
    return [
        Known(
            account=row["account"],
            address=row["address"],
            name=row["name"],
            nick=row["nick"],
            groups=tuple(json.loads(row["groups"])),
            subscription=Subscription(row["subscription"]),
            is_contact=bool(row["is_contact"]),
            is_asked=bool(row["is_asked"]),
            is_blocked=bool(row["is_blocked"]),
            picture=row["picture"],
        )
        for row in db.execute("SELECT * FROM person")
    ]


def put_contacts(
    db: sqlite3.Connection, account: int, contacts: Iterable[Contact], *, all: bool = False
) -> None:
    """Entries of the contact list; with `all`, there are no others."""
    if all:
        db.execute("UPDATE person SET is_contact = 0 WHERE account = ?", (account,))
    db.executemany(
        "INSERT INTO person (account, address, name, groups, subscription, is_asked, is_contact)"
        " VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,"
        " groups = excluded.groups, subscription = excluded.subscription,"
        " is_asked = excluded.is_asked, is_contact = 1",
        [
            (
                *(account, one.address, one.name, json.dumps(one.groups, ensure_ascii=False)),
                *(one.subscription, one.is_asked),
            )
            for one in contacts
        ],
    )


def remove_contacts(db: sqlite3.Connection, account: int, addresses: Iterable[str]) -> None:
    """They are no contacts any more; what was said stays."""
    db.executemany(
        "UPDATE person SET is_contact = 0, subscription = 'none', is_asked = 0, groups = '[]'"
        " WHERE account = ? AND address = ?",
        [(account, address) for address in addresses],
    )


def set_facts(
    db: sqlite3.Connection,
    account: int,
    address: str,
    *,
    nick: str | None = None,
    picture: str | None = None,
    is_blocked: bool | None = None,
) -> None:
    """What is not None is so now."""
    db.execute(
        "INSERT INTO person (account, address, nick, picture, is_blocked)"
        " VALUES (?1, ?2, coalesce(?3, ''), coalesce(?4, ''), coalesce(?5, 0))"
        " ON CONFLICT DO UPDATE SET nick = coalesce(?3, nick), picture = coalesce(?4, picture),"
        " is_blocked = coalesce(?5, is_blocked)",
        (account, address, nick, picture, is_blocked),
    )


def requests(db: sqlite3.Connection) -> list[Request]:
    """Who asks, and has no answer."""
    return [Request(**dict(row)) for row in db.execute("SELECT * FROM request")]


def put_request(db: sqlite3.Connection, request: Request) -> None:
    db.execute(
        "INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?)",
        (request.account, request.address, request.name, request.text, request.at),
    )


def remove_request(db: sqlite3.Connection, account: int, address: str) -> None:
    db.execute("DELETE FROM request WHERE account = ? AND address = ?", (account, address))
