"""Writing and finding messages."""

from collections.abc import Sequence
from typing import Protocol

from magpie.desktop.core.api.conversations import Timeline
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.group import Member
from magpie.desktop.core.entities.hit import Hit
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.person import Person


class Messages(Protocol):
    """Writing. Each command is on disk when it returns, and reaches the server when it can."""

    async def send(
        self, conversation: int, text: str, reply: int = 0, mentions: Sequence[Member] = ()
    ) -> Message:
        """`mentions` are those whose names were completed in `text`, as `@name` or `name`."""
        ...

    async def edit(self, message: int, text: str) -> None:
        """An own message; once it is not WAITING any more the others see it as edited."""
        ...

    async def retract(self, message: int) -> None:
        """An own message: the others are asked to remove it, and it goes here."""
        ...

    async def react(self, message: int, emojis: Sequence[str]) -> None:
        """These are one's own reactions on it, and no others."""
        ...

    async def retry(self, message: int) -> None:
        """A FAILED one, once more."""
        ...

    async def discard(self, message: int) -> None:
        """A WAITING or FAILED one: it was never written."""
        ...

    async def hide(self, messages: Sequence[int]) -> None:
        """Gone from this machine, and only from it; those still to be sent are discarded."""
        ...

    async def forward(self, messages: Sequence[int], conversation: int) -> list[Message]:
        """The same words and files, written once more in that conversation, in their order.

        Raises:
            Problem: UNAVAILABLE: a file that is neither here nor on a server.
        """
        ...

    def typing(self, conversation: int, is_typing: bool) -> None:
        """Call it at each keystroke, and with False when the text is empty or left."""
        ...

    def last_own(self, timeline: Timeline) -> Message | None:
        """What arrow-up edits."""
        ...


class Search(Protocol):
    """Over all that is on this machine, in any language, from one character on."""

    async def messages(
        self, text: str, conversation: int = 0, before: int = 0, limit: int = 50
    ) -> list[Hit]:
        """Newest first; `before` is the `Message.at` of the last hit of the page before."""
        ...

    def people(self, text: str, limit: int = 20) -> list[Person]:
        """By the beginning of any word of the name, or of the address."""
        ...

    def conversations(self, text: str, limit: int = 20) -> list[Conversation]: ...
