"""The settings of the server itself. Those of a feature stand beside the feature."""

import math
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from magpie.base.config import Address, Duration, Size, duration, option, size
from magpie.base.log import Format, Level
from magpie.server.components.settings import Components
from magpie.server.http import Http, everywhere
from magpie.server.lan import Lan
from magpie.server.s2s.settings import S2s
from magpie.xmpp.prep import PrepError, domain_part

OWN_LABEL = re.compile(r"[^a-z0-9-]+")


def local_domain() -> str:
    """The name under which this machine is found on its own network: `HOST.local`."""
    host = socket.gethostname().split(".")[0].lower()
    return f"{OWN_LABEL.sub('-', host).strip('-') or 'magpie'}.local"


def checked_domain(text: str) -> str:
    """The domain in its prepared form. Raises ValueError with a sentence for the user."""
    if "/" in text or "@" in text:
        raise ValueError(f'"{text}" is not a domain: write the part after the @ alone')
    try:
        return domain_part(text)
    except PrepError as error:
        raise ValueError(f'"{text}" is not a domain: {error}') from None


def checked_location(at: Address | None) -> Address | None:
    """Clients need a place to connect to. Raises ValueError with a sentence for the user."""
    if at is not None and (not at.host or not at.port):
        raise ValueError(f'"{at}": name a host and a port')
    return at


def checked_contacts(texts: tuple[str, ...]) -> tuple[str, ...]:
    """XEP-0157 wants URIs. Raises ValueError with a sentence for the user."""
    for text in texts:
        if not re.match(r"(?:mailto|xmpp|https?|tel|sips?|ircs?):\S+$", text):
            raise ValueError(f'"{text}" is not a URI; write it as "mailto:admin@example.org"')
    return texts


@dataclass(frozen=True, slots=True)
class Server:
    """Who this server is."""

    SECTION: ClassVar[str] = "server"

    domain: str = option(
        factory=local_domain,
        shown='"HOSTNAME.local"',
        check=checked_domain,
        doc="What stands after the @ in everybody's address.",
    )


@dataclass(frozen=True, slots=True)
class C2s:
    """How clients connect."""

    SECTION: ClassVar[str] = "c2s"

    listen: tuple[Address, ...] = option(
        everywhere(5222),
        doc="Where clients connect that start TLS by STARTTLS; empty for nowhere.",
    )
    direct_tls: tuple[Address, ...] = option(
        everywhere(5223),
        doc="Where clients connect that begin with TLS at once (XEP-0368); empty for nowhere.",
    )
    require_tls: bool = option(
        True,
        doc="Take no password without TLS. `false` takes it from clients of this same machine "
        "(the mechanism PLAIN); SCRAM they may use in any case. Clients elsewhere always need TLS.",
    )
    backlog: int = option(
        1024, min=1, max=65_535, doc="How many connections may wait to be accepted."
    )
    idle_ping: Duration | None = option(
        duration("5 min"),
        min=duration("10 s"),
        doc="A client that has been silent for so long is asked whether it is still there.",
    )
    ping_timeout: Duration = option(
        duration("60 s"),
        min=duration("1 s"),
        doc="A client that does not answer that within this time is taken for dead.",
    )
    resume_timeout: Duration = option(
        duration("10 min"),
        max=duration("7 days"),
        doc="How long the session of a client that lost its connection waits for it.",
    )
    resume_at: Address | None = option(
        None,
        check=checked_location,
        doc="Where it is to come back to, as HOST:PORT (`location` in XEP-0198), when that is not "
        "where the domain leads: in front of several servers, this one's own address.",
    )
    write_timeout: Duration = option(
        duration("60 s"),
        min=duration("1 s"),
        doc="A client that reads nothing for so long, while its buffer is full, is cut off. Its "
        "messages wait in the archive.",
    )
    write_buffer: Size = option(
        size("16 MB"),
        min=size("1 MB"),
        max=size("1 GB"),
        doc="How much may wait for a client that reads slowly; at more, it is cut off.",
    )


@dataclass(frozen=True, slots=True)
class Tls:
    """The server's certificate. Without one, it makes its own, signed by its own authority."""

    SECTION: ClassVar[str] = "tls"

    certificate: Path | None = option(
        None, doc="The certificate with its chain, in PEM. SIGHUP reads it anew."
    )
    key: Path | None = option(None, doc="The certificate's private key, in PEM, unencrypted.")

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key are set together, or neither")


@dataclass(frozen=True, slots=True)
class Registration:
    """Who may make an account for themselves (XEP-0077)."""

    SECTION: ClassVar[str] = "registration"

    mode: Literal["open", "lan", "invite", "closed"] = option(
        "lan",
        doc="Anybody; those at a private or loopback address; those who were invited; nobody.",
    )
    reserved: tuple[str, ...] = option(
        (
            "admin",
            "administrator",
            "root",
            "postmaster",
            "hostmaster",
            "webmaster",
            "abuse",
            "security",
            "support",
            "xmpp",
            "magpie",
            "server",
            "system",
            "everyone",
        ),
        doc="Names that nobody takes for themselves, nor one that looks like them.",
    )


@dataclass(frozen=True, slots=True)
class Invite:
    """Invitations (XEP-0401)."""

    SECTION: ClassVar[str] = "invitations"

    by: Literal["members", "admins"] = option(
        "members",
        doc="Whose invitations may be used to make an account. Anybody may invite a contact who "
        "has one.",
    )
    lifetime: Duration = option(
        duration("7 days"),
        min=duration("1 min"),
        doc="How long an invitation is good, where whoever makes it says nothing else.",
    )
    open_per_account: int = option(
        100, min=0, doc="How many of one account's may be open at a time; 0 is any number."
    )


