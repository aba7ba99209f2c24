"""XEP-0045, 15.4 and XEP-0410: requests from one occupant to another, by way of the room."""

from __future__ import annotations

import base64
import binascii

from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.room import Room
from magpie.server.api import Host
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.stanza import Iq

NS_PING = "urn:xmpp:ping"


class Passing:
    """Passes requests and answers on between the occupants of one host's rooms."""

    def __init__(self, host: Host, rooms: Rooms) -> None:
        self._host = host
        self._rooms = rooms

    def iq(self, iq: Iq) -> None:
        assert iq.to is not None
        room = self._rooms.here(iq.to.bare)
        if not iq.is_request:
            if room is not None:
                self._answer(room, iq)
            return
        occupant = None if room is None else room.occupant_of(iq.sender)
        if room is None or occupant is None:
            # XEP-0410, 3.1; 6.6 of XEP-0045 has bad-request for discovery
            is_ping = iq.payload is not None and iq.payload.ns == NS_PING
            condition = "not-acceptable" if is_ping else "bad-request"
            raise StanzaError(condition, type="cancel", by=iq.to.bare.text)
        target = room.occupants.get(iq.to)
        if target is None:
            raise StanzaError("item-not-found", by=room.jid.text)
        payload = iq.payload
        assert payload is not None
        if target is occupant and payload.ns == NS_PING:
            attrs = {"type": "result", "id": iq.id or "", "from": iq.to.text, "to": iq.sender.text}
            self._host.relay.send(Element("iq", NS_CLIENT, attrs))  # XEP-0410, 3.3
            return
        device = target.speaker or next(iter(target.devices.values()))
        to = device.jid.bare if payload.ns == "vcard-temp" else device.jid
        attrs = {"id": packed(iq), "from": occupant.jid.text, "to": to.text}
        self._host.relay.send(iq.element.with_attrs(**attrs))

    def _answer(self, room: Room, iq: Iq) -> None:
        """The answer to what was passed on, back to the device that asked."""
        assert iq.to is not None
        asker = room.occupants.get(iq.to)
        answering = room.occupant_of(iq.sender)
        if answering is None:
            answering = next(iter(room.occupants_of(iq.sender.bare)), None)
        found = unpacked(iq.id or "")
        if asker is None or answering is None or found is None:
            return
        resource, stanza_id = found
        for device in asker.devices.values():
            if device.jid.resource == resource:
                attrs = {"id": stanza_id, "from": answering.jid.text, "to": device.jid.text}
                self._host.relay.send(iq.element.with_attrs(**attrs))


def packed(iq: Iq) -> str:
    """An id that says to which device the answer goes: the room need not remember."""
    text = f"{iq.sender.resource}\0{iq.id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def unpacked(text: str) -> tuple[str, str] | None:
    """The device and the id of `packed`."""
    try:
        resource, _, stanza_id = base64.urlsafe_b64decode(text).decode().partition("\0")
    except (ValueError, binascii.Error):
        return None
    return resource, stanza_id
