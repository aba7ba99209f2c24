"""The load generator's client over WebSocket (RFC 7395): the same pieces, each in a frame."""

import asyncio
import base64
import os

from magpie.bench.scan import Scanner
from magpie.bench.target import Target
from magpie.bench.wire import Link, WireError

PATH = "/xmpp-websocket"
NS = b"urn:ietf:params:xml:ns:xmpp-framing"
NO_MASK = bytes(4)  # a mask as good as any: the server takes it off all the same
STANZAS = (b"<message", b"<presence", b"<iq")


class FramedLink(Link):
    """One web socket."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._splitter = Scanner()
        self._head: bytes | None = b""  # the HTTP response so far; None when it is over
        self._rest = b""
        self._switched: asyncio.Future[None] = self._loop.create_future()

    async def _connected(self) -> None:
        target = self.target
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {PATH} HTTP/1.1\r\nHost: {target.domain}:{target.port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        super().write(request.encode())
        await self._switched

    async def restart(self) -> bytes:
        """Open a stream and return its features."""
        if self._head is not None:
            await self._connected()
        self._splitter = Scanner()
        domain = self.target.domain.encode()
        self._send(b"<open xmlns='%b' to='%b' version='1.0'/>" % (NS, domain))
        return await self.expect(b"<stream:features")

    def write(self, data: bytes) -> None:
        """Send elements, each in a frame of its own."""
        if data == b"</stream:stream>":
            self._send(b"<close xmlns='%b'/>" % NS)
            return
        super().write(b"".join([frame(document(one)) for one in self._splitter.feed(data)]))

    def _send(self, document: bytes) -> None:
        super().write(frame(document))

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            self._head += data
            head, end, rest = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            self._head, data = None, rest
            if self._switched.done():
                return  # whoever waited has given up
            if not head.startswith(b"HTTP/1.1 101 "):
                self._switched.set_exception(WireError(head.decode(errors="replace")))
                return
            self._switched.set_result(None)
        self._rest += data
        self.take(self._frames())

    def _frames(self) -> list[bytes]:
        """What the whole text frames hold that have come; a server's are not masked."""
        data, at, pieces = self._rest, 0, []
        while len(data) - at >= 10 or (len(data) - at >= 2 and data[at + 1] < 126):
            length, start = data[at + 1], at + 2
            if length >= 126:
                start += 2 if length == 126 else 8
                length = int.from_bytes(data[at + 2 : start], "big")
            if start + length > len(data):
                break
            if data[at] == 0x81:
                pieces.append(data[start : start + length])
            at = start + length
        self._rest = data[at:]
        return pieces


def document(piece: bytes) -> bytes:
    """A stanza names its namespace (RFC 7395, 3.3.3)."""
    for name in STANZAS:
        if piece.startswith(name):
            return name + b" xmlns='jabber:client'" + piece[len(name) :]
    return piece


def frame(data: bytes) -> bytes:
    """A client's text frame (RFC 6455, 5.2)."""
    size = len(data)
    if size < 126:
        head = bytes((0x81, 0x80 | size))
    elif size < 65_536:
        head = b"\x81\xfe" + size.to_bytes(2, "big")
    else:
        head = b"\x81\xff" + size.to_bytes(8, "big")
    return head + NO_MASK + data


def new_link(target: Target) -> Link:
    """A connection of the kind that the target asks for."""
    return FramedLink(target) if target.is_websocket else Link(target)