@dataclass(frozen=True, slots=True)
class Directory:
    """The group of all accounts."""

    SECTION: ClassVar[str] = "directory"

    everyone: bool = option(
        True, doc="All accounts of the domain see each other online, without asking."
    )
    group: str = option("Everyone", doc="The name of their group in the contact list.")


@dataclass(frozen=True, slots=True)
class Storage:
    """Where everything is kept that must last."""

    SECTION: ClassVar[str] = "storage"

    url: str | None = option(
        None,
        shown='"sqlite:///DATA/magpie.db"',
        doc="The database: SQLite in the data folder, or `postgresql://user:password@host/name`.",
    )


@dataclass(frozen=True, slots=True)
class Logging:
    """What is written to standard error. Message text and passwords never are."""

    SECTION: ClassVar[str] = "log"

    level: Level = option("info", doc="The least grave kind of line that is written.")
    format: Format = option("text", doc="Lines for people, or one JSON object a line.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address, connection or account may use. 0 means without limit for a count."""

    SECTION: ClassVar[str] = "limits"

    enabled: bool = option(
        True,
        doc="`false` lifts all limits on rates and counts, for benchmarks; those on sizes and "
        "times stay.",
    )
    stanza_size: Size = option(
        size("256 kB"),
        min=size("10 kB"),  # RFC 6120, 13.12
        max=size("16 MB"),
        doc="The largest stanza that a client may send.",
    )
    stanza_size_unauthenticated: Size = option(
        size("16 kB"),
        min=size("10 kB"),
        max=size("1 MB"),
        doc="The same before it has logged in.",
    )
    handshake_timeout: Duration = option(
        duration("30 s"),
        min=duration("1 s"),
        max=duration("10 min"),
        doc="How long each step before a client is logged in may take.",
    )
    connections: int = option(50_000, min=0, doc="How many connections there may be in all.")
    connections_per_address: int = option(
        1_000, min=0, doc="How many of them may come from one IP address (IPv6: one /64)."
    )
    connections_unauthenticated_per_address: int = option(
        100, min=0, doc="How many of those may be logging in at the same time."
    )
    authentications_per_address: int = option(
        30, min=0, doc="How many failed logins one address has in five minutes."
    )
    registrations_per_address: int = option(
        10, min=0, doc="How many accounts one address may make in an hour."
    )
    sessions_per_account: int = option(
        50, min=0, doc="How many devices of one account may be connected at the same time."
    )
    stanzas_per_second: float = option(
        100.0,
        min=0,
        doc="How many stanzas a second a connection may send for long. Above that it "
        "is read more slowly; nothing is lost.",
    )
    stanza_burst: int = option(
        1_000, min=1, doc="How many stanzas it may send at once before that rate counts."
    )
    bytes_per_second: Size = option(size("10 MB"), min=0, doc="The same in bytes.")
    roster_items: int = option(2_000, min=0, doc="How many contacts an account may have.")
    subscription_requests: int = option(
        1_000, min=0, doc="How many people may wait for one account to say that they may see it."
    )
    directed_presence: int = option(
        1_000,
        min=0,
        doc="How many a device may have told directly that it is here, rooms too; whether limits "
        "are enabled or not.",
    )
    blocked_addresses: int = option(2_000, min=0, doc="How many addresses an account may block.")
    push_services: int = option(
        20, min=0, doc="How many nodes of push services an account may have enabled."
    )

    def bound(self, count: int) -> int | float:
        """One of these counts, to be compared with: no end where it is 0, or none is enabled."""
        return count if self.enabled and count else math.inf


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom people can turn to, told to those who ask the server (XEP-0157), as URIs."""

    SECTION: ClassVar[str] = "contact"

    admin: tuple[str, ...] = option((), check=checked_contacts, doc="Who runs this server.")
    abuse: tuple[str, ...] = option((), check=checked_contacts, doc="Who hears of abuse.")
    support: tuple[str, ...] = option((), check=checked_contacts, doc="Who helps users.")
    security: tuple[str, ...] = option((), check=checked_contacts, doc="Who hears of weaknesses.")
    feedback: tuple[str, ...] = option((), check=checked_contacts, doc="Who hears of wishes.")
    sales: tuple[str, ...] = option((), check=checked_contacts, doc="Who sells.")
    status: tuple[str, ...] = option(
        (), check=checked_contacts, doc="Where the state of the server is told."
    )


@dataclass(frozen=True, slots=True)
class Pubsub:
    """What people publish about themselves, and the general service (XEP-0060, XEP-0163)."""

    SECTION: ClassVar[str] = "pubsub"

    nodes: int = option(200, min=10, doc="How many nodes one account may have.")
    items: int = option(1_000, min=1, doc="How many items one node may keep.")
    volume: Size = option(
        size("20 MB"), min=size("100 kB"), max=size("1 GB"), doc="How much one account may keep."
    )
    create: Literal["everybody", "nobody"] = option(
        "everybody", doc="Which accounts may make nodes of the general service, pubsub.DOMAIN."
    )


SECTIONS: dict[str, type] = {
    section.SECTION: section
    for section in (
        Server,
        C2s,
        S2s,
        Components,
        Tls,
        Http,
        Lan,
        Registration,
        Invite,
        Directory,
        Storage,
        Logging,
        Limits,
        Contact,
        Pubsub,
    )
}
"""The sections of this file by name; `magpie.app` adds those of the features."""
