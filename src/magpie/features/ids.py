"""XEP-0359: Unique and Stable Stanza IDs. Nobody but the server gives a message its archive id.

Delivery adds the ids (`with_stanza_id`); here the forged ones go. Origin ids pass untouched.
"""

from __future__ import annotations

from collections.abc import Callable

from magpie.server.api import Host, MessageReceived, MessageSent, Stage, Xep
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.stanza import Message

XEPS = (Xep(359, version="0.7.0"),)
NS = "urn:xmpp:sid:0"


def setup(host: Host) -> None:
    """Take away the ids that others made up in our name."""
    host.advertise(NS)
    domain = host.domain

    def strip_sent(event: MessageSent) -> Message | None:
        """Of what a client sends: any id in the name of somebody here."""
        if event.session is None or not has_stanza_id(event.stanza.element):
            return None
        return stripped(event.stanza, lambda by: is_ours(by, domain))

    def strip_received(event: MessageReceived) -> Message | None:
        """Of what no client of ours sent: an id in the name of the recipient's own archive."""
        if event.origin is not None or not has_stanza_id(event.stanza.element):
            return None
        return stripped(event.stanza, lambda by: by.bare in (event.account, host.jid))

    host.on(MessageSent, strip_sent, stage=Stage.REWRITE)
    host.on(MessageReceived, strip_received, stage=Stage.REWRITE)


def has_stanza_id(element: Element) -> bool:
    """Whether there is anything to look at: hardly any message has one on its way in."""
    for node in element.nodes:  # noqa: SIM110  (every message: `any` would cost four times as much)
        if node.__class__ is Element and node.name == "stanza-id":
            return True
    return False


def is_ours(by: Jid, domain: str) -> bool:
    """An account here, the domain itself, or a service at a name below it."""
    return by.domain == domain or by.domain.endswith("." + domain)


def stripped(message: Message, is_forged: Callable[[Jid], bool]) -> Message | None:
    """The message without its forged ids; `None` when it has none and may keep its wire form."""

    def goes(child: Element) -> bool:
        # Section 5: an id whose 'by' is ours MUST be deleted; all others SHOULD NOT be.
        if child.name != "stanza-id" or child.ns != NS:
            return False
        try:
            return is_forged(Jid.parse(child.attrs.get("by", "")))
        except JidError:
            return False

    element = message.element.without(goes)
    return None if element is message.element else message.with_element(element)
