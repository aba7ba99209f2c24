"""Where components connect: sockets without TLS, on this machine or one's own network."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from magpie.base.config import Address
from magpie.server.components.component import FRAMING
from magpie.server.components.gateway import Gateway
from magpie.server.components.negotiation import Negotiation
from magpie.server.components.settings import Components
from magpie.server.door import Door
from magpie.server.stream import Stream
from magpie.server.tcp import Connection
from magpie.xmpp.stream import Framing


class ComponentConnection(Connection):
    """One component's connection."""

    __slots__ = ("_negotiation",)

    def __init__(self, door: Door, negotiation: Negotiation) -> None:
        super().__init__(door, has_tls=False)
        self._negotiation = negotiation

    @property
    def framing(self) -> Framing:
        """A stream of bytes to a component."""
        return FRAMING

    def _new_stream(self) -> Stream:
        host = self._door.host
        return Stream(host, self, self._negotiation, replace(host.limits, enabled=False))


class ComponentListeners:
    """The sockets where components connect, and the domains that they answer for.

    Attributes:
        addresses: the places, with their real ports.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        known = door.host.settings.get(Components).secrets
        self._gateways = {domain: Gateway(door.host, domain) for domain in known}
        self._negotiation = Negotiation(self._gateways, known)
        self.addresses: list[str] = []
        self._servers: list[asyncio.Server] = []

    async def listen(self, at: Address) -> None:
        """Accept connections there. Raises OSError."""
        server = await asyncio.get_running_loop().create_server(
            lambda: ComponentConnection(self._door, self._negotiation),
            at.host,
            at.port,
            reuse_address=True,
        )
        self._servers.append(server)
        self.addresses.append(str(Address(at.host, server.sockets[0].getsockname()[1])))

    def close(self) -> None:
        """The server stops."""
        for server in self._servers:
            server.close()
        for gateway in self._gateways.values():
            if gateway.component is not None:
                gateway.component.end()
