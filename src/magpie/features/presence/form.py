"""What presence may say about itself (RFC 6121, 4.7.2)."""

from __future__ import annotations

from magpie.xmpp.errors import StanzaError
from magpie.xmpp.stanza import Presence

SHOWS = frozenset(("away", "chat", "dnd", "xa"))


def check(presence: Presence) -> Presence:
    """4.7.2: the presence, if the form of what it says about itself is right.

    Raises:
        StanzaError: bad-request.
    """
    element = presence.element
    seen: set[str] = set()
    is_strange = False
    for child in element:
        if child.ns != element.ns or child.name not in ("show", "priority"):
            continue
        if child.name in seen:
            raise StanzaError("bad-request", f"There is one {child.name} at most.")
        seen.add(child.name)
        if child.name == "show" and child.text not in SHOWS:
            is_strange = True
    _ = presence.priority
    if is_strange:
        # COMPAT go-sendxmpp 0.5: says "online"; others must not have to guess what that is
        left = element.without(lambda child: child.name == "show" and child.ns == element.ns)
        return presence.with_element(left)
    return presence
