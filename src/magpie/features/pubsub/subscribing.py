"""Explicit subscriptions to nodes (XEP-0060, 6.1, 6.2 and 5.6)."""

from __future__ import annotations

import secrets

from magpie.features.pubsub.errors import refusal
from magpie.features.pubsub.event import last_item
from magpie.features.pubsub.managing import LISTED_MAX, address
from magpie.features.pubsub.request import Request
from magpie.storage import pubsub as table
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid

NS = "http://jabber.org/protocol/pubsub"


async def subscribe(request: Request) -> Element:
    """Section 6.1."""
    who = own_address(request)
    config = await request.as_reader()
    db, owner, node = request.host.db, request.owner.text, request.node
    held = await db.read(table.subscriptions, owner, node)
    subid = held.get(who.text)
    if subid is None:
        if len(held) >= LISTED_MAX:
            raise refusal("policy-violation", "too-many-subscriptions")
        subid = secrets.token_hex(8)
        await db.write(table.subscribe, owner, node, who.text, subid)
        if config.send_last != "never":
            request.host.task(f"last item for {who}", send_last(request, who, config))
    content = subscription(node, who.text, subid)
    return Element("pubsub", NS, children=(content,))


async def send_last(request: Request, who: Jid, config: NodeConfig) -> None:
    """Section 6.1.7: the last item, to the devices that are subscribed now."""
    for item in await request.host.db.read(table.items, request.owner.text, request.node, 1):
        request.host.relay.send(last_item(item, config, who))


async def unsubscribe(request: Request) -> None:
    """Section 6.2."""
    who = own_address(request)
    await request.config()
    db, owner, node = request.host.db, request.owner.text, request.node
    held = await db.read(table.subscriptions, owner, node)
    if who.text not in held:
        raise refusal("unexpected-request", "not-subscribed")
    subid = request.action.get("subid")
    if subid is not None and subid != held[who.text]:
        raise refusal("not-acceptable", "invalid-subid")
    await db.write(table.unsubscribe, owner, node, who.text)


async def own_subscriptions(request: Request) -> Element:
    """Section 5.6: the subscriptions of the one who asks, to all nodes or to one."""
    held = await request.host.db.read(
        table.subscriptions_of, request.owner.text, request.asker.bare.text
    )
    node = request.action.get("node")
    listed = [subscription(*one) for one in held if node in (None, one[0])]
    attrs = {} if node is None else {"node": node}
    content = Element("subscriptions", NS, attrs, tuple(listed))
    return Element("pubsub", NS, children=(content,))


def own_address(request: Request) -> Jid:
    """The address that is to be subscribed: of the one who asks (6.1.3.1)."""
    who = address(request.action)
    if who.bare != request.asker.bare:
        raise refusal("bad-request", "invalid-jid")
    if who.resource and who != request.asker:
        raise StanzaError("forbidden", "for another device")
    return who


def subscription(node: str, jid: str, subid: str) -> Element:
    """A `<subscription/>`."""
    attrs = {"node": node, "jid": jid, "subid": subid, "subscription": "subscribed"}
    return Element("subscription", NS, attrs)
