"""The available sessions of a host, and who of them may see whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from magpie.server.api import Barred, Host, IsContact, Multicast, Roster, Session, SharesPresence
from magpie.xmpp.delay import stamp
from magpie.xmpp.element import NS_CLIENT, Element, escape_attr
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence

NS_DELAY = "urn:xmpp:delay"


class Here:
    """An available session.

    Attributes:
        to: its account's address as it stands in an attribute on the wire.
        current: its presence, for many.
        at: when it said that, µs since 1970.
    """

    __slots__ = ("_late", "at", "current", "session", "to")

    def __init__(self, session: Session, presence: Presence, at: int) -> None:
        self.session = session
        self.to = escape_attr(session.account.text).encode()
        self.say(presence, at)

    def say(self, presence: Presence, at: int) -> None:
        """Its presence changes."""
        self.at = at
        self.current = Multicast(presence.element)
        self._late: Multicast | None = None

    @property
    def late(self) -> Multicast:
        """Its presence for those who come later, with the time at which it was said (XEP-0203)."""
        if self._late is None:
            element = self.current.element
            if not element.has("delay", NS_DELAY):
                element = element.with_child(stamp(self.at, self.session.jid))
            self._late = Multicast(element)
        return self._late


class Everybody:
    """All available sessions of a host, in the order in which they came."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._here: dict[Session, Here] = {}

    def __len__(self) -> int:
        """How many are here."""
        return len(self._here)

    def __iter__(self) -> Iterator[Here]:
        """Iterate over all who are here."""
        return iter(self._here.values())

    def get(self, session: Session) -> Here | None:
        """The session, when it is available."""
        return self._here.get(session)

    def enter(self, session: Session, presence: Presence) -> Here:
        """The session says that it is available."""
        now = self._host.clock.now()
        here = self._here.get(session)
        if here is None:
            here = self._here[session] = Here(session, presence, now)
        else:
            here.say(presence, now)
        return here

    def leave(self, session: Session) -> None:
        """The session is available no longer."""
        self._here.pop(session, None)

    def of(self, account: Jid) -> list[Here]:
        """The available sessions of an account."""
        found = (self._here.get(session) for session in self._host.sessions_of(account))
        return [here for here in found if here is not None]

    # Who sees whom

    @property
    def needs_rosters(self) -> bool:
        """Whether rosters say who sees whom; with the everyone group they have no say."""
        return not self._host.rosters.groups.has_everyone

    def audience(self, session: Session) -> Iterable[Here]:
        """All who hear the session: its account's other devices, itself, and its subscribers."""
        return self._unbarred(session, self._hearers(session.account))

    def heard_by(self, session: Session) -> Iterable[Here]:
        """All whom the session hears, its account's other devices among them, not itself."""
        heard = self._unbarred(session, self._heard(session.account))
        return (here for here in heard if here.session is not session)

    def _hearers(self, account: Jid) -> Iterable[Here]:
        if not self.needs_rosters:
            return self._here.values()
        roster = self._host.rosters.here(account)
        contacts = self._host.rosters.groups.mates(account)
        for contact in () if roster is None else roster.items:
            if roster is not None and roster.is_heard_by(contact):
                contacts[contact] = None
        return self._all_of(account, contacts)

    def _heard(self, account: Jid) -> Iterable[Here]:
        if not self.needs_rosters:
            return self._here.values()
        rosters = self._host.rosters
        roster = rosters.here(account)
        contacts = rosters.groups.mates(account)
        for contact in () if roster is None else roster.items:
            # The contact's own side decides; it is in memory while the contact is here
            theirs = rosters.here(contact)
            if theirs is not None and theirs.is_heard_by(account):
                contacts[contact] = None
        return self._all_of(account, contacts)

    def _all_of(self, account: Jid, contacts: Iterable[Jid]) -> Iterator[Here]:
        yield from self.of(account)
        for contact in contacts:
            if contact is not account:
                yield from self.of(contact)

    def _unbarred(self, session: Session, many: Iterable[Here]) -> Iterable[Here]:
        is_barred = self.barred(session)
        if is_barred is None:
            return many
        return (here for here in many if not is_barred(here.session))

    def barred(self, session: Session) -> Callable[[Session], bool] | None:
        """Whom blocking keeps from seeing the session, and from being seen by it."""
        return self._host.ask(Barred(session.jid)).test

    # What others ask

    def shares_presence(self, question: SharesPresence) -> None:
        """Does the account show its presence to the contact? Needs its roster in memory."""
        account, contact = question.account, question.contact.bare
        question.shares = question.shares or self.shares(account, contact)

    def shares(self, account: Jid, contact: Jid) -> bool:
        """The same, for bare addresses."""
        rosters = self._host.rosters
        if account == contact:
            return True
        if rosters.groups.holds(account, contact):
            return True
        roster = rosters.here(account)
        return roster is not None and roster.is_heard_by(contact)

    def is_contact(self, question: IsContact) -> None:
        """Is somebody in an account's roster? Yes, rather than lose, when it is not in memory."""
        rosters = self._host.rosters
        roster: Roster | None = rosters.here(question.account)
        question.is_contact = (
            roster is None
            or question.contact in roster.items
            or rosters.groups.holds(question.account, question.contact)
        )


def unavailable_of(session: Session) -> Element:
    """What the server says of a session that went without a word (RFC 6121, 4.5.2)."""
    return Element("presence", NS_CLIENT, {"type": "unavailable", "from": session.jid.text})
