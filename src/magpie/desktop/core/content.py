"""What messages carry, on its way in or out: the words that core and link share.

They are msgspec structs, so that the outbox can write them to disk as they are.
"""

from typing import Literal

from msgspec import Struct

from magpie.desktop.core.entities.message import File, Lock


class Mention(Struct, frozen=True):
    """XEP-0372: somebody is named in the body, from `start` to `end`."""

    start: int
    end: int
    address: str


class Text(Struct, frozen=True, tag=True):
    """A message to read: text, a file, or both.

    Attributes:
        body: the text, without the fallback for a reply or a file.
        reply: id of the message that it answers, "" none; `reply_sender` who wrote that.
        reply_text: what the fallback quotes, for those who do not have it.
        file: what it brings.
        mentions: who is named in it.
    """

    body: str
    reply: str = ""
    reply_sender: str = ""
    reply_text: str = ""
    file: File | None = None
    mentions: tuple[Mention, ...] = ()


class Edit(Struct, frozen=True, tag=True):
    """XEP-0308: the message `target` reads so now."""

    target: str
    body: str


class Retraction(Struct, frozen=True, tag=True):
    """XEP-0424: the message `target` is taken back."""

    target: str


class Moderation(Struct, frozen=True, tag=True):
    """XEP-0425: the room takes back the message `target`, as the moderator `by` wants."""

    target: str
    by: str


class Tombstone(Struct, frozen=True, tag=True):
    """What an archive has in place of a message that was taken back; `by` a moderator, or ""."""

    by: str = ""


class Reactions(Struct, frozen=True, tag=True):
    """XEP-0444: the sender's reactions on `target`, all of them."""

    target: str
    emojis: tuple[str, ...]


class Receipt(Struct, frozen=True, tag=True):
    """XEP-0184: a device of theirs has `target`."""

    target: str


class Displayed(Struct, frozen=True, tag=True):
    """XEP-0333: they have seen everything up to `target`."""

    target: str


class Locked(Struct, frozen=True, tag=True):
    """To be encrypted from end to end, or not sent at all (XEP-0384)."""

    content: Text | Edit


Content = (
    Text | Edit | Retraction | Moderation | Tombstone | Reactions | Receipt | Displayed | Locked
)
Source = Literal["live", "carbon", "archive"]


class Arrival(Struct, frozen=True):
    """A message that came: live, as a copy of another device's, or out of the archive.

    Attributes:
        peer: the bare address that it is exchanged with (of a room's occupant: the full one).
        sender: the bare address of who wrote it; `is_own` when that is oneself. In a room that
            hides addresses it is `room/nick`.
        content: what it carries.
        id, origin_id: as its sender named it (XEP-0359), "" without.
        stanza_id: its place in one's own archive, "" unknown.
        at: µs since 1970 as the server stamped it, 0: now.
        source: where it came from.
        wants_receipt: whether its sender asks for a receipt; `device` is the full address.
        wants_mark: whether its sender wants to hear that it was seen.
        is_group: it was said to all in the room `peer`, by `name`, whose lasting id is `occupant`
            (XEP-0421, "" where there is none). `stanza_id` is its place in the room's archive.
        lock: whether it came encrypted; the body of a SEALED one is "".
    """

    peer: str
    sender: str
    is_own: bool
    content: Content
    id: str = ""
    origin_id: str = ""
    stanza_id: str = ""
    at: int = 0
    source: Source = "live"
    wants_receipt: bool = False
    wants_mark: bool = False
    device: str = ""
    is_group: bool = False
    name: str = ""
    occupant: str = ""
    lock: Lock = Lock.OPEN


class Outgoing(Struct, frozen=True):
    """A message to send: `id` names it on the wire, and comes back in `Acknowledged`.

    `is_group`: to all who are in the room `to`.
    """

    id: str
    to: str
    content: Content
    is_group: bool = False
