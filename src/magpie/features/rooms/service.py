"""The service at `rooms.DOMAIN`: every stanza for a room or an occupant, to who deals with it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from magpie.features.rooms.broadcast import Event
from magpie.features.rooms.entering import Entering
from magpie.features.rooms.history import History, Wish
from magpie.features.rooms.inviting import Inviting
from magpie.features.rooms.leaving import Leaving
from magpie.features.rooms.links import Links
from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.names import NS
from magpie.features.rooms.passing import Passing
from magpie.features.rooms.room import Device, Occupant, Room
from magpie.features.rooms.speaking import Speaking
from magpie.server.api import Host, IqRegistry, Session
from magpie.storage import rooms as table
from magpie.xmpp.element import Element
from magpie.xmpp.errors import NS_STANZA_ERRORS, StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Iq, Message, Presence

Later = Coroutine[Any, Any, None]
# 15.6.2: errors that say that somebody is not there any more
GONE = frozenset(
    (
        "gone",
        "item-not-found",
        "recipient-unavailable",
        "redirect",
        "remote-server-not-found",
        "remote-server-timeout",
    )
)


class RoomService:
    """Takes stanzas for rooms.

    Attributes:
        iqs: who answers which request to the domain or to a room.
        wants_activity: told of presence to the domain itself.
        has_left: told of each device that has left a room.
    """

    def __init__(
        self,
        host: Host,
        rooms: Rooms,
        entering: Entering,
        leaving: Leaving,
        history: History,
        speaking: Speaking,
        inviting: Inviting,
        links: Links,
        joined_max: int,
    ) -> None:
        self._host = host
        self._rooms = rooms
        self._entering = entering
        self._leaving = leaving
        self._history = history
        self._speaking = speaking
        self._inviting = inviting
        self._links = links
        self._passing = Passing(host, rooms)
        self._joined_max = joined_max
        self._joined: dict[Jid, int] = {}
        self.iqs = IqRegistry()
        self._is_ending = False
        self.wants_activity: Callable[[Presence, Session | None], Later | None] = (
            lambda presence, origin: None
        )
        self.has_left: Callable[[Device], None] = lambda device: None
        leaving.left = self.left
        leaving.taken_out = self._taken_out

    # Presence

    def presence(self, presence: Presence, origin: Session | None) -> Later | None:
        """Entering, changing, leaving; everything else is silently ignored (15.3)."""
        to = presence.to
        assert to is not None
        if not to.local:
            return self.wants_activity(presence, origin)
        room = self._rooms.here(to.bare)
        device = None if room is None else room.devices.get(presence.sender)
        if presence.type in ("unavailable", "error"):
            if room is not None and device is not None:
                self._exit(room, device, presence)
            return None
        if presence.type != "available":
            return None
        if presence.has("x", NS):
            return self._try_to_enter(presence, origin)
        if room is None or device is None:
            self._host.relay.send(self._entering.not_here(presence))
            return None
        self._entering.update(room, device, presence)
        return None

    def _exit(self, room: Room, device: Device, presence: Presence) -> None:
        if presence.type == "error":  # 11.1
            self._leaving.device(room, device, Event(codes=(333,)))
        else:
            self._leaving.device(room, device, words=presence.element)

    async def _try_to_enter(self, presence: Presence, origin: Session | None) -> None:
        """7.2: by what stands in the examples' errors, clients know what was refused (slixmpp)."""
        try:
            await self._enter(presence, origin)
        except StanzaError as error:
            error.echo = Element("x", NS)
            raise

    async def _enter(self, presence: Presence, origin: Session | None) -> None:
        to, sender = presence.to, presence.sender
        assert to is not None
        if not to.resource:
            raise StanzaError("jid-malformed", "Under which nick?")  # 7.2.1
        wish = Wish.parse(presence.element, self._host.clock.now())
        room, is_invited, why = await self._rooms.get(to.bare), False, ""
        if room is not None:
            is_invited, why = await self._links.redeem(room, presence)
            room = await self._rooms.get(to.bare)
        joined = self._joined.get(sender.bare, 0)
        is_in = room is not None and sender in room.devices
        if self._joined_max and joined >= self._joined_max and not is_in:
            raise StanzaError("resource-constraint", f"You are in {joined} rooms already.")
        is_new = room is None
        if room is None:
            room = await self._rooms.create(to.bare, sender.bare)
        if origin is not None and origin.is_closed:
            return
        try:
            device, is_fresh = self._entering.enter(
                room, presence, origin, is_new=is_new, is_invited=is_invited
            )
        except StanzaError as error:
            error.by = error.by or room.jid.text
            if error.condition in ("registration-required", "not-authorized"):
                error.text = why or error.text
            if not room.devices:
                self.empty(room)
            raise
        if is_fresh:
            self._joined[sender.bare] = self._joined.get(sender.bare, 0) + 1
        await self._history.send(room, device, wish)

    def _taken_out(self, device: Device) -> None:
        self.has_left(device)
        account = device.jid.bare
        left = self._joined.get(account, 0) - 1
        if left > 0:
            self._joined[account] = left
        else:
            self._joined.pop(account, None)

    def left(self, room: Room, occupant: Occupant) -> None:
        """An occupant has left; a room that nobody is in is forgotten, and if it does not last,
        or was never set up, it is no more (7.14, 10.1.3)."""
        if occupant.account in room.members and not room.is_locked and not room.is_gone:
            self._host.db.enqueue(table.note_seen, room.jid.text, occupant.account.text)
        if not room.devices:
            self.empty(room)

    def empty(self, room: Room) -> None:
        """Nobody is in a room any more."""
        if room.is_gone or room.changing.locked():
            return
        if room.is_locked or not (room.options.is_persistent or self._is_ending):
            room.is_gone = True
            if not room.is_locked:
                self._host.db.enqueue(table.destroy, room.jid.text)
                self._rooms.purge()
            self._rooms.forget(room)
        else:
            self._rooms.rest(room)

    def ending(self) -> None:
        """11.2: the server stops; temporary rooms are there for a while after the next start."""
        self._is_ending = True
        for room in self._rooms.all():
            self._leaving.everybody(room, Event(codes=(332,)))

    # Messages

    def message(self, message: Message, origin: Session | None) -> None:
        """What is said to all or to one, invitations, requests; errors tell of ghosts."""
        to = message.to
        assert to is not None
        if not to.local:
            if message.type != "error":
                raise StanzaError("service-unavailable")
            return
        room = self._rooms.here(to.bare)
        occupant = None if room is None else room.occupant_of(message.sender)
        if message.type == "error":
            if room is not None and occupant is not None:
                self._failed(room, message)
            return
        if room is None or occupant is None:
            self._from_outside(message, origin)
        elif to.resource:
            self._speaking.in_private(room, occupant, message, origin)
        elif message.type == "groupchat":
            self._speaking.to_all(room, occupant, message, origin)
        else:
            self._inviting.message(room, occupant, message, origin)

    def _failed(self, room: Room, message: Message) -> None:
        """15.6.2: what the room sent could not be delivered: a ghost, or a private message."""
        error = message.child("error")
        conditions = {child.name for child in error or () if child.ns == NS_STANZA_ERRORS}
        device = room.devices[message.sender]
        if conditions & GONE:
            self._leaving.device(room, device, Event(codes=(333,)))
        elif message.to is not None and message.to.resource:
            target = room.occupants.get(message.to)
            if target is not None:
                attrs = {"from": device.occupant.jid.text}
                for other in target.devices.values():
                    element = message.element.with_attrs(**attrs, to=other.jid.text)
                    self._host.relay.send(element)

    def _from_outside(self, message: Message, origin: Session | None) -> None:
        """Who is not in a room may decline an invitation; and learn that there is no room."""
        if origin is not None:
            origin.suspend()
        name = f"message to {message.to}"
        self._host.task(name, self._answer_outside(message, origin))

    async def _answer_outside(self, message: Message, origin: Session | None) -> None:
        try:
            assert message.to is not None
            room = await self._rooms.require(message.to.bare)
            self._inviting.from_outside(room, message, origin)
        except StanzaError as error:
            if origin is not None:
                self._host.router.refuse(origin, message.element, error)
            else:
                self._host.relay.bounce(message.element, error)
        finally:
            if origin is not None:
                origin.proceed()

    # IQs

    def iq(self, iq: Iq, origin: Session | None) -> Later | None:
        """To the domain and to rooms: answered here. To an occupant: passed on (15.4)."""
        to = iq.to
        assert to is not None
        if to.local and to.resource:
            self._passing.iq(iq)
            return None
        if not iq.is_request:
            return None
        return self._host.services.answer(self.iqs, iq, origin)
