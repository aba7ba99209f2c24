"""The port to rooms (XEP-0045): what a link does for groups, and what it tells of them."""

from typing import Protocol

from msgspec import Struct

from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.group import Affiliation, GroupSettings, Notify, Role
from magpie.desktop.core.entities.problem import Problem


class Entry(Struct, frozen=True):
    """How to enter.

    Attributes:
        since: µs since 1970 from when on the room is to tell what was said; -1: nothing of it,
            for its archive has it.
    """

    room: str
    nick: str
    password: str = ""
    since: int = -1
    creates: bool = False


class Entered(Struct, frozen=True):
    """One is in it: under which nick, and whether the room was not there before.

    `info` is what it said of itself; "" names nothing where it was made just now.
    """

    nick: str
    info: "RoomInfo"
    is_created: bool = False


class RoomInfo(Struct, frozen=True):
    """What a room says of itself (XEP-0045, 6.4).

    Attributes:
        count: how many are in it, -1 not said.
        picture: SHA-1 of its picture (XEP-0486), "" none.
        can_reserve: whether members may reserve a nick (7.10).
    """

    room: str
    name: str = ""
    description: str = ""
    language: str = ""
    count: int = -1
    is_public: bool = False
    is_members_only: bool = False
    is_moderated: bool = False
    is_anonymous: bool = False
    has_password: bool = False
    has_archive: bool = False
    may_all_invite: bool = False
    may_all_set_subject: bool = False
    picture: str = ""
    can_reserve: bool = False


class Occupant(Struct, frozen=True):
    """Somebody who is in it: `address` is bare, "" where it is hidden; `id` is of XEP-0421."""

    nick: str
    address: str = ""
    id: str = ""
    affiliation: Affiliation = Affiliation.NONE
    role: Role = Role.PARTICIPANT
    show: Show = Show.ONLINE
    status: str = ""
    is_own: bool = False


class Listed(Struct, frozen=True):
    """An entry of the room's lists; `nick` is the reserved one."""

    address: str
    affiliation: Affiliation
    nick: str = ""


class Bookmark(Struct, frozen=True):
    """XEP-0402: a room that one knows; `joins`: on all devices."""

    room: str
    name: str = ""
    joins: bool = True
    nick: str = ""
    password: str = ""
    notify: Notify | None = None


# Events


class OccupantSeen(Struct, frozen=True):
    """Somebody is in the room, or is another than before."""

    room: str
    occupant: Occupant


class OccupantLeft(Struct, frozen=True):
    """Somebody is in it no more under that nick.

    Attributes:
        new_nick: under which they go on, "" they are gone.
        is_own: that was oneself; then `problem` says why, None when one left by oneself.
    """

    room: str
    nick: str
    new_nick: str = ""
    is_own: bool = False
    problem: Problem | None = None


class RoomChanged(Struct, frozen=True):
    """Its settings are others (status 104 and 170 to 174): ask."""

    room: str


class SubjectSet(Struct, frozen=True):
    """What it is about now."""

    room: str
    text: str


class Invited(Struct, frozen=True):
    """Somebody asks one in (XEP-0249, or `is_by_room`: XEP-0045, 7.8.2)."""

    room: str
    sender: str = ""
    text: str = ""
    password: str = ""
    is_by_room: bool = False


class InviteRefused(Struct, frozen=True):
    """The room lets nobody be invited by oneself."""

    room: str
    problem: Problem


class BookmarkChanged(Struct, frozen=True):
    """Another device has changed it, or made it."""

    bookmark: Bookmark


class BookmarkRemoved(Struct, frozen=True):
    """Another device has removed it."""

    room: str


RoomEvent = (
    OccupantSeen
    | OccupantLeft
    | RoomChanged
    | SubjectSet
    | Invited
    | InviteRefused
    | BookmarkChanged
    | BookmarkRemoved
)


class RoomsLink(Protocol):
    """Rooms, for one connection. What cannot be done raises `Problem`."""

    async def info(self, room: str) -> RoomInfo: ...
    async def public(self, service: str, limit: int) -> list[RoomInfo]:
        """The rooms that a service lists, with what they say of themselves."""
        ...

    async def join(self, entry: Entry) -> Entered: ...
    def leave(self, room: str) -> None: ...
    async def is_in(self, room: str) -> bool:
        """XEP-0410: whether the room still knows one; Problem TIMED_OUT: it cannot be said."""
        ...

    async def set_nick(self, room: str, nick: str) -> None: ...
    async def reserve(self, room: str, nick: str) -> None: ...
    async def set_subject(self, room: str, text: str) -> None: ...
    async def settings(self, room: str) -> GroupSettings: ...
    async def configure(self, room: str, settings: GroupSettings) -> None:
        """Fill in the room's form; a new room is open then."""
        ...

    async def destroy(self, room: str, reason: str) -> None: ...
    async def set_picture(self, room: str, png: bytes) -> None: ...
    async def listed(self, room: str, affiliation: Affiliation) -> list[Listed]: ...
    async def set_affiliation(
        self, room: str, address: str, affiliation: Affiliation, reason: str
    ) -> None: ...
    async def set_role(self, room: str, nick: str, role: Role, reason: str) -> None: ...
    async def moderate(self, room: str, stanza_id: str, reason: str) -> None: ...
    def invite(self, room: str, address: str, text: str, password: str, *, direct: bool) -> None:
        """To the invited themselves, or through the room, which lets them in."""
        ...

    def decline(self, room: str, sender: str) -> None: ...
    async def bookmarks(self) -> list[Bookmark]: ...
    async def set_bookmark(self, bookmark: Bookmark) -> None: ...
