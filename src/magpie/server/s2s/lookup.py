"""Where the server of a domain is (RFC 6120, 3.2; XEP-0368)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import dns.asyncresolver
import dns.exception
import dns.name
import dns.nameserver

from magpie.base.config import Address
from magpie.server.certificate import ascii_domain

PORT = 5269
WITHIN = 10.0  # seconds for DNS
SERVICES = ("_xmpps-server", "_xmpp-server")  # TLS at once, STARTTLS


class NoServer(Exception):
    """The domain has no server, and says so."""


@dataclass(frozen=True, slots=True)
class Target:
    """One place to connect to; `is_direct`: TLS begins at once."""

    host: str
    port: int
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An SRV record (RFC 2782); the target "" says that there is no such service."""

    priority: int
    weight: int
    target: str
    port: int


class Dns:
    """The name servers of the settings, or else the system's."""

    def __init__(self, servers: Sequence[Address] = ()) -> None:
        self._servers = [dns.nameserver.Do53Nameserver(at.host, at.port) for at in servers]

    async def services(self, name: str) -> Sequence[Record]:
        """The SRV records of a name: none where there are none, or where DNS does not answer."""
        try:
            answer = await self._resolver().resolve(name, "SRV", lifetime=WITHIN)
        except (dns.exception.DNSException, OSError):
            return ()
        return [Record(one.priority, one.weight, host_of(one.target), one.port) for one in answer]

    async def places(self, target: Target) -> Sequence[Target]:
        """Its addresses; only itself where the system is to find them, or there are none."""
        if not self._servers:
            return (target,)
        try:
            found = await self._resolver().resolve_name(target.host, lifetime=WITHIN)
        except (dns.exception.DNSException, OSError):
            return (target,)
        return [replace(target, host=address) for address in found.addresses()]

    def _resolver(self) -> dns.asyncresolver.Resolver:
        """A new one for each question: the system's settings change under way."""
        resolver = dns.asyncresolver.Resolver(configure=not self._servers)
        if self._servers:
            resolver.nameservers = self._servers
        return resolver


def host_of(target: dns.name.Name) -> str:
    """Without the last full stop; the root, which means nowhere, is ""."""
    return "" if target == dns.name.root else target.to_text(omit_final_dot=True)


async def targets(domain: str, routes: Mapping[str, Address], names: Dns) -> Sequence[Target]:
    """Where to try, in this order.

    Raises:
        NoServer: RFC 2782: "A Target of "." means that the service is decidedly not available".
    """
    route = routes.get(domain)
    if route is not None:
        return [Target(route.host, route.port)]
    name = ascii_domain(domain)
    found = await asyncio.gather(
        *(names.services(f"{service}._tcp.{name}.") for service in SERVICES)
    )
    records = [
        (record, service == SERVICES[0])
        for service, many in zip(SERVICES, found, strict=True)
        for record in many
    ]
    usable = [(record, is_direct) for record, is_direct in records if record.target]
    if records and not usable:
        raise NoServer(domain)
    ordered = [Target(one.target, one.port, is_direct) for one, is_direct in shuffled(usable)]
    ordered = ordered or [Target(name.strip("[]"), PORT)]  # RFC 6120, 3.2.2
    every = await asyncio.gather(*(names.places(one) for one in ordered))
    return [place for places in every for place in places]


def shuffled(records: Sequence[tuple[Record, bool]]) -> Sequence[tuple[Record, bool]]:
    """RFC 2782: the lowest priority first; of one priority, by weight and by chance.

    XEP-0368, 3: records of both services are taken together.
    """
    left = sorted(records, key=lambda one: (one[0].priority, one[0].weight))
    ordered = []
    while left:
        same = [one for one in left if one[0].priority == left[0][0].priority]
        mark = secrets.randbelow(sum(one[0].weight for one in same) + 1)
        for one in same:
            mark -= one[0].weight
            if mark <= 0:
                break
        left.remove(one)
        ordered.append(one)
    return ordered
