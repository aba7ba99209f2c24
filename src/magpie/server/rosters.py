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
    """Contacts that accounts have without having made them (the everyone group)."""

    def holds(self, account: Jid, contact: Jid) -> bool:
        """Whether the two see each other by it."""

    def merged(self, item: Item) -> Item:
        """An item of an account's own as the account sees it."""

    @property
    def version(self) -> str:
        """Changes when the group does; the same again when the same accounts are in it."""

    def wire(self, account: Jid, own: Iterable[Jid]) -> bytes:
        """The items of all but the account and `own`, as they stand in a roster result."""

    def changes(self, since: str) -> list[Item] | None:
        """What is not as it was at that version, or `None` when that cannot be told."""


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
        group: set by the feature that has one.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._loaded: dict[Jid, Roster] = {}
        self._loading: dict[Jid, asyncio.Task[Roster]] = {}
        self._idle: dict[Jid, None] = {}
        self.group: Group | None = None
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
