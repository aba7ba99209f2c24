"""Where browsers knock: the site's listening sockets, and what loads the site.

Theory of operation. The library that speaks HTTP takes 12 MB and a quarter of a second, which a
server without web users need not pay. So nothing here imports it: the site is loaded, beside the
running event loop, when the first connection comes. Each connection belongs to a `Knock`, which
counts it at the door and hands its bytes to the library; a web socket takes its place later.
"""

from __future__ import annotations

import asyncio
import importlib
from typing import Any, cast

from magpie.base.config import Address
from magpie.base.log import get_logger
from magpie.server.door import Door
from magpie.server.lan import SITE, Service
from magpie.server.tcp import WRITE_MARK, address_of

log = get_logger(__name__)


class Entrance:
    """The site's listening sockets, all leading through one door.

    Attributes:
        services: what others can reach, with its real port.
    """

    def __init__(self, door: Door) -> None:
        self.door = door
        self.services: list[Service] = []
        self._servers: list[asyncio.Server] = []
        self._opening: asyncio.Task[Any] | None = None

    async def listen(self, address: str, port: int, has_tls: bool) -> int:
        """Accept connections at an address; the real port.

        Raises:
            OSError: it cannot be used.
        """
        host = self.door.host
        server = await asyncio.get_running_loop().create_server(
            lambda: Knock(self),
            address,
            port,
            backlog=host.c2s.backlog,
            reuse_address=True,
            ssl=self.door.web_context if has_tls else None,
            ssl_handshake_timeout=host.limits.handshake_timeout if has_tls else None,
        )
        self._servers.append(server)
        real = int(server.sockets[0].getsockname()[1])
        if has_tls:
            self.services.append(Service(SITE, Address(address, real)))
        return real

    async def open(self) -> Any:
        """The site (`web.site.Site`), loaded when it is asked for first."""
        if self._opening is None:
            self._opening = self.door.host.task("open the web site", self._open())
        return await asyncio.shield(self._opening)

    async def _open(self) -> Any:
        module = await asyncio.to_thread(importlib.import_module, "magpie.web.parts")
        return await module.open_site(self.door)

    async def close(self) -> None:
        """Accept no more, and end what is under way."""
        for server in self._servers:
            server.close()
        opening = self._opening
        if opening is None:
            return
        await asyncio.wait([opening])
        if not opening.cancelled() and opening.exception() is None:
            await opening.result().close()


class Knock(asyncio.Protocol):
    """One connection to the site, speaking HTTP until something else takes it over."""

    __slots__ = ("_address", "_early", "_entrance", "_inner", "_transport")

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._early = b""  # what came before the site was there
        self._inner: asyncio.Protocol | None = None
        self._transport: asyncio.Transport | None = None
        self._address: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        self._transport = transport = cast(asyncio.Transport, transport)
        address = address_of(transport)
        door = self._entrance.door
        if not door.admits(address, is_stranger=False):
            transport.abort()
            return
        self._address = address
        transport.set_write_buffer_limits(high=WRITE_MARK)
        door.host.task("open a web connection", self._greet(transport))

    async def _greet(self, transport: asyncio.Transport) -> None:
        try:
            site = await self._entrance.open()
        except BaseException:
            transport.abort()
            raise
        if self._transport is None:  # it has gone meanwhile
            return
        self._inner = site.new_connection()
        self._inner.connection_made(transport)
        early, self._early = self._early, b""
        if early:
            self._inner.data_received(early)
        if not transport.is_reading():
            transport.resume_reading()

    def gives_way(self, other: asyncio.Protocol) -> asyncio.Transport | None:
        """Let `other` have the connection: what spoke HTTP is told that it is gone.

        Returns:
            The connection; `None` when it is gone indeed.
        """
        transport, inner = self._transport, self._inner
        if transport is None or inner is None:
            return None
        self._leave()
        self._transport = self._inner = None
        inner.transport = None  # type: ignore[attr-defined]  # it would close it
        inner.connection_lost(None)
        transport.set_protocol(other)
        if not transport.is_reading():
            transport.resume_reading()
        return transport

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._inner is not None:
            self._inner.data_received(data)
            return
        self._early += data
        if len(self._early) > WRITE_MARK and self._transport is not None:
            self._transport.pause_reading()

    def eof_received(self) -> bool | None:
        """The peer will send no more."""
        return self._inner.eof_received() if self._inner is not None else None

    def pause_writing(self) -> None:
        """The peer does not keep up."""
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        if self._inner is not None:
            self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._transport = None
        self._leave()
        inner, self._inner = self._inner, None
        if inner is not None:
            inner.connection_lost(exc)

    def _leave(self) -> None:
        if self._address is not None:
            self._entrance.door.left(self._address, False)
            self._address = None
