"""The role `limited`: an account that reaches, and is reached by, those of its circles only.

Who is limited may write to, see, ask and invite only who shares a circle with them, and be only in
the rooms of those circles; to everybody else it is as unreachable as the others are to it. The
server itself they may ask everything. What one of our accounts tries is refused with `forbidden`
(RFC 6120, 8.3.3.4); who asks from elsewhere learns nothing, as of an account that is not there
(RFC 6121, 8.5.1).
"""

from __future__ import annotations

from collections.abc import Callable

from magpie.server.api import (
    DONE,
    Barred,
    CircleChanged,
    Host,
    IqReceived,
    IqSent,
    IsContact,
    MayTalk,
    MessageReceived,
    MessageSent,
    Parted,
    PresenceReceived,
    PresenceSent,
    Session,
    SharesPresence,
    Stage,
    Verdict,
    Xep,
)
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid

XEPS: tuple[Xep, ...] = ()
# What of a service itself says nothing about other people
HARMLESS = frozenset(
    (
        "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/bytestreams",
        "urn:xmpp:ping",
    )
)


def setup(host: Host) -> None:
    """Guard every way into and out of the circles of who is limited."""
    limits = Limits(host)
    host.on(MessageSent, limits.message_sent, stage=Stage.GUARD)
    host.on(MessageReceived, limits.message_received, stage=Stage.GUARD)
    host.on(PresenceSent, limits.presence_sent, stage=Stage.GUARD)
    host.on(PresenceReceived, limits.presence_received, stage=Stage.GUARD)
    host.on(IqSent, limits.iq_sent, stage=Stage.GUARD)
    host.on(IqReceived, limits.iq_received, stage=Stage.GUARD)
    host.answer(MayTalk, limits.may_talk)
    host.answer(SharesPresence, limits.shares_presence)
    host.answer(IsContact, limits.is_contact)
    host.answer(Barred, limits.barred)
    host.watch(CircleChanged, limits.circle_changed)


class Limits:
    """Who reaches whom on one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._accounts = host.accounts
        self._circles = host.circles

    def parts(self, sender: Jid, to: Jid) -> bool:
        """Whether one of the two is limited and the other outside of its circles."""
        if not self._accounts.has_limited:
            return False
        first, second = sender.bare, to.bare
        return (self._accounts.is_limited(first) and not self._reaches(first, second)) or (
            self._accounts.is_limited(second) and not self._reaches(second, first)
        )

    def _reaches(self, account: Jid, other: Jid) -> bool:
        if other.domain == self._host.domain:
            return not other.local or other == account or self._circles.share(account, other)
        return self._circles.holds(other, account)

    # Guards of what our own sessions send

    def message_sent(self, event: MessageSent) -> None:
        """A message to anybody."""
        if event.session is not None:
            self._check(event.session, event.stanza.to)

    def presence_sent(self, event: PresenceSent) -> None:
        """A subscription, a probe, presence to somebody or to a room; a broadcast: see `barred`."""
        self._check(event.session, event.stanza.to)

    def iq_sent(self, event: IqSent) -> None:
        """A question to somebody, a room or a service."""
        to, payload = event.stanza.to, event.stanza.payload
        is_service = to is not None and not to.local and self._host.services.serves(to.domain)
        if not (is_service and payload is not None and payload.ns in HARMLESS):
            self._check(event.session, to)

    def _check(self, session: Session, to: Jid | None) -> None:
        if to is not None and self.parts(session.account, to):
            if self._accounts.is_limited(session.account):
                text = "Your account reaches only those who are in a circle with you."
            else:
                text = f"{to.bare} is reached only by those who are in a circle with them."
            raise StanzaError("forbidden", text)

    # Guards of what comes from rooms, services and other servers

    def message_received(self, event: MessageReceived) -> Verdict | None:
        """An error would throw the account out of a room."""
        if event.origin is not None or not self.parts(event.stanza.sender, event.account):
            return None
        if event.stanza.type in ("groupchat", "error"):
            return DONE
        raise StanzaError("service-unavailable")

    def presence_received(self, event: PresenceReceived) -> Verdict | None:
        """Silently ignored, as if the account was not there."""
        return DONE if self.parts(event.stanza.sender, event.account) else None

    def iq_received(self, event: IqReceived) -> Verdict | None:
        """From elsewhere; answers are dropped."""
        if not self.parts(event.stanza.sender, event.account):
            return None
        if event.stanza.is_request:
            raise StanzaError("service-unavailable")
        return DONE

    # What others ask

    def may_talk(self, question: MayTalk) -> None:
        """Neither way."""
        if self.parts(question.sender, question.account):
            question.refused = True

    def shares_presence(self, question: SharesPresence) -> None:
        """Whatever a roster from earlier says."""
        if self.parts(question.account, question.contact):
            question.shares = False

    def is_contact(self, question: IsContact) -> None:
        """Nor is there anything to keep in an archive."""
        if self.parts(question.account, question.contact):
            question.is_contact = False

    def barred(self, question: Barred) -> None:
        """Whom a broadcast leaves out, beside those whom blocking does."""
        if not self._accounts.has_limited:
            return
        jid, earlier = question.jid, question.test
        is_limited = self._accounts.is_limited
        sender_is_limited = is_limited(jid.bare)

        def is_barred(session: Session) -> bool:
            if earlier is not None and earlier(session):
                return True
            is_affected = sender_is_limited or is_limited(session.account)
            return is_affected and self.parts(jid, session.account)

        test: Callable[[Session], bool] = is_barred
        question.test = test

    # Changes

    def circle_changed(self, news: CircleChanged) -> None:
        """Who is in no circle with somebody any more sees them go, and the other way round."""
        if not news.left or not self._accounts.has_limited:
            return
        circle = self._circles.at(news.jid)
        stay = () if circle is None else circle.members
        for account in news.left:
            for other in (*stay, *news.left):
                if other != account and self.parts(account, other):
                    self._host.tell(Parted(account, other))
