"""XEP-0045, 7.14: exits, of one's own will or not, and what becomes of an empty room."""

from __future__ import annotations

from collections.abc import Callable

from magpie.features.rooms.broadcast import NOTHING, Broadcast, Event, is_huge, stripped
from magpie.features.rooms.room import Device, Occupant, Room
from magpie.server.api import forget_told
from magpie.xmpp.element import Element


class Leaving:
    """Takes devices and occupants out of rooms.

    Attributes:
        left: told of each occupant that is out; `taken_out` of each device.
    """

    def __init__(self, broadcast: Broadcast) -> None:
        self._broadcast = broadcast
        self.left: Callable[[Room, Occupant], None] = lambda room, occupant: None
        self.taken_out: Callable[[Device], None] = lambda device: None

    def device(
        self, room: Room, device: Device, event: Event = NOTHING, words: Element | None = None
    ) -> None:
        """One device goes, with its own words; its occupant too, if it was the last of it."""
        occupant = device.occupant
        if words is not None and not is_huge(words):
            device.presence = stripped(words)
        self._take_out(room, device)
        if occupant.devices:
            self._broadcast.farewell(room, device, event)
            if occupant.speaker is device:
                occupant.speaker = next(reversed(occupant.devices.values()))
                self._broadcast.show(room, occupant)
            return
        del room.occupants[occupant.jid]
        was_shown = self._broadcast.is_shown(room, occupant)
        self._broadcast.farewell(room, device, event)
        if was_shown:
            self._broadcast.gone(room, occupant, device, event)
        self.left(room, occupant)

    def occupant(self, room: Room, occupant: Occupant, event: Event) -> None:
        """All devices of an occupant are put out (8.2, 9.1): they are told before the others."""
        devices = list(occupant.devices.values())
        for device in devices:
            self._take_out(room, device)
        del room.occupants[occupant.jid]
        was_shown = self._broadcast.is_shown(room, occupant)
        for device in devices:
            device.presence = Element("presence", device.presence.ns)
            self._broadcast.farewell(room, device, event)
        if was_shown:
            self._broadcast.gone(room, occupant, devices[-1], event)
        self.left(room, occupant)

    def everybody(self, room: Room, event: Event) -> None:
        """10.9: all are put out at once, and nobody is told of the others."""
        for device in list(room.devices.values()):
            self._take_out(room, device)
            device.presence = Element("presence", device.presence.ns)
            self._broadcast.farewell(room, device, event)
        room.occupants.clear()

    def _take_out(self, room: Room, device: Device) -> None:
        del room.devices[device.jid]
        del device.occupant.devices[device.jid]
        if device.backlog is not None:
            device.backlog = None
            room.arriving -= 1
        if device.session is not None:
            forget_told(device.session, device.occupant.jid)
        self.taken_out(device)
