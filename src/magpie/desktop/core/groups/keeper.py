"""The rooms of all accounts: being in them, and staying in them.

A room is entered when its account connects, and again whenever it has lost one (XEP-0410), unless
it has sent one out: then `rejoin` is a person's to choose. Each has its own place in the outbox and
its own promise of the archive, so what is written waits for the room and nothing in it is missed.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator

import msgspec

from magpie.base.log import get_logger
from magpie.desktop.core.devices import Key
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.group import Group, Standing
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.groups.room import Room, RoomShelf
from magpie.desktop.core.history import OVERLAP, History
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.pictures import Pictures
from magpie.desktop.core.receiving import Lists, Receiver
from magpie.desktop.core.rooms_link import Entered, Entry, RoomInfo
from magpie.desktop.core.store import conversations, rooms
from magpie.desktop.core.store.rooms import Kept

log = get_logger(__name__)

# A person has to do something before the room lets one in.
REFUSALS = frozenset(
    {
        *(Reason.MEMBERS_ONLY, Reason.PASSWORD_WANTED, Reason.BANNED, Reason.KICKED),
        *(Reason.NICK_TAKEN, Reason.GROUP_GONE, Reason.NOT_ALLOWED, Reason.NAME_INVALID),
    }
)
NICKS = 5  # that are tried


class Keeper:
    """Holds the rooms. `nick_of` says what an account wants to be called."""

    def __init__(
        self, lists: Lists, pictures: Pictures, nick_of: Callable[[int], Awaitable[str]]
    ) -> None:
        self.items: ObservableList[Group] = ObservableList(
            lambda g: g.conversation, lambda g: g.name.casefold()
        )
        self.lists = lists
        self.pictures = pictures
        self._database = lists.database
        self._nick_of = nick_of
        self._rooms: dict[int, Room] = {}
        self._by_address: dict[Key, Room] = {}
        self._stale: dict[int, Room] = {}  # to be shown when this turn is over
        lists.people.known.connect(self._known)
        lists.forgotten.connect(self.forget_all)

    async def load(self) -> None:
        """What is on disk."""
        for kept in await self._database.read(rooms.rows):
            self._hold(kept)
        self.items.reset(room.group() for room in self._rooms.values() if room.belongs)

    def room(self, conversation: int) -> Room:
        """Raises Problem UNAVAILABLE: it is no group."""
        found = self._rooms.get(conversation)
        if found is None:
            raise Problem(Reason.UNAVAILABLE)
        return found

    def find(self, account: int, address: str) -> Room | None:
        return self._by_address.get((account, address))

    def of(self, account: int) -> list[Room]:
        """Those that an account belongs to."""
        return [one for one in self._rooms.values() if one.account == account and one.belongs]

    def group(self, conversation: int) -> Group | None:
        found = self._rooms.get(conversation)
        return found.group() if found else None

    async def adopt(self, receiver: Receiver, address: str) -> tuple[Room, bool]:
        """The room of that address, and whether its conversation is new."""
        session = receiver.session
        is_new = not self.lists.conversations.id_of(session.account, address)
        args = (session.account, address, session.now())
        room = self._hold(await self._database.write(rooms.opened, *args))
        self.equip(receiver, room)
        return room, is_new

    async def save(self, room: Room) -> None:
        """What is known of it, onto the disk and the screen."""
        values = {
            "belongs": room.belongs,
            "is_marked": room.is_marked,
            "info": msgspec.json.encode(room.info).decode(),
            "bookmark_name": room.name,
            "subject": room.subject,
            "nick": room.nick,
            "password": room.password,
            "notify": room.chosen or "",
        }

        def work(db: sqlite3.Connection) -> list[Conversation]:
            rooms.change(db, room.conversation, **values)
            return conversations.rows(db, (room.conversation,))

        found = await self._database.write(work)
        if room.belongs or self.lists.conversations.items.find(room.conversation):
            self.lists.conversations.put(found)
        self.show(room)

    def show(self, room: Room) -> None:
        """Once this turn of the loop is over: a thousand may come in at once."""
        if not self._stale:
            asyncio.get_running_loop().call_soon(self._show)
        self._stale[room.conversation] = room

    def _show(self) -> None:
        stale, self._stale = self._stale, {}
        for room in stale.values():
            if room.belongs:
                self.items.put(room.group())
            else:
                self.items.remove(room.conversation)
            self.lists.conversations.renamed(room.conversation)

    def forget(self, room: Room) -> None:
        """Its conversation is deleted."""
        self._rooms.pop(room.conversation, None)
        self._by_address.pop((room.account, room.address), None)
        self.items.remove(room.conversation)

    def forget_all(self, account: int) -> None:
        for room in [one for one in self._rooms.values() if one.account == account]:
            self.forget(room)

    # Being in it

    async def enter(
        self,
        receiver: Receiver,
        room: Room,
        *,
        nick: str = "",
        password: str = "",
        creates: bool = False,
    ) -> Entered | None:
        """Be in it; None: one was already. A `nick` that was chosen is tried alone.

        Raises:
            Problem: why not.
        """
        async with room.entering:
            if room.is_in:
                return None
            room.out(Standing.JOINING)
            self.show(room)
            try:
                entered = await self._seated(receiver, room, nick, password, creates=creates)
            except Problem as problem:
                standing = Standing.REFUSED if problem.reason in REFUSALS else Standing.OUT
                room.out(standing, problem)
                self.show(room)
                raise
            room.standing, room.problem = Standing.IN, None
            room.nick, room.password = entered.nick, password or room.password
            room.wanted = nick or room.wanted or entered.nick
            await self.informed(receiver, room, entered.info)
        return entered

    async def _seated(
        self, receiver: Receiver, room: Room, nick: str, password: str, *, creates: bool
    ) -> Entered:
        wanted = nick or room.wanted or await self._nick_of(room.account)
        since = await self._database.read(_newest, room.conversation)
        problem = Problem(Reason.NICK_TAKEN)
        for tried in (wanted,) if nick else variants(wanted):
            entry = Entry(room.address, tried, password or room.password, since, creates)
            try:
                return await receiver.session.link.rooms.join(entry)
            except Problem as taken:
                if taken.reason is not Reason.NICK_TAKEN:
                    raise
                problem = taken
        raise problem

    async def informed(self, receiver: Receiver, room: Room, info: RoomInfo) -> None:
        """What it says of itself."""
        room.info = info
        if info.picture and not self.pictures.path(info.picture):
            self.pictures.wanted(receiver.session, room.address, info.picture)
        await self.save(room)

    async def settle(self, receiver: Receiver, room: Room) -> None:
        """One is in it: what was said meanwhile comes, and what waits goes out."""
        assert room.history is not None
        async with room.entering:
            if room.is_in and not room.is_settled:
                visit = room.visit
                await receiver.take_up(room.history, lambda: room.visit == visit)
                room.is_settled = room.visit == visit

    def equip(self, receiver: Receiver, room: Room) -> None:
        if room.history is None:
            room.history = History(
                receiver.session,
                self._database,
                self.lists.clock,
                receiver.caught_up,
                RoomShelf(room),
            )

    def _hold(self, kept: Kept) -> Room:
        found = self._rooms.get(kept.conversation)
        if found is None:
            found = Room(kept, self.lists.people, self.pictures.path)
            self._rooms[kept.conversation] = found
            self._by_address[kept.account, kept.address] = found
        return found

    def _known(self, key: Key) -> None:
        """More is known of somebody: of a room, its picture is here."""
        room = self._by_address.get(key)
        if room is not None:
            self.show(room)


def variants(nick: str) -> Iterator[str]:
    """A nick, and what to be called where somebody else is called so."""
    yield nick
    for number in range(2, NICKS + 1):
        yield f"{nick}{number}"


def _newest(db: sqlite3.Connection, conversation: int) -> int:
    """From when on a room without an archive is to tell what was said: some of it once more."""
    row = db.execute(
        "SELECT max(at) FROM message WHERE conversation = ? AND delivery > 0", (conversation,)
    ).fetchone()
    return max(0, int(row[0] or 0) - OVERLAP)
