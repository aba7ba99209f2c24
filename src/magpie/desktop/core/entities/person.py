"""People: contacts, and everyone else whom one has met."""

from dataclasses import dataclass
from enum import StrEnum, auto

from magpie.desktop.core.entities.account import Show


class Subscription(StrEnum):
    """Who sees whose presence."""

    NONE = auto()
    TO = auto()  # I see them
    FROM = auto()  # they see me
    BOTH = auto()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as one account knows them.

    Attributes:
        account, address: who, `name@domain`, and for which account.
        name: what to show, never empty, made safe for a label.
        groups: of the contact list.
        show, status: whether they are here, and the line beside it.
        since: µs since 1970 of the last change of `show`, 0 unknown.
        is_contact: whether in the contact list.
        subscription: who sees whom; `is_asked` when we asked and they have not answered.
        is_blocked: whether nothing of theirs comes through.
        avatar: a picture's file, "" without: show initials.
        devices: how many of theirs are here.
    """

    account: int
    address: str
    name: str
    groups: tuple[str, ...] = ()
    show: Show = Show.OFFLINE
    status: str = ""
    since: int = 0
    is_contact: bool = False
    subscription: Subscription = Subscription.NONE
    is_asked: bool = False
    is_blocked: bool = False
    avatar: str = ""
    devices: int = 0

    @property
    def key(self) -> tuple[int, str]:
        """What tells one from another."""
        return self.account, self.address

    @property
    def is_here(self) -> bool:
        """Whether to be listed under 'who is here'."""
        return self.show is not Show.OFFLINE


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks to see whether one is here.

    Attributes:
        account, address: who asks which account.
        name: what to show.
        text: what they wrote with it.
        at: µs since 1970.
    """

    account: int
    address: str
    name: str
    text: str = ""
    at: int = 0

    @property
    def key(self) -> tuple[int, str]:
        """What tells one from another."""
        return self.account, self.address
