"""Rooms of one session: entering them, staying in them, and what is asked of them."""

import asyncio
from collections.abc import Callable

from msgspec import structs
from slixmpp.xmlstream import ET

from magpie.desktop.core import link as told
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.group import Affiliation, GroupSettings, Role
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.ids import new_id
from magpie.desktop.core.rooms_link import (
    Bookmark,
    Entered,
    Entry,
    InviteRefused,
    Listed,
    OccupantLeft,
    OccupantSeen,
    RoomInfo,
    SubjectSet,
)
from magpie.desktop.link import pep
from magpie.desktop.link.contacts import presence
from magpie.desktop.link.errors import condition_of, problem_of
from magpie.desktop.link.names import (
    NS_CLIENT,
    NS_MUC,
    NS_MUC_OWNER,
    NS_MUC_USER,
    NS_PING,
    NS_VCARD,
    add,
    child,
    get,
    make,
)
from magpie.desktop.link.reading import bare, full
from magpie.desktop.link.rooms import administering, info, reading
from magpie.desktop.link.rooms.bookmarks import Bookmarks
from magpie.desktop.link.rooms.presence import (
    codes,
    entering,
    farewell,
    new_nick,
    occupant,
    refusal,
)
from magpie.desktop.link.rooms.seats import Seat
from magpie.desktop.link.stream import Stream

SUBJECT, INVITE = "subject-", "invite-"  # how the ids begin of what a room may refuse
WITHIN = 30.0  # seconds for a room to answer presence or a message
NEITHER = frozenset({"remote-server-not-found", "remote-server-timeout"})
INSIDE = frozenset({"service-unavailable", "feature-not-implemented", "item-not-found"})


