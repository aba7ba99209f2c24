"""Circles as contacts: who is in one with somebody is in their contact list, and is seen online.

As with the everyone group, nobody's roster holds them: `server/circles.py` has who is in which, and
a roster result takes the items from there. Changes are told to those who have the roster a little
later and together. Presence that is shared from now on follows the items; presence that is shared
no longer goes at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from magpie.server.api import (
    AccountSwitched,
    Circle,
    CircleChanged,
    Host,
    PresenceShared,
    PresenceWithheld,
    SessionOpened,
    Xep,
    number_of,
)
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

XEPS: tuple[Xep, ...] = ()
NS = "jabber:iq:roster"
SOON = 0.2  # seconds in which changes gather before they are told


def setup(host: Host) -> None:
    """Make contacts of those who share a circle."""
    contacts = Contacts(host)
    host.rosters.groups.add(contacts)
    host.watch(CircleChanged, contacts.changed)
    host.watch(AccountSwitched, contacts.switched)
    host.watch(SessionOpened, contacts.opened)


class Contacts:
    """The contacts that the circles of one host make."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._circles = host.circles
        self._numbers: dict[Jid, int] = {}  # what each circle's share of a roster's version is
        self._untold: dict[Jid, dict[Jid, None]] = {}  # by circle, whose place in it has changed
        self._unseen: dict[tuple[Jid, Jid], None] = {}  # the second is to see the first

    # What rosters ask (`Group`)

    def holds(self, account: Jid, contact: Jid) -> bool:
        """Whether both are in one circle, and the contact may sign in."""
        if account == contact or not self._circles.share(account, contact):
            return False
        return not self._host.accounts.is_disabled(contact)

    def names(self, account: Jid, contact: Jid) -> tuple[str, ...]:
        """The circles that both are in."""
        theirs = set(self._circles.of(contact))
        return tuple(sorted(one.name for one in self._circles.of(account) if one in theirs))

    def mates(self, account: Jid) -> Iterable[Jid]:
        """All who are in a circle with the account."""
        is_disabled = self._host.accounts.is_disabled
        return [one for one in self._circles.mates(account) if not is_disabled(one)]

    def version(self, account: Jid) -> str:
        """The same whenever the account's circles have the same names and members."""
        total = 0
        for circle in self._circles.of(account):
            total ^= self._number(circle)
        return f"{total:x}"

    def _number(self, circle: Circle) -> int:
        number = self._numbers.get(circle.jid)
        if number is None:
            there = 0
            for member in circle.members:
                if not self._host.accounts.is_disabled(member):
                    there ^= number_of(member.text)
            number = self._numbers[circle.jid] = number_of(f"{circle.jid} {circle.name} {there}")
        return number

    def wire(self, account: Jid, without: Iterable[Jid]) -> bytes:
        """The items of all mates but those."""
        names: dict[Jid, list[str]] = {}
        for circle in sorted(self._circles.of(account), key=lambda one: one.name):
            for member in circle.members:
                names.setdefault(member, []).append(circle.name)
        for one in (account, *without):
            names.pop(one, None)
        is_disabled = self._host.accounts.is_disabled
        return b"".join(
            item(contact.text, tuple(groups))
            for contact, groups in names.items()
            if not is_disabled(contact)
        )

    def changes(self, account: Jid, since: str) -> list[Jid] | None:
        """Nothing, or what cannot be told."""
        return [] if since == self.version(account) else None

    # Who is in them

    def changed(self, news: CircleChanged) -> None:
        """Somebody came, or went; or (neither) it has another name."""
        circle = self._circles.at(news.jid)
        members = () if circle is None else tuple(circle.members)
        self._note(news.jid, (*news.joined, *news.left) or members)
        for account in news.joined:
            for mate in self._here(members):
                if mate != account and not self._see_anyhow(account, mate, 1):
                    self._unseen[account, mate] = self._unseen[mate, account] = None
        for account in news.left:
            for mate in self._here((*members, *news.left)):
                self._unseen.pop((account, mate), None)
                self._unseen.pop((mate, account), None)
                if mate != account and not self._see_anyhow(account, mate, 0):
                    self._host.tell(PresenceWithheld(account, mate))
                    self._host.tell(PresenceWithheld(mate, account))

    def switched(self, news: AccountSwitched) -> None:
        """Who is disabled is in nobody's list."""
        for circle in self._circles.of(news.account):
            self._note(circle.jid, (news.account,))

    def _here(self, accounts: Iterable[Jid]) -> Iterator[Jid]:
        return (one for one in accounts if self._host.sessions_of(one))

    def _see_anyhow(self, first: Jid, second: Jid, shared: int) -> bool:
        """Whether two see each other by everyone's group, or by more circles than `shared`."""
        accounts = self._host.accounts
        if self._host.rosters.groups.has_everyone and not (
            accounts.is_limited(first) or accounts.is_limited(second)
        ):
            return True
        theirs = set(self._circles.of(second))
        return sum(one in theirs for one in self._circles.of(first)) > shared

    def _note(self, circle: Jid, accounts: Iterable[Jid]) -> None:
        self._numbers.pop(circle, None)
        if not self._untold:
            self._host.clock.call_later(SOON, self._tell)
        self._untold.setdefault(circle, {}).update(dict.fromkeys(accounts))

    def opened(self, news: SessionOpened) -> None:
        """Whoever signs in is known by now to those who will see it."""
        if any(news.session.account in changed for changed in self._untold.values()):
            self._tell()

    def _tell(self) -> None:
        """A push for each change to each account that has the roster, then presence."""
        untold, self._untold = self._untold, {}
        unseen, self._unseen = self._unseen, {}
        told: dict[Jid, dict[Jid, None]] = {}
        for jid, changed in untold.items():
            circle = self._circles.at(jid)
            members = changed if circle is None else {**circle.members, **changed}
            for owner in members:
                told.setdefault(owner, {}).update(members if owner in changed else changed)
        for owner, contacts in told.items():
            if self._host.rosters.is_shown(owner):
                for contact in contacts:
                    if contact != owner:
                        self._host.rosters.show(owner, contact)
        for account, mate in unseen:
            if self.holds(account, mate):
                self._host.tell(PresenceShared(account, mate))


@lru_cache(maxsize=16_384)
def item(contact: str, groups: tuple[str, ...]) -> bytes:
    """A contact as it stands in a roster result."""
    children = tuple(Element("group", NS, text=name) for name in groups)
    return Element("item", NS, {"jid": contact, "subscription": "both"}, children).to_bytes(NS)
