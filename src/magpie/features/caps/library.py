"""What is known of the capabilities of clients, learnt once for each hash."""

from __future__ import annotations

from collections.abc import Iterable

from magpie.features.caps.verification import NS, verification
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import NS as NS_FORMS
from magpie.xmpp.stanza import Iq, Presence

NS_INFO = "http://jabber.org/protocol/disco#info"
NOTIFY = "+notify"
KNOWN_MAX = 1_000  # hashes that are remembered
NODES_MAX = 200  # nodes that one device may ask for
WAIT = 60.0  # seconds for a client's answer
ALGORITHMS = {"sha-1": "sha1", "sha-256": "sha256", "sha-512": "sha512"}  # section 5.1

Said = tuple[str, str, str]  # node, hash, ver: as a client's presence says
Known = tuple[frozenset[str], str]  # the nodes it asks for, and what it calls itself
NAME_MAX = 100  # characters of that


def said_by(presence: Presence) -> Said | None:
    """What a presence says of its device's capabilities."""
    caps = presence.child("c", NS)
    if caps is None:
        return None
    return caps.get("node") or "", caps.get("hash") or "", caps.get("ver") or ""


def question(said: Said) -> Element:
    """Section 6.2: what to ask a device for."""
    return Element("query", NS_INFO, {"node": f"{said[0]}#{said[2]}"})


class Library:
    """What one host knows."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Known] = {}

    def find(self, said: Said) -> Known | None:
        """What a device can do that says this, if some device has told."""
        return self._known.get(said[1:])

    def learn(self, said: Said, answer: Iq | None) -> Known | None:
        """What a device can do that has said this and then answered so."""
        info = None if answer is None or answer.type != "result" else answer.payload
        if info is None or info.ns != NS_INFO:
            return None
        features = [one.get("var") or "" for one in info if one.name == "feature"]
        wanted = [one.removesuffix(NOTIFY) for one in features if one.endswith(NOTIFY)]
        names = [one.get("name") or "" for one in info if one.name == "identity"]
        name = next(filter(None, names), "")[:NAME_MAX]
        known = frozenset(wanted[:NODES_MAX]), name
        _, algorithm, ver = said
        if is_genuine(info, features, algorithm, ver):
            if len(self._known) >= KNOWN_MAX:
                del self._known[next(iter(self._known))]
            self._known[algorithm, ver] = known
        return known


def is_genuine(info: Element, features: list[str], algorithm: str, ver: str) -> bool:
    """Section 5.4: only what has the hash that it claims may speak for other clients."""
    name = ALGORITHMS.get(algorithm)
    if name is None:
        return False
    identities = [identity(one) for one in info if one.name == "identity"]
    forms = [one for one in info if one.name == "x" and one.ns == NS_FORMS]
    if has_twice(identities) or has_twice(features):  # 5.4, 3.3 and 3.4: ill-formed
        return False
    try:
        return verification(identities, features, forms, name) == ver
    except StanzaError:  # a broken form
        return False


def identity(element: Element) -> tuple[str, ...]:
    """An `<identity/>` as (category, type, name, language)."""
    return tuple(element.get(key) or "" for key in ("category", "type", "name", "xml:lang"))


def has_twice(things: Iterable[object]) -> bool:
    """Whether something is in it more than once."""
    listed = list(things)
    return len(set(listed)) < len(listed)
