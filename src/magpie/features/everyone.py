"""The everyone group: all accounts but limited ones are contacts of each other, without asking.

Theory of operation. Nobody's roster holds the group: it is kept once, as the wire form of all its
items one after the other, and a roster result is that text without the account's own item. Its
version is a sum over the accounts in it, so it is the same again after a restart, and when the same
accounts are in it. Accounts that come and go are told to those who have the roster, a little later
and together; to be sure that a newcomer's item is there before its presence, at once when it signs
in. Presence itself is `presence`'s: with the group, who is available sees all who are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from magpie.server.api import (
    AccountCreated,
    AccountDeleted,
    AccountRoleChanged,
    AccountSwitched,
    Directory,
    Host,
    SessionOpened,
    Xep,
    number_of,
)
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

XEPS: tuple[Xep, ...] = ()
NS = "jabber:iq:roster"
SOON = 0.2  # seconds in which changes gather before they are told
REMEMBERED = 1_000  # changes that can be told to a client with an older version


def setup(host: Host) -> None:
    """Make the group, unless the settings say that there is none."""
    directory = host.config(Directory)
    if not directory.everyone:
        return
    everyone = Everyone(host, directory.group)
    host.rosters.groups.add(everyone, is_everyone=True)
    host.on_start(everyone.load)
    host.watch(AccountCreated, everyone.created)
    host.watch(AccountDeleted, everyone.deleted)
    host.watch(AccountSwitched, everyone.changed)
    host.watch(AccountRoleChanged, everyone.changed)
    host.watch(SessionOpened, everyone.opened)


class Everyone:
    """The group of one host."""

    def __init__(self, host: Host, name: str) -> None:
        self._host = host
        self._name = name
        self._sum = number_of(name)
        self._wire = Wire(Element("group", NS, text=name))
        self._changes: deque[tuple[str, Jid]] = deque(maxlen=REMEMBERED)
        self._untold: dict[Jid, None] = {}

    async def load(self) -> None:
        """All accounts, once."""
        for account in sorted(self._host.accounts.all(), key=lambda jid: jid.text):
            if self._belongs(account):
                self._wire.add(account)
                self._sum ^= number_of(account.text)

    # What rosters ask (`Group`)

    def holds(self, account: Jid, contact: Jid) -> bool:
        """Whether both are in it."""
        return account != contact and account in self._wire and contact in self._wire

    def names(self, account: Jid, contact: Jid) -> tuple[str, ...]:
        """The one name."""
        return (self._name,)

    def mates(self, account: Jid) -> Iterable[Jid]:
        """It is everybody."""
        return ()

    def version(self, account: Jid) -> str:
        """The same whenever the same accounts are in it."""
        return f"{self._sum:016x}" if account in self._wire else "none"

    def wire(self, account: Jid, without: Iterable[Jid]) -> bytes:
        """The items of all others, but for those."""
        return self._wire.without((account, *without)) if account in self._wire else b""

    def changes(self, account: Jid, since: str) -> list[Jid] | None:
        """Who is not as they were at that version."""
        if since == self.version(account):
            return []
        changed: dict[Jid, None] = {}
        for before, account in reversed(self._changes):
            changed[account] = None
            if before == since:
                return list(changed) if account in self._wire else None
        return None

    # Who is in it

    def created(self, news: AccountCreated) -> None:
        """One more."""
        if news.account not in self._wire and self._belongs(news.account):
            self._changed(news.account)
            self._wire.add(news.account)

    def _belongs(self, account: Jid) -> bool:
        accounts = self._host.accounts
        return not accounts.is_disabled(account) and not accounts.is_limited(account)

    def deleted(self, news: AccountDeleted) -> None:
        """One less."""
        if news.account in self._wire:
            self._changed(news.account)
            self._wire.remove(news.account)

    def changed(self, news: AccountSwitched | AccountRoleChanged) -> None:
        """Who is disabled or limited is left out."""
        if self._belongs(news.account):
            self.created(AccountCreated(news.account))
        else:
            self.deleted(AccountDeleted(news.account))

    def _changed(self, account: Jid) -> None:
        self._changes.append((f"{self._sum:016x}", account))
        self._sum ^= number_of(account.text)
        if not self._untold:
            self._host.clock.call_later(SOON, self._tell)
        if account in self._untold:
            del self._untold[account]  # came and went, or the reverse: nothing to tell
        else:
            self._untold[account] = None

    def opened(self, news: SessionOpened) -> None:
        """Whoever signs in is known by now to those who will see it."""
        if news.session.account in self._untold:
            self._tell()

    def _tell(self) -> None:
        """A push for each change to each account that has the roster."""
        untold, self._untold = self._untold, {}
        if not untold:
            return
        for owner in self._host.sessions.accounts():
            if owner in self._wire and self._host.rosters.is_shown(owner):
                for account in untold:
                    if account != owner:
                        self._host.rosters.show(owner, account)


class Wire:
    """The items of the group as they stand in a roster result, cached as one text."""

    def __init__(self, group: Element) -> None:
        self._group = group
        self._items: dict[Jid, bytes] = {}
        self._text = b""
        self._starts: dict[Jid, int] | None = {}

    def __contains__(self, account: object) -> bool:
        """Whether it is in the group."""
        return account in self._items

    def add(self, account: Jid) -> None:
        """One more account."""
        attrs = {"jid": account.text, "subscription": "both"}
        self._items[account] = Element("item", NS, attrs, (self._group,)).to_bytes(NS)
        self._starts = None

    def remove(self, account: Jid) -> None:
        """One less."""
        del self._items[account]
        self._starts = None

    def without(self, accounts: Iterable[Jid]) -> bytes:
        """The text without the items of these."""
        starts = self._starts
        if starts is None:
            starts = self._starts = self._joined()
        cuts = sorted((starts[one], len(self._items[one])) for one in accounts if one in starts)
        kept = []
        position = 0
        for start, length in cuts:
            kept.append(self._text[position:start])
            position = start + length
        kept.append(self._text[position:])
        return b"".join(kept)

    def _joined(self) -> dict[Jid, int]:
        self._text = b"".join(self._items.values())
        starts = {}
        position = 0
        for account, item in self._items.items():
            starts[account] = position
            position += len(item)
        return starts
