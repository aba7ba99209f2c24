"""XEP-0437: clients that ask hear in which rooms something was said while they were not there.

A client sends presence with `<rai/>` to the domain of rooms, and is told of each room that it
belongs to once: what it has missed until then, and what is said from then on, until it has been in
the room again. So it knows what is unread without being in all its rooms. Each device counts by
itself: one that is in a room hears it there, the others are told.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.names import NS_ACTIVITY
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Device, Occupant, Room
from magpie.server.api import Host, Multicast, Session
from magpie.storage import rooms as table
from magpie.storage.journal import Committed
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence


class Activity:
    """Who wants to hear, and who was told of which room."""

    def __init__(self, host: Host, domain: str, rooms: Rooms) -> None:
        self._host = host
        self._domain = domain
        self._rooms = rooms
        self._watching: dict[Jid, dict[Jid, set[Jid]]] = {}  # by account and device: rooms told of

    def presence(self, presence: Presence, _: Session | None) -> Coroutine[Any, Any, None] | None:
        """A device begins to listen, or ends."""
        sender = presence.sender
        if presence.type == "unavailable":
            devices = self._watching.get(sender.bare, {})
            devices.pop(sender, None)
            if not devices:
                self._watching.pop(sender.bare, None)
        elif presence.type == "available" and presence.has("rai", NS_ACTIVITY):
            self._watching.setdefault(sender.bare, {})[sender] = set()
            return self._catch_up(sender)
        return None

    async def _catch_up(self, device: Jid) -> None:
        """What was said since the account was last in its rooms."""
        found = await self._host.db.read(table.unread, device.bare.text)
        told = self._watching.get(device.bare, {}).get(device)
        if told is None:
            return
        fresh = [Jid.parse(jid) for jid in found]
        fresh = [jid for jid in fresh if jid not in told and not self._is_in(jid, device)]
        if fresh:
            told.update(fresh)
            self._tell(device, fresh)

    def _is_in(self, jid: Jid, device: Jid) -> bool:
        room = self._rooms.here(jid)
        return room is not None and device in room.devices

    def heard(self, room: Room, _: Multicast, __: Committed, ___: Occupant | None) -> None:
        """Something was said in a room."""
        if not self._watching:
            return
        for account in self._watching.keys() & room.members.keys():
            if is_at_least(room.affiliation(account), "member"):
                self._note(room, self._watching[account])

    def _note(self, room: Room, devices: dict[Jid, set[Jid]]) -> None:
        for device, told in devices.items():
            if room.jid not in told and device not in room.devices:
                told.add(room.jid)
                self._tell(device, [room.jid])

    def left(self, device: Device) -> None:
        """A device was in a room: from now on, what is said there is new to it."""
        told = self._watching.get(device.jid.bare, {}).get(device.jid)
        if told is not None:
            told.discard(device.occupant.jid.bare)

    def _tell(self, device: Jid, rooms: list[Jid]) -> None:
        children = tuple(Element("activity", NS_ACTIVITY, text=jid.text) for jid in rooms)
        attrs = {"from": self._domain, "to": device.text}
        rai = Element("rai", NS_ACTIVITY, {}, children)
        self._host.relay.send(Element("message", NS_CLIENT, attrs, (rai,)))
