"""Rosters: contacts, requests that wait for an answer, and versions (RFC 6121, 2 and 3).

Every change gives its item the roster's next version. A removed item stays, marked so, for a client
that asks what changed since it was last here; after many removals the oldest are forgotten, and a
client that remembers less than that gets the whole roster.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from magpie.storage.tables import roster, roster_item, roster_request

REMOVED = "remove"
KEPT_REMOVALS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A contact. `subscription` is none, to, from or both; in a delta also "remove"."""

    jid: str
    name: str = ""
    subscription: str = "none"
    ask: bool = False
    approved: bool = False
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody's subscription request that the owner has not answered yet."""

    jid: str
    at: int
    stanza: bytes


def load(conn: Connection, owner: str) -> tuple[int, list[Item]]:
    """The version and all items."""
    rows = conn.execute(
        select(roster_item).where(
            roster_item.c.owner == owner, roster_item.c.subscription != REMOVED
        )
    )
    return version(conn, owner), [from_row(row) for row in rows]


def load_whole(conn: Connection, owner: str) -> tuple[int, list[Item], list[Request]]:
    """The version, all items, and what waits for an answer."""
    return *load(conn, owner), requests(conn, owner)


def apply(
    conn: Connection,
    owner: str,
    items: tuple[Item, ...],
    asked: tuple[Request, ...],
    answered: tuple[str, ...],
) -> int:
    """Several changes at once: items put (or removed), requests kept, requests that are gone.

    Returns the roster's version.
    """
    for item in items:
        put(conn, owner, item)
    if any(item.subscription == REMOVED for item in items):
        forget_removals(conn, owner)
    for request in asked:
        put_request(conn, owner, request)
    for jid in answered:
        delete_request(conn, owner, jid)
    return version(conn, owner)


def holders(conn: Connection, jid: str) -> list[str]:
    """Whose rosters hold this contact, or a request of it."""
    items = select(roster_item.c.owner).where(
        roster_item.c.jid == jid, roster_item.c.subscription != REMOVED
    )
    asked = select(roster_request.c.owner).where(roster_request.c.jid == jid)
    return sorted(conn.execute(items.union(asked)).scalars())


def get(conn: Connection, owner: str, jid: str) -> Item | None:
    row = conn.execute(select(roster_item).where(is_item(owner, jid))).one_or_none()
    return None if row is None or row.subscription == REMOVED else from_row(row)


def version(conn: Connection, owner: str) -> int:
    """0 when nothing was ever in it."""
    return conn.execute(select(roster.c.version).where(roster.c.owner == owner)).scalar() or 0


def changes(conn: Connection, owner: str, since: int) -> tuple[int, list[Item]] | None:
    """The version and what changed after `since`, or `None` when that cannot be told."""
    row = conn.execute(select(roster).where(roster.c.owner == owner)).one_or_none()
    now, floor = (row.version, row.floor) if row else (0, 0)
    if not floor <= since <= now:
        return None
    rows = conn.execute(
        select(roster_item)
        .where(roster_item.c.owner == owner, roster_item.c.version > since)
        .order_by(roster_item.c.version)
    )
    return now, [from_row(row) for row in rows]


def put(conn: Connection, owner: str, item: Item) -> int:
    """Add or replace an item; returns the roster's new version."""
    number = advance(conn, owner)
    values = {
        "name": item.name,
        "subscription": item.subscription,
        "ask": item.ask,
        "approved": item.approved,
        "groups": json.dumps(item.groups, ensure_ascii=False),
        "version": number,
    }
    there = update(roster_item).where(is_item(owner, item.jid)).values(values)
    if conn.execute(there).rowcount == 0:
        conn.execute(insert(roster_item).values(owner=owner, jid=item.jid, **values))
    return number


def remove(conn: Connection, owner: str, jid: str) -> int | None:
    """Returns the roster's new version, or `None` when it has no such item."""
    if get(conn, owner, jid) is None:
        return None
    number = put(conn, owner, Item(jid, subscription=REMOVED))
    forget_removals(conn, owner)
    return number


def fill(conn: Connection, owner: str, items: Sequence[Item], number: int = 0) -> None:
    """Put items of another server's roster; `number`: its version, which an empty one takes on."""
    is_new = version(conn, owner) == 0
    for item in items:
        put(conn, owner, item)
    if number and is_new:
        conn.execute(delete(roster).where(roster.c.owner == owner))
        conn.execute(insert(roster).values(owner=owner, version=number, floor=number))
        mine = update(roster_item).where(roster_item.c.owner == owner)
        conn.execute(mine.values(version=number))


def put_request(conn: Connection, owner: str, request: Request) -> None:
    """Keep a request, in place of an older one of the same contact."""
    delete_request(conn, owner, request.jid)
    conn.execute(
        insert(roster_request).values(
            owner=owner, jid=request.jid, at=request.at, stanza=request.stanza
        )
    )


def requests(conn: Connection, owner: str) -> list[Request]:
    """What waits for the owner's answer, oldest first."""
    rows = conn.execute(
        select(roster_request).where(roster_request.c.owner == owner).order_by(roster_request.c.at)
    )
    return [Request(row.jid, row.at, bytes(row.stanza)) for row in rows]


def delete_request(conn: Connection, owner: str, jid: str) -> bool:
    gone = delete(roster_request).where(
        roster_request.c.owner == owner, roster_request.c.jid == jid
    )
    return conn.execute(gone).rowcount > 0


def advance(conn: Connection, owner: str) -> int:
    """The next version. The first is random: an account of the same name may have been before."""
    step = update(roster).where(roster.c.owner == owner).values(version=roster.c.version + 1)
    if conn.execute(step).rowcount == 1:
        return version(conn, owner)
    first = secrets.randbits(40) + 1
    conn.execute(insert(roster).values(owner=owner, version=first, floor=first))
    return first


def forget_removals(conn: Connection, owner: str) -> None:
    mine = (roster_item.c.owner == owner) & (roster_item.c.subscription == REMOVED)
    newest = select(roster_item.c.version).where(mine).order_by(roster_item.c.version.desc())
    edge = conn.execute(newest.offset(KEPT_REMOVALS).limit(1)).scalar()
    if edge is None:
        return
    conn.execute(delete(roster_item).where(mine, roster_item.c.version <= edge))
    conn.execute(update(roster).where(roster.c.owner == owner).values(floor=edge))


def is_item(owner: str, jid: str) -> Any:
    return (roster_item.c.owner == owner) & (roster_item.c.jid == jid)


def from_row(row: Row[Any]) -> Item:
    return Item(
        row.jid, row.name, row.subscription, row.ask, row.approved, tuple(json.loads(row.groups))
    )
