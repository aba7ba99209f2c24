"""XEP-0045, 7.2.2: what the room says of an occupant, to those who may see it.

Theory of operation. A presence has two forms for others, with the occupant's address and without
(4.2), and one for the occupant itself. Each form is written once (`Multicast`), and the first two
are kept: who enters later gets them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from magpie.features.rooms.names import NS, NS_HATS, NS_OCCUPANT, NS_USER
from magpie.features.rooms.room import Device, Occupant, Room
from magpie.server.api import Host, Multicast
from magpie.xmpp.element import NS_CLIENT, Element

PRESENCE_MAX = 16_384  # bytes of what an occupant says about itself: the room keeps it for all
OURS = frozenset((NS, NS_USER, NS_OCCUPANT, NS_HATS))


@dataclass(frozen=True, slots=True)
class Event:
    """Why a presence is sent: status codes, and what stands in its item.

    Attributes:
        codes: for everybody; `own` for the occupant alone.
        actor: the nick of who did it; `reason` as they gave it.
        nick: the new one.
        destroy: why there is no room any more, in place of the item's words.
    """

    codes: tuple[int, ...] = ()
    own: tuple[int, ...] = ()
    actor: str = ""
    reason: str = ""
    nick: str = ""
    destroy: Element | None = None


NOTHING = Event()


def stripped(presence: Element) -> Element:
    """What a device says about itself: only the room itself speaks as the room (15.3)."""
    left = presence.without(lambda child: child.ns in OURS)
    lang = presence.get("xml:lang")
    return Element("presence", NS_CLIENT, {"xml:lang": lang} if lang else {}, left.nodes)


def is_huge(presence: Element) -> bool:
    """Whether a presence is too large to be kept and sent to everybody."""
    return len(presence.inner_bytes()) > PRESENCE_MAX


def status(code: int) -> Element:
    """`<status/>`."""
    return Element("status", NS_USER, {"code": str(code)})


def item(
    room: Room, occupant: Occupant, event: Event, address: str = "", is_gone: bool = False
) -> Element:
    """`<item/>` of an occupant; `address` where it may be seen."""
    attrs = {
        "affiliation": room.affiliation(occupant.account),
        "role": "none" if is_gone and not event.nick else occupant.role,
        "jid": address,
        "nick": event.nick,
    }
    words: list[Element | str] = []
    if event.actor:
        words.append(Element("actor", NS_USER, {"nick": event.actor}))
    if event.reason:
        words.append(Element("reason", NS_USER, text=event.reason))
    kept = {name: value for name, value in attrs.items() if value}
    return Element("item", NS_USER, kept, tuple(words))


class Broadcast:
    """Sends the presence of occupants."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def _element(
        self,
        room: Room,
        occupant: Occupant,
        device: Device,
        event: Event,
        *,
        with_address: bool,
        codes: tuple[int, ...],
        is_gone: bool = False,
    ) -> Multicast:
        address = device.jid.text if with_address else ""
        inside = [item(room, occupant, event, address, is_gone)]
        if event.destroy is not None:
            inside.append(event.destroy)
        inside += [status(code) for code in sorted(codes)]
        attrs = {**device.presence.attrs, "from": occupant.jid.text}
        if is_gone:
            attrs["type"] = "unavailable"
        children = (*device.presence.nodes, Element("x", NS_USER, {}, tuple(inside)), occupant.id)
        hats = room.hats(occupant.account)
        if hats and not is_gone:
            worn = tuple(Element("hat", NS_HATS, hat) for hat in hats)
            children = (*children, Element("hats", NS_HATS, {}, worn))
        return Multicast(Element("presence", NS_CLIENT, attrs, children))

    def is_shown(self, room: Room, occupant: Occupant) -> bool:
        """Whether others see somebody of that role at all (muc#roomconfig_presencebroadcast)."""
        return occupant.role in room.options.shown_roles

    def copy(self, room: Room, occupant: Occupant, with_address: bool) -> Multicast:
        """The presence of an occupant as those see it who come later."""
        found = occupant.shown.get(with_address)
        if found is None:
            assert occupant.speaker is not None
            found = occupant.shown[with_address] = self._element(
                room, occupant, occupant.speaker, NOTHING, with_address=with_address, codes=()
            )
        return found

    def show_all_to(self, room: Room, device: Device) -> None:
        """7.2.2: who enters sees all others first."""
        with_address = room.sees_addresses(device.occupant)
        target = (device,)
        for other in room.occupants.values():
            if other is not device.occupant and self.is_shown(room, other):
                copy = self.copy(room, other, with_address)
                self._host.services.send_to_many(copy, other.jid, target)

    def show(self, room: Room, occupant: Occupant, event: Event = NOTHING) -> None:
        """Everybody sees the occupant as it is now, itself last."""
        occupant.shown.clear()
        device = occupant.speaker
        assert device is not None
        if self.is_shown(room, occupant):
            for with_address, targets in self._others(room, occupant):
                copy = (
                    self.copy(room, occupant, with_address)
                    if event is NOTHING or not (event.codes or event.actor or event.reason)
                    else self._element(
                        room, occupant, device, event, with_address=with_address, codes=event.codes
                    )
                )
                self._host.services.send_to_many(copy, occupant.jid, targets)
        self.show_itself(room, occupant, event, list(occupant.devices.values()))

    def show_itself(
        self,
        room: Room,
        occupant: Occupant,
        event: Event,
        devices: list[Device],
        stanza_id: str | None = None,
    ) -> None:
        """Self-presence, with 110."""
        assert occupant.speaker is not None
        codes = (110, *event.codes, *event.own)
        copy = self._element(
            room, occupant, occupant.speaker, event, with_address=True, codes=codes
        )
        if stanza_id:  # 7.2.2: "the room might also reflect the original 'id' value"
            copy = Multicast(copy.element.with_attr("id", stanza_id))
        self._host.services.send_to_many(copy, occupant.jid, devices)

    def farewell(self, room: Room, device: Device, event: Event) -> None:
        """7.14: the device itself sees that it is out."""
        occupant = device.occupant
        codes = (110, *event.codes, *event.own)
        copy = self._element(
            room, occupant, device, event, with_address=True, codes=codes, is_gone=True
        )
        self._host.services.send_to_many(copy, occupant.jid, (device,))

    def gone(self, room: Room, occupant: Occupant, device: Device, event: Event) -> None:
        """All others see that the occupant is out, or (`event.nick`) another one now."""
        for with_address, targets in self._others(room, occupant):
            copy = self._element(
                room,
                occupant,
                device,
                event,
                with_address=with_address,
                codes=event.codes,
                is_gone=True,
            )
            self._host.services.send_to_many(copy, occupant.jid, targets)

    def _others(self, room: Room, occupant: Occupant) -> list[tuple[bool, list[Device]]]:
        """The devices of all others: those that see addresses, and the rest."""
        others = [one for one in room.devices.values() if one.occupant is not occupant]
        if not room.options.is_anonymous:
            return [(True, others)]
        seeing = [one for one in others if one.occupant.role == "moderator"]
        rest = [one for one in others if one.occupant.role != "moderator"]
        return [part for part in ((True, seeing), (False, rest)) if part[1]]
