"""What the owner of a node does with it (XEP-0060, 8), and what everybody may ask of a service."""

from __future__ import annotations

import secrets

from magpie.features.pubsub.config import from_form, to_form
from magpie.features.pubsub.errors import refusal
from magpie.features.pubsub.request import Request
from magpie.server.api import Pubsub
from magpie.storage import pubsub as table
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

NS = "http://jabber.org/protocol/pubsub"
NS_OWNER = "http://jabber.org/protocol/pubsub#owner"
AFFILIATIONS = frozenset(("owner", "publisher", "publish-only", "member", "none", "outcast"))
LISTED_MAX = 1_000  # affiliations and subscriptions of one node
SERVICE = NodeConfig(access="open", send_last="on_sub")  # what a node of the service is by default


def default_of(request: Request) -> NodeConfig:
    """How a node is configured that nobody configures."""
    return NodeConfig() if request.is_account else SERVICE


async def create(request: Request) -> Element:
    """Section 8.1; without a name the service makes one (8.1.2)."""
    request_name = request.action.get("node")
    name = request_name or secrets.token_urlsafe(12)
    if request.is_account:
        if request.asker.bare != request.owner:
            raise StanzaError("forbidden")
    elif request.host.config(Pubsub).create == "nobody":
        raise StanzaError("forbidden", "Nodes are made by the operator here.")
    config = default_of(request)
    form = request.form("configure")
    if form is not None:
        config = from_form(form, config, request.is_account)
    await request.host.nodes.create(request.owner, name, config)
    if not request.is_account:
        owner = {request.asker.bare.text: "owner"}
        await request.host.db.write(table.affiliate, request.owner.text, name, owner)
    return Element("pubsub", NS, children=(Element("create", NS, {"node": name}),))


async def remove(request: Request) -> None:
    """Section 8.4."""
    await request.as_owner()
    await request.host.nodes.remove(request.owner, request.node, request.asker.bare)


async def purge(request: Request) -> None:
    """Section 8.5."""
    config = await request.as_owner()
    if not config.is_persistent:
        raise StanzaError("feature-not-implemented", "The node keeps no items.")
    await request.host.nodes.purge(request.owner, request.node, request.asker.bare)


async def show_config(request: Request) -> Element:
    """Section 8.2.1."""
    config = await request.as_owner()
    form = to_form(config, request.is_account).to_element()
    return owner_answer("configure", {"node": request.node}, form)


async def configure(request: Request) -> None:
    """Section 8.2.4."""
    config = await request.as_owner()
    form = request.form("configure")
    if form is None:
        raise StanzaError("bad-request", "the form is missing")
    if form.type == "cancel":
        return
    changed = from_form(form, config, request.is_account)
    await request.host.nodes.configure(request.owner, request.node, changed, request.asker.bare)


async def show_default(request: Request) -> Element:
    """Section 8.3: how a new node would be configured."""
    form = to_form(default_of(request), request.is_account).to_element()
    return owner_answer("default", {}, form)


# Affiliations


async def show_affiliations(request: Request) -> Element:
    """Section 8.9.1."""
    await request.as_owner()
    held = await request.host.db.read(table.affiliations, request.owner.text, request.node)
    if request.is_account:
        held = {request.owner.text: "owner", **held}
    listed = [
        Element("affiliation", NS_OWNER, {"jid": jid, "affiliation": value})
        for jid, value in held.items()
    ]
    return owner_answer("affiliations", {"node": request.node}, *listed)


async def affiliate(request: Request) -> None:
    """Section 8.9.2."""
    await request.as_owner()
    db = request.host.db
    changes: dict[str, str] = {}
    for child in request.action:
        value = child.get("affiliation") or ""
        if value not in AFFILIATIONS:
            raise StanzaError("bad-request", "an affiliation that nobody knows")
        changes[address(child).bare.text] = value
    if request.is_account and request.owner.text in changes:
        raise StanzaError("not-acceptable", "An account stays the owner of its nodes.")
    held = await db.read(table.affiliations, request.owner.text, request.node)
    after = {jid: value for jid, value in {**held, **changes}.items() if value != "none"}
    if not request.is_account and "owner" not in after.values():
        raise StanzaError("not-acceptable", "A node has an owner.")  # 8.9.2.4
    if len(after) > LISTED_MAX:
        raise StanzaError("resource-constraint", f"A node has {LISTED_MAX} affiliations at most.")
    await db.write(table.affiliate, request.owner.text, request.node, changes)


async def own_affiliations(request: Request) -> Element:
    """Section 5.7: what the one who asks is to the nodes of this service."""
    who = request.asker.bare
    held = await request.host.db.read(table.affiliations_of, request.owner.text, who.text)
    if who == request.owner:
        nodes = await request.host.db.read(table.nodes, request.owner.text)
        held = dict.fromkeys(nodes, "owner")
    node = request.action.get("node")
    listed = [
        Element("affiliation", NS, {"node": name, "affiliation": value})
        for name, value in held.items()
        if node in (None, name)
    ]
    return Element("pubsub", NS, children=(Element("affiliations", NS, {}, tuple(listed)),))


# Subscriptions


async def show_subscriptions(request: Request) -> Element:
    """Section 8.8.1."""
    await request.as_owner()
    held = await request.host.db.read(table.subscriptions, request.owner.text, request.node)
    listed = [
        Element("subscription", NS_OWNER, {"jid": jid, "subscription": "subscribed", "subid": sid})
        for jid, sid in held.items()
    ]
    return owner_answer("subscriptions", {"node": request.node}, *listed)


async def set_subscriptions(request: Request) -> None:
    """Section 8.8.2: the owner subscribes others, or ends their subscriptions."""
    await request.as_owner()
    db, owner, node = request.host.db, request.owner.text, request.node
    changes: list[tuple[str, bool]] = []
    for child in request.action:
        state = child.get("subscription")
        if state not in ("subscribed", "none"):
            raise StanzaError("not-acceptable", "subscribed or none")
        changes.append((address(child).text, state == "subscribed"))
    held = await db.read(table.subscriptions, owner, node)
    if len(held) + len(changes) > LISTED_MAX:
        raise refusal("policy-violation", "too-many-subscriptions")
    for jid, is_subscribed in changes:
        if is_subscribed:
            await db.write(table.subscribe, owner, node, jid, secrets.token_hex(8))
        else:
            await db.write(table.unsubscribe, owner, node, jid)


def address(child: Element) -> Jid:
    """The address in an entry of a list."""
    try:
        return Jid.parse(child.get("jid") or "")
    except JidError as error:
        raise refusal("bad-request", "invalid-jid") from error


def owner_answer(name: str, attrs: dict[str, str], *content: Element) -> Element:
    """A result in the owner's namespace, with a form or a list."""
    return Element("pubsub", NS_OWNER, children=(Element(name, NS_OWNER, attrs, content),))
