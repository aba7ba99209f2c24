"""XMPP over WebSocket (RFC 7395): one more kind of connection below a client's stream.

Theory of operation. aiohttp reads the request that asks for a web socket. Once it is granted, the
connection is taken out of its hands, and from then on is what a TCP connection is to the stream,
with frames around each element: the same limits, back-pressure and resumption, at the same price.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import cast

from aiohttp import web

from magpie.base.log import get_logger
from magpie.server.door import Door
from magpie.server.stream import Stream
from magpie.server.tcp import Connection
from magpie.web.entrance import Knock
from magpie.web.frames import Close, FrameError, FrameReader, Opcode, frame
from magpie.web.origin import refuse_strangers
from magpie.web.peer import Peer
from magpie.web.site import Site
from magpie.xmpp.errors import StreamError
from magpie.xmpp.framing import FRAMES, document
from magpie.xmpp.stream import Framing

log = get_logger(__name__)
PATH = "/xmpp-websocket"  # where clients look that have not been told
PROTOCOL = "xmpp"  # RFC 7395, 3.1
SALT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
SIGN_OF_LIFE = b" "


def add_routes(site: Site) -> None:
    async def connect(request: web.Request) -> web.StreamResponse:
        refuse_strangers(site, request)
        accept = accepted(request)
        peer = site.peer(request)
        assert request.transport is not None
        if not site.door.admits(peer.address):
            raise web.HTTPServiceUnavailable(text="There are too many connections.")
        knock = cast(Knock, request.transport.get_protocol())
        WebSocket(site.door, peer).takes_over(knock, accept)
        return web.Response(status=101)  # it goes nowhere: the socket has answered

    site.add("GET", PATH, connect, within=None)


def accepted(request: web.Request) -> bytes:
    """What proves that we understood (RFC 6455, 4.2.2). Raises web.HTTPException."""
    headers = request.headers
    if headers.get("Upgrade", "").lower() != "websocket":
        text = "This is where XMPP apps connect by WebSocket."
        raise web.HTTPUpgradeRequired(text=text, headers={"Upgrade": "websocket"})
    if headers.get("Sec-WebSocket-Version") != "13":
        text = "Version 13 of WebSocket is spoken here."
        raise web.HTTPUpgradeRequired(text=text, headers={"Sec-WebSocket-Version": "13"})
    offered = ",".join(headers.getall("Sec-WebSocket-Protocol", []))
    if PROTOCOL not in [name.strip() for name in offered.split(",")]:
        raise web.HTTPBadRequest(text='The subprotocol "xmpp" is spoken here.')
    key = headers.get("Sec-WebSocket-Key", "")
    try:
        is_key = len(base64.b64decode(key, validate=True)) == 16
    except ValueError:  # also what is not ASCII
        is_key = False
    if not is_key:
        raise web.HTTPBadRequest(text="Sec-WebSocket-Key is not what it should be.")
    digest = hashlib.sha1(key.encode() + SALT, usedforsecurity=False).digest()
    return base64.b64encode(digest)


class WebSocket(Connection):
    """One web socket; a `Carrier` to its stream. The door has admitted it."""

    __slots__ = ("_frames", "_is_ending", "_is_proxied")
    is_web = True

    def __init__(self, door: Door, peer: Peer) -> None:
        super().__init__(door, peer.has_tls)
        self.address = peer.address
        self.is_secure = peer.is_secure
        self._is_proxied = peer.is_proxied
        self._is_ending = False
        self._frames = FrameReader(door.host.limits.stanza_size_unauthenticated)

    def takes_over(self, knock: Knock, accept: bytes) -> None:
        """Answer the handshake, and be the connection from now on."""
        self._transport = knock.gives_way(self)
        if self._transport is None:
            self._door.left(self.address, True)
            return
        self._transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %b\r\nSec-WebSocket-Protocol: %b\r\n\r\n"
            % (accept, PROTOCOL.encode())
        )
        self._begin(self._transport)

    @property
    def can_start_tls(self) -> bool:
        """RFC 7395, 3.9: TLS is below the web socket."""
        return False

    @property
    def framing(self) -> Framing:
        """Each element in a frame."""
        return FRAMES

    def bindings(self) -> Mapping[str, bytes]:
        """Nothing, where TLS ends at a proxy."""
        return {} if self._is_proxied else super().bindings()

    # asyncio calls

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        stream = self._stream
        if stream is None or self._is_ending:
            return
        self._frames.max_size = stream.parser.max_size
        try:
            messages = self._frames.feed(data)
        except FrameError as error:
            self._refuse(error)
            return
        for opcode, content in messages:
            self._take(stream, opcode, content)

    def _take(self, stream: Stream, opcode: Opcode, content: bytes) -> None:
        if self._is_ending:
            return
        match opcode:
            case Opcode.TEXT:
                stream.feed(content)
            case Opcode.BINARY:  # RFC 7395, 3.2: text, always
                self._refuse(FrameError(Close.UNSUPPORTED_DATA, "a binary frame"))
            case Opcode.CLOSE:
                self._close(Close.NORMAL)
            case Opcode.PING:
                stream.feed(SIGN_OF_LIFE * (len(content) + 1))
                self._write(frame(Opcode.PONG, content))
            case _:
                stream.feed(SIGN_OF_LIFE)

    def _refuse(self, error: FrameError) -> None:
        log.info("websocket.refused", ip=self.address, why=str(error))
        if error.code is Close.TOO_BIG and self._stream is not None:
            self._stream.close(StreamError("policy-violation", str(error)))
        else:
            self._close(error.code)

    # The stream calls (`Carrier`)

    def write(self, pieces: Sequence[bytes]) -> None:
        """Send elements, each in a frame of its own (RFC 7395, 3.3.3)."""
        if not self._is_ending:
            self._write(b"".join([frame(Opcode.TEXT, document(piece)) for piece in pieces]))

    def end(self) -> None:
        """Close when what was written has left."""
        self._close(Close.NORMAL)

    def _close(self, code: Close) -> None:
        """RFC 6455, 7.1.1: the server closes the connection first."""
        if not self._is_ending:
            self._write(frame(Opcode.CLOSE, code.to_bytes(2, "big")))
            self._is_ending = True
            super().end()
