"""The list of chats, and windows onto one."""

from pathlib import Path
from typing import Literal, Protocol

from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.key import Key, Trust
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.shared import Shared, Sort
from magpie.desktop.core.observe import ObservableList, Signal


class Timeline(Protocol):
    """A window onto one conversation, oldest first; key: `Message.id`.

    New messages join by themselves while `is_at_end`. The window has no holes: loading older ones
    asks the server's archive where this machine lacks them. It keeps some hundreds of messages:
    what is far from the side that grows leaves it (`is_at_start` and `is_at_end` say so).
    """

    conversation: int
    items: ObservableList[Message]
    is_at_start: bool
    """The very first message is in it: nothing older anywhere."""
    is_at_end: bool
    """The newest message is in it."""
    first_unread: int
    """Id of the message above which 'new' stands, as it was when the window opened; 0 none."""
    loading: Signal[bool]
    """The archive is being asked, or no more."""

    async def load_older(self) -> int:
        """Fifty older ones join at the top; how many did. Calls that overlap are one.

        Raises:
            Problem: NOT_CONNECTED when only the server would have more.
        """
        ...

    async def load_newer(self) -> int: ...

    async def jump_to(self, message: int) -> int:
        """The window is around that message; its index, -1 when it is gone."""
        ...

    async def jump_to_newest(self) -> None: ...
    def close(self) -> None: ...


class Conversations(Protocol):
    """The list of chats, of all accounts, archived ones too; key: `Conversation.id`."""

    items: ObservableList[Conversation]

    async def open(self, account: int, address: str) -> Conversation:
        """The conversation with that address, made if there is none."""
        ...

    async def timeline(self, conversation: int, around: int = 0) -> Timeline:
        """Its messages: the newest, or those around the message `around`. Close it after use."""
        ...

    async def pin(self, conversation: int, is_pinned: bool) -> None: ...
    async def archive(self, conversation: int, is_archived: bool) -> None: ...

    async def mute(self, conversation: int, until: int) -> None:
        """`until` in µs since 1970; 0 ends it, FOREVER has no end."""
        ...

    async def draft(self, conversation: int, text: str, reply: int = 0) -> None:
        """What was typed; call it as often as you like."""
        ...

    async def read(self, conversation: int) -> None:
        """All is read: here, for one's other devices, and for the sender."""
        ...

    async def mark_unread(self, conversation: int) -> None: ...

    async def delete(self, conversation: int) -> None:
        """From this machine, with its messages. The server's history is not touched."""
        ...

    async def export(
        self, conversation: int, path: Path, format: Literal["html", "json"]
    ) -> None: ...

    async def shared(
        self, conversation: int, sort: Sort, before: int = 0, limit: int = 50
    ) -> list[Shared]:
        """Newest first; `before` is the `Message.at` of the last one of the page before."""
        ...

    async def lock(self, conversation: int, is_locked: bool) -> None:
        """Encrypt from now on, or no more.

        Raises:
            Problem: UNSUPPORTED: the extra `omemo` is not installed; NO_KEYS: nobody there has
                a device that can read it; NOT_CONNECTED.
        """
        ...

    async def keys(self, conversation: int) -> tuple[Key, ...]:
        """The keys of their devices, then of one's own. Problems as of `lock`."""
        ...

    async def trust(self, conversation: int, key: Key, trust: Trust) -> None:
        """What a person has decided about a key."""
        ...
