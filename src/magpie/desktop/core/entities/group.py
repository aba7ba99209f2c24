"""Groups: rooms (XEP-0045) that one is in or could be in, and who belongs to them."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.problem import Problem


class Affiliation(IntEnum):
    """What somebody is to a room for good; a higher one may do more (XEP-0045, 5.2)."""

    OUTCAST = -1  # banned
    NONE = 0
    MEMBER = 1
    ADMIN = 2
    OWNER = 3


class Role(IntEnum):
    """What somebody may do while in it (XEP-0045, 5.1)."""

    NONE = 0  # not in it
    VISITOR = 1  # may read
    PARTICIPANT = 2  # may speak
    MODERATOR = 3  # may take back what others said, and send them out


class Standing(StrEnum):
    """How one stands to a group."""

    OUT = auto()  # no connection, or left
    JOINING = auto()
    IN = auto()
    REFUSED = auto()  # `Group.problem` says why; `rejoin` tries again


class Notify(StrEnum):
    """Of what one wants to hear."""

    ALL = auto()
    MENTIONS = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Group:
    """A group one belongs to; its row in the list is the conversation with the same id.

    Attributes:
        conversation: id of its conversation.
        account, address: whose, and where: `room@service`.
        name, description: as its owner calls it, made safe for a label.
        subject: what it is about just now; `styling.spans` parses it.
        avatar: a picture's file, "" without.
        nick: one's own name in it.
        standing, problem: how one stands to it.
        affiliation, role: one's own.
        count: how many are in it now.
        notify: of what one wants to hear.
        is_public: whether it is found by others; `is_members_only` whether a stranger gets in.
        is_moderated: whether a newcomer has to be given voice.
        is_anonymous: whether addresses are hidden from those who are no moderators.
        has_password, has_archive: whether it asks for one, and keeps what was said.
        may_all_invite, may_all_set_subject: whether each may, or only admins.
    """

    conversation: int
    account: int
    address: str
    name: str
    description: str = ""
    subject: str = ""
    avatar: str = ""
    nick: str = ""
    standing: Standing = Standing.OUT
    problem: Problem | None = None
    affiliation: Affiliation = Affiliation.NONE
    role: Role = Role.NONE
    count: int = 0
    notify: Notify = Notify.ALL
    is_public: bool = False
    is_members_only: bool = False
    is_moderated: bool = False
    is_anonymous: bool = False
    has_password: bool = False
    has_archive: bool = False
    may_all_invite: bool = False
    may_all_set_subject: bool = False

    @property
    def is_in(self) -> bool:
        """Whether one is in it now."""
        return self.standing is Standing.IN

    @property
    def can_speak(self) -> bool:
        """Whether what one writes is taken; unsent text waits while one is not in it."""
        return not self.is_in or self.role >= Role.PARTICIPANT

    @property
    def can_invite(self) -> bool:
        """Whether to offer Invite: a stranger cannot enter a members' room by a link alone."""
        is_open = not self.is_members_only or self.may_all_invite
        return self.is_in and (is_open or self.affiliation >= Affiliation.ADMIN)

    @property
    def can_set_subject(self) -> bool:
        return self.is_in and (
            self.role is Role.MODERATOR
            or (self.may_all_set_subject and self.role is Role.PARTICIPANT)
        )

    @property
    def can_moderate(self) -> bool:
        """Take back what others said (XEP-0425), send out, give and take voice."""
        return self.is_in and self.role is Role.MODERATOR

    @property
    def can_manage(self) -> bool:
        """Ban, and make members."""
        return self.is_in and self.affiliation >= Affiliation.ADMIN

    @property
    def can_own(self) -> bool:
        """Change its name, picture and settings, make admins and owners, destroy it."""
        return self.is_in and self.affiliation is Affiliation.OWNER


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a group, here now or not.

    Attributes:
        nick: the name in the room, "" of a member who is away and has reserved none.
        address: the bare address, "" where the room hides it.
        name: what to show.
        affiliation, role: what they may do; `role` NONE: not in it now.
        show, status: as in `Person`.
        avatar: a picture's file, "" without.
        is_own: whether that is oneself.
    """

    nick: str
    address: str = ""
    name: str = ""
    affiliation: Affiliation = Affiliation.NONE
    role: Role = Role.NONE
    show: Show = Show.OFFLINE
    status: str = ""
    avatar: str = ""
    is_own: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What tells one from another: an occupant by nick, who is away by address."""
        return ("nick", self.nick) if self.is_here else ("address", self.address)

    @property
    def is_here(self) -> bool:
        return self.role is not Role.NONE

    @property
    def order(self) -> tuple[bool, int, str]:
        """Those here first, then owners and admins, then by name."""
        return (not self.is_here, -self.affiliation, self.name.casefold())


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group that one could join.

    Attributes:
        address: `room@service`.
        name, description: "" unknown.
        count: how many are in it, -1 unknown.
        conversation: id of one's own conversation with it, 0: one is not in it.
    """

    address: str
    name: str = ""
    description: str = ""
    language: str = ""
    count: int = -1
    is_members_only: bool = False
    has_password: bool = False
    is_anonymous: bool = False
    conversation: int = 0


@dataclass(frozen=True, slots=True)
class GroupInvitation:
    """Somebody asks one into a group.

    Attributes:
        account, address: whom, and into which room.
        name: of the room, as far as known, made safe for a label.
        sender: bare address of who invites, "" unknown; `sender_name` what to show.
        text: what they wrote with it.
        password: of the room, "" without.
        at: µs since 1970.
        is_by_room: whether it came through the room, which then tells the inviter of a no.
    """

    account: int
    address: str
    name: str
    sender: str = ""
    sender_name: str = ""
    text: str = ""
    password: str = ""
    at: int = 0
    is_by_room: bool = False

    @property
    def key(self) -> tuple[int, str]:
        """What tells one from another."""
        return self.account, self.address


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What an owner decides. A private group is for members only, and shows addresses.

    Attributes:
        name, description: as others see them.
        password: "" for none.
        is_public: found by others; `is_members_only`, `is_moderated` as in `Group`.
        is_anonymous: whether addresses are hidden from all but moderators.
        may_all_invite, may_all_set_subject: whether each member may, or only admins.
        keeps_history: whether what is said is in the room's archive.
    """

    name: str
    description: str = ""
    password: str = ""
    is_public: bool = False
    is_members_only: bool = True
    is_moderated: bool = False
    is_anonymous: bool = False
    may_all_invite: bool = True
    may_all_set_subject: bool = False
    keeps_history: bool = True
