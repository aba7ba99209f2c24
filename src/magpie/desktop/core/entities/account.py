"""Accounts, how to sign in, and servers that were found."""

from dataclasses import dataclass
from enum import StrEnum, auto

from magpie.desktop.core.entities.problem import Problem


class Connection(StrEnum):
    """How an account stands to its server."""

    OFF = auto()  # signed out, or never tried
    CONNECTING = auto()
    ONLINE = auto()
    WAITING = auto()  # tries again at `Account.retry_at`
    REFUSED = auto()  # does not try again by itself: `Account.problem` says why


class Show(StrEnum):
    """Whether somebody is here."""

    ONLINE = auto()
    AWAY = auto()
    BUSY = auto()
    OFFLINE = auto()


@dataclass(frozen=True, slots=True)
class Account:
    """One account on this machine.

    Attributes:
        id: stays for as long as the account is here.
        address: `name@domain`.
        server: `host:port` when it was typed or found, "" where the domain leads to it.
        connection, problem, retry_at: how it stands; `retry_at` in µs since 1970, 0 without.
        is_catching_up: whether history is being fetched.
        show, status: what others see of oneself, and the line beside it.
        name, avatar: one's own name, and a picture's file ("" without).
        upload_limit: bytes of the largest file that the server takes; 0: it takes none.
        remembers: whether the password is in the keyring.
        rooms: the address of the server's rooms, "" when it has none (or none is known yet).
    """

    id: int
    address: str
    server: str = ""
    connection: Connection = Connection.OFF
    problem: Problem | None = None
    retry_at: int = 0
    is_catching_up: bool = False
    show: Show = Show.ONLINE
    status: str = ""
    name: str = ""
    avatar: str = ""
    upload_limit: int = 0
    remembers: bool = False
    rooms: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that announced itself on the LAN, or was typed.

    Attributes:
        domain: what stands after the @.
        host, port: where it is; "" and 0: ask DNS for the domain.
        direct_tls: whether TLS begins at once on that port.
        name: as a person calls it.
    """

    domain: str
    host: str = ""
    port: int = 0
    direct_tls: bool = False
    name: str = ""

    @property
    def place(self) -> str:
        """`host:port`, "" when DNS says it."""
        return f"{self.host}:{self.port}" if self.host else ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says (`invitation.read` makes it of a link or of a QR code's text).

    Attributes:
        domain: the server's domain.
        contact: who invites, `name@domain`, "" when it is the server.
        token: what lets one in, "" without.
        name: the user name that is set aside for the invited, "" when free to choose.
        makes_account: whether an account may be made with it.
        server: `host:port`, "" where DNS says it.
        fingerprint: SHA-256 of the certificate or authority to trust, `AB:CD:…`, "" without.
        text: the link itself, to be shown, copied, or drawn as a QR code.
    """

    domain: str
    contact: str = ""
    token: str = ""
    name: str = ""
    makes_account: bool = False
    server: str = ""
    fingerprint: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the sign-in window gives.

    Attributes:
        address: `name@domain`, or a bare name when `server` has the domain.
        password: in the clear; "" takes the remembered one.
        server: `host`, `host:port`, `domain`, or ""; what the person typed.
        remember: whether to put the password into the keyring.
        trusted: fingerprint of the certificate or authority that the person said yes to, or that
            an invitation names.
        device: the name of this device, "" for one made here.
    """

    address: str
    password: str = ""
    server: str = ""
    remember: bool = True
    trusted: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class SignUp:
    """The same for a new account; `token` is an invitation's."""

    address: str
    password: str
    server: str = ""
    remember: bool = True
    trusted: str = ""
    token: str = ""
    device: str = ""
