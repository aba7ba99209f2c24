"""Where clients knock: the listening sockets."""

from __future__ import annotations

import asyncio

from magpie.base.config import Address
from magpie.server.door import Door
from magpie.server.lan import CLIENT, DIRECT, Service
from magpie.server.tcp import Connection


class Listeners:
    """The listening sockets that lead through one door.

    Attributes:
        services: what listens, with its real port.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self.services: list[Service] = []
        self._servers: list[asyncio.Server] = []

    async def listen(self, address: str, port: int, direct_tls: bool) -> str:
        """Accept connections at an address; the address with its real port.

        Raises:
            OSError: it cannot be used.
        """
        loop = asyncio.get_running_loop()
        host = self._door.host
        server = await loop.create_server(
            lambda: Connection(self._door, has_tls=direct_tls),
            address,
            port,
            backlog=host.c2s.backlog,
            reuse_address=True,
            ssl=self._door.context if direct_tls else None,
            ssl_handshake_timeout=host.limits.handshake_timeout if direct_tls else None,
        )
        self._servers.append(server)
        real = server.sockets[0].getsockname()[1]
        self.services.append(Service(DIRECT if direct_tls else CLIENT, Address(address, real)))
        return f"[{address}]:{real}" if ":" in address else f"{address}:{real}"

    async def close(self) -> None:
        """Accept no more."""
        for server in self._servers:
            server.close()
