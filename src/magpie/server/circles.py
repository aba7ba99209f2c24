"""Circles: groups of accounts that make contacts and a room.

All of them are in memory, since they say who may see and reach whom. A circle has the address of
its room (`rooms.DOMAIN`), which stays when its name changes. Contacts and presence are made of it
by `features/circles.py`, the room by `features/rooms/circles.py`, from the news told here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from magpie.base.log import get_logger
from magpie.server.accounts import AccountError
from magpie.server.host import Host
from magpie.server.news import AccountDeleted, CircleChanged
from magpie.server.settings import Directory
from magpie.storage import circles as table
from magpie.storage.rooms import is_there
from magpie.xmpp.jid import Jid, JidError

log = get_logger(__name__)
NAME_MAX = 100  # characters
NOT_IN_ADDRESSES = re.compile(r"[\s\"&'/:<>@]+")  # RFC 7622, 3.3.1


@dataclass(eq=False, slots=True)
class Circle:
    """One circle. `members` are accounts, in the order in which they joined."""

    jid: Jid
    name: str
    created: int
    members: dict[Jid, None] = field(default_factory=dict)


class Circles:
    """The circles of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._circles: dict[Jid, Circle] = {}
        self._of: dict[Jid, dict[Jid, Circle]] = {}
        self._turn = asyncio.Lock()
        directory = host.settings.get(Directory)
        self._everyone = directory.group if directory.everyone else ""
        host.watch(AccountDeleted, self._forget)

    def __iter__(self) -> Iterator[Circle]:
        """Iterate over all, by name."""
        return iter(sorted(self._circles.values(), key=lambda one: one.name.casefold()))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._circles)

    async def load(self) -> None:
        """Read them all."""
        for row in await self._host.db.read(table.load_all):
            circle = Circle(Jid.parse(row.jid), row.name, row.created)
            self._circles[circle.jid] = circle
            self._enter(circle, [Jid.parse(one) for one in row.members])

    # Looking

    def at(self, jid: Jid) -> Circle | None:
        """The circle of that address."""
        return self._circles.get(jid)

    def find(self, name: str) -> Circle:
        """The circle that people call so.

        Raises:
            AccountError: there is none.
        """
        wanted = spelled(name)
        for circle in self._circles.values():
            if circle.name.casefold() == wanted.casefold():
                return circle
        raise AccountError("item-not-found", f"There is no circle “{wanted}”.")

    def of(self, account: Jid) -> Iterable[Circle]:
        """The circles that an account is in."""
        return self._of.get(account, {}).values()

    def holds(self, jid: Jid, account: Jid) -> bool:
        """Whether an account is in the circle of that address."""
        return jid in self._of.get(account, ())

    def share(self, first: Jid, second: Jid) -> bool:
        """Whether two accounts are in one circle."""
        mine, theirs = self._of.get(first), self._of.get(second)
        return bool(mine and theirs) and not mine.keys().isdisjoint(theirs)  # type: ignore[union-attr,arg-type]

    def mates(self, account: Jid) -> dict[Jid, None]:
        """All who are in a circle with an account, without itself."""
        found: dict[Jid, None] = {}
        for circle in self.of(account):
            found |= circle.members
        found.pop(account, None)
        return found

    # Changing

    async def create(self, name: str, members: Iterable[Jid] = ()) -> Circle:
        """Make a circle.

        Raises:
            AccountError: the name is taken or none, or somebody has no account.
        """
        async with self._turn:
            name = self._checked(name)
            wanted = self._accounts(members)
            circle = Circle(await self._free_address(name), name, self._host.clock.now())
            texts = tuple(one.text for one in wanted)
            row = table.Circle(circle.jid.text, name, circle.created, texts)
            await self._host.db.write(table.create, row)
            self._circles[circle.jid] = circle
            self._enter(circle, wanted)
            log.info("circle.created", jid=circle.jid, members=len(wanted))
            self._host.tell(CircleChanged(circle.jid, joined=tuple(wanted)))
        return circle

    async def delete(self, circle: Circle) -> None:
        """There is no such circle any more; its room goes with it."""
        async with self._turn:
            self._require(circle)
            await self._host.db.write(table.remove, circle.jid.text)
            del self._circles[circle.jid]
            left = tuple(circle.members)
            self._leave(circle, left)
            log.info("circle.deleted", jid=circle.jid)
            self._host.tell(CircleChanged(circle.jid, left=left))

    async def rename(self, circle: Circle, name: str) -> None:
        """Call it something else.

        Raises:
            AccountError: the name is taken or none.
        """
        async with self._turn:
            self._require(circle)
            name = self._checked(name, but=circle)
            await self._host.db.write(table.rename, circle.jid.text, name)
            circle.name = name
            log.info("circle.renamed", jid=circle.jid)
            self._host.tell(CircleChanged(circle.jid))

    async def join(self, circle: Circle, accounts: Iterable[Jid]) -> None:
        """Let accounts be in it.

        Raises:
            AccountError: somebody has no account.
        """
        async with self._turn:
            self._require(circle)
            new = [one for one in self._accounts(accounts) if one not in circle.members]
            await self._host.db.write(table.join, circle.jid.text, [one.text for one in new])
            new = [one for one in new if self._host.accounts.is_there(one)]
            self._enter(circle, new)
            if new:
                log.info("circle.joined", jid=circle.jid, members=len(new))
                self._host.tell(CircleChanged(circle.jid, joined=tuple(new)))

    async def leave(self, circle: Circle, accounts: Iterable[Jid]) -> None:
        """Let accounts be in it no longer."""
        async with self._turn:
            self._require(circle)
            gone = tuple(one for one in accounts if one in circle.members)
            await self._host.db.write(table.leave, circle.jid.text, [one.text for one in gone])
            self._leave(circle, gone)
            if gone:
                log.info("circle.left", jid=circle.jid, members=len(gone))
                self._host.tell(CircleChanged(circle.jid, left=gone))

    def _forget(self, news: AccountDeleted) -> None:
        """Its rows went with the account."""
        for circle in list(self.of(news.account)):
            self._leave(circle, (news.account,))
            self._host.tell(CircleChanged(circle.jid, left=(news.account,)))

    def _enter(self, circle: Circle, accounts: Iterable[Jid]) -> None:
        for account in accounts:
            circle.members[account] = None
            self._of.setdefault(account, {})[circle.jid] = circle

    def _leave(self, circle: Circle, accounts: Iterable[Jid]) -> None:
        for account in accounts:
            circle.members.pop(account, None)
            held = self._of.get(account, {})
            held.pop(circle.jid, None)
            if not held:
                self._of.pop(account, None)

    # What may not be

    def _require(self, circle: Circle) -> None:
        if self._circles.get(circle.jid) is not circle:
            raise AccountError("item-not-found", f"There is no circle “{circle.name}” any more.")

    def _accounts(self, wanted: Iterable[Jid]) -> list[Jid]:
        found = list(dict.fromkeys(wanted))
        for account in found:
            if not self._host.accounts.is_there(account):
                text = f"There is no account “{account.local}”."
                raise AccountError("item-not-found", text)
        return found

    def _checked(self, name: str, but: Circle | None = None) -> str:
        name = spelled(name)
        if not 0 < len(name) <= NAME_MAX:
            text = f"A circle's name has 1 to {NAME_MAX} characters."
            raise AccountError("not-acceptable", text)
        for circle in self._circles.values():
            if circle is not but and circle.name.casefold() == name.casefold():
                raise AccountError("conflict", f"There is a circle “{name}” already.")
        if name.casefold() == self._everyone.casefold():
            raise AccountError("conflict", f"“{name}” is the group of all accounts.")
        return name

    async def _free_address(self, name: str) -> Jid:
        """An address for its room: made of the name, and nobody else's."""
        domain = f"rooms.{self._host.domain}"
        base = NOT_IN_ADDRESSES.sub("-", name.lower()).strip("-") or "circle"
        try:
            jid = Jid.of(base, domain)
        except JidError:
            base = "circle"
            jid = Jid.of(base, domain)
        number = 1
        while jid in self._circles or await self._host.db.read(is_there, jid.text):
            number += 1
            jid = Jid.of(f"{base}-{number}", domain)
        return jid


def spelled(name: str) -> str:
    """A name without white space that nobody sees."""
    return " ".join(name.split())
