"""XEP-0297: Stanza Forwarding. A stanza inside another, with the time it was first sent."""

from __future__ import annotations

from magpie.xmpp import delay
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError

NS = "urn:xmpp:forward:0"
KINDS = frozenset(("iq", "message", "presence"))


def wrap(stanza: Element, at: int | None = None) -> Element:
    """`<forwarded/>` around a stanza; `at` is when it was first received, in microseconds."""
    if at is None:
        return Element("forwarded", NS, children=(stanza,))
    return Element("forwarded", NS, children=(delay.stamp(at), stanza))


def unwrap(parent: Element) -> tuple[Element, int | None]:
    """The stanza that the `<forwarded/>` in `parent` holds, and when it was first received.

    Raises:
        StanzaError: there is none, there are several, or its time cannot be read.
    """
    forwarded = parent if _is_forwarded(parent) else parent.child("forwarded", NS)
    if forwarded is None:
        raise StanzaError("bad-request", "nothing is forwarded")
    stanzas = [child for child in forwarded if child.ns == NS_CLIENT and child.name in KINDS]
    if len(stanzas) != 1:
        raise StanzaError("bad-request", "one stanza is forwarded at a time")
    stamp = forwarded.child("delay", delay.NS)
    if stamp is None:
        return stanzas[0], None
    try:
        return stanzas[0], delay.parse(stamp)[0]
    except ValueError as error:
        raise StanzaError("bad-request", str(error)) from None


def _is_forwarded(element: Element) -> bool:
    return element.name == "forwarded" and element.ns == NS
