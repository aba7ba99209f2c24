"""What presence may say about itself (RFC 6121, 4.7.2)."""

from __future__ import annotations

from magpie.xmpp.errors import StanzaError
from magpie.xmpp.stanza import Presence

SHOWS = frozenset(("away", "chat", "dnd", "xa"))


def check(presence: Presence) -> None:
    """4.7.2: the form of what presence says about itself.

    Raises:
        StanzaError: bad-request.
    """
    element = presence.element
    seen: set[str] = set()
    for child in element:
        if child.ns != element.ns or child.name not in ("show", "priority"):
            continue
        if child.name in seen:
            raise StanzaError("bad-request", f"There is one {child.name} at most.")
        seen.add(child.name)
        if child.name == "show" and child.text not in SHOWS:
            raise StanzaError("bad-request", "show is away, chat, dnd or xa.")
    _ = presence.priority
