"""Who may come in: what all listeners of a host share (XEP-0205, 3)."""

from __future__ import annotations

import ssl
from collections import Counter
from ipaddress import IPv6Address, ip_address

from magpie.server.host import Host
from magpie.server.tls import Certificates


class Door:
    """Counts connections against their limits.

    Attributes:
        certificates: what TLS shows; `None` where there is no TLS.
        count: how many connections are inside.
    """

    def __init__(self, host: Host, certificates: Certificates | None) -> None:
        self.host = host
        self.certificates = certificates
        self.count = 0
        self._inside: Counter[str] = Counter()
        self._strangers: Counter[str] = Counter()
        text = "Connections, those of the web site included."
        host.measures.metrics.gauge("connections", text, lambda: self.count)

    @property
    def context(self) -> ssl.SSLContext | None:
        """TLS, or `None` where there is none."""
        return self.certificates.context if self.certificates is not None else None

    @property
    def web_context(self) -> ssl.SSLContext | None:
        """TLS for the web site, or `None` where there is none."""
        return self.certificates.web_context if self.certificates is not None else None

    @property
    def binding(self) -> bytes:
        """`tls-server-end-point` of the certificate that a handshake shows now."""
        return self.certificates.binding if self.certificates is not None else b""

    def admits(self, address: str, is_stranger: bool = True) -> bool:
        """Whether one more connection of that address may stay; counts it when it may.

        Who only looks at pages need not sign in, and is no stranger.
        """
        limits = self.host.limits
        who = neighbour(address)
        if limits.enabled and (
            _is_full(self.count, limits.connections)
            or _is_full(self._inside[who], limits.connections_per_address)
            or (
                is_stranger
                and _is_full(self._strangers[who], limits.connections_unauthenticated_per_address)
            )
        ):
            return False
        self.count += 1
        self._inside[who] += 1
        if is_stranger:
            self._strangers[who] += 1
        return True

    def signed_in(self, address: str) -> None:
        """A connection that was admitted belongs to an account now."""
        _less(self._strangers, neighbour(address))

    def left(self, address: str, was_stranger: bool) -> None:
        """A connection that was admitted is gone."""
        self.count -= 1
        _less(self._inside, neighbour(address))
        if was_stranger:
            _less(self._strangers, neighbour(address))


def neighbour(address: str) -> str:
    """Whom an address is counted as: itself, or the /64 that one IPv6 customer has."""
    if ":" not in address:
        return address
    ip = ip_address(address)
    assert isinstance(ip, IPv6Address)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return ip.packed[:8].hex()


def _is_full(count: int, limit: int) -> bool:
    return limit > 0 and count >= limit


def _less(counter: Counter[str], who: str) -> None:
    counter[who] -= 1
    if counter[who] <= 0:
        del counter[who]
