"""Pubsub nodes (XEP-0060): their configuration, items, affiliations and subscriptions, by owner.

An owner is the bare address of an account (XEP-0163) or the domain of a service.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from magpie.storage.tables import pubsub_affiliation as affiliation
from magpie.storage.tables import pubsub_item as item
from magpie.storage.tables import pubsub_node as node
from magpie.storage.tables import pubsub_subscription as subscription
from magpie.storage.upsert import upsert

AFFILIATE = upsert(affiliation)
SUBSCRIBE = upsert(subscription)


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """How a node behaves (XEP-0060, 16.4.4).

    Attributes:
        access: open, presence, roster or whitelist: who may read and subscribe.
        publishers: publishers, subscribers or open: who may publish.
        groups: roster groups that may read, for `roster`.
        type: the namespace of its payloads, or "".
        max_items: how many items it keeps; 0: as many as the server allows ("max").
        is_persistent: it keeps items.
        send_last: never, on_sub or on_sub_and_presence: when the last item is sent by itself.
        has_payloads: notifications hold the payload.
        notifies: it sends notifications at all; and also of retractions, deletion, configuration.
        notification: the type of the messages that notify: headline or normal.
    """

    title: str = ""
    description: str = ""
    type: str = ""
    access: str = "presence"
    groups: tuple[str, ...] = ()
    publishers: str = "publishers"
    max_items: int = 1
    is_persistent: bool = True
    send_last: str = "on_sub_and_presence"
    has_payloads: bool = True
    notifies: bool = True
    notifies_retract: bool = True
    notifies_delete: bool = False
    notifies_config: bool = False
    notification: str = "headline"


# A list that is nobody's business but the account's own (XEP-0402, 4.4)
PRIVATE = NodeConfig(access="whitelist", max_items=0, send_last="never")


@dataclass(frozen=True, slots=True)
class Item:
    """One item; `xml` is its payload's wire form, empty when it has none; `at` is in µs.

    `number` grows with each publication, so the newest of a node has the greatest.
    """

    owner: str
    node: str
    id: str
    publisher: str
    at: int
    xml: bytes
    number: int = 0


def get(conn: Connection, owner: str, name: str) -> NodeConfig | None:
    """How a node is configured, or `None` when there is no such node."""
    text = conn.execute(select(node.c.config).where(is_node(node, owner, name))).scalar()
    return None if text is None else read_config(text)


def nodes(conn: Connection, owner: str) -> dict[str, NodeConfig]:
    """All nodes of an owner, by name."""
    rows = conn.execute(select(node).where(node.c.owner == owner).order_by(node.c.node))
    return {row.node: read_config(row.config) for row in rows}


def create(
    conn: Connection, owner: str, name: str, config: NodeConfig, at: int, limit: int
) -> bool | None:
    """Make a node. False: it is there already. `None`: the owner has `limit` nodes."""
    if get(conn, owner, name) is not None:
        return False
    count = select(func.count()).select_from(node).where(node.c.owner == owner)
    if conn.execute(count).scalar_one() >= limit:
        return None
    text = json.dumps(asdict(config))
    conn.execute(insert(node).values(owner=owner, node=name, at=at, config=text))
    return True


def configure(conn: Connection, owner: str, name: str, config: NodeConfig, keep: int) -> bool:
    """Change a node's configuration; of its items the newest `keep` stay. False: no such node."""
    text = json.dumps(asdict(config))
    done = conn.execute(update(node).where(is_node(node, owner, name)).values(config=text))
    if done.rowcount:
        trim(conn, owner, name, keep)
    return done.rowcount == 1


def remove(conn: Connection, owner: str, name: str) -> bool:
    """Delete a node with all that belongs to it. False: there is no such node."""
    is_there = conn.execute(delete(node).where(is_node(node, owner, name))).rowcount == 1
    for table in (item, affiliation, subscription):
        conn.execute(delete(table).where(is_node(table, owner, name)))
    return is_there


def clear(conn: Connection, owner: str) -> None:
    """Delete all nodes of an owner, and what it is to those of others."""
    for table in (node, item, affiliation, subscription):
        conn.execute(delete(table).where(table.c.owner == owner))
    conn.execute(delete(affiliation).where(affiliation.c.jid == owner))
    of_owner = (subscription.c.jid == owner) | subscription.c.jid.startswith(
        f"{owner}/", autoescape=True
    )
    conn.execute(delete(subscription).where(of_owner))


# Items


def publish(conn: Connection, entry: Item, keep: int, volume: int) -> bool:
    """Put an item in place of one with its id; of the node's the newest `keep` stay.

    The database gives its number. False: the owner's items would have more than `volume` bytes,
    and nothing has changed.
    """
    same = is_node(item, entry.owner, entry.node) & (item.c.item == entry.id)
    total = select(func.sum(item.c.size)).where(item.c.owner == entry.owner, ~same)
    if (conn.execute(total).scalar() or 0) + len(entry.xml) > volume:
        return False
    conn.execute(delete(item).where(same))
    conn.execute(
        insert(item).values(
            owner=entry.owner,
            node=entry.node,
            item=entry.id,
            publisher=entry.publisher,
            at=entry.at,
            xml=entry.xml,
            size=len(entry.xml),
        )
    )
    trim(conn, entry.owner, entry.node, keep)
    return True


