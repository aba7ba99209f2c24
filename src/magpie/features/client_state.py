"""XEP-0352: Client State Indication. A client that nobody looks at is spared what can wait."""

from __future__ import annotations

from collections.abc import Sequence

from magpie.server.api import (
    Host,
    InlineFeatures,
    Session,
    SessionBound,
    StreamFeatures,
    Xep,
)
from magpie.xmpp.element import Element

XEPS = (Xep(352, version="1.0.0"),)
NS = "urn:xmpp:csi:0"
NS_STATES = "http://jabber.org/protocol/chatstates"
HELD_MAX = 500  # stanzas; one more, and all go

# Presence of these types is a person's doing, not a status
URGENT_PRESENCE = frozenset(("subscribe", "subscribed", "unsubscribe", "unsubscribed", "error"))
# Payloads of a message that can wait when there is nothing else in it …
PATIENT = frozenset(
    (
        NS_STATES,
        "urn:xmpp:receipts",
        "urn:xmpp:chat-markers:0",
        "http://jabber.org/protocol/pubsub#event",
    )
)
# … and what says nothing by itself
ATTENDING = frozenset(("urn:xmpp:hints", "urn:xmpp:sid:0", "urn:xmpp:delay"))
# Wrappers in which another message may be: what counts is what that one says
CARBONS = "urn:xmpp:carbons:2"
FORWARD = "urn:xmpp:forward:0"

Key = tuple[str, str]


def setup(host: Host) -> None:
    """Offer it, and take the two indications."""
    host.answer(StreamFeatures, offer)
    host.answer(InlineFeatures, lambda question: question.names.append(NS))
    host.answer(SessionBound, bound)
    host.on_nonza(NS, "active", activate)
    host.on_nonza(NS, "inactive", deactivate)


def offer(question: StreamFeatures) -> None:
    """Section 4.1."""
    question.features.append(Element("csi", NS))


def bound(question: SessionBound) -> None:
    """XEP-0386, 4.2: the session begins in that state."""
    if question.request.has("inactive", NS):
        question.session.gate = Patience()


def activate(session: Session, _element: Element) -> None:
    """Section 5.1: what was held is on the wire before anything that follows is handled."""
    session.release_gate()


def deactivate(session: Session, _element: Element) -> None:
    """What is queued already goes out as it is; from now on stanzas may wait."""
    if session.gate is None:
        session.gate = Patience()


class Patience:
    """Holds, in order, what an inactive client need not hear now.

    Of the presence of each device, and of the typing of each person, only the newest is kept.
    """

    __slots__ = ("_held", "_ordinal")

    def __init__(self) -> None:
        self._held: dict[Key | int, tuple[Element, int]] = {}
        self._ordinal = 0

    def admit(self, element: Element, number: int) -> Sequence[tuple[Element, int]]:
        """What to send now: nothing, or all that was held, and then this."""
        key = patience(element)
        if key is None:
            return [*self.release(), (element, number)]
        if key == "" or number:
            self._ordinal += 1
            self._held[self._ordinal] = (element, number)
        else:
            slot = (key, element.get("from") or "")
            self._held.pop(slot, None)  # the newest stands last
            self._held[slot] = (element, number)
        return self.release() if len(self._held) > HELD_MAX else ()

    def release(self) -> Sequence[tuple[Element, int]]:
        """All that is held."""
        held, self._held = self._held, {}
        return list(held.values())


def patience(element: Element) -> str | None:
    """`None`: it cannot wait; "": it can; else the kind of which only the newest counts."""
    if element.name == "presence":
        return None if element.get("type") in URGENT_PRESENCE else "presence"
    if element.name != "message" or element.get("type") == "error":
        return None
    kinds = {child.ns for child in inmost(element) if says_something(child)}
    if not kinds or not kinds <= PATIENT:
        return None
    return "state" if kinds == {NS_STATES} else ""


def says_something(child: Element) -> bool:
    """Whether a payload counts: ids, hints and threads do not."""
    return child.ns not in ATTENDING and child.name != "thread"


def inmost(message: Element) -> Element:
    """The message itself, or the one that a carbon copies."""
    for name in ("received", "sent"):
        carbon = message.child(name, CARBONS)
        forwarded = None if carbon is None else carbon.child("forwarded", FORWARD)
        if forwarded is not None:
            return forwarded.child("message", message.ns) or message
    return message
