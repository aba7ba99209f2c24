"""The port to the wire: what a link does for the core, and what it tells.

A link is one account's way to its server, one connection at a time. It keeps no history and makes
no decision: when to connect again, what to send, what a message means is the core's.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from magpie.desktop.core.content import Arrival, Outgoing
from magpie.desktop.core.entities.account import Invitation, Server, Show
from magpie.desktop.core.entities.message import File
from magpie.desktop.core.entities.person import Subscription
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.core.rooms_link import RoomEvent, RoomsLink
from magpie.desktop.core.secrecy import Secrecy, Vault


class Login(Struct, frozen=True):
    """How to open a connection.

    Attributes:
        address: `name@domain`.
        password: in the clear.
        device: the resource.
        server: where to go; without a host, DNS says it.
        trusted: fingerprint of the certificate or authority that is trusted, "" none yet.
        registers: make the account first, with the invitation's `token` if there is one.
        ticket: what `Opened` gave last time: with it the password is not needed.
    """

    address: str
    password: str
    device: str
    server: Server
    trusted: str = ""
    registers: bool = False
    token: str = ""
    ticket: str = ""


class Opened(Struct, frozen=True):
    """An open connection.

    Attributes:
        is_resumed: the session before goes on (XEP-0198): nothing was missed.
        fingerprint: of the certificate that was trusted by fingerprint, "" by an authority.
        ticket: what to come back with (XEP-0484), as secret as a password; "" without.
    """

    is_resumed: bool
    fingerprint: str = ""
    ticket: str = ""


class Abilities(Struct, frozen=True):
    """What the server can do.

    Attributes:
        archive, blocking, read_positions: XEP-0313, 0191, 0490.
        upload_limit: bytes of the largest file, 0: no uploads.
        rooms: the address of its rooms, "" it has none.
        ahead: µs that the server's clock is ahead of ours.
    """

    archive: bool = False
    blocking: bool = False
    read_positions: bool = False
    upload_limit: int = 0
    rooms: str = ""
    ahead: int = 0


class Contact(Struct, frozen=True):
    """One entry of the contact list."""

    address: str
    name: str = ""
    groups: tuple[str, ...] = ()
    subscription: Subscription = Subscription.NONE
    is_asked: bool = False


class ArchiveQuery(Struct, frozen=True):
    """XEP-0313: a page of the archive, oldest first.

    Attributes:
        room: whose archive it is; "" the account's own.
        peer: only what was exchanged with that address; "" all.
        after: the page that follows that id; "" from the beginning (or `start`).
        before: the page before that id, "" the last page; None: not backwards.
        start: µs since 1970, 0 without.
        limit: messages of the page.
    """

    room: str = ""
    peer: str = ""
    after: str = ""
    before: str | None = None
    start: int = 0
    limit: int = 100


class ArchivePage(Struct, frozen=True):
    """What came of it; `first` and `last` are ids, `is_complete`: no more in that direction."""

    arrivals: tuple[Arrival, ...]
    first: str
    last: str
    is_complete: bool


class Slot(Struct, frozen=True):
    """XEP-0363: where to put a file, and where others get it."""

    put: str
    get: str
    headers: tuple[tuple[str, str], ...] = ()


class Profile(Struct, frozen=True):
    """What somebody says about themselves: name, and the picture's bytes."""

    name: str = ""
    picture: bytes = b""


# Events


class Arrived(Struct, frozen=True):
    """A message came."""

    arrival: Arrival


class Acknowledged(Struct, frozen=True):
    """The server has the message `id`."""

    id: str


class Bounced(Struct, frozen=True):
    """The message `id` did not reach `peer`; NOT_CONNECTED: one is not in that room."""

    peer: str
    id: str
    problem: Problem


class Typing(Struct, frozen=True):
    """XEP-0085; `name`: who it is, in a room."""

    peer: str
    is_typing: bool
    name: str = ""


class Presence(Struct, frozen=True):
    """A device of somebody came, went, or changed.

    Attributes:
        picture: SHA-1 of their picture (XEP-0153), "" none, None not said.
        nick: how they call themselves, "" not said.
        priority: of the device: the highest speaks for the person.
    """

    address: str
    device: str
    show: Show
    status: str = ""
    picture: str | None = None
    nick: str = ""
    priority: int = 0


class Asked(Struct, frozen=True):
    """Somebody asks for our presence."""

    address: str
    text: str = ""
    nick: str = ""


class ContactsChanged(Struct, frozen=True):
    """Entries of the contact list are these now; `removed` are no more."""

    contacts: tuple[Contact, ...]
    removed: tuple[str, ...] = ()


class PictureChanged(Struct, frozen=True):
    """XEP-0084: somebody has a new picture; `hash` is its SHA-1, "" none."""

    address: str
    hash: str


class NickChanged(Struct, frozen=True):
    """XEP-0172."""

    address: str
    nick: str


class ReadElsewhere(Struct, frozen=True):
    """XEP-0490: another device has read the conversation up to that id of the archive."""

    peer: str
    stanza_id: str
    is_group: bool = False


class BlockedChanged(Struct, frozen=True):
    """These addresses are blocked now, or not any more."""

    addresses: tuple[str, ...]
    is_blocked: bool


