"""Rooms in memory: read when somebody comes, forgotten when nobody is there.

A room that nobody is in costs nothing but its rows. One that is being read is read once, whoever
asks meanwhile.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from magpie.features.rooms.options import Options
from magpie.features.rooms.owner import columns
from magpie.features.rooms.room import Room
from magpie.server.api import Host
from magpie.storage import retention
from magpie.storage import rooms as table
from magpie.storage.rooms import Member
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid

IDLE = 60.0  # seconds for which a room that nobody is in stays in memory
RETURN = 3600.0  # seconds for which a temporary room waits for its people after a restart


@dataclass(frozen=True, slots=True)
class Defaults:
    """What new rooms are like, and who may make them.

    Attributes:
        creation: accounts, anyone or nobody.
        owned: how many rooms one account may own; 0 for any number.
    """

    creation: str
    owned: int
    options: Options


class Rooms:
    """The rooms of one host that are in memory, by address."""

    def __init__(self, host: Host, defaults: Defaults) -> None:
        self._host = host
        self._defaults = defaults
        self._rooms: dict[Jid, Room] = {}
        self._reading: dict[Jid, asyncio.Future[None]] = {}
        self._users: dict[Jid, int] = {}

    def __len__(self) -> int:
        """How many are in memory."""
        return len(self._rooms)

    def here(self, jid: Jid) -> Room | None:
        """The room, if it is in memory; somebody is in it then."""
        return self._rooms.get(jid)

    async def get(self, jid: Jid) -> Room | None:
        """The room, read from disk if need be; `None`: there is none."""
        while (reading := self._reading.get(jid)) is not None:
            await asyncio.shield(reading)
        room = self._rooms.get(jid)
        if room is not None:
            return room
        reading = self._reading[jid] = asyncio.get_running_loop().create_future()
        try:
            stored = await self._host.db.read(table.load, jid.text)
            if stored is not None:
                room = self._rooms[jid] = Room(*stored)
                self.rest(room)
        finally:
            del self._reading[jid]
            reading.set_result(None)
        return room

    async def require(self, jid: Jid) -> Room:
        """The room.

        Raises:
            StanzaError: item-not-found: there is none, or it is not open yet.
        """
        room = await self.get(jid)
        if room is None:
            raise StanzaError("item-not-found", "There is no such room.")
        return room

    def rest(self, room: Room) -> None:
        """Nobody is in a room: it is forgotten after a while."""
        self._host.clock.call_later(IDLE, self._rest, room)

    def _rest(self, room: Room) -> None:
        if not room.devices and not room.changing.locked():
            self.forget(room)
        elif not room.devices:
            self.rest(room)

    async def create(self, jid: Jid, owner: Jid) -> Room:
        """10.1: a room that only its owner can enter until it is set up.

        Raises:
            StanzaError: not-allowed, resource-constraint.
        """
        defaults = self._defaults
        is_ours = owner.domain == self._host.domain
        if defaults.creation == "nobody" or (defaults.creation == "accounts" and not is_ours):
            raise StanzaError("not-allowed", "You may not make rooms here.")
        if defaults.owned:
            owned = await self._host.db.read(table.count_owned, owner.text)
            locked = sum(one.is_locked and owner in one.members for one in self._rooms.values())
            if owned + locked >= defaults.owned:
                raise StanzaError("resource-constraint", f"You own {defaults.owned} rooms already.")
        room = self._rooms.get(jid)
        if room is None:
            row = self.new_row(jid, defaults.options)
            room = self._rooms[jid] = Room(row, [Member(owner.text, "owner")], is_locked=True)
        return room

    def new_row(self, jid: Jid, options: Options) -> table.Room:
        """A room in which nothing has happened yet."""
        return table.Room(
            jid.text,
            self._host.clock.now(),
            secrets.token_bytes(32),
            subject="",
            subject_by="",
            subject_at=0,
            avatar="",
            hats="[]",
            **columns(options),
        )

    def forget(self, room: Room) -> None:
        """Nobody is there any more."""
        if self._rooms.get(room.jid) is room:
            del self._rooms[room.jid]

    async def of(self, account: Jid) -> list[Room]:
        """All rooms on disk that have to do with an account."""
        names = await self._host.db.read(table.rooms_of, account.text)
        found = [await self.get(Jid.parse(name)) for name in names]
        return [room for room in found if room is not None]

    def purge(self) -> None:
        """Clear what a room that is gone has left in the journal."""
        self._host.task("purge", retention.purge(self._host.db))

    def all(self) -> list[Room]:
        """Those in memory."""
        return list(self._rooms.values())

    async def start(self) -> None:
        """Temporary rooms of the last run: who was in them has a while to come back."""
        left = await self._host.db.read(table.temporary)
        if left:
            self._host.clock.call_later(RETURN, self._tidy, left)

    def _tidy(self, left: list[str]) -> None:
        gone = [jid for jid in left if Jid.parse(jid) not in self._rooms]
        for jid in gone:
            self._host.db.enqueue(table.destroy_temporary, jid)
        if gone:
            self.purge()
