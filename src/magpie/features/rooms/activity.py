"""XEP-0437: clients that ask hear in which rooms something was said while they were not there.

A client sends presence with `<rai/>` to the domain of rooms, and is told of each room that it
belongs to once: what it has missed until then, and what is said from then on, until it has been in
the room again. So it knows what is unread without being in all its rooms.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.names import NS_ACTIVITY
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Occupant, Room
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
        fresh = [jid for jid in fresh if jid not in told and not self._is_in(jid, device.bare)]
        if fresh:
            told.update(fresh)
            self._tell(device, fresh)

    def _is_in(self, jid: Jid, account: Jid) -> bool:
        room = self._rooms.here(jid)
        return room is not None and bool(room.occupants_of(account))

    def heard(self, room: Room, _: Multicast, __: Committed, ___: Occupant | None) -> None:
        """Something was said in a room."""
        if not self._watching:
            return
        for account in self._watching.keys() & room.members.keys():
            if is_at_least(room.affiliation(account), "member") and not room.occupants_of(account):
                self._note(room.jid, self._watching[account])

    def _note(self, jid: Jid, devices: dict[Jid, set[Jid]]) -> None:
        for device, told in devices.items():
            if jid not in told:
                told.add(jid)
                self._tell(device, [jid])

    def left(self, room: Room, occupant: Occupant) -> None:
        """Somebody was in the room: from now on, what is said there is new to them."""
        for told in self._watching.get(occupant.account, {}).values():
            told.discard(room.jid)

    def _tell(self, device: Jid, rooms: list[Jid]) -> None:
        children = tuple(Element("activity", NS_ACTIVITY, text=jid.text) for jid in rooms)
        attrs = {"from": self._domain, "to": device.text}
        rai = Element("rai", NS_ACTIVITY, {}, children)
        self._host.relay.send(Element("message", NS_CLIENT, attrs, (rai,)))
