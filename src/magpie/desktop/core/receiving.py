"""What a link tells, for one account: onto the disk, then into the lists."""

import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

from magpie.base.clock import Clock
from magpie.base.log import get_logger
from magpie.desktop.core import link, safe
from magpie.desktop.core.content import Arrival, Outgoing, Text
from magpie.desktop.core.conversations import Conversations
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.message import Delivery, Message
from magpie.desktop.core.entities.notice import NewMessage, Notice
from magpie.desktop.core.entities.problem import Reason
from magpie.desktop.core.history import AccountShelf, History
from magpie.desktop.core.observe import Signal
from magpie.desktop.core.outbox import Outbox
from magpie.desktop.core.people import People
from magpie.desktop.core.reads import Reads
from magpie.desktop.core.rooms_link import RoomEvent
from magpie.desktop.core.session import Session
from magpie.desktop.core.store import conversations, messages, outbox
from magpie.desktop.core.store.database import Database
from magpie.desktop.core.store.taking import Taken, take
from magpie.desktop.core.timelines import Timelines
from magpie.desktop.core.timers import pause

log = get_logger(__name__)

IN_PIPE = 1.0  # seconds


class Pictures(Protocol):
    """Who fetches pictures of people."""

    def wanted(self, session: Session, address: str, hash: str) -> None:
        """Somebody has this one now (SHA-1)."""


class Rooms(Protocol):
    """Who sees to groups."""

    async def opened(self, receiver: "Receiver", *, is_resumed: bool) -> None:
        """The account is connected: be in them."""

    async def told(self, receiver: "Receiver", event: RoomEvent) -> None: ...

    def history(self, account: int, room: str) -> History | None:
        """What reads the archive of a room that one is in."""

    def is_wanted(self, message: Message) -> bool:
        """Whether one wants to hear of such messages of a group."""

    def unseated(self, receiver: "Receiver", room: str) -> None:
        """A room has said that one is not in it."""

    def closed(self, account: int) -> None:
        """The connection is gone."""


class Lists:
    """Where it all shows: the parts of the client that a receiver writes to."""

    def __init__(
        self,
        database: Database,
        people: People,
        conversations: Conversations,
        timelines: Timelines,
        notices: Signal[Notice],
        clock: Clock,
    ) -> None:
        self.database = database
        self.people = people
        self.conversations = conversations
        self.timelines = timelines
        self.notices = notices
        self.clock = clock
        self.online: Signal[int] = Signal()
        """The account of that id is connected."""
        self.forgotten: Signal[int] = Signal()
        """The account of that id is no more."""

    async def publish(self, taken: Taken) -> list[Message]:
        """Show what was stored; the messages that are new."""

        def work(
            db: sqlite3.Connection,
        ) -> tuple[list[Message], list[Message], list[Conversation]]:
            return *taken.messages(db), conversations.rows(db, taken.conversations)

        added, changed, rows = await self.database.read(work)
        self.timelines.tell(added, changed)
        self.conversations.put(rows)
        return added

    async def show(self, ids: Iterable[int]) -> None:
        """Messages read otherwise."""
        changed = await self.database.read(messages.load, tuple(ids))
        taken = Taken(
            changed={one.id for one in changed},
            conversations={one.conversation for one in changed},
        )
        await self.publish(taken)


