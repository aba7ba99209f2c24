"""Circles: groups of accounts, each under the address of its room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from magpie.storage.tables import account, circle, circle_member
from magpie.storage.upsert import upsert

JOIN = upsert(circle_member)


@dataclass(frozen=True, slots=True)
class Circle:
    """One circle. `jid` is its room's address, `created` in µs since 1970, `members` accounts."""

    jid: str
    name: str
    created: int
    members: tuple[str, ...] = ()


def load_all(conn: Connection) -> list[Circle]:
    """All circles with their members."""
    members: dict[str, list[str]] = {}
    rows = select(circle_member).order_by(circle_member.c.circle, circle_member.c.account)
    for row in conn.execute(rows):
        members.setdefault(row.circle, []).append(row.account)
    return [
        Circle(row.jid, row.name, row.created, tuple(members.get(row.jid, ())))
        for row in conn.execute(select(circle).order_by(circle.c.name))
    ]


def create(conn: Connection, new: Circle) -> None:
    """Write a circle that was not there, with its members."""
    conn.execute(insert(circle).values(jid=new.jid, name=new.name, created=new.created))
    join(conn, new.jid, new.members)


def rename(conn: Connection, jid: str, name: str) -> None:
    conn.execute(update(circle).where(circle.c.jid == jid).values(name=name))


def remove(conn: Connection, jid: str) -> None:
    conn.execute(delete(circle).where(circle.c.jid == jid))
    conn.execute(delete(circle_member).where(circle_member.c.circle == jid))


def join(conn: Connection, jid: str, accounts: Iterable[str]) -> None:
    """Write members; those whose account is gone meanwhile are left out."""
    wanted = list(accounts)
    there = set(conn.execute(select(account.c.jid).where(account.c.jid.in_(wanted))).scalars())
    if rows := [{"circle": jid, "account": one} for one in wanted if one in there]:
        conn.execute(JOIN, rows)


def put_into(conn: Connection, jid: str, account: str) -> None:
    """Write a member whose account is being made in the same transaction."""
    conn.execute(JOIN, {"circle": jid, "account": account})


def leave(conn: Connection, jid: str, accounts: Iterable[str]) -> None:
    is_theirs = (circle_member.c.circle == jid) & circle_member.c.account.in_(list(accounts))
    conn.execute(delete(circle_member).where(is_theirs))


def forget_account(conn: Connection, jid: str) -> None:
    """An account is gone: it is in no circle."""
    conn.execute(delete(circle_member).where(circle_member.c.account == jid))
