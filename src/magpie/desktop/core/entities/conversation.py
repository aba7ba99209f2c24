"""Conversations: the rows of the list."""

from dataclasses import dataclass
from enum import StrEnum, auto

from magpie.desktop.core.entities.group import Notify
from magpie.desktop.core.entities.message import Message

FOREVER = 2**62
"""`muted_until` of a conversation that is muted until it is not."""

HOUR = 3_600_000_000
MUTES = (HOUR, 8 * HOUR, 24 * HOUR, FOREVER)
"""For how many µs to offer silence; `Conversations.mute` takes its end."""


class Kind(StrEnum):
    """With whom: one person, or a group (`Groups.items` has more of it)."""

    PERSON = auto()
    GROUP = auto()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One row.

    Attributes:
        id: stays; what all commands take.
        account, address: between whom.
        kind: one person or a group.
        name: what to show, made safe for a label.
        avatar: a picture's file, "" without.
        last: the newest message, for the line below the name; None when there is none.
        unread: how many of theirs are unread; `is_marked` when marked as unread by hand.
        mentions: how many of the unread name oneself.
        notify: of what one wants to hear, in a group.
        is_pinned, is_archived: where it stands.
        muted_until: µs since 1970; 0 heard, FOREVER until it is changed. It goes back to 0 by
            itself when its time is over.
        is_locked: whether what one writes is encrypted from end to end (OMEMO).
        draft: what was typed and not sent.
        draft_reply: id of the message that the draft answers, 0 none.
        typing: names of those who are typing.
        active_at: µs since 1970: what it is sorted by.
    """

    id: int
    account: int
    address: str
    kind: Kind = Kind.PERSON
    name: str = ""
    last: Message | None = None
    unread: int = 0
    is_marked: bool = False
    is_pinned: bool = False
    is_archived: bool = False
    muted_until: int = 0
    draft: str = ""
    draft_reply: int = 0
    typing: tuple[str, ...] = ()
    active_at: int = 0
    avatar: str = ""
    mentions: int = 0
    notify: Notify = Notify.ALL
    is_locked: bool = False

    @property
    def order(self) -> tuple[bool, int]:
        """Pinned first, then the newest."""
        return (not self.is_pinned, -self.active_at)