class Receiver:
    """Of one account: its session's events, its history, its outbox, its read positions."""

    def __init__(
        self,
        address: str,
        session: Session,
        lists: Lists,
        pictures: Pictures,
        rooms: Rooms,
        offered: Callable[[Session, link.Offered | link.Withdrawn], Awaitable[None]],
    ) -> None:
        self.address = address
        self.session = session
        shelf = AccountShelf(session)
        self.history = History(session, lists.database, lists.clock, self.caught_up, shelf)
        self.outbox = Outbox(session, lists.database, self.history, lists.clock)
        self.reads = Reads(session, lists.database, self.outbox)
        self._lists = lists
        self._pictures = pictures
        self._rooms = rooms
        self._offered = offered
        self._outside: set[str] = set()
        """Messages that a room has not taken because one was not in it; not twice the same."""

    async def opened(self, opened: link.Opened) -> None:
        """Contacts, what was missed, and then what waits to go out."""
        session = self.session
        self._lists.online.emit(session.account)
        if opened.is_resumed:
            await self.outbox.open(is_resumed=True)
            self.history.unsettle()
            await self._rooms.opened(self, is_resumed=True)
            return
        await self._lists.people.contacts(session.account, await session.link.contacts(), all=True)
        if session.abilities.blocking:
            await self._lists.people.blocked(session.account, await session.link.blocked())
        await self.take_up(self.history)
        await self._rooms.opened(self, is_resumed=False)
        for event in await self.reads.fetch():
            await self._read_elsewhere(event)

    async def take_up(self, history: History, is_still: Callable[[], bool] = lambda: True) -> None:
        """Fetch what was missed, then send what waits; what may be there already is looked up.

        `is_still`: whether one is still where it goes.
        """
        room = history.shelf.room
        is_doubtful = await self.outbox.is_doubtful(room)
        if is_doubtful:
            await history.catch_up()
            if await self.outbox.is_doubtful(room):
                # What the last connection had still in its pipe may get there after all.
                await pause(self._lists.clock, IN_PIPE)
                await history.catch_up()
        if not is_still():
            return
        await self.outbox.open(room, is_resumed=False)
        if not is_still():
            self.outbox.close(room)
        elif not is_doubtful:
            await history.catch_up()

    async def told(self, events: Sequence[link.Event]) -> None:
        """Events that came, in order; neighbours of one kind, and of one room, together."""
        for (kind, _), group in itertools.groupby(events, _kind):
            run = list(group)
            if kind is link.Arrived:
                await self._arrived([event.arrival for event in run])  # type: ignore[union-attr]
            elif kind is link.Acknowledged:
                await self._acknowledged([event.id for event in run])  # type: ignore[union-attr]
            elif kind is link.Presence:
                self._presences(run)  # type: ignore[arg-type]
            else:
                for event in run:
                    await self._one(event)

    async def _one(self, event: link.Event) -> None:
        account, people = self.session.account, self._lists.people
        match event:
            case link.Bounced():
                await self._bounced(event)
            case link.Typing(peer, is_typing, name):
                self._lists.conversations.typing(account, peer, is_typing, safe.label(name))
            case link.Asked():
                await people.asked(account, event)
            case link.ContactsChanged(contacts, removed):
                await people.contacts(account, contacts, removed)
            case link.PictureChanged(address, hash):
                self._pictures.wanted(self.session, address, hash)
            case link.NickChanged(address, nick):
                await people.facts(account, address, nick=nick)
            case link.ReadElsewhere():
                await self._read_elsewhere(event)
            case link.BlockedChanged(addresses, is_blocked):
                for address in addresses:
                    await people.facts(account, address, is_blocked=is_blocked)
            case link.Offered() | link.Withdrawn():
                await self._offered(self.session, event)
            case link.Closed():
                self.outbox.shut()
                self.history.stop()
                self._rooms.closed(account)
                people.gone(account)
            case _:
                await self._rooms.told(self, event)  # type: ignore[arg-type]

    async def _arrived(self, arrivals: Sequence[Arrival]) -> None:
        account, now = self.session.account, self.session.now()
        room = arrivals[0].peer if arrivals[0].is_group else ""
        history = self._rooms.history(account, room) if room else self.history

        def work(db: sqlite3.Connection) -> Taken:
            taken = take(db, account, arrivals, now)
            last = arrivals[-1].stanza_id
            if history and history.is_settled and not taken.unsettled and last:
                history.shelf.keep(db, last, taken.last or now)
            return taken

        taken = await self._lists.database.write(work)
        added = await self._lists.publish(taken)
        if taken.unsettled:
            self.history.unsettle()
        for peer, name in {
            (one.peer, safe.label(one.name)) for one in arrivals if isinstance(one.content, Text)
        }:
            self._lists.conversations.typing(account, peer, False, name)
        self._receipts(arrivals)
        self._notify(added)

    async def caught_up(self, taken: Taken, arrivals: Sequence[Arrival]) -> None:
        await self._lists.publish(taken)
        self._receipts(arrivals)

    def _receipts(self, arrivals: Iterable[Arrival]) -> None:
        for arrival in arrivals:
            # XEP-0184, 5.4: a carbon is answered by the device that got the message itself
            is_asked = arrival.wants_receipt and not arrival.is_own and arrival.source != "carbon"
            if is_asked and arrival.id and self.session.is_online:
                self.session.link.send_receipt(arrival.device or arrival.peer, arrival.id)

    def _notify(self, added: Iterable[Message]) -> None:
        for message in added:
            row = self._lists.conversations.items.find(message.conversation)
            if row and not message.is_own and row.unread:
                is_muted = row.muted_until > self._lists.clock.now()
                is_muted |= row.kind is Kind.GROUP and not self._rooms.is_wanted(message)
                self._lists.notices.emit(NewMessage(row, message, is_muted))

    async def _acknowledged(self, ids: Sequence[str]) -> None:
        def work(db: sqlite3.Connection) -> list[int]:
            done = [outbox.done(db, self.session.account, id) for id in ids]
            shown = [id for id in done if id]
            for id in shown:
                messages.deliver(db, id, Delivery.ON_SERVER)
            return shown

        for id in ids:
            self.session.unacknowledged.pop(id, None)
        await self._lists.show(await self._lists.database.write(work))

    async def _bounced(self, event: link.Bounced) -> None:
        is_new = event.id not in self._outside
        is_outside = event.problem.reason is Reason.NOT_CONNECTED and is_new

        def work(db: sqlite3.Connection) -> int:
            outbox.done(db, self.session.account, event.id)
            conversation = conversations.find(db, self.session.account, event.peer)
            row = messages.find(db, conversation, event.id)
            if row is None or not row["is_own"]:
                return 0
            if is_outside:  # it waits until one is in the room
                again = Outgoing(event.id, event.peer, messages.text_of(row), is_group=True)
                messages.fail(db, row["id"], event.problem.reason)
                messages.deliver(db, row["id"], Delivery.WAITING)
                outbox.put(db, self.session.account, again, row["id"])
            else:
                messages.fail(db, row["id"], event.problem.reason)
            return int(row["id"])

        self.session.unacknowledged.pop(event.id, None)
        if is_outside:
            self._outside.add(event.id)
            self._rooms.unseated(self, event.peer)
        await self._lists.show([await self._lists.database.write(work)])

    def _presences(self, events: Sequence[link.Presence]) -> None:
        account, people = self.session.account, self._lists.people
        people.presences(account, events)
        for event in events:
            if event.picture and event.picture != people.picture_of(account, event.address):
                self._pictures.wanted(self.session, event.address, event.picture)

    async def _read_elsewhere(self, event: link.ReadElsewhere) -> None:
        def work(db: sqlite3.Connection) -> list[Conversation]:
            if event.is_group:  # one may have left it: that makes no conversation
                id = conversations.find(db, self.session.account, event.peer)
            else:
                id = conversations.opened(db, self.session.account, event.peer)
            conversations.read_to_id(db, id, event.stanza_id)
            return conversations.rows(db, (id,))

        self._lists.conversations.put(await self._lists.database.write(work))


def _kind(event: link.Event) -> tuple[type, str]:
    is_said = isinstance(event, link.Arrived) and event.arrival.is_group
    return type(event), event.arrival.peer if is_said else ""  # type: ignore[union-attr]
