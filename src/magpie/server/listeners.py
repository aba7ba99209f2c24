"""Where clients knock: the listening sockets, and who may come in (XEP-0205, 3)."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from typing import TYPE_CHECKING

from magpie.server.tcp import Connection

if TYPE_CHECKING:
    from magpie.server.host import Host

BACKLOG = 1024


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
        self._servers: list[asyncio.Server] = []

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

    async def listen(self, address: str, port: int, direct_tls: bool) -> str:
        """Accept connections at an address; the address with its real port.

        Raises:
            OSError: it cannot be used.
        """
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Connection(self, has_tls=direct_tls),
            address,
            port,
            backlog=BACKLOG,
            reuse_address=True,
            ssl=self.context if direct_tls else None,
            ssl_handshake_timeout=self.host.limits.handshake_timeout if direct_tls else None,
        )
        self._servers.append(server)
        real = server.sockets[0].getsockname()[1]
        return f"[{address}]:{real}" if ":" in address else f"{address}:{real}"

    async def close(self) -> None:
        """Accept no more."""
        for server in self._servers:
            server.close()
