"""The rosters in memory: of every account that is here, and of some lately asked about.

Theory of operation. What is in memory is the truth while it is there: a change is made in it at
once, so that two changes in one turn of the loop cannot lose each other, and then written; who
waits for `save` hears when it is on disk. All that one `save` holds is written in one batch. A
roster whose writing failed is forgotten and read anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Protocol

from magpie.server.host import Host
from magpie.server.news import PresenceShared, RosterChanged, SessionClosed
from magpie.server.session import SessionKey
from magpie.storage import roster as table
from magpie.storage.roster import REMOVED, Item, Request
from magpie.xmpp.jid import Jid
from magpie.xmpp.subscription import State

IDLE_MAX = 256  # rosters of accounts without sessions that stay in memory

# The session has asked for the roster: RFC 6121, 2.2, calls it an interested resource
INTERESTED: SessionKey[bool] = SessionKey("interested", default=False)


@dataclass(slots=True)
class Roster:
    """One account's contacts, and the requests that it has not answered.

    Attributes:
        version: of what is on disk.
        writes: how many changes are on their way there.
    """

    account: Jid
    version: int
    items: dict[Jid, Item]
    requests: dict[Jid, Request]
    writes: int = 0

    def state(self, contact: Jid) -> State:
        """How the account and a contact stand."""
        item = self.items.get(contact)
        pending = contact in self.requests
        if item is None:
            return State(pending=pending)
        kind = item.subscription
        return State(
            to=kind in ("to", "both"),
            from_=kind in ("from", "both"),
            ask=item.ask,
            pending=pending,
            approved=item.approved,
        )

    def hears(self, contact: Jid) -> bool:
        """Whether the account has a subscription to the contact's presence."""
        item = self.items.get(contact)
        return item is not None and item.subscription in ("to", "both")

    def is_heard_by(self, contact: Jid) -> bool:
        """Whether the contact has a subscription to the account's presence."""
        item = self.items.get(contact)
        return item is not None and item.subscription in ("from", "both")


class Group(Protocol):
    """Contacts that accounts have without having made them: everyone, circles."""

    def holds(self, account: Jid, contact: Jid) -> bool:
        """Whether the two see each other by it."""

    def names(self, account: Jid, contact: Jid) -> tuple[str, ...]:
        """Under which names a contact that it holds stands in the account's roster."""

    def mates(self, account: Jid) -> Iterable[Jid]:
        """All whom it holds for the account; none where the group is everybody."""

    def version(self, account: Jid) -> str:
        """Changes when the account's contacts by it do; the same when they are again the same."""

    def wire(self, account: Jid, without: Iterable[Jid]) -> bytes:
        """The items of all but the account and those, as they stand in a roster result."""

    def changes(self, account: Jid, since: str) -> list[Jid] | None:
        """Who is not as they were at that version, or `None` when that cannot be told."""


class Groups:
    """All groups of one host, the first before the next: who is in two stands in the first.

    Attributes:
        has_everyone: all accounts that are not limited see each other.
    """

    def __init__(self) -> None:
        self._groups: list[Group] = []
        self.has_everyone = False

    def add(self, group: Group, *, is_everyone: bool = False) -> None:
        """One more group."""
        self._groups.append(group)
        self.has_everyone = self.has_everyone or is_everyone

    def holds(self, account: Jid, contact: Jid) -> bool:
        """Whether the two see each other by any of them."""
        return any(group.holds(account, contact) for group in self._groups)

    def mates(self, account: Jid) -> dict[Jid, None]:
        """All whom they hold for the account, but for the group of everybody."""
        return {mate: None for group in self._groups for mate in group.mates(account)}

    def merged(self, account: Jid, item: Item) -> Item:
        """An item of the account's own as it sees it, with what the groups add."""
        contact = Jid.parse(item.jid)
        for group in self._groups:
            if group.holds(account, contact):
                names = item.groups or group.names(account, contact)
                return replace(item, subscription="both", ask=False, groups=names)
        return item

    def item(self, account: Jid, contact: Jid, own: Item | None) -> Item:
        """A contact as the account sees it; removed where neither it nor a group has it."""
        if own is None and not self.holds(account, contact):
            return Item(contact.text, subscription=REMOVED)
        return self.merged(account, own or Item(contact.text))

    def version(self, account: Jid) -> str:
        """One word for the versions of all."""
        return ".".join(group.version(account) for group in self._groups)

    def wire(self, account: Jid, own: Iterable[Jid]) -> bytes:
        """The items of all but the account and `own`, as they stand in a roster result."""
        without = dict.fromkeys(own)
        written = []
        for group in self._groups:
            written.append(group.wire(account, without))
            without |= dict.fromkeys(group.mates(account))
        return b"".join(written)

    def changes(self, account: Jid, since: str) -> list[Jid] | None:
        """Who is not as they were at that version, or `None` when that cannot be told."""
        marks = since.split(".")
        if len(marks) != len(self._groups):
            return None
        found: dict[Jid, None] = {}
        for group, mark in zip(self._groups, marks, strict=True):
            changed = group.changes(account, mark)
            if changed is None:
                return None
            found |= dict.fromkeys(changed)
        return list(found)


@dataclass(slots=True)
class Change:
    """Changes to one roster that are being saved: of its items, and of its requests."""

    roster: Roster
    items: list[Item] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    answered: list[Jid] = field(default_factory=list)


