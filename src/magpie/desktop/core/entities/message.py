"""Messages, and the files, replies and reactions on them."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from magpie.desktop.core.entities.problem import Reason


class Delivery(IntEnum):
    """How far an own message has come. It only grows, but for FAILED and back with Retry."""

    FAILED = -1  # `Message.reason` says why
    WAITING = 0  # in the outbox, on disk
    ON_SERVER = 1  # acknowledged by the server (XEP-0198)
    DELIVERED = 2  # a device of theirs has it (XEP-0184)
    READ = 3  # they have seen it (XEP-0333)


class Lock(StrEnum):
    """Whether it came encrypted from end to end."""

    OPEN = auto()  # the servers could read it
    LOCKED = auto()  # it was encrypted, and is read here
    SEALED = auto()  # it is encrypted, and cannot be read here: say so in its place


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that another answers (XEP-0461).

    Attributes:
        message: its id here, 0 when it is not on this machine.
        sender: address of who wrote it, "" unknown.
        text: its first lines, "" unknown.
        name: what to call them in a group, "" in a conversation of two.
    """

    message: int
    sender: str = ""
    text: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji on a message (XEP-0444), with all who chose it, as in `Message.sender`.

    `Groups.name_of` has their names.
    """

    emoji: str
    senders: tuple[str, ...]


class FileKind(StrEnum):
    """What to draw for a file."""

    IMAGE = auto()
    VIDEO = auto()
    AUDIO = auto()
    VOICE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class File:
    """A file that a message brings (XEP-0446).

    Attributes:
        name: as the sender calls it, made safe to be a file's name.
        type: media type, `application/octet-stream` when unknown.
        size: bytes, -1 unknown.
        width, height: of a picture in pixels, 0 unknown.
        seconds: of a sound, 0 unknown.
        sha256: in hex, "" unknown.
        thumbnail: small picture as a `data:` URL, "" without.
        path: where it is on this machine, "" when it is not (yet).
        url: where the server keeps it, "" when it goes from device to device.
    """

    name: str
    type: str = "application/octet-stream"
    size: int = -1
    width: int = 0
    height: int = 0
    seconds: int = 0
    sha256: str = ""
    thumbnail: str = ""
    path: str = ""
    url: str = ""
    is_voice: bool = False

    @property
    def kind(self) -> FileKind:
        """By the media type."""
        if self.is_voice:
            return FileKind.VOICE
        main = self.type.partition("/")[0]
        # an SVG is a document that may fetch others: it is shown as a file
        if self.type == "image/svg+xml" or main not in ("image", "video", "audio"):
            return FileKind.OTHER
        return FileKind(main)


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        id: of this machine; stays.
        conversation: its id.
        at: µs since 1970, by the server's clock; no two are equal, and it gives the order.
        sender: address of who wrote it: bare; in a group that hides addresses `room/nick`.
        name: what to call them in a group, "" in a conversation of two.
        is_own: whether one wrote it oneself, on any device.
        is_mention: whether it names oneself (groups only).
        body: the text, "" for a file alone or a retracted message. `styling.spans` parses it.
        delivery, reason: of own messages.
        is_edited, is_retracted: what became of it.
        moderator: who took it back, when that was not its sender ("" then); XEP-0425.
        lock: whether it came encrypted; `body` of a SEALED one is "".
        reply: what it answers.
        reactions: in the order they came.
        file: what it brings.
        transfer: id of the transfer of its file that runs or waits (`transfers.items`), 0 none.
    """

    id: int
    conversation: int
    at: int
    sender: str
    is_own: bool
    body: str
    delivery: Delivery = Delivery.ON_SERVER
    reason: Reason | None = None
    is_edited: bool = False
    is_retracted: bool = False
    reply: Quote | None = None
    reactions: tuple[Reaction, ...] = ()
    file: File | None = None
    transfer: int = 0
    name: str = ""
    is_mention: bool = False
    moderator: str = ""
    lock: Lock = Lock.OPEN
