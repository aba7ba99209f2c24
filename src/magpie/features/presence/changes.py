"""Broadcast presence, and what changes who sees whom."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from magpie.features.presence.directed import Directed
from magpie.features.presence.elsewhere import Elsewhere
from magpie.features.presence.form import check
from magpie.features.presence.here import Everybody, Here, unavailable_of
from magpie.server.api import (
    DONE,
    BlocklistChanged,
    Host,
    Multicast,
    Parted,
    PresenceAmended,
    PresenceSent,
    PresenceShared,
    PresenceWithheld,
    Session,
    SessionAvailable,
    SessionUnavailable,
    Verdict,
)
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence


class Changes:
    """Tells those who may know of everybody's coming, change and going."""

    def __init__(
        self, host: Host, everybody: Everybody, directed: Directed, elsewhere: Elsewhere
    ) -> None:
        self._host = host
        self._everybody = everybody
        self._directed = directed
        self._elsewhere = elsewhere

    def sent(self, event: PresenceSent) -> Coroutine[Any, Any, None] | Verdict | None:
        """Presence of a session's own, without an addressee."""
        presence = event.stanza
        if presence.to is not None:
            return None
        session = event.session
        kind = presence.element.get("type")
        if kind is None:
            return self._available(session, presence)
        if kind == "unavailable":
            self._host.sessions.make_unavailable(session, presence)
            self._directed.ended(session, presence.element)  # 4.6.3, also without a broadcast
            return DONE
        if kind == "error":
            return DONE
        # 4.7.1: subscriptions and probes need an addressee, and there are no other types
        raise StanzaError("bad-request", "presence of this type is not broadcast")

    def _available(
        self, session: Session, presence: Presence
    ) -> Coroutine[Any, Any, None] | Verdict:
        presence = check(presence)
        priority = presence.priority
        needs_roster = self._everybody.needs_rosters or self._elsewhere.is_there
        if needs_roster and self._host.rosters.here(session.account) is None:
            return self._with_roster(session, presence, priority)
        self._take(session, presence, priority)
        return DONE

    async def _with_roster(self, session: Session, presence: Presence, priority: int) -> None:
        await self._host.rosters.of(session.account)
        if not session.is_closed:
            self._take(session, presence, priority)

    def _take(self, session: Session, presence: Presence, priority: int) -> None:
        """4.2.2 and 4.4.2: those who subscribe hear it, and all of the account's devices."""
        is_first = session.presence is None
        was_deaf = session.priority < 0
        session.presence = presence
        session.priority = priority
        here = self._everybody.enter(session, presence)
        tell(self._everybody.audience(session), here.current)
        if self._elsewhere.is_there:
            self._elsewhere.tell(session, presence.element)
            if is_first:
                self._elsewhere.probe(session)
        if is_first:
            # 4.3.2: in place of probes; both sides are ours
            for other in self._everybody.heard_by(session):
                session.send_copy(other.late, here.to)
            self._host.tell(SessionAvailable(session))
        elif was_deaf and priority >= 0:
            self._host.tell(SessionAvailable(session, is_first=False))

    def amended(self, news: PresenceAmended) -> None:
        """The server says something in a session's name: to all whom its own words reached."""
        session, said = news.session, news.session.presence
        if said is not None:
            presence = said.with_element(news.applied_to(said.element))
            self._take(session, presence, session.priority)

    def unavailable(self, news: SessionUnavailable) -> None:
        """4.5.2: all who heard it, and the account's devices, by its own word or by ours."""
        session = news.session
        audience = [
            here
            for here in self._everybody.audience(session)
            if here.session is not session or not session.is_closed
        ]
        self._everybody.leave(session)
        element = unavailable_of(session) if news.stanza is None else news.stanza.element
        tell(audience, Multicast(element))
        told = self._elsewhere.tell(session, element)
        reached = frozenset(here.session for here in audience)
        self._directed.ended(session, element, reached, told)

    # Who sees whom has changed

    def shared(self, news: PresenceShared) -> None:
        """3.1.5: "the contact's server … sends available presence of each of its resources"."""
        for here in self._everybody.of(news.account):
            tell(self._unbarred(here, self._everybody.of(news.contact)), here.late)
        self._elsewhere.shared(news.account, news.contact)

    def withheld(self, news: PresenceWithheld) -> None:
        """3.2.2 and 3.3.3: the contact sees the account's devices go."""
        if self._everybody.shares(news.account, news.contact):
            return  # the everyone group still shows it
        for here in self._everybody.of(news.account):
            audience = self._unbarred(here, self._everybody.of(news.contact))
            tell(audience, Multicast(unavailable_of(here.session)))
        self._elsewhere.withheld(news.account, news.contact)

    def parted(self, news: Parted) -> None:
        """Neither reaches the other any more: each sees the other go."""
        for here in self._everybody.of(news.first):
            for other in self._everybody.of(news.second):
                farewell(here.session, other, was_seen=True)
                farewell(other.session, here, was_seen=True)

    def _unbarred(self, here: Here, others: Iterable[Here]) -> Iterable[Here]:
        is_barred = self._everybody.barred(here.session)
        return (one for one in others if is_barred is None or not is_barred(one.session))

    def blocklist_changed(self, news: BlocklistChanged) -> None:
        """XEP-0191, 3.3 and 3.4: who is blocked sees the account go, and come back afterwards.

        The account sees the same of them: what it does not hear any more must not look online.
        """
        for here in self._everybody.of(news.account):
            others = self._elsewhere.of(news.account)
            self._elsewhere.blocked(news.account, here, matching(others, news.blocked))
            self._elsewhere.unblocked(news.account, here, matching(others, news.unblocked))
            for other in self._affected(news.account, news.blocked):
                farewell(here.session, other, self._sees(other, news.account))
                farewell(other.session, here, self._sees(here, other.session.account))
            is_barred = self._everybody.barred(here.session)
            for other in self._affected(news.account, news.unblocked):
                if is_barred is not None and is_barred(other.session):
                    continue  # by another entry, or by the other side
                if self._sees(other, news.account):
                    other.session.send_copy(here.late, other.to)
                if self._sees(here, other.session.account):
                    here.session.send_copy(other.late, here.to)

    def _sees(self, one: Here, account: Jid) -> bool:
        if self._everybody.shares(account, one.session.account):
            return True
        return any(
            self._directed.has_told(session, one.session)
            for session in self._host.sessions_of(account)
        )

    def _affected(self, account: Jid, entries: Iterable[Jid]) -> list[Here]:
        """The available sessions, of others, that entries of a blocklist match."""
        found: dict[Session, Here] = {}
        for entry in entries:
            matches = matcher(entry)
            for here in list(self._everybody.of(entry.bare) if entry.local else self._everybody):
                if here.session.account != account and matches(here.session.jid):
                    found[here.session] = here
        return list(found.values())


def farewell(leaving: Session, other: Here, was_seen: bool) -> None:
    """Let a session look unavailable to another."""
    if was_seen:
        other.session.send_copy(Multicast(unavailable_of(leaving)), other.to)


def matcher(entry: Jid) -> Callable[[Jid], bool]:
    """Whether an entry of a blocklist means an address (XEP-0191, 5)."""
    if entry.resource:
        return lambda jid: jid == entry
    if entry.local:
        return lambda jid: jid.bare == entry
    return lambda jid: jid.domain == entry.domain


def matching(contacts: Iterable[Jid], entries: Iterable[Jid]) -> list[Jid]:
    """Those of the contacts that entries of a blocklist mean."""
    tests = [matcher(entry) for entry in entries]
    return [contact for contact in contacts if any(test(contact) for test in tests)]


def tell(audience: Iterable[Here], copy: Multicast) -> None:
    """Send one stanza to many."""
    for here in audience:
        here.session.send_copy(copy, here.to)
