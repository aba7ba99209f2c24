"""XEP-0045, 7.2, 7.6 and 7.7: who enters under which nick, and how both may change."""

from __future__ import annotations

from magpie.features.rooms.broadcast import (
    PRESENCE_MAX,
    Broadcast,
    Event,
    is_huge,
    status,
    stripped,
)
from magpie.features.rooms.names import NS, NS_USER
from magpie.features.rooms.pace import spend
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Device, Occupant, Room
from magpie.server.api import Host, PresenceAmended, Session, forget_told, note_told
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence

SPARE = 10  # places that a full room has for its admins and owners (7.2.9)
DEVICES_MAX = 20  # of one account in one room


class Entering:
    """Lets devices in and keeps what they say of themselves."""

    def __init__(self, host: Host, broadcast: Broadcast, most: int, pace: float) -> None:
        self._host = host
        self._broadcast = broadcast
        self._most = most
        self._pace = pace

    def enter(
        self,
        room: Room,
        presence: Presence,
        session: Session | None,
        *,
        is_new: bool = False,
        is_invited: bool = False,
    ) -> tuple[Device, bool]:
        """7.2: a device enters (True); or one that is in has lost its place (False, 7.2.1).

        History is to follow. Who is invited needs no password.

        Raises:
            StanzaError: it may not.
        """
        self._check_size(presence)
        sender = presence.sender
        device = room.devices.get(sender)
        is_fresh = device is None
        codes: tuple[int, ...] = (201,) if is_new else ()
        if device is None:
            nick = self._nick(room, presence)
            self._check(room, presence, is_invited)
            device = self._seat(room, sender, session, nick)
        elif presence.to is not None and presence.to != device.occupant.jid:
            self.rename(room, device.occupant, presence.to.resource)
        device.presence = stripped(presence.element)
        occupant = device.occupant
        occupant.speaker = device
        self._broadcast.show_all_to(room, device)
        codes += (100,) if not room.options.is_anonymous else ()
        codes += (170,) if room.options.is_logged else ()  # 7.2.12
        others = [one for one in occupant.devices.values() if one is not device]
        self._show(room, occupant, others)
        own = Event(own=codes)
        self._broadcast.show_itself(room, occupant, own, [device], presence.id)
        self._hold(room, device)
        return device, is_fresh

    @staticmethod
    def _hold(room: Room, device: Device) -> None:
        """7.1: what is said from now on comes behind what was said before."""
        if device.backlog is None:
            device.backlog = []
            room.arriving += 1

    def _show(self, room: Room, occupant: Occupant, own: list[Device]) -> None:
        """Everybody but the device that enters, which is told more."""
        devices, occupant.devices = occupant.devices, {one.jid: one for one in own}
        try:
            self._broadcast.show(room, occupant)
        finally:
            occupant.devices = devices

    def _nick(self, room: Room, presence: Presence) -> str:
        """The nick to enter under."""
        assert presence.to is not None
        account, nick = presence.sender.bare, presence.to.resource
        if not nick or not nick.strip():
            raise StanzaError("jid-malformed", "Under which nick?")  # 7.2.1, 15.1
        self.check_nick(room, account, nick)
        return nick

    @staticmethod
    def check_nick(room: Room, account: Jid, nick: str) -> None:
        """7.2.8: a nick in use, or reserved, is somebody else's.

        Raises:
            StanzaError: conflict.
        """
        holder = room.at(nick)
        if holder is not None and holder.account != account:
            raise StanzaError("conflict", "The nick is in use.")
        if room.nicks.get(nick, account) != account:
            raise StanzaError("conflict", "The nick is reserved for somebody else.")

    def _check(self, room: Room, presence: Presence, is_invited: bool) -> None:
        """7.2.5 to 7.2.10: may this account enter?"""
        options = room.options
        affiliation = room.affiliation(presence.sender)
        if affiliation == "outcast":
            raise StanzaError("forbidden", "You were banned from this room.")
        if room.is_locked and affiliation != "owner":
            raise StanzaError("item-not-found", "The room is not open yet.")
        if options.is_members_only and affiliation == "none":
            raise StanzaError("registration-required", "The room is for its members.")
        if options.password and not is_invited and not is_at_least(affiliation, "owner"):
            own = presence.child("x", NS)
            given = None if own is None else own.child_text("password")
            if given != options.password:
                raise StanzaError("not-authorized", "The room has a password.")
        most = min(options.max_users or self._most, self._most)
        if is_at_least(affiliation, "admin"):
            most += SPARE
        if len(room.occupants) >= most and not room.occupants_of(presence.sender.bare):
            raise StanzaError("service-unavailable", "The room is full.", type="wait")

    def _seat(self, room: Room, jid: Jid, session: Session | None, nick: str) -> Device:
        account = jid.bare
        address = room.address(nick)
        occupant = room.occupants.get(address)
        if occupant is None:
            role = room.first_role(account)
            occupant = Occupant(address, account, role, room.occupant_id(account))
            room.occupants[address] = occupant
        elif len(occupant.devices) >= DEVICES_MAX:
            raise StanzaError("resource-constraint", f"{DEVICES_MAX} devices are in the room.")
        device = Device(jid, session, occupant)
        occupant.devices[jid] = room.devices[jid] = device
        return device

    # Who is in the room

    def update(self, room: Room, device: Device, presence: Presence) -> None:
        """7.6 and 7.7: a new nick, or other words about themselves."""
        occupant = device.occupant
        assert presence.to is not None
        spend(occupant, self._pace, self._host.clock.monotonic())
        self._check_size(presence)
        nick = presence.to.resource
        if nick and nick != occupant.nick:
            self.rename(room, occupant, nick)
        device.presence = stripped(presence.element)
        occupant.speaker = device
        self._broadcast.show(room, occupant)

    def amend(self, room: Room, device: Device, news: PresenceAmended) -> None:
        """The server says something else in a device's name."""
        device.presence = news.applied_to(device.presence)
        if device.occupant.speaker is device:
            self._broadcast.show(room, device.occupant)

    @staticmethod
    def _check_size(presence: Presence) -> None:
        if is_huge(presence.element):
            raise StanzaError("policy-violation", f"Presence has {PRESENCE_MAX} bytes at most.")

    def rename(self, room: Room, occupant: Occupant, nick: str) -> None:
        """7.6: all devices of an occupant go on under another nick.

        Raises:
            StanzaError: it may not have that one.
        """
        if not nick.strip():
            raise StanzaError("jid-malformed", "Under which nick?")
        self.check_nick(room, occupant.account, nick)
        if room.at(nick) is not None:
            raise StanzaError("conflict", "You are here under that nick already.")
        event = Event(codes=(303,), nick=nick)
        assert occupant.speaker is not None
        for device in occupant.devices.values():
            self._broadcast.farewell(room, device, event)
        if self._broadcast.is_shown(room, occupant):
            self._broadcast.gone(room, occupant, occupant.speaker, event)
        del room.occupants[occupant.jid]
        for device in occupant.devices.values():
            if device.session is not None:
                forget_told(device.session, occupant.jid)
                note_told(device.session, room.address(nick))
        occupant.jid = room.address(nick)
        room.occupants[occupant.jid] = occupant
        occupant.shown.clear()

    def not_here(self, presence: Presence) -> Element:
        """7.2.16: words about oneself from who is not in the room: it has lost its place."""
        assert presence.to is not None
        inside = (
            Element(
                "item",
                NS_USER,
                {"affiliation": "none", "role": "none"},
                (Element("reason", NS_USER, text="You are not in the room."),),
            ),
            *(status(code) for code in (110, 307, 333)),
        )
        attrs = {
            "from": presence.to.text,
            "to": presence.sender.text,
            "type": "unavailable",
        }
        return Element("presence", NS_CLIENT, attrs, (Element("x", NS_USER, {}, inside),))
