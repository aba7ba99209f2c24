"""TCP and TLS below a client's stream (RFC 6120, 3 and 5; XEP-0368)."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import cast

from magpie.base.log import get_logger
from magpie.server.door import Door
from magpie.server.negotiation import negotiate
from magpie.server.stream import Stream
from magpie.xmpp.stream import BYTES, Framing

log = get_logger(__name__)
WRITE_MARK = 64 * 1024  # bytes waiting for the peer before its senders are held back
SILENCE = 60  # seconds before the kernel asks an idle peer for a sign of life


class Connection(asyncio.Protocol):
    """One client's connection: a `Carrier` to its stream."""

    __slots__ = ("_door", "_stream", "_transport", "address", "has_tls", "is_secure", "is_stranger")
    is_web = False
    server_name: str | None = None  # whom TLS is to lead to, where we are its client

    def __init__(self, door: Door, has_tls: bool) -> None:
        self._door = door
        self._stream: Stream | None = None
        self._transport: asyncio.Transport | None = None
        self.address = ""
        self.is_secure = has_tls
        self.has_tls = has_tls
        self.is_stranger = True

    @property
    def can_start_tls(self) -> bool:
        """Until it has been started."""
        return not self.has_tls

    @property
    def framing(self) -> Framing:
        """A stream of bytes."""
        return BYTES

    @property
    def _context(self) -> ssl.SSLContext | None:
        return self._door.context

    # asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has another parent
        self.address = address_of(self._transport)
        if not self._door.admits(self.address):
            self._transport.abort()
            return
        self.is_secure = self.has_tls or (bool(self.address) and is_loopback(self.address))
        self._begin(self._transport)

    def _begin(self, transport: asyncio.Transport) -> None:
        transport.set_write_buffer_limits(high=WRITE_MARK)
        self._tune(transport.get_extra_info("socket"))
        self._stream = self._new_stream()

    def _new_stream(self) -> Stream:
        return Stream(self._door.host, self, negotiate)

    @staticmethod
    def _tune(sock: socket.socket | None) -> None:
        """Let the kernel notice a peer that vanished, and send small stanzas at once."""
        if sock is None:
            return
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (("TCP_KEEPIDLE", SILENCE), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._stream is not None:
            self._stream.feed(data)

    def eof_received(self) -> bool:
        """The peer will send no more: so the stream is over (no half-open connections)."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        stream, self._stream = self._stream, None
        self._transport = None
        if stream is not None:
            self._door.left(self.address, self.is_stranger)
            stream.lost()

    def pause_writing(self) -> None:
        """The peer does not keep up: nor is it read, which asks for what it does not take."""
        if self._stream is not None:
            self._stream.clogged()
            self._stream.pause(self)

    def resume_writing(self) -> None:
        """It does again."""
        if self._stream is not None:
            self._stream.unclogged()
            self._stream.resume(self)

    # The stream calls (`Carrier`)

    def write(self, pieces: Sequence[bytes]) -> None:
        """Send bytes; a peer that lets too many wait is cut off."""
        self._write(pieces[0] if len(pieces) == 1 else b"".join(pieces))

    def _write(self, data: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > self._door.host.c2s.write_buffer:
            log.info("stream.cut_off", ip=self.address, why="buffer")
            transport.abort()
            return
        if len(data) <= WRITE_MARK or not self.has_tls:
            transport.write(data)
            return
        # TLS hands what it gets at once on at once, and would not see that it waits below: in
        # parts, all that follows what the peer leaves unread counts
        whole = memoryview(data)
        for start in range(0, len(whole), WRITE_MARK):
            transport.write(whole[start : start + WRITE_MARK])

    @property
    def unsent(self) -> int:
        """Bytes that wait for the peer."""
        return self._transport.get_write_buffer_size() if self._transport is not None else 0

    def end(self) -> None:
        """Close when what was written has left."""
        if self._transport is not None:
            self._transport.close()
            self._door.host.clock.call_later(5.0, self.abort)

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def pause_reading(self) -> None:
        """Leave the peer's bytes in the kernel."""
        if self._transport is not None and self._transport.is_reading():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take them again."""
        if self._transport is not None and not self._transport.is_reading():
            self._transport.resume_reading()

    def signed_in(self) -> None:
        """The peer is no stranger any more."""
        self.is_stranger = False
        self._door.signed_in(self.address)

    async def start_tls(self) -> None:
        """STARTTLS (RFC 6120, 5.4.3)."""
        transport = self._transport
        context = self._context
        if transport is None or context is None:
            raise ConnectionResetError
        loop = asyncio.get_running_loop()
        try:
            secured = await loop.start_tls(
                transport,
                self,
                context,
                server_side=self.server_name is None,
                server_hostname=self.server_name,
                ssl_handshake_timeout=self._door.host.limits.handshake_timeout,
            )
        except ssl.SSLCertVerificationError:
            raise
        except ssl.SSLError as error:  # the peer's fault, or its wish
            raise ConnectionResetError from error
        if secured is None or self._stream is None:
            raise ConnectionResetError
        self._transport = secured
        secured.set_write_buffer_limits(high=WRITE_MARK)
        self.has_tls = self.is_secure = True

    def bindings(self) -> Mapping[str, bytes]:
        """What SCRAM can bind to (RFC 5929, 3 and 4)."""
        found: dict[str, bytes] = {}
        if self.has_tls and self._transport is not None:
            if self._door.binding:
                found["tls-server-end-point"] = self._door.binding
            unique = self._transport.get_extra_info("ssl_object").get_channel_binding("tls-unique")
            if unique:
                found["tls-unique"] = unique
        return found


def address_of(transport: asyncio.BaseTransport) -> str:
    """The peer's IP address, "" when it is gone already."""
    peer = transport.get_extra_info("peername")
    return peer[0].partition("%")[0] if peer else ""


def is_loopback(address: str) -> bool:
    """Whether bytes to that address stay on this machine."""
    ip = ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_loopback