class Offered(Struct, frozen=True):
    """Somebody offers a file from device to device: `session` names it in `Link.direct`."""

    device: str
    address: str
    session: str
    file: File


class Withdrawn(Struct, frozen=True):
    """The offer, or the transfer, ended from the other side."""

    session: str


class Closed(Struct, frozen=True):
    """The connection is gone; `problem` when trying again by itself is of no use."""

    problem: Problem | None = None
    detail: str = ""


Event = (
    Arrived
    | Acknowledged
    | Bounced
    | Typing
    | Presence
    | Asked
    | ContactsChanged
    | PictureChanged
    | NickChanged
    | ReadElsewhere
    | BlockedChanged
    | Offered
    | Withdrawn
    | Closed
    | RoomEvent
)


class Finder(Protocol):
    """Looks for servers on the LAN."""

    async def start(self, found: Callable[[Server], None], lost: Callable[[str], None]) -> None:
        """Tell of each server, and of the domain of one that is gone."""

    async def stop(self) -> None: ...


class DirectLink(Protocol):
    """Files from device to device (Jingle)."""

    async def is_able(self, device: str) -> bool:
        """Whether that device (a full address) takes files so."""
        ...

    async def send(
        self, device: str, session: str, file: File, path: Path, told: Callable[[int], object]
    ) -> None:
        """Offer it, wait for a yes, send it: returns when the other side has it, checked."""
        ...

    async def receive(self, session: str, part: Path, told: Callable[[int], object]) -> None:
        """Say yes to an offer, and write it into `part`; `end` it afterwards."""
        ...

    def end(self, session: str, reason: str) -> None:
        """`success`, `decline`, `media-error` (it is not what was promised) or `cancel`."""
        ...


class Link(Protocol):
    """One account's way to its server. What cannot be done raises `Problem`."""

    listener: Callable[[Event], None]
    """Who is told; set before `open`."""
    vault: Vault | None
    """Set before `start`; without one, nothing is encrypted from end to end."""

    @property
    def secrecy(self) -> Secrecy:
        """Problem NOT_CONNECTED without a connection."""
        ...

    @property
    def direct(self) -> DirectLink:
        """Problem NOT_CONNECTED without a connection."""
        ...

    @property
    def rooms(self) -> RoomsLink:
        """Problem NOT_CONNECTED without a connection."""
        ...

    async def open(self, login: Login) -> Opened:
        """Connect and sign in. No message comes in before `start`, unless the session resumed."""
        ...

    async def start(self, show: Show, status: str) -> Abilities:
        """After `open` without resumption: copies on, presence out; what the server can do."""
        ...

    async def close(self) -> None:
        """Say goodbye, and wait a moment for it."""
        ...

    async def revoke(self, login: Login) -> None:
        """After `close`: have the server forget the ticket of `login`."""
        ...

    def drop(self) -> None:
        """The network is another one: forget the connection, keep the session for resumption."""
        ...

    async def is_alive(self, within: float) -> bool:
        """Whether the server answers within so many seconds."""
        ...

    def send(self, outgoing: Outgoing) -> None: ...
    def send_typing(self, to: str, is_typing: bool, *, is_group: bool = False) -> None: ...
    def send_receipt(self, to: str, id: str) -> None: ...
    def send_presence(self, show: Show, status: str) -> None: ...
    def subscribe(self, address: str, text: str) -> None: ...
    def allow(self, address: str) -> None: ...
    def deny(self, address: str) -> None: ...

    async def archive(self, query: ArchiveQuery) -> ArchivePage: ...
    async def contacts(self) -> tuple[Contact, ...]: ...
    async def set_contact(self, contact: Contact) -> None: ...
    async def remove_contact(self, address: str) -> None: ...
    async def blocked(self) -> tuple[str, ...]: ...
    async def set_blocked(self, address: str, is_blocked: bool) -> None: ...
    async def profile(self, address: str) -> Profile: ...
    async def picture(self, address: str, hash: str) -> bytes:
        """The picture of XEP-0084 with that SHA-1, or else the vCard's."""
        ...

    async def set_profile(self, profile: Profile) -> None:
        """The name, and a picture where one is given; what else is told of oneself stays."""
        ...

    async def remove_picture(self, name: str) -> None: ...
    async def read_positions(self) -> list[ReadElsewhere]:
        """Up to which id of the archive each conversation is read."""
        ...

    async def set_read_position(
        self, peer: str, stanza_id: str, *, is_group: bool = False
    ) -> None: ...
    async def slot(self, name: str, size: int, type: str) -> Slot: ...
    async def upload(self, slot: Slot, path: Path, type: str, told: Callable[[int], object]) -> str:
        """Put a file there, from where the server has it; `told` of the bytes that are over.

        Returns the SHA-256 in hex that the server has computed, "" when it does not say.
        """
        ...

    async def download(
        self, url: str, part: Path, size: int, told: Callable[[int], object]
    ) -> None:
        """Fetch into `part`, behind what is there; `size` -1 unknown."""
        ...

    async def change_password(self, password: str) -> None: ...
    async def invite(self) -> Invitation: ...
