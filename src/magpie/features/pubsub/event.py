"""Events: what is said of a change of a node (XEP-0060, 7.1.2 and 12; XEP-0163, 4.3)."""

from __future__ import annotations

import secrets

from magpie.features.pubsub.config import to_form
from magpie.server.api import NodeChanged
from magpie.storage.pubsub import Item, NodeConfig
from magpie.xmpp.delay import stamp
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element

NS_EVENT = "http://jabber.org/protocol/pubsub#event"


def event_of(news: NodeChanged) -> Element | None:
    """The child of `<event/>`, or `None` when the node keeps silent of such a change."""
    config, attrs = news.config, {"node": news.node}
    if not config.notifies:
        return None
    match news.change:
        case "published":
            payloads = news.items if config.has_payloads else [(one, None) for one, _ in news.items]
            content = [item_of(item_id, payload) for item_id, payload in payloads]
            return Element("items", NS_EVENT, attrs, tuple(content))
        case "retracted" if config.notifies_retract and not news.is_silent:
            gone = [Element("retract", NS_EVENT, {"id": item_id}) for item_id, _ in news.items]
            return Element("items", NS_EVENT, attrs, tuple(gone))
        case "purged" if config.notifies_retract:
            return Element("purge", NS_EVENT, attrs)
        case "deleted" if config.notifies_delete:
            return Element("delete", NS_EVENT, attrs)
        case "configured" if config.notifies_config:
            form = to_form(config, bool(news.owner.local)).to_element().with_attr("type", "result")
            return Element("configuration", NS_EVENT, attrs, (form,))
    return None


def item_of(item_id: str, payload: Element | None) -> Element:
    """An `<item/>` of an event."""
    return Element("item", NS_EVENT, {"id": item_id}, () if payload is None else (payload,))


def message_of(owner: Jid, config: NodeConfig, content: Element) -> Element:
    """The message that tells of something, without an addressee (XEP-0163, 4.3.1)."""
    attrs = {"from": owner.text, "type": config.notification, "id": secrets.token_hex(6)}
    return Element("message", NS_CLIENT, attrs, (Element("event", NS_EVENT, {}, (content,)),))


def last_item(item: Item, config: NodeConfig, to: Jid) -> Element:
    """The event with an item that was published some time ago, stamped (XEP-0203)."""
    owner = Jid.parse(item.owner)
    payload = parse_element(item.xml) if item.xml and config.has_payloads else None
    content = Element("items", NS_EVENT, {"node": item.node}, (item_of(item.id, payload),))
    message = message_of(owner, config, content).with_attr("to", to.text)
    return message.with_child(stamp(item.at, owner))
