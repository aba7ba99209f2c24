"""One room while somebody has to do with it: who belongs to it, and who is in it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace

from magpie.features.rooms.names import NS_OCCUPANT
from magpie.features.rooms.options import Options
from magpie.features.rooms.ranks import default_role
from magpie.server.api import Multicast, Session, Target
from magpie.storage import rooms as table
from magpie.storage.rooms import Member
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.jid import Jid

NOBODY = Member("", "none")


class Device(Target):
    """One full address that is in the room.

    Attributes:
        occupant: under which nick.
        presence: what it says about itself, with nothing of the room's in it.
        backlog: what was said since it came, while it is sent what was said before; then `None`.
    """

    __slots__ = ("backlog", "occupant", "presence")

    def __init__(self, jid: Jid, session: Session | None, occupant: Occupant) -> None:
        super().__init__(jid, session)
        self.occupant = occupant
        self.presence = Element("presence", NS_CLIENT)
        self.backlog: list[tuple[int, Multicast]] | None = None


class Occupant:
    """Somebody in the room under one nick, with one device or more.

    Attributes:
        jid: the address in the room; `account` the bare address outside.
        role: none once they are put out.
        id: what stays the same of them whatever their nick (XEP-0421).
        devices: in the order in which they came; the last to say something is shown.
        shown: the presence that others see, as they may see it; made when it is needed.
    """

    __slots__ = ("account", "devices", "id", "id_wire", "jid", "role", "shown", "speaker", "tokens")

    def __init__(self, jid: Jid, account: Jid, role: str, id: str) -> None:
        self.jid = jid
        self.account = account
        self.role = role
        self.id = Element("occupant-id", NS_OCCUPANT, {"id": id})
        self.id_wire = f"<occupant-id xmlns='{NS_OCCUPANT}' id='{id}'/>".encode()
        self.devices: dict[Jid, Device] = {}
        self.speaker: Device | None = None
        self.shown: dict[bool, Multicast] = {}
        self.tokens: tuple[float, float] | None = None  # of its pace: what is left, and since when

    @property
    def nick(self) -> str:
        """Its nick."""
        return self.jid.resource


class Room:
    """A room in memory. It changes only through the files beside this one.

    Attributes:
        row: as it is on disk; `options` are its choices.
        is_locked: made, but not set up by its owner yet (10.1): it is on no disk.
        members: by bare address, or domain.
        occupants: by address in the room; `devices`: by full address outside.
        arriving: how many devices have a backlog.
        changing: held while who belongs to it, or its choices, are changed.
    """

    __slots__ = (
        "arriving",
        "changing",
        "devices",
        "is_gone",
        "is_locked",
        "jid",
        "members",
        "nicks",
        "occupants",
        "options",
        "row",
    )

    def __init__(self, row: table.Room, members: list[Member], is_locked: bool = False) -> None:
        self.jid = Jid.parse(row.jid)
        self.row = row
        self.options = Options.from_json(row.config)
        self.is_locked = is_locked
        self.is_gone = False
        self.members = {Jid.parse(member.jid): member for member in members}
        self.nicks = {one.nick: jid for jid, one in self.members.items() if one.nick}
        self.occupants: dict[Jid, Occupant] = {}
        self.devices: dict[Jid, Device] = {}
        self.arriving = 0
        self.changing = asyncio.Lock()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.options.name or self.jid.local

    # Who belongs to it

    def member(self, jid: Jid) -> Member:
        """What the room knows of an address. 9.2: the bare address first, then its domain."""
        own = self.members.get(jid.bare, NOBODY)
        if own.affiliation != "none":
            return own
        return self.members.get(Jid("", jid.domain), own)

    def affiliation(self, jid: Jid) -> str:
        """Of an address."""
        return self.member(jid).affiliation

    def known(self, jid: Jid) -> Member:
        """What the room knows of exactly this bare address, to be changed by `replace`."""
        return self.members.get(jid) or replace(NOBODY, jid=jid.text)

    def of_affiliation(self, affiliation: str) -> list[Jid]:
        """All who have it, in order."""
        found = [jid for jid, one in self.members.items() if one.affiliation == affiliation]
        return sorted(found, key=str)

    def put(self, member: Member) -> None:
        """A member is as this says, as it is on disk already."""
        jid = Jid.parse(member.jid)
        before = self.members.pop(jid, None)
        if before is not None and self.nicks.get(before.nick) == jid:
            del self.nicks[before.nick]
        if member.affiliation != "none" or member.role or member.hats != "[]":
            self.members[jid] = member
            if member.nick:
                self.nicks[member.nick] = jid

    def first_role(self, jid: Jid) -> str:
        """The role with which somebody enters: what a moderator gave them lasts (5.1)."""
        member = self.member(jid)
        default = default_role(member.affiliation, self.options.is_moderated)
        return member.role if member.role and default != "moderator" else default

    # Who is in it

    def occupant_of(self, jid: Jid) -> Occupant | None:
        """Under which nick a full address is in the room."""
        device = self.devices.get(jid)
        return None if device is None else device.occupant

    def occupants_of(self, account: Jid) -> list[Occupant]:
        """Every nick of an account, or of all accounts of a domain."""
        everybody = self.occupants.values()
        if not account.local:
            return [one for one in everybody if one.account.domain == account.domain]
        return [one for one in everybody if one.account == account]

    def at(self, nick: str) -> Occupant | None:
        """Who is in the room under that nick."""
        return self.occupants.get(self.address(nick))

    def address(self, nick: str) -> Jid:
        """The address in the room of a nick that is prepared already."""
        return Jid(self.jid.local, self.jid.domain, nick)

    def moderators(self) -> Iterator[Occupant]:
        """Those whose role that is."""
        return (one for one in self.occupants.values() if one.role == "moderator")

    def sees_addresses(self, occupant: Occupant) -> bool:
        """Whether an occupant sees whose the nicks are (4.2)."""
        return not self.options.is_anonymous or occupant.role == "moderator"

    def occupant_id(self, account: Jid) -> str:
        """XEP-0421, 3.1: the same for an account at each visit, and telling nothing of it."""
        key, text = self.row.secret, account.bare.text.encode()
        return hmac.new(key, text, hashlib.sha256).hexdigest()[:40]

    def hats(self, account: Jid) -> list[dict[str, str]]:
        """XEP-0317: the hats that somebody wears, each with uri, title and perhaps hue."""
        worn = json.loads(self.member(account).hats)
        if not worn:
            return []
        return [hat for hat in json.loads(self.row.hats) if hat["uri"] in worn]