class Rosters:
    """The rosters of one host.

    Attributes:
        groups: the contacts that accounts have without having made them.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._loaded: dict[Jid, Roster] = {}
        self._loading: dict[Jid, asyncio.Task[Roster]] = {}
        self._idle: dict[Jid, None] = {}
        self.groups = Groups()
        host.watch(SessionClosed, self._left)

    def here(self, account: Jid) -> Roster | None:
        """The account's roster, if it is in memory."""
        return self._loaded.get(account)

    async def of(self, account: Jid) -> Roster:
        """The account's roster."""
        roster = self._loaded.get(account)
        if roster is None:
            loading = self._loading.get(account)
            if loading is None:  # one at a time: a second would not know what the first becomes
                loading = self._host.task(f"roster of {account}", self._load(account))
                self._loading[account] = loading
            roster = await asyncio.shield(loading)
        return roster

    async def _load(self, account: Jid) -> Roster:
        try:
            version, items, requests = await self._host.db.read(table.load_whole, account.text)
        finally:
            del self._loading[account]
        roster = Roster(
            account,
            version,
            {Jid.parse(item.jid): item for item in items},
            {Jid.parse(request.jid): request for request in requests},
        )
        self._loaded[account] = roster
        if not self._host.sessions.of(account):
            self._rest(account)
        return roster

    # Changes

    def put(self, change: Change, item: Item) -> None:
        """Add or replace an item; "remove" as its subscription removes it."""
        contact = Jid.parse(item.jid)
        if item.subscription == REMOVED:
            change.roster.items.pop(contact, None)
        else:
            change.roster.items[contact] = item
        change.items.append(item)

    def set_state(self, change: Change, contact: Jid, state: State, request: bytes = b"") -> None:
        """Let the account and a contact stand so; `request` is the stanza that asks."""
        roster = change.roster
        item = roster.items.get(contact)
        was_pending = contact in roster.requests
        if state.pending and not was_pending:
            asked = Request(contact.text, self._host.clock.now(), request)
            roster.requests[contact] = asked
            change.asked.append(asked)
        elif was_pending and not state.pending:
            del roster.requests[contact]
            change.answered.append(contact)
        wanted = replace(
            item or Item(contact.text),
            subscription=state.name,
            ask=state.ask,
            approved=state.approved,
        )
        # A request alone makes no item (RFC 6121, 3.1.3: the contact is not in the roster yet)
        if wanted != (item or Item(contact.text)):
            self.put(change, wanted)

    async def save(self, *changes: Change) -> None:
        """Return when the changes, made in memory already, are on disk; then who has the items."""
        writes: list[Coroutine[Any, Any, int]] = []
        for change in changes:
            if change.items or change.asked or change.answered:
                writes.append(self._write(change))
        if len(writes) == 1:
            await writes[0]
        elif writes:
            await asyncio.gather(*writes)

    async def _write(self, change: Change) -> int:
        roster = change.roster
        roster.writes += 1
        try:
            version = await self._host.db.write(
                table.apply,
                roster.account.text,
                tuple(change.items),
                tuple(change.asked),
                tuple(contact.text for contact in change.answered),
            )
        except BaseException:
            self._loaded.pop(roster.account, None)
            if self._host.sessions.of(roster.account):
                again = self.of(roster.account)
                self._host.task(f"roster of {roster.account} again", again)
            raise
        finally:
            roster.writes -= 1
        roster.version = max(roster.version, version)
        return version

    def tell(self, change: Change) -> None:
        """Tell the account's devices of the items (a push for each)."""
        for item in change.items:
            self._host.tell(RosterChanged(change.roster.account, item))

    def is_shown(self, account: Jid) -> bool:
        """Whether a device of the account has its roster."""
        return any(session[INTERESTED] for session in self._host.sessions.of(account))

    def show(self, account: Jid, contact: Jid) -> None:
        """A group has changed: tell the account's devices how it has the contact now."""
        roster = self._loaded.get(account)
        own = None if roster is None else roster.items.get(contact)
        self._host.tell(RosterChanged(account, self.groups.item(account, contact, own)))

    async def befriend(self, first: Jid, second: Jid) -> None:
        """Make two accounts of ours each other's contacts, and tell their devices."""
        changes = [Change(await self.of(one)) for one in (first, second)]
        both = State(to=True, from_=True)
        shares = []
        for change, contact in zip(changes, (second, first), strict=True):
            before = change.roster.state(contact)
            self.set_state(change, contact, both)
            shares.append(not before.from_)
        await self.save(*changes)
        for change in changes:
            self.tell(change)
        for change, contact, is_new in zip(changes, (second, first), shares, strict=True):
            if is_new:
                self._host.tell(PresenceShared(change.roster.account, contact))

    # Memory

    def forget(self, account: Jid) -> None:
        """The account is gone."""
        self._loaded.pop(account, None)

    def _left(self, news: SessionClosed) -> None:
        account = news.session.account
        if account in self._loaded and not self._host.sessions.of(account):
            self._rest(account)

    def _rest(self, account: Jid) -> None:
        """A roster that nobody's session holds: the oldest of many goes."""
        self._idle[account] = None
        if len(self._idle) <= IDLE_MAX:
            return
        oldest = next(iter(self._idle))
        del self._idle[oldest]
        roster = self._loaded.get(oldest)
        if roster is None or self._host.sessions.of(oldest):
            return
        if roster.writes:
            self._idle[oldest] = None
        else:
            del self._loaded[oldest]


def number_of(text: str) -> int:
    """A number for a text, to sum up: 64 bits of its hash."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")
