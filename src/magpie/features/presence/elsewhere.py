"""Presence to contacts that are no accounts here: at other servers, and at components."""

from __future__ import annotations

from collections.abc import Iterable

from magpie.features.presence.here import Everybody, Here, unavailable_of
from magpie.server.api import TOLD, Host, MayTalk, Session
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.jid import Jid


class Elsewhere:
    """Tells and asks the servers of such contacts (RFC 6121, 4.2.2, 4.3.1, 4.4.2 and 4.5.2)."""

    def __init__(self, host: Host, everybody: Everybody) -> None:
        self._host = host
        self._everybody = everybody

    @property
    def is_there(self) -> bool:
        """Whether there may be such contacts at all: then rosters have to be known."""
        return self._host.services.have_contacts

    def tell(self, session: Session, element: Element) -> frozenset[Jid]:
        """Send presence of a session to those who subscribe to its account; who they are."""
        hearers = frozenset(self._hearers(session))
        for contact in hearers:
            self._host.relay.send(element.with_attr("to", contact.text))
        return hearers

    def probe(self, session: Session) -> None:
        """4.3.1: ask for the presence of those to whom the account subscribes."""
        for contact in self._contacts(session.account):
            roster = self._host.rosters.here(session.account)
            if roster is not None and roster.hears(contact) and self._may(session, contact):
                self._ask(session, contact)

    def _ask(self, session: Session, contact: Jid) -> None:
        attrs = {"type": "probe", "from": session.jid.text, "to": contact.text}
        self._host.relay.send(Element("presence", NS_CLIENT, attrs))

    def shared(self, account: Jid, contact: Jid) -> None:
        """The contact hears the account from now on."""
        if self._host.services.may_be_contact(contact):
            for here in self._everybody.of(account):
                self._host.relay.send(here.late.addressed(contact.text))

    def withheld(self, account: Jid, contact: Jid) -> None:
        """The contact hears it no longer."""
        if self._host.services.may_be_contact(contact):
            for here in self._everybody.of(account):
                self._leave(here.session, contact)

    def _leave(self, session: Session, to: Jid) -> None:
        self._host.relay.send(unavailable_of(session).with_attr("to", to.text))

    def blocked(self, account: Jid, here: Here, contacts: Iterable[Jid]) -> None:
        """XEP-0191, 3.3: who is blocked sees the account go."""
        roster = self._host.rosters.here(account)
        for contact in contacts:
            if roster is not None and roster.is_heard_by(contact):
                self._leave(here.session, contact)

    def unblocked(self, account: Jid, here: Here, contacts: Iterable[Jid]) -> None:
        """3.4: who is unblocked sees it come back; the account asks how they are."""
        roster = self._host.rosters.here(account)
        for contact in contacts:
            if roster is None or not self._may(here.session, contact):
                continue
            if roster.is_heard_by(contact):
                self._host.relay.send(here.late.addressed(contact.text))
            if roster.hears(contact):
                self._ask(here.session, contact)

    def of(self, account: Jid) -> list[Jid]:
        """The account's contacts elsewhere."""
        return list(self._contacts(account))

    def _contacts(self, account: Jid) -> Iterable[Jid]:
        roster = self._host.rosters.here(account)
        if roster is None or not self.is_there:
            return ()
        may_be_contact = self._host.services.may_be_contact
        return [contact for contact in roster.items if may_be_contact(contact)]

    def _hearers(self, session: Session) -> Iterable[Jid]:
        roster = self._host.rosters.here(session.account)
        for contact in self._contacts(session.account):
            if roster is not None and roster.is_heard_by(contact) and self._may(session, contact):
                yield contact

    def _may(self, session: Session, contact: Jid) -> bool:
        return not self._host.ask(MayTalk(session.jid, contact)).refused

    def ending(self) -> None:
        """The server stops: others must not take its people for online."""
        if not self.is_there:
            return
        for here in list(self._everybody):
            session = here.session
            told = self.tell(session, unavailable_of(session))
            for to in session[TOLD] or ():
                if to not in told and self._host.services.may_be_contact(to):
                    self._leave(session, to)
