"""What a search has found."""

from dataclasses import dataclass

from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.message import Message


@dataclass(frozen=True, slots=True)
class Hit:
    """One message.

    Attributes:
        message, conversation: what was found, and where.
        excerpt: the part of its text around the first place.
        marks: (start, end) in `excerpt` of each place, in characters.
    """

    message: Message
    conversation: Conversation
    excerpt: str
    marks: tuple[tuple[int, int], ...]
