"""What was shared in a conversation: pictures, files, voices, links."""

from dataclasses import dataclass
from enum import StrEnum, auto

from magpie.desktop.core.entities.message import Message


class Sort(StrEnum):
    """Which page of the list."""

    PICTURES = auto()  # and films
    FILES = auto()
    VOICES = auto()  # and sounds
    LINKS = auto()


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing.

    Attributes:
        message: that brought it; `message.file` is the file.
        link: of LINKS, the address; one message may bring several.
    """

    message: Message
    link: str = ""
