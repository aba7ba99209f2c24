"""What messages carry, on its way in or out: the words that core and link share.

They are msgspec structs, so that the outbox can write them to disk as they are.
"""

from typing import Literal

from msgspec import Struct

from magpie.desktop.core.entities.message import File


class Text(Struct, frozen=True, tag=True):
    """A message to read: text, a file, or both.

    Attributes:
        body: the text, without the fallback for a reply or a file.
        reply: id of the message that it answers, "" none; `reply_sender` who wrote that.
        reply_text: what the fallback quotes, for those who do not have it.
        file: what it brings.
    """

    body: str
    reply: str = ""
    reply_sender: str = ""
    reply_text: str = ""
    file: File | None = None


class Edit(Struct, frozen=True, tag=True):
    """XEP-0308: the message `target` reads so now."""

    target: str
    body: str


class Retraction(Struct, frozen=True, tag=True):
    """XEP-0424: the message `target` is taken back."""

    target: str


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


Content = Text | Edit | Retraction | Reactions | Receipt | Displayed
Source = Literal["live", "carbon", "archive"]


class Arrival(Struct, frozen=True):
    """A message that came: live, as a copy of another device's, or out of the archive.

    Attributes:
        peer: the bare address that it is exchanged with.
        sender: the bare address of who wrote it; `is_own` when that is oneself.
        content: what it carries.
        id, origin_id: as its sender named it (XEP-0359), "" without.
        stanza_id: its place in one's own archive, "" unknown.
        at: µs since 1970 as the server stamped it, 0: now.
        source: where it came from.
        wants_receipt: whether its sender asks for a receipt; `device` is the full address.
        wants_mark: whether its sender wants to hear that it was seen.
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


class Outgoing(Struct, frozen=True):
    """A message to send: `id` names it on the wire, and comes back in `Acknowledged`."""

    id: str
    to: str
    content: Content
