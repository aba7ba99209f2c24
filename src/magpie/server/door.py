"""Who may come in: what all listeners of a host share (XEP-0205, 3)."""

from __future__ import annotations

import ssl
from collections import Counter

from magpie.server.host import Host


class Door:
    """What all listeners of one host share.

    Attributes:
        context: TLS, or `None` where there is none.
        binding: `tls-server-end-point` of the certificate in use.
    """

    def __init__(self, host: Host, context: ssl.SSLContext | None, binding: bytes) -> None:
        self.host = host
        self.context = context
        self.binding = binding
        self._by_address: Counter[str] = Counter()

    def admits(self, address: str) -> bool:
        """Whether one more connection of that address may stay; counts it when it may."""
        limit = self.host.limits.connections_per_address
        if self.host.limits.enabled and limit and self._by_address[address] >= limit:
            return False
        self._by_address[address] += 1
        return True

    def left(self, address: str) -> None:
        """A connection that was admitted is gone."""
        self._by_address[address] -= 1
        if self._by_address[address] <= 0:
            del self._by_address[address]