class Rooms:
    """See `core.rooms_link.RoomsLink`; `hear` is told of events."""

    def __init__(self, stream: Stream, own: str, hear: Callable[[told.Event], None]) -> None:
        self._stream = stream
        self._own = own
        self._hear = hear
        self._seats: dict[str, Seat] = {}
        self._waiting: dict[str, asyncio.Future[set[str]]] = {}  # by the id of a stanza, or a room
        self._bookmarks = Bookmarks(stream)
        self.show, self.status = Show.ONLINE, ""

    def seat(self, room: str) -> Seat | None:
        """Where one sits, None who is not in it."""
        return self._seats.get(room)

    def lost(self) -> None:
        """The connection is gone: nobody answers any more."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Problem(Reason.NOT_CONNECTED))

    def present(self, show: Show, status: str) -> None:
        """XEP-0045, 7.7: each room is told of its own."""
        self.show, self.status = show, status
        for seat in self._seats.values():
            if seat.has_joined and show is not Show.OFFLINE:
                one = presence(show, status)
                one.set("to", seat.address)
                self._stream.put(one)

    # Being in it

    async def info(self, room: str) -> RoomInfo:
        found = await info.info(self._stream, room)
        if seat := self._seats.get(room):
            seat.info = found
        return found

    async def public(self, service: str, limit: int) -> list[RoomInfo]:
        return await info.public(self._stream, service, limit)

    async def join(self, entry: Entry) -> Entered:
        room = entry.room
        try:
            found = await self.info(room)
        except Problem as problem:
            if problem.reason is not Reason.GROUP_GONE or not entry.creates:
                raise
            found = RoomInfo(room)
        if found.has_archive:
            entry = structs.replace(entry, since=-1)
        seat = self._seats[room] = Seat(room, self._own, entry.nick, found)
        stanza = entering(entry, self.show, self.status, new_id())
        try:
            said = await self._answered(room, stanza)
        except Problem:
            if self._seats.get(room) is seat:
                del self._seats[room]
            raise
        return Entered(seat.nick, found, "201" in said)

    def leave(self, room: str) -> None:
        seat = self._seats.pop(room, None)
        if seat is not None:
            self._stream.put(make("presence", NS_CLIENT, to=seat.address, type="unavailable"))

    async def is_in(self, room: str) -> bool:
        seat = self._seats.get(room)
        if seat is None or not seat.has_joined:
            return False
        answer = await self._stream.answer("get", make("ping", NS_PING), to=seat.address)
        condition = condition_of(answer)
        if condition in NEITHER:  # XEP-0410, 3: "no decision can be made based on this"
            raise Problem(Reason.TIMED_OUT)
        return get(answer, "type") == "result" or condition in INSIDE

    async def set_nick(self, room: str, nick: str) -> None:
        one = presence(self.show, self.status)
        one.set("to", f"{room}/{nick}")
        one.set("id", new_id())
        await self._answered(room, one)

    async def set_subject(self, room: str, text: str) -> None:
        id = f"{SUBJECT}{new_id()}"
        stanza = make("message", NS_CLIENT, to=room, type="groupchat", id=id)
        add(stanza, "subject", NS_CLIENT, text)
        await self._answered(SUBJECT + room, stanza)

    # What a room is asked

    async def reserve(self, room: str, nick: str) -> None:
        await asked(self._stream, "set", administering.registering(nick), room)

    async def settings(self, room: str) -> GroupSettings:
        return info.settings(await form_of(self._stream, room))

    async def configure(self, room: str, settings: GroupSettings) -> None:
        await asked(
            self._stream, "set", info.filled(await form_of(self._stream, room), settings), room
        )

    async def destroy(self, room: str, reason: str) -> None:
        await asked(self._stream, "set", administering.destroying(reason), room)

    async def set_picture(self, room: str, png: bytes) -> None:
        card = pep.vcard(None, told.Profile("", png)) if png else make("vCard", NS_VCARD)
        await asked(self._stream, "set", card, room)

    async def listed(self, room: str, affiliation: Affiliation) -> list[Listed]:
        answer = await asked(self._stream, "get", administering.list_of(affiliation), room)
        return administering.listed(answer, affiliation)

    async def set_affiliation(
        self, room: str, address: str, affiliation: Affiliation, reason: str
    ) -> None:
        await asked(
            self._stream, "set", administering.affiliating(address, affiliation, reason), room
        )

    async def set_role(self, room: str, nick: str, role: Role, reason: str) -> None:
        await asked(self._stream, "set", administering.giving(nick, role, reason), room)

    async def moderate(self, room: str, stanza_id: str, reason: str) -> None:
        await asked(self._stream, "set", administering.moderating(stanza_id, reason), room)

    def invite(self, room: str, address: str, text: str, password: str, *, direct: bool) -> None:
        stanza = administering.inviting(room, address, text, password, direct=direct)
        stanza.set("id", f"{INVITE}{new_id()}")
        self._stream.put(stanza)

    def decline(self, room: str, sender: str) -> None:
        self._stream.put(administering.declining(room, sender))

    async def bookmarks(self) -> list[Bookmark]:
        return await self._bookmarks.fetch()

    async def set_bookmark(self, bookmark: Bookmark) -> None:
        await self._bookmarks.put(bookmark)

    def bookmarked(self, stanza: ET.Element) -> None:
        """A message of one's own node of bookmarks."""
        for event in self._bookmarks.events(stanza):
            self._hear(event)

    # What rooms send

    def message(self, stanza: ET.Element) -> bool:
        """Whether the message is a room's; then it is done with."""
        room = bare(get(stanza, "from"))
        seat = self._seats.get(room)
        if get(stanza, "type") == "error":
            if seat is not None:
                self._refused(seat, stanza)
            return seat is not None
        if get(stanza, "type") == "groupchat":
            if seat is not None:
                self._said(seat, stanza)
            return True
        return self.invited(stanza)

    def _refused(self, seat: Seat, stanza: ET.Element) -> None:
        if get(stanza, "from") == seat.room and get(stanza, "id").startswith(SUBJECT):
            self._failed(SUBJECT + seat.room, said_why(stanza))
        else:
            self._hear(refused(seat.room, stanza))

    def invited(self, stanza: ET.Element) -> bool:
        """Whether the message is an invitation; it is told then, if it is not one's own."""
        found = reading.invitation(stanza)
        if found is not None and found.sender != self._own:
            self._hear(found)
        return found is not None

    def _said(self, seat: Seat, stanza: ET.Element) -> None:
        for event in reading.events(stanza, seat):
            if isinstance(event, SubjectSet) and get(stanza, "from") == seat.address:
                self._done(SUBJECT + seat.room, set())
            self._hear(event)

    def presence(self, stanza: ET.Element) -> bool:
        """Whether the presence is of a room; then it is done with."""
        room, _, nick = get(stanza, "from").partition("/")
        room = bare(room)
        seat = self._seats.get(room)
        if get(stanza, "type") == "error":
            is_ours = child(stanza, "x", NS_MUC) is not None or seat is not None
            return self._failed(room, refusal(stanza)) or is_ours
        if seat is None:
            return child(stanza, "x", NS_MUC_USER) is not None
        is_own = "110" in codes(stanza) or (seat.has_joined and nick == seat.nick)
        if get(stanza, "type") == "unavailable":
            self._gone(seat, stanza, nick, is_own=is_own)
        else:
            self._seen(seat, stanza, nick, is_own=is_own)
        return True

    def _seen(self, seat: Seat, stanza: ET.Element, nick: str, *, is_own: bool) -> None:
        who = occupant(stanza, nick, is_own=is_own)
        seat.addresses[nick] = who.address
        if is_own:
            seat.nick, seat.has_joined, seat.occupant = nick, True, who.id
        self._hear(OccupantSeen(seat.room, who))
        if is_own:
            self._done(seat.room, codes(stanza))

    def _gone(self, seat: Seat, stanza: ET.Element, nick: str, *, is_own: bool) -> None:
        seat.addresses.pop(nick, None)
        other = new_nick(stanza)
        if is_own and other:
            seat.nick = other
        elif is_own:
            self._seats.pop(seat.room, None)
        problem = farewell(stanza) if is_own and not other else None
        self._hear(OccupantLeft(seat.room, nick, other, is_own, problem))

    # Waiting for answers that are no IQs

    async def _answered(self, key: str, stanza: ET.Element) -> set[str]:
        """Send it; the status codes of the answer."""
        waiting: asyncio.Future[set[str]] = asyncio.get_running_loop().create_future()
        self._waiting[key] = waiting
        try:
            self._stream.put(stanza)
            async with asyncio.timeout(WITHIN):
                said: set[str] = await waiting
            return said
        except TimeoutError:
            raise Problem(Reason.TIMED_OUT) from None
        finally:
            if self._waiting.get(key) is waiting:
                del self._waiting[key]

    def _done(self, key: str, said: set[str]) -> None:
        waiting = self._waiting.get(key)
        if waiting is not None and not waiting.done():
            waiting.set_result(said)

    def _failed(self, key: str, problem: Problem) -> bool:
        waiting = self._waiting.get(key)
        if waiting is None or waiting.done():
            return False
        waiting.set_exception(problem)
        return True


