"""Where a domain's server is: SRV records (RFC 6120, 3.2; XEP-0368), or the domain itself."""

from dataclasses import dataclass

import dns.asyncresolver
import dns.exception
import dns.resolver

from magpie.base.log import get_logger
from magpie.desktop.core.entities.account import Server

log = get_logger(__name__)

PORT = 5222
WITHIN = 3.0  # seconds: a LAN may have no name server at all
TRIED_MAX = 8


@dataclass(frozen=True, slots=True)
class Place:
    """One to try."""

    host: str
    port: int
    direct_tls: bool


async def places(server: Server) -> list[Place]:
    """Where to try, best first."""
    if server.host:
        return [Place(server.host, server.port or PORT, server.direct_tls)]
    own = Place(server.domain, PORT, False)
    if server.domain == "localhost" or server.domain.endswith((".local", ".localhost")):
        return [own]  # no name server knows these (RFC 6761, 6762)
    found = [
        (priority, not direct, -weight, Place(host, port, direct))
        for service, direct in (("xmpps-client", True), ("xmpp-client", False))
        for priority, weight, host, port in await _records(service, server.domain)
    ]
    return [place for *_, place in sorted(found, key=lambda one: one[:3])][:TRIED_MAX] or [own]


async def _records(service: str, domain: str) -> list[tuple[int, int, str, int]]:
    try:
        resolver = dns.asyncresolver.get_default_resolver()
        name = f"_{service}._tcp.{domain.encode('idna').decode()}"
        answer = await resolver.resolve(name, "SRV", lifetime=WITHIN)
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        if not isinstance(error, dns.resolver.NXDOMAIN | dns.resolver.NoAnswer):
            log.debug("dns.failed", domain=domain, reason=str(error))
        return []
    return [
        (one.priority, one.weight, one.target.to_text(omit_final_dot=True), one.port)
        for one in answer
        if one.target.to_text() != "."  # RFC 2782: decidedly not available
    ]
