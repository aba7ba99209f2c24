"""Blocklists (XEP-0191): addresses, each a full or bare JID or a domain, of an owner."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from magpie.storage.tables import blocked
from magpie.storage.upsert import upsert

ADD = upsert(blocked)


def load(conn: Connection, owner: str) -> list[str]:
    rows = select(blocked.c.jid).where(blocked.c.owner == owner).order_by(blocked.c.jid)
    return list(conn.execute(rows).scalars())


def load_all(conn: Connection) -> dict[str, frozenset[str]]:
    """Every owner's list: the server keeps this in memory."""
    found: dict[str, list[str]] = {}
    for owner, jid in conn.execute(select(blocked.c.owner, blocked.c.jid)):
        found.setdefault(owner, []).append(jid)
    return {owner: frozenset(jids) for owner, jids in found.items()}


def add(conn: Connection, owner: str, jids: Iterable[str]) -> None:
    if rows := [{"owner": owner, "jid": jid} for jid in jids]:
        conn.execute(ADD, rows)


def remove(conn: Connection, owner: str, jids: Iterable[str]) -> None:
    conn.execute(delete(blocked).where(blocked.c.owner == owner, blocked.c.jid.in_(list(jids))))


def clear(conn: Connection, owner: str) -> None:
    conn.execute(delete(blocked).where(blocked.c.owner == owner))
