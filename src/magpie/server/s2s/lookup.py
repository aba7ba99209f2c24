"""Where the server of a domain is (RFC 6120, 3.2; XEP-0368)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import dns.asyncresolver
import dns.exception
import dns.resolver

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


Query = Callable[[str], Awaitable[Sequence[Record]]]


async def query(name: str) -> Sequence[Record]:
    """The SRV records of a name: none where there are none, or where DNS does not answer."""
    try:
        answer = await dns.asyncresolver.resolve(name, "SRV", lifetime=WITHIN)
    except (dns.exception.DNSException, OSError):
        return ()
    return [
        Record(one.priority, one.weight, one.target.to_text(omit_final_dot=True), one.port)
        for one in answer
    ]


async def targets(
    domain: str, routes: Mapping[str, Address], ask: Query = query
) -> Sequence[Target]:
    """Where to try, in this order.

    Raises:
        NoServer: RFC 2782: "A Target of "." means that the service is decidedly not available".
    """
    route = routes.get(domain)
    if route is not None:
        return [Target(route.host, route.port)]
    name = ascii_domain(domain)
    found = await asyncio.gather(*(ask(f"{service}._tcp.{name}.") for service in SERVICES))
    records = [
        (record, service == SERVICES[0])
        for service, many in zip(SERVICES, found, strict=True)
        for record in many
    ]
    usable = [(record, is_direct) for record, is_direct in records if record.target]
    if records and not usable:
        raise NoServer(domain)
    ordered = [Target(one.target, one.port, is_direct) for one, is_direct in shuffled(usable)]
    return ordered or [Target(name.strip("[]"), PORT)]  # RFC 6120, 3.2.2


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