def trim(conn: Connection, owner: str, name: str, keep: int) -> None:
    """Forget all but the newest items."""
    older = newest_first(owner, name).with_only_columns(item.c.id).offset(keep)
    ids = list(conn.execute(older).scalars())
    if ids:
        conn.execute(delete(item).where(item.c.id.in_(ids)))


def items(conn: Connection, owner: str, name: str, limit: int, before: int = 0) -> list[Item]:
    """The newest items, newest first; `before`: only those with a smaller number."""
    wanted = newest_first(owner, name).limit(limit)
    if before:
        wanted = wanted.where(item.c.id < before)
    return [from_row(row) for row in conn.execute(wanted)]


def count(conn: Connection, owner: str, name: str) -> int:
    """How many items a node has."""
    wanted = select(func.count()).select_from(item).where(is_node(item, owner, name))
    return conn.execute(wanted).scalar_one()


def some(conn: Connection, owner: str, name: str, ids: Sequence[str]) -> list[Item]:
    """Those of the items named that are there, in the order of their names' publication."""
    wanted = select(item).where(is_node(item, owner, name), item.c.item.in_(ids))
    return [from_row(row) for row in conn.execute(wanted.order_by(item.c.id))]


def retract(conn: Connection, owner: str, name: str, ids: Sequence[str]) -> int:
    """Delete items. How many there were."""
    done = conn.execute(delete(item).where(is_node(item, owner, name), item.c.item.in_(ids)))
    return done.rowcount


def purge(conn: Connection, owner: str, name: str) -> None:
    """Delete all items of a node."""
    conn.execute(delete(item).where(is_node(item, owner, name)))


def last_items(
    conn: Connection, names: Sequence[str], owners: Sequence[str] | None, after: int, limit: int
) -> list[tuple[Item, NodeConfig]]:
    """The newest item of each node of those names, of `owners` or (`None`) of anybody.

    In the order of their numbers, from `after` on.
    """
    other = item.alias()
    is_older = (
        select(other.c.id)
        .where(other.c.owner == item.c.owner, other.c.node == item.c.node, other.c.id > item.c.id)
        .exists()
    )
    wanted = (
        select(item, node.c.config)
        .join(node, (node.c.owner == item.c.owner) & (node.c.node == item.c.node))
        .where(item.c.node.in_(names), item.c.id > after, ~is_older)
        .order_by(item.c.id)
        .limit(limit)
    )
    if owners is not None:
        wanted = wanted.where(item.c.owner.in_(owners))
    return [(from_row(row), read_config(row.config)) for row in conn.execute(wanted)]


# Who may do what


def affiliations(conn: Connection, owner: str, name: str) -> dict[str, str]:
    """The affiliations with a node, by bare address."""
    rows = conn.execute(select(affiliation).where(is_node(affiliation, owner, name)))
    return {row.jid: row.affiliation for row in rows}


def affiliations_of(conn: Connection, owner: str, jid: str) -> dict[str, str]:
    """An address's affiliations with all nodes of an owner, by node."""
    rows = conn.execute(
        select(affiliation).where(affiliation.c.owner == owner, affiliation.c.jid == jid)
    )
    return {row.node: row.affiliation for row in rows}


def affiliate(conn: Connection, owner: str, name: str, changes: dict[str, str]) -> None:
    """Set affiliations; "none" takes one away."""
    for jid, value in changes.items():
        if value == "none":
            conn.execute(
                delete(affiliation).where(
                    is_node(affiliation, owner, name), affiliation.c.jid == jid
                )
            )
        else:
            row = {"owner": owner, "node": name, "jid": jid, "affiliation": value}
            conn.execute(AFFILIATE, row)


def subscriptions(conn: Connection, owner: str, name: str) -> dict[str, str]:
    """The subscriptions to a node: address to subscription id."""
    rows = conn.execute(select(subscription).where(is_node(subscription, owner, name)))
    return {row.jid: row.subid for row in rows}


def subscriptions_of(conn: Connection, owner: str, account: str) -> list[tuple[str, str, str]]:
    """An account's subscriptions, its devices' too, as (node, address, subscription id)."""
    own = (subscription.c.jid == account) | subscription.c.jid.startswith(
        f"{account}/", autoescape=True
    )
    rows = conn.execute(
        select(subscription).where(subscription.c.owner == owner, own).order_by(subscription.c.node)
    )
    return [(row.node, row.jid, row.subid) for row in rows]


def subscribe(conn: Connection, owner: str, name: str, jid: str, subid: str) -> None:
    """Subscribe an address; once, whatever it does."""
    conn.execute(SUBSCRIBE, {"owner": owner, "node": name, "jid": jid, "subid": subid})


def unsubscribe(conn: Connection, owner: str, name: str, jid: str) -> bool:
    """End a subscription. False: there is none."""
    mine = is_node(subscription, owner, name) & (subscription.c.jid == jid)
    return conn.execute(delete(subscription).where(mine)).rowcount == 1


def is_node(table: Table, owner: str, name: str) -> ColumnElement[bool]:
    return (table.c.owner == owner) & (table.c.node == name)


def newest_first(owner: str, name: str) -> Select[Any]:
    return select(item).where(is_node(item, owner, name)).order_by(item.c.id.desc())


def read_config(text: str) -> NodeConfig:
    values = json.loads(text)
    return NodeConfig(**{**values, "groups": tuple(values["groups"])})


def from_row(row: Row[Any]) -> Item:
    return Item(row.owner, row.node, row.item, row.publisher, row.at, bytes(row.xml), row.id)
