"""Presence to somebody in particular (RFC 6121, 4.6), probes (4.3) and presence errors."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from magpie.features.presence.form import check
from magpie.features.presence.here import Everybody, unavailable_of
from magpie.server.api import (
    DONE,
    TOLD,
    Host,
    MayTalk,
    PresenceReceived,
    PresenceSent,
    Session,
    SessionClosed,
    Verdict,
    forget_told,
)
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence
from magpie.xmpp.subscription import KINDS


class Directed:
    """Carries presence from a session to whom it names."""

    def __init__(self, host: Host, everybody: Everybody) -> None:
        self._host = host
        self._everybody = everybody

    def sent(self, event: PresenceSent) -> Coroutine[Any, Any, None] | Verdict | None:
        """Presence with an addressee, but for subscriptions."""
        presence, to = event.stanza, event.stanza.to
        kind = presence.element.get("type")
        if to is None or kind in KINDS:
            return None
        if kind not in (None, "unavailable", "probe", "error"):
            raise StanzaError("bad-request", "there is no presence of this type")  # 4.7.1
        if kind is None:
            presence = check(presence)
        if to.domain != self._host.domain:
            return self._to_service(event.session, presence, to)
        if not to.local or not self._host.accounts.is_there(to.bare):
            return DONE  # the domain itself does not listen; 8.5.1: silently ignored
        if kind == "probe":
            return self._probe(event.session.jid, to)
        if kind != "error":
            self._note(event.session, to, kind is None)
        self._deliver(presence, to)
        return DONE

    def _to_service(
        self, session: Session, presence: Presence, to: Jid
    ) -> Coroutine[Any, Any, None] | Verdict:
        """To a room, a component, another server."""
        service = self._host.services.find(to.domain)
        if presence.type in ("available", "unavailable"):
            self._note(session, to, presence.type == "available")
        try:
            run = service.presence(presence, session)
        except StanzaError:
            forget_told(session, to)  # it knows nothing of the session
            raise
        return DONE if run is None else self._awaited(session, to, run)

    @staticmethod
    async def _awaited(session: Session, to: Jid, run: Coroutine[Any, Any, None]) -> None:
        try:
            await run
        except StanzaError:
            forget_told(session, to)
            raise

    def _deliver(self, presence: Presence, to: Jid) -> None:
        session = self._host.sessions.get(to) if to.resource else None
        if to.resource and session is None:
            return  # 8.5.3.2.2: silently ignored
        self._host.router.deliver_presence(presence, to.bare, session)

    def received(self, event: PresenceReceived) -> Verdict | None:
        """8.5.2.1.2 and 8.5.3.1: to the one device, or to all that are available."""
        presence = event.stanza
        if presence.type == "probe":  # of another server; our own people ask in `sent`
            event.later = self._probe(presence.sender, presence.to or event.account)
            return DONE
        if presence.type in KINDS:
            return None
        if event.session is not None:
            event.session.send(presence.element)
        elif presence.type != "error":
            for here in self._everybody.of(event.account):
                here.session.send(presence.element)
        return DONE

    # 4.6.3: who was told directly is told of the end

    def _note(self, session: Session, to: Jid, is_available: bool) -> None:
        told = session[TOLD]
        if not is_available:
            if told is not None:
                told.pop(to, None)
            return
        if told is None:
            told = session[TOLD] = {}
        most = self._host.limits.directed_presence
        if most and to not in told and len(told) >= most:
            raise StanzaError("policy-violation", "You have told too many that you are here.")
        told[to] = None

    @staticmethod
    def has_told(session: Session, other: Session) -> bool:
        """Whether the session has told another directly that it is here."""
        told = session[TOLD]
        return told is not None and (other.jid in told or other.account in told)

    def ended(
        self,
        session: Session,
        element: Element,
        reached: frozenset[Session] = frozenset(),
        contacts: frozenset[Jid] = frozenset(),
    ) -> None:
        """The session goes: tell those who know of it directly and whom no broadcast reached.

        That reached sessions here, and contacts elsewhere.
        """
        told, session[TOLD] = session[TOLD], None
        for to in told or ():
            if to.bare in contacts:
                continue
            presence = Presence(element.with_attr("to", to.text), session.jid, to)
            if to.domain != self._host.domain:
                self._host.relay.send(presence.element)
            elif to.resource:
                target = self._host.sessions.get(to)
                if target is not None and target not in reached:
                    self._tell(presence, to.bare, target)
            else:
                for here in self._everybody.of(to):
                    if here.session not in reached:
                        self._tell(presence, to, here.session)

    def _tell(self, presence: Presence, account: Jid, target: Session) -> None:
        try:
            self._host.router.deliver_presence(presence, account, target)
        except StanzaError:
            pass  # a guard of the target's: it hears nothing

    def closed(self, news: SessionClosed) -> None:
        """A session that was never available may still have told somebody."""
        if news.session[TOLD]:
            self.ended(news.session, unavailable_of(news.session))

    # Probes

    async def _probe(self, sender: Jid, to: Jid) -> None:
        """4.3.2: of another server, or of a client that need not ask."""
        account = to.bare
        if self._host.ask(MayTalk(sender, account)).refused:
            return  # XEP-0191, 3.3
        await self._host.rosters.of(account)
        if not self._everybody.shares(account, sender.bare):
            self._answer(sender, account, "unsubscribed")
            return
        found = [here for here in self._everybody.of(account) if to in (account, here.session.jid)]
        for here in found:
            self._say(here.late.addressed(sender.text), sender)
        if not found:
            self._answer(sender, to, "unavailable")

    def _answer(self, asker: Jid, sender: Jid, kind: str) -> None:
        attrs = {"type": kind, "from": sender.text, "to": asker.text}
        self._say(Element("presence", NS_CLIENT, attrs), asker)

    def _say(self, element: Element, asker: Jid) -> None:
        session = self._host.sessions.get(asker)
        if session is not None:
            session.send(element)
        else:
            self._host.relay.send(element)