async def asked(stream: Stream, kind: str, payload: ET.Element, room: str) -> ET.Element:
    """What the room answers."""
    answer = await stream.answer(kind, payload, to=room)
    if get(answer, "type") == "error":
        raise said_why(answer)
    return answer


async def form_of(stream: Stream, room: str) -> ET.Element:
    """10.2: the form of its owners."""
    answer = await asked(stream, "get", make("query", NS_MUC_OWNER), room)
    query = child(answer, "query", NS_MUC_OWNER)
    if query is None:
        raise Problem(Reason.UNSUPPORTED)
    return query


def refused(room: str, stanza: ET.Element) -> told.Event:
    """An error counts as the room's only from the room itself: another occupant may send one.

    From `room/nick` it is about what was said to that occupant in private.
    """
    sender, id, problem = get(stanza, "from"), get(stanza, "id"), said_why(stanza)
    if "/" not in sender and id.startswith(INVITE):
        return InviteRefused(room, problem)
    return told.Bounced(full(sender) if "/" in sender else room, id, problem)


def said_why(stanza: ET.Element) -> Problem:
    """Why a room did not do what it was asked."""
    told = problem_of(stanza)
    reasons = {
        "forbidden": Reason.NOT_ALLOWED,
        "not-allowed": Reason.NOT_ALLOWED,
        "registration-required": Reason.MEMBERS_ONLY,
        "conflict": Reason.NICK_TAKEN,
        "item-not-found": Reason.UNAVAILABLE,
        "not-acceptable": Reason.NOT_CONNECTED,  # XEP-0045, 7.4: one is not in it
    }
    return Problem(reasons.get(condition_of(stanza), told.reason), told.detail)
