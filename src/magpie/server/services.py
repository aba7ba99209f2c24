"""Whoever answers for a domain beside the one of the accounts, and for domains elsewhere.

Theory of operation. A service gets every stanza for its domain or for an address at it, from our
own sessions (`origin`) and from other services and servers (`origin` is `None`; `sender` was
checked at their border). What it sends itself goes through `Relay.route`, which ends at accounts
and devices of ours like a stanza of anybody else's, or, for the same stanza to many devices,
through `send_to_many`, which writes it once.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol

from magpie.server.host import Host
from magpie.server.iq import IqRegistry, IqRequest, Scope, answer
from magpie.server.multicast import Multicast
from magpie.server.questions import Barred
from magpie.server.session import Session, SessionKey
from magpie.xmpp.element import escape_attr
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Iq, Message, Presence

Later = Coroutine[Any, Any, None]


class Service(Protocol):
    """Who answers for a domain. A `StanzaError` that it raises is answered to the sender."""

    def message(self, message: Message, origin: Session | None) -> Callable[[], None] | None:
        """Take a message, in its sender's order and before anything of it is on disk.

        What is returned is called when the copy in the sender's own archive is committed.
        """

    def presence(self, presence: Presence, origin: Session | None) -> Later | None:
        """Take a presence of any type. A coroutine is waited for before the sender goes on."""

    def iq(self, iq: Iq, origin: Session | None) -> Later | None:
        """Take an IQ of any type; `Services.answer` finds who answers a request."""


class Services:
    """The services of one host, by domain.

    Attributes:
        names: what discovery calls each of them, by domain.
        elsewhere: who carries stanzas to all other domains (federation); `None`: nobody does.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_domain: dict[str, Service] = {}
        self.names: dict[str, str] = {}
        self.elsewhere: Service | None = None
        self._with_contacts: set[str] = set()

    def add(self, domain: str, service: Service, name: str, has_contacts: bool = False) -> None:
        """Let `service` answer for `domain`, a whole domain name in its prepared form.

        `has_contacts`: its addresses may be contacts of people here.
        """
        assert domain != self._host.domain, "the accounts are there"
        assert domain not in self._by_domain, f"{domain} is served twice"
        self._by_domain[domain] = service
        self.names[domain] = name
        if has_contacts:
            self._with_contacts.add(domain)

    def show(self, domain: str, name: str | None) -> None:
        """Let discovery call it so; `None`: it is not to be found there."""
        if name is None:
            self.names.pop(domain, None)
        else:
            self.names[domain] = name

    def serves(self, domain: str) -> bool:
        """Whether the domain is one of these."""
        return domain in self._by_domain

    @property
    def have_contacts(self) -> bool:
        """Whether people here may have contacts that are no accounts here."""
        return self.elsewhere is not None or bool(self._with_contacts)

    def may_be_contact(self, jid: Jid) -> bool:
        """Whether this may be such a contact."""
        domain = jid.domain
        if domain == self._host.domain:
            return False
        return domain in self._with_contacts or (
            self.elsewhere is not None and domain not in self._by_domain
        )

    def is_ours(self, domain: str) -> bool:
        """Whether the domain is the accounts', a former one of theirs, or a service's."""
        return domain in self._host.names or domain in self._by_domain

    def find(self, domain: str) -> Service:
        """Who answers for a domain that is not the accounts'.

        Raises:
            StanzaError: remote-server-not-found; RFC 6120, 10.4 and 8.3.3.16.
        """
        service = self._by_domain.get(domain) or self.elsewhere
        if service is None:
            raise StanzaError("remote-server-not-found")
        return service

    def answer(self, iqs: IqRegistry, iq: Iq, origin: Session | None) -> Later | None:
        """Answer a request to a service by its own registry, or as all services do.

        In the registry, `Scope.HOST` is its domain, and `Scope.ITEM` any other address at it.
        """
        payload, to = iq.payload, iq.to
        assert payload is not None
        assert to is not None
        scope = Scope.HOST if to.is_domain else Scope.ITEM
        handler = iqs.find(iq.type, payload.ns, payload.name, scope)
        if handler is None and to.is_domain:
            handler = self._host.iqs.find(iq.type, payload.ns, payload.name, Scope.SERVICE)
        return answer(IqRequest(self._host, origin, iq, payload, to), handler)

    def send_to_many(self, copy: Multicast, sender: Jid, targets: Iterable[Target]) -> None:
        """Send a stanza that no archive of theirs keeps to many full addresses.

        Whoever blocks the sender gets nothing (XEP-0191, 3.3), and hears of nothing.
        """
        is_barred = self._host.ask(Barred(sender)).test
        for target in targets:
            session = target.session
            if session is None:
                self._host.relay.send(copy.addressed(target.jid.text))
            elif is_barred is None or not is_barred(session):
                session.send_copy(copy, target.to)


# Whom a session has told directly that it is here; they are told when it goes (RFC 6121, 4.6.3)
TOLD: SessionKey[dict[Jid, None] | None] = SessionKey("presence.told", default=None)


def forget_told(session: Session, jid: Jid) -> None:
    """That address knows of the session no more, and need not hear that it goes."""
    told = session[TOLD]
    if told is not None:
        told.pop(jid, None)


def note_told(session: Session, jid: Jid) -> None:
    """That address knows of the session, whether or not it was told by it."""
    told = session[TOLD]
    if told is None:
        told = session[TOLD] = {}
    told[jid] = None


class Target:
    """A full address that many stanzas go to: a device of ours, or one elsewhere.

    Attributes:
        jid: the address; `to` the same as it stands in an attribute on the wire.
        session: the device, where it is one of ours.
    """

    __slots__ = ("jid", "session", "to")

    def __init__(self, jid: Jid, session: Session | None) -> None:
        self.jid = jid
        self.session = session
        self.to = escape_attr(jid.text).encode()
