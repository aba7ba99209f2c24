"""TCP and TLS between servers, both ways."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from magpie.base.config import Address
from magpie.server.carrier import Carrier
from magpie.server.certificate import Certificate, ascii_domain
from magpie.server.door import Door
from magpie.server.host import Host
from magpie.server.s2s.lookup import Dns, Target, targets
from magpie.server.s2s.settings import S2s
from magpie.server.settings import Limits
from magpie.server.stream import Negotiate, Stream
from magpie.server.tcp import Connection
from magpie.server.tls import Certificates, new_context
from magpie.xmpp.dialback import FRAMING
from magpie.xmpp.stream import Framing

ALPN = "xmpp-server"  # XEP-0368, 3
CONNECT_WITHIN = 15.0  # seconds for one place


class ServerCarrier(Carrier, Protocol):
    """A connection to another server."""

    def proves(self, domain: str) -> bool:
        """Whether TLS has shown a valid certificate for the domain."""


class Dialer(Protocol):
    """Connects to other servers."""

    async def places(self, domain: str) -> Sequence[Target]:
        """Where the domain's server may be, the best first.

        Raises:
            NoServer: it has none.
        """

    async def connect(self, target: Target, domain: str, is_strict: bool) -> Stream:
        """A stream to a place where `domain` may be; nothing has been said yet.

        `is_strict`: refuse a certificate that is of no authority that we trust.

        Raises:
            OSError: there is no way (`ssl.SSLCertVerificationError`: for that reason).
            TimeoutError: nobody answers.
        """


def limits_of(host: Host) -> Limits:
    """What one connection of a server may send: it carries what many people say."""
    rate = host.settings.get(S2s).stanzas_per_second
    burst = max(host.limits.stanza_burst, int(10 * rate))
    return replace(host.limits, stanzas_per_second=rate, stanza_burst=burst)


class ServerConnection(Connection):
    """One connection between two servers: a `ServerCarrier` to its stream."""

    __slots__ = ("_negotiate",)

    def __init__(self, door: Door, has_tls: bool, negotiate: Negotiate | None) -> None:
        super().__init__(door, has_tls)
        self._negotiate = negotiate

    @property
    def framing(self) -> Framing:
        """A stream of bytes, between servers."""
        return FRAMING

    def _new_stream(self) -> Stream:
        host = self._door.host
        return Stream(host, self, self._negotiate, limits_of(host))

    def proves(self, domain: str) -> bool:
        """Whether the peer's certificate was verified, and is for the domain."""
        if not self.has_tls or self._transport is None or not self._was_verified:
            return False
        shown = self._transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return shown is not None and Certificate.parse(shown).covers(
            ascii_domain(domain), "xmpp-server"
        )

    @property
    def _was_verified(self) -> bool:
        context = self._context
        return context is not None and context.verify_mode != ssl.CERT_NONE


class Outgoing(ServerConnection):
    """A connection that we have made."""

    __slots__ = ("_way", "server_name", "stream")

    def __init__(self, door: Door, has_tls: bool, context: ssl.SSLContext, domain: str) -> None:
        super().__init__(door, has_tls, None)
        self._way = context
        self.server_name = ascii_domain(domain)
        self.stream: Stream

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other server has answered."""
        super().connection_made(transport)
        assert self._stream is not None
        self.stream = self._stream

    @property
    def _context(self) -> ssl.SSLContext:
        return self._way


class Outward(Door):
    """The door through which we go out: nobody is counted."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.certificates = None

    def admits(self, address: str, is_stranger: bool = True) -> bool:
        """We know where we go."""
        return True

    def signed_in(self, address: str) -> None:
        """Nobody was counted."""

    def left(self, address: str, was_stranger: bool) -> None:
        """Nobody was counted."""


class TcpDialer:
    """Connects over the network."""

    def __init__(self, host: Host, certificates: Certificates, authorities: Path | None) -> None:
        self._outward = Outward(host)
        config = host.settings.get(S2s)
        self._routes = config.routes
        self._dns = Dns(config.nameservers)
        self._contexts = {
            is_strict: certificates.shown_by(lambda s=is_strict: client_context(s, authorities))  # type: ignore[misc]
            for is_strict in (True, False)
        }

    async def places(self, domain: str) -> Sequence[Target]:
        """By the routes of the settings, or by DNS."""
        return await targets(domain, self._routes, self._dns)

    async def connect(self, target: Target, domain: str, is_strict: bool) -> Stream:
        """As `Dialer` has it."""
        context = self._contexts[is_strict]
        loop = asyncio.get_running_loop()

        def made() -> Outgoing:
            return Outgoing(self._outward, target.is_direct, context, domain)

        async with asyncio.timeout(CONNECT_WITHIN):
            _, connection = await loop.create_connection(
                made,
                target.host,
                target.port,
                ssl=context if target.is_direct else None,
                server_hostname=ascii_domain(domain) if target.is_direct else None,
            )
        return connection.stream


class ServerListeners:
    """Where other servers connect.

    Attributes:
        addresses: the places, with their real ports.
    """

    def __init__(self, door: Door, negotiate: Negotiate, context: ssl.SSLContext) -> None:
        self._door = door
        self._negotiate = negotiate
        self._context = context
        self.addresses: list[str] = []
        self._servers: list[asyncio.Server] = []

    async def listen(self, at: Address, is_direct: bool) -> None:
        """Accept connections there. Raises OSError."""
        limits = self._door.host.limits

        def made() -> Arriving:
            return Arriving(self._door, is_direct, self._negotiate, self._context)

        server = await asyncio.get_running_loop().create_server(
            made,
            at.host,
            at.port,
            reuse_address=True,
            ssl=self._context if is_direct else None,
            ssl_handshake_timeout=limits.handshake_timeout if is_direct else None,
        )
        self._servers.append(server)
        self.addresses.append(str(Address(at.host, server.sockets[0].getsockname()[1])))

    def close(self) -> None:
        """Accept no more."""
        for server in self._servers:
            server.close()


class Arriving(ServerConnection):
    """A connection that another server has made."""

    __slots__ = ("_own",)

    def __init__(
        self, door: Door, has_tls: bool, negotiate: Negotiate, context: ssl.SSLContext
    ) -> None:
        super().__init__(door, has_tls, negotiate)
        self._own = context

    @property
    def _context(self) -> ssl.SSLContext:
        return self._own


def client_context(is_strict: bool, authorities: Path | None) -> ssl.SSLContext:
    """TLS as the client of another server; names are compared later (`proves`)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if is_strict else ssl.CERT_NONE
    trust(context, authorities)
    context.set_alpn_protocols([ALPN])
    return context


def server_context(asks: bool, authorities: Path | None) -> ssl.SSLContext:
    """TLS for servers that connect; `asks` them for their certificate."""
    context = new_context(ALPN)
    if asks:
        context.verify_mode = ssl.CERT_OPTIONAL
        trust(context, authorities)
    return context


def trust(context: ssl.SSLContext, authorities: Path | None) -> None:
    """The system's authorities, and those that the settings name. Raises OSError, SSLError."""
    context.load_default_certs()
    if authorities is not None:
        context.load_verify_locations(authorities)
