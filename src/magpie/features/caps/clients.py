"""The capabilities of clients: which events a device asks for, learnt once for each hash."""

from __future__ import annotations

from collections.abc import Iterable

from magpie.features.caps.verification import NS, verification
from magpie.server.api import (
    CLIENT,
    INTERESTS,
    Host,
    InterestsChanged,
    PresenceSent,
    Session,
    SessionKey,
)
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import NS as NS_FORMS
from magpie.xmpp.stanza import Iq

NS_INFO = "http://jabber.org/protocol/disco#info"
NOTIFY = "+notify"
KNOWN_MAX = 1_000  # hashes that are remembered
WAIT = 60.0  # seconds for a client's answer
ALGORITHMS = {"sha-1": "sha1", "sha-256": "sha256", "sha-512": "sha512"}  # section 5.1

Said = tuple[str, str, str]  # node, hash, ver: as a client's presence says
Known = tuple[frozenset[str], str]  # the nodes it asks for, and what it calls itself
NAME_MAX = 100  # characters of that

SAID: SessionKey[Said | None] = SessionKey("caps.said", default=None)
IS_ASKED: SessionKey[bool] = SessionKey("caps.is_asked", default=False)


class Clients:
    """What is known of the clients of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._known: dict[tuple[str, str], Known] = {}

    def heard(self, event: PresenceSent) -> None:
        """A device says who it is, with its presence; without `<c/>` it is what it was."""
        presence = event.stanza
        caps = presence.child("c", NS)
        if caps is None or presence.to is not None or presence.type != "available":
            return
        said = (caps.get("node") or "", caps.get("hash") or "", caps.get("ver") or "")
        session = event.session
        if session[SAID] == said:
            return
        session[SAID] = said
        if not session[IS_ASKED]:
            self._find_out(session, said)

    def _find_out(self, session: Session, said: Said) -> None:
        node, algorithm, ver = said
        known = self._known.get((algorithm, ver))
        if known is not None:
            self._learn(session, *known)
            return
        session[IS_ASKED] = True  # one question at a time, whatever a client says meanwhile
        query = Element("query", NS_INFO, {"node": f"{node}#{ver}"})

        def done(answer: Iq | None) -> None:
            session[IS_ASKED] = False
            if session.is_closed:
                return
            now = session[SAID]
            if now is not None and now != said:
                self._find_out(session, now)
            elif answer is not None and answer.type == "result":
                self._answered(session, said, answer)

        self._host.replies.ask(session, "get", query, done, WAIT)

    def _answered(self, session: Session, said: Said, answer: Iq) -> None:
        info = answer.payload
        if info is None or info.ns != NS_INFO:
            return
        features = [one.get("var") or "" for one in info if one.name == "feature"]
        interests = frozenset(
            feature.removesuffix(NOTIFY) for feature in features if feature.endswith(NOTIFY)
        )
        names = [one.get("name") or "" for one in info if one.name == "identity"]
        name = next(filter(None, names), "")[:NAME_MAX]
        _, algorithm, ver = said
        if is_genuine(info, features, algorithm, ver):
            if len(self._known) >= KNOWN_MAX:
                del self._known[next(iter(self._known))]
            self._known[algorithm, ver] = interests, name
        self._learn(session, interests, name)

    def _learn(self, session: Session, interests: frozenset[str], name: str) -> None:
        session[INTERESTS] = interests
        session[CLIENT] = name
        self._host.tell(InterestsChanged(session))


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
