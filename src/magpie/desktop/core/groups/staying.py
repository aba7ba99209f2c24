"""Staying in rooms: from one connection to the next, and when a room has lost one (XEP-0410)."""

from magpie.base.log import get_logger
from magpie.desktop.core.entities.group import Standing
from magpie.desktop.core.entities.notice import GroupEnded
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.core.groups.keeper import REFUSALS, Keeper
from magpie.desktop.core.groups.room import Room
from magpie.desktop.core.receiving import Receiver
from magpie.desktop.core.timers import pause

log = get_logger(__name__)

AGAIN, AGAIN_MAX = 5.0, 300.0  # seconds before a room is tried again
LOOK_EVERY = 900.0  # seconds (XEP-0410, 3: "e.g. 15 minutes")


class Staying:
    """Of all accounts."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._connections: dict[int, int] = {}  # how many each account has had

    async def stay(self, receiver: Receiver, room: Room) -> None:
        """Enter, catch up, and try again as long as that may help."""
        connection, wait = self._connections.get(room.account, 0), AGAIN
        while room.belongs and self._connections.get(room.account, 0) == connection:
            try:
                await self._keeper.enter(receiver, room)
                await self._keeper.settle(receiver, room)
                return
            except Problem as problem:
                log.info("room.closed", account=room.account, reason=str(problem))
                if problem.reason in REFUSALS:
                    return
            await pause(self._keeper.lists.clock, wait)
            wait = min(wait * 2, AGAIN_MAX)

    async def look(self, receiver: Receiver) -> None:
        """Whether the rooms still know one; those that do not are entered anew."""
        for room in self._keeper.of(receiver.session.account):
            if not room.is_in:
                continue
            try:
                is_in = await receiver.session.link.rooms.is_in(room.address)
            except Problem as problem:
                log.info("room.silent", account=room.account, reason=str(problem))
                continue
            if not is_in:
                self.lost(receiver, room, None)
                self.stay_soon(receiver, room)

    async def watch(self, receiver: Receiver) -> None:
        """Look now and then, for as long as the connection lasts."""
        account = receiver.session.account
        connection = self._connections.get(account, 0)
        while True:
            await pause(self._keeper.lists.clock, LOOK_EVERY)
            if self._connections.get(account, 0) != connection:
                return
            await self.look(receiver)

    def stay_soon(self, receiver: Receiver, room: Room) -> None:
        receiver.session.spawn("room", self.stay(receiver, room))

    def lost(self, receiver: Receiver, room: Room, problem: Problem | None) -> None:
        """One is in it no more."""
        receiver.outbox.close(room.address)
        is_sent_out = problem is not None and problem.reason in REFUSALS
        room.out(Standing.REFUSED if is_sent_out else Standing.OUT, problem)
        self._keeper.show(room)
        if is_sent_out and room.belongs:
            self._keeper.lists.notices.emit(GroupEnded(room.group()))

    async def resumed(self, receiver: Receiver) -> None:
        """The session goes on: one is where one was, unless a room has lost one meanwhile."""
        for room in self._keeper.of(receiver.session.account):
            if room.is_seated:
                room.standing = Standing.IN
                self._keeper.show(room)
                await receiver.outbox.open(room.address, is_resumed=True)
                if not room.is_settled:
                    self.stay_soon(receiver, room)
        receiver.session.spawn("look", self.look(receiver))
        receiver.session.spawn("watch", self.watch(receiver))

    def begun(self, receiver: Receiver) -> None:
        """A new session: one is nowhere yet."""
        for room in self._keeper.of(receiver.session.account):
            self._keeper.equip(receiver, room)
            room.is_seated = False
            room.out(Standing.OUT)
            self._keeper.show(room)
        receiver.session.spawn("watch", self.watch(receiver))

    def closed(self, account: int) -> None:
        """The connection is gone."""
        self._connections[account] = self._connections.get(account, 0) + 1
        for room in self._keeper.of(account):
            if room.is_in:
                room.is_seated, room.standing = True, Standing.OUT
                self._keeper.show(room)
            if room.history is not None:
                room.history.stop()
