"""The settings of federation."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import ClassVar, Literal

from magpie.base.config import Address, Duration, duration, option
from magpie.server.http import everywhere
from magpie.xmpp.prep import PrepError, domain_part


def checked_domains(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Domains in their prepared form. Raises ValueError with a sentence for the user."""
    return tuple(prepared(text) for text in texts)


def checked_routes(routes: Mapping[str, Address]) -> Mapping[str, Address]:
    """Routes by prepared domain. Raises ValueError with a sentence for the user."""
    for at in routes.values():
        if not at.host or not at.port:
            raise ValueError(f'"{at}": name a host and a port')
    return {prepared(name): at for name, at in routes.items()}


def checked_nameservers(servers: tuple[Address, ...]) -> tuple[Address, ...]:
    """IP addresses with a port. Raises ValueError with a sentence for the user."""
    for at in servers:
        try:
            ip_address(at.host)
        except ValueError:
            raise ValueError(f'"{at}": name an IP address and a port') from None
        if not at.port:
            raise ValueError(f'"{at}": name a port')
    return servers


def prepared(text: str) -> str:
    """A domain in its prepared form. Raises ValueError with a sentence for the user."""
    try:
        return domain_part(text)
    except PrepError as error:
        raise ValueError(f'"{text}" is not a domain: {error}') from None


@dataclass(frozen=True, slots=True)
class S2s:
    """Federation: people here talk to people at other domains' servers, and in rooms there."""

    SECTION: ClassVar[str] = "s2s"

    enabled: bool = option(
        False, doc="Talk to other servers. Without it, there is nobody but the people here."
    )
    listen: tuple[Address, ...] = option(
        everywhere(5269), doc="Where other servers connect that start TLS by STARTTLS."
    )
    direct_tls: tuple[Address, ...] = option(
        everywhere(5270),
        doc="Where those connect that begin with TLS at once (XEP-0368); empty for nowhere.",
    )
    certificates: Literal["optional", "required"] = option(
        "optional",
        doc="Whether another server's certificate must be valid for its domain. Where it need not "
        "be, dialback shows that a server is the domain's own.",
    )
    ask_certificate: bool = option(
        False,
        doc="Ask servers that connect for a certificate, and spare those with a valid one the "
        "dialback. Those with one that is not valid for clients cannot connect then.",
    )
    authorities: Path | None = option(
        None, doc="Certificates, in PEM, of authorities to trust beside those of the system."
    )
    allow: tuple[str, ...] = option(
        (),
        check=checked_domains,
        doc="Talk to these domains only, and to those below them; empty for all.",
    )
    deny: tuple[str, ...] = option(
        (), check=checked_domains, doc="Never talk to these domains, nor to those below them."
    )
    routes: Mapping[str, Address] = option(
        factory=dict,
        check=checked_routes,
        doc="Where the servers of some domains are, in place of DNS: "
        '`[s2s.routes]` with lines such as `"other.example" = "10.0.0.2:5269"`.',
    )
    nameservers: tuple[Address, ...] = option(
        (),
        check=checked_nameservers,
        doc="DNS servers to ask for other servers, such as `127.0.0.1:53`, in place of the "
        "system's.",
    )
    queue: int = option(
        1_000, min=1, max=100_000, doc="How many stanzas may wait for the server of one domain."
    )
    queue_for: Duration = option(
        duration("2 min"),
        min=duration("1 s"),
        max=duration("1 day"),
        doc="How long a stanza waits for a server that cannot be reached, before its sender hears.",
    )
    idle: Duration = option(
        duration("30 min"),
        min=duration("10 s"),
        doc="A connection that carries nothing for so long is closed.",
    )
    domains: int = option(
        2_000, min=1, doc="To how many domains stanzas may be on their way at the same time."
    )
    stanzas_per_second: float = option(
        1_000.0,
        min=0,
        doc="How many stanzas a second one connection of a server may send for long.",
    )
