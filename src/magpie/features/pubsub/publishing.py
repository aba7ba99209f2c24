"""Publishing: items that come, and items that go (XEP-0060, 7)."""

from __future__ import annotations

from magpie.features.pubsub.config import from_form
from magpie.features.pubsub.errors import refusal
from magpie.features.pubsub.request import Request
from magpie.storage.pubsub import PRIVATE, NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError

NS = "http://jabber.org/protocol/pubsub"
TRUE = ("true", "1")
NOTES = "urn:xmpp:contacts"
KEYS = ("eu.siacs.conversations.axolotl.", "urn:xmpp:omemo:")


async def publish(request: Request) -> Element:
    """Section 7.1, with the publish-options of 7.1.5."""
    items = [child for child in request.action if child.name == "item"]
    if len(items) > 1:
        raise refusal("not-allowed", "max-items-exceeded", "One item at a time.")
    default = await prepared(request)
    item = items[0] if items else None
    payload = checked(item, default)
    item_id = await request.host.nodes.publish(
        request.owner,
        request.node,
        payload,
        None if item is None else item.get("id"),
        by=request.asker.bare,
        otherwise=default,
    )
    published = Element("item", NS, {"id": item_id})
    content = Element("publish", NS, {"node": request.node}, (published,))
    return Element("pubsub", NS, children=(content,))


async def prepared(request: Request) -> NodeConfig:
    """How the node is configured, or will be when publishing makes it (XEP-0163, 3).

    Raises:
        StanzaError: the asker may not publish, or wants it to be configured otherwise.
    """
    options = request.form("publish-options")
    existing = await request.host.nodes.get(request.owner, request.node)
    if existing is None:
        if not request.is_account or request.asker.bare != request.owner:
            raise StanzaError("item-not-found")
        config = default_of(request.node)
        return config if options is None else from_form(options, config, request.is_account)
    await request.as_publisher()
    if options is not None and from_form(options, existing, request.is_account) != existing:
        raise refusal("conflict", "precondition-not-met")  # 7.1.5
    return existing


def default_of(node: str) -> NodeConfig:
    """How a node is made where nobody says how."""
    if node == NOTES:
        return PRIVATE  # XEP-0292, 5.2: it "MUST have an access type of whitelist by default"
    if node.startswith(KEYS):
        # XEP-0384, 5.3.2: "it is REQUIRED to set the access model … to open". COMPAT profanity
        # 0.13: publishes without options when it is quick, and asks for ever why it is not open
        return NodeConfig(access="open")
    return NodeConfig()


def checked(item: Element | None, config: NodeConfig) -> Element | None:
    """The payload of an item, as the node wants it (7.1.3.6)."""
    if item is None:
        if config.is_persistent or config.has_payloads:
            raise refusal("bad-request", "item-required")
        return None
    payloads = item.children
    if len(payloads) > 1:
        raise refusal("bad-request", "invalid-payload", "One payload, in one element.")
    if not payloads:
        if config.has_payloads:
            raise refusal("bad-request", "payload-required")
        return None
    if config.type and payloads[0].ns != config.type:
        raise refusal("bad-request", "invalid-payload", f"Its namespace is {config.type}.")
    return payloads[0]


async def retract(request: Request) -> None:
    """Section 7.2: delete items."""
    ids = [child.get("id") or "" for child in request.action if child.name == "item"]
    if not ids or not all(ids):
        raise refusal("bad-request", "item-required")
    await request.as_publisher()
    gone = await request.host.nodes.retract(
        request.owner,
        request.node,
        ids,
        by=request.asker.bare,
        is_silent=request.action.get("notify") not in TRUE,
    )
    if not gone:
        raise StanzaError("item-not-found")
