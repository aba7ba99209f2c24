"""RFC 6121, 3: Managing Presence Subscriptions. Who may see whom is asked, granted and ended.

Theory of operation. Where both accounts are on this server, one stanza moves two rosters: the
sender's by `outbound`, then the contact's by `inbound` (`xmpp/subscription.py`, the tables of
appendix A). Both changes are made in memory at once and written in one batch; only then do pushes,
stanzas and presence go out, in the order in which two servers would have sent them. Where one side
is elsewhere, its server has the other half.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from magpie.server.api import (
    DONE,
    INTERESTED,
    AccountDeleted,
    Change,
    ContactRemoved,
    Host,
    MayTalk,
    PresenceReceived,
    PresenceSent,
    PresenceShared,
    PresenceWithheld,
    Roster,
    Session,
    SessionAvailable,
    StreamFeatures,
    Verdict,
    Xep,
)
from magpie.storage import roster as table
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element
from magpie.xmpp.stanza import Presence
from magpie.xmpp.subscription import KINDS, State, inbound, outbound

XEPS: tuple[Xep, ...] = ()
NS_PREAUTH = "urn:xmpp:pars:0"
NS_PREAPPROVAL = "urn:xmpp:features:pre-approval"


def setup(host: Host) -> None:
    """Take subscription stanzas, keep requests until they are answered."""
    subscriptions = Subscriptions(host)
    host.answer(StreamFeatures, offer)
    host.on(PresenceSent, subscriptions.sent)
    host.on(PresenceReceived, subscriptions.received)
    host.watch(SessionAvailable, subscriptions.available)
    host.watch(ContactRemoved, subscriptions.contact_removed)
    host.watch(AccountDeleted, subscriptions.account_deleted)


def offer(question: StreamFeatures) -> None:
    """3.4.1."""
    question.features.append(Element("sub", NS_PREAPPROVAL))


class Subscriptions:
    """Moves the subscriptions between the accounts of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def sent(self, event: PresenceSent) -> Coroutine[Any, Any, None] | Verdict | None:
        """A session asks, grants or ends a subscription."""
        presence, to = event.stanza, event.stanza.to
        if presence.type not in KINDS or to is None:
            return None
        account = event.session.account
        is_elsewhere = to.domain != self._host.domain
        if is_elsewhere and not self._host.services.may_be_contact(to):
            raise StanzaError("remote-server-not-found")
        if to.bare == account:
            raise StanzaError("not-allowed", "You see yourself as it is.")
        if not to.local:
            return DONE  # the domain has no presence
        # 3.1.2: "the user's server MUST stamp the outbound stanza with the bare JID"
        element = presence.element.with_attrs(**{"from": account.text, "to": to.bare.text})
        stanza = Presence(element, account, to.bare)
        if is_elsewhere:
            return self._send_away(stanza, event.session)
        return self._send(stanza)

    async def _send_away(self, presence: Presence, session: Session) -> None:
        """To a contact elsewhere: its own server keeps its side."""
        account, contact = presence.sender, presence.to
        assert contact is not None
        rosters = self._host.rosters
        change = Change(await rosters.of(account))
        before = change.roster.state(contact)
        self._check_room(change.roster, contact, presence.type)
        after, is_sent = outbound(presence.type, before)
        rosters.set_state(change, contact, after)
        await rosters.save(change)
        rosters.tell(change)
        if is_sent:
            self._host.services.find(contact.domain).presence(presence, session)
        if after.from_ != before.from_:
            self._shown(account, contact, after.from_)

    def _check_room(self, roster: Roster, contact: Jid, kind: str) -> None:
        limit = self._host.limits.roster_items if self._host.limits.enabled else 0
        is_new = contact not in roster.items and kind in ("subscribe", "subscribed")
        if limit and is_new and len(roster.items) >= limit:
            raise StanzaError("resource-constraint", f"A roster has {limit} contacts at most.")

    def _is_beset(self, roster: Roster, asker: Jid | None = None) -> bool:
        """Whether so many wait for an account's answer that nobody more may."""
        limits = self._host.limits
        is_waiting = asker is not None and asker in roster.requests
        is_over = len(roster.requests) >= limits.bound(limits.subscription_requests)
        return is_over and not is_waiting

    async def _send(self, presence: Presence) -> None:
        account, contact, kind = presence.sender, presence.to, presence.type
        assert contact is not None
        rosters = self._host.rosters
        mine = Change(await rosters.of(account))
        is_reachable = self._is_reachable(account, contact)
        if is_reachable and await self._is_invited(presence, account, contact):
            self._deliver(subscription("subscribed", contact, account))
            return
        theirs = Change(await rosters.of(contact)) if is_reachable else None
        # From here to the writing nothing waits: what is read is what is changed
        before = mine.roster.state(contact)
        self._check_room(mine.roster, contact, kind)
        if theirs is not None and kind == "subscribe" and self._is_beset(theirs.roster, account):
            text = f"Too many people wait for an answer of {contact}."
            raise StanzaError("resource-constraint", text)
        after, is_sent = outbound(kind, before)
        rosters.set_state(mine, contact, after)
        if theirs is None or not is_sent:
            await rosters.save(mine)
            rosters.tell(mine)
            return
        reply = self._take(theirs, presence)
        if reply.kind:
            answered, _, _ = inbound(reply.kind, mine.roster.state(contact))
            rosters.set_state(mine, contact, answered)
            del mine.items[:-1]  # one push tells of both
        await rosters.save(mine, theirs)
        if reply.kind and answered != after:
            self._deliver(subscription(reply.kind, contact, account))
        rosters.tell(mine)
        self._arrived(theirs, presence, reply)
        if after.from_ != before.from_:
            self._shown(account, contact, after.from_)

    def _is_reachable(self, account: Jid, contact: Jid) -> bool:
        """8.5.1: for nobody, silently ignored; XEP-0191, 3.3: the same for who is blocked."""
        host = self._host
        return host.accounts.is_there(contact) and not host.ask(MayTalk(account, contact)).refused

    async def _is_invited(self, presence: Presence, account: Jid, contact: Jid) -> bool:
        """XEP-0379, 3.5: who shows a good token is a contact at once, and the other way round."""
        shown = presence.element.child("preauth", NS_PREAUTH)
        if presence.type != "subscribe" or shown is None:
            return False
        token = shown.get("token") or ""
        return await self._host.invitations.introduce(token, contact, account)

    # The contact's side

    def _take(self, change: Change, presence: Presence) -> Outcome:
        """The contact's roster moves: what it hears of that, and what its server answers."""
        sender = presence.sender
        before = change.roster.state(sender)
        groups = self._host.rosters.groups
        if presence.type == "subscribe" and groups.holds(change.roster.account, sender):
            return Outcome(False, "subscribed", before, before)  # they see each other anyhow
        after, is_told, kind = inbound(presence.type, before)
        is_new = after.pending and not before.pending
        if is_new and self._is_beset(change.roster):
            return Outcome(False, "", before, before)  # from elsewhere: it is dropped
        request = presence.element.to_bytes(NS_CLIENT) if after.pending else b""
        self._host.rosters.set_state(change, sender, after, request)
        return Outcome(is_told, kind, before, after)

    def _arrived(self, change: Change, presence: Presence, outcome: Outcome) -> None:
        """The contact hears what has changed: the stanza, the pushes, then presence."""
        account, sender = change.roster.account, presence.sender
        if outcome.is_told and sender.domain != self._host.domain:
            self._hand_over(presence, account)  # past the guards already
        elif outcome.is_told:
            self._deliver(presence)
        self._host.rosters.tell(change)
        if outcome.before.from_ != outcome.after.from_:
            self._shown(account, sender, outcome.after.from_)

    def _shown(self, account: Jid, contact: Jid, is_shown: bool) -> None:
        if is_shown:
            self._host.tell(PresenceShared(account, contact))
        else:
            self._host.tell(PresenceWithheld(account, contact))

    def _deliver(self, presence: Presence) -> None:
        assert presence.to is not None
        self._host.router.deliver_presence(presence, presence.to, None)

    def received(self, event: PresenceReceived) -> Verdict | None:
        """Requests go to available devices (3.1.3), the rest also to those with the roster."""
        presence = event.stanza
        if presence.type not in KINDS:
            return None
        if presence.sender.domain != self._host.domain:
            event.later = self._arrive(presence, event.account)
        else:
            self._hand_over(presence, event.account)
        return DONE

    def _hand_over(self, presence: Presence, account: Jid) -> None:
        for session in self._host.sessions_of(account):
            if session.is_available or (presence.type != "subscribe" and session[INTERESTED]):
                session.send(presence.element)

    async def _arrive(self, presence: Presence, account: Jid) -> None:
        """Of somebody elsewhere, whose own server keeps the other side."""
        sender = presence.sender.bare
        element = presence.element.with_attrs(**{"from": sender.text, "to": account.text})
        stanza = Presence(element, sender, account)
        change = Change(await self._host.rosters.of(account))
        outcome = self._take(change, stanza)
        await self._host.rosters.save(change)
        if outcome.kind:
            self._host.relay.send(subscription(outcome.kind, account, sender).element)
        self._arrived(change, stanza, outcome)

    # Requests that wait

    def available(self, news: SessionAvailable) -> None:
        """3.1.3: a request is sent again at each sign-in, until it is answered."""
        if news.is_first:
            session = news.session
            roster = self._host.rosters.here(session.account)
            if roster is None:
                self._host.task(f"requests for {session.account}", self._repeat(news))
            else:
                for request in roster.requests.values():
                    session.send(parse_element(request.stanza))

    async def _repeat(self, news: SessionAvailable) -> None:
        await self._host.rosters.of(news.session.account)
        if news.session.is_available:
            self.available(news)

    # Contacts that go

    def contact_removed(self, news: ContactRemoved) -> None:
        """2.5.2: removal ends the subscriptions, as if the client had sent the stanzas."""
        contact = Jid.parse(news.item.jid).bare
        if self._host.services.may_be_contact(contact):
            self._end_away(news.account, contact, news.item)
        elif self._host.accounts.is_there(contact) and contact != news.account:
            name = f"removal of {contact} by {news.account}"
            self._host.task(name, self._end(news.account, contact, news.item))

    def _end_away(self, account: Jid, contact: Jid, item: table.Item) -> None:
        for kind in endings(item):
            self._host.relay.send(subscription(kind, account, contact).element)
        if item.subscription in ("from", "both"):
            self._shown(account, contact, False)

    async def _end(self, account: Jid, contact: Jid, item: table.Item) -> None:
        change = Change(await self._host.rosters.of(contact))
        kinds = endings(item)
        await self._apply(change, account, kinds)
        if "unsubscribed" in kinds:
            self._shown(account, contact, False)

    async def _apply(self, change: Change, sender: Jid, kinds: list[str]) -> None:
        """Stanzas of these kinds arrive from `sender`, and one push tells of both."""
        arrived = []
        for kind in kinds:
            presence = subscription(kind, sender, change.roster.account)
            arrived.append((presence, self._take(change, presence)))
        del change.items[:-1]  # the last says it all
        await self._host.rosters.save(change)
        for presence, outcome in arrived:
            is_last = presence is arrived[-1][0]
            self._arrived(change if is_last else Change(change.roster), presence, outcome)

    def account_deleted(self, news: AccountDeleted) -> None:
        """Who had the account as a contact sees it go: its name may be somebody else's one day."""
        self._host.task(f"farewell of {news.account}", self._forget(news.account))

    async def _forget(self, account: Jid) -> None:
        for owner in await self._host.db.read(table.holders, account.text):
            change = Change(await self._host.rosters.of(Jid.parse(owner)))
            if change.roster.state(account) != State():
                await self._apply(change, account, ["unsubscribe", "unsubscribed"])


def endings(item: table.Item) -> list[str]:
    """The stanzas that end what is between an account and a contact."""
    kinds = []
    if item.subscription in ("to", "both") or item.ask:
        kinds.append("unsubscribe")
    if item.subscription in ("from", "both"):
        kinds.append("unsubscribed")
    return kinds


class Outcome:
    """What became of a stanza that arrived.

    Attributes:
        is_told: the account's devices get it.
        kind: of the stanza that the server answers for the account, or "".
        before, after: how the two stood.
    """

    __slots__ = ("after", "before", "is_told", "kind")

    def __init__(self, is_told: bool, kind: str, before: State, after: State) -> None:
        self.is_told = is_told
        self.kind = kind
        self.before = before
        self.after = after


def subscription(kind: str, sender: Jid, to: Jid) -> Presence:
    """A subscription stanza of the server's own making."""
    attrs = {"type": kind, "from": sender.text, "to": to.text}
    return Presence(Element("presence", NS_CLIENT, attrs), sender, to)
