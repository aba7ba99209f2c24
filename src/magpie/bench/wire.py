"""A lean XMPP client for load: bytes in, bytes out, the least work per stanza.

Theory of operation: a `Link` is one connection. While it is being set up, pieces of the stream
(see `scan`) queue up and `expect` takes them. A work then sets `consumer` and is called with the
pieces of each read, without a task switch. With stream management (XEP-0198) the link counts what
it receives and answers every `<r/>` by itself; the work never sees these elements.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from typing import cast

from magpie.bench.scan import Scanner, attribute, texts
from magpie.bench.scram import PREFERRED, Scram, plain
from magpie.bench.target import Target, Tls

NS_SM = "urn:xmpp:sm:3"
NS_CARBONS = "urn:xmpp:carbons:2"
_STANZAS = (b"<m", b"<p", b"<i")
PATIENCE = 60.0  # seconds until a silent server counts as stuck


class WireError(Exception):
    """The server refused, closed the stream, or said what nobody expected."""


class MechanismMissing(WireError):
    """The server does not offer the mechanism that was asked for."""


def _insecure() -> ssl.SSLContext:
    """A context that takes any certificate: the load generator's peer is a test server."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_TLS = _insecure()


class Link(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.consumer: Callable[[list[bytes]], None] | None = None
        self.is_managed = False
        self.handled = 0  # stanzas received since stream management was enabled: our h
        self.acknowledged = 0  # the server's last h
        self.jid = ""
        self._loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[None] = self._loop.create_future()
        self._transport: asyncio.Transport | None = None
        self._scanner = Scanner()
        self._pieces: deque[bytes] = deque()
        self._waiter: asyncio.Future[None] | None = None

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass

    def data_received(self, data: bytes) -> None:
        self.take(self._scanner.feed(data))

    def take(self, pieces: list[bytes]) -> None:
        """Pieces have come."""
        if self.is_managed:
            pieces = self._managed(pieces)
        if self.consumer is not None:
            self.consumer(pieces)
            return
        self._pieces.extend(pieces)
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _managed(self, pieces: list[bytes]) -> list[bytes]:
        """Count stanzas, answer `<r/>`, note `<a/>`; what is left is for the work."""
        stanzas = []
        answers = []
        for piece in pieces:
            if piece[:2] in _STANZAS:
                self.handled += 1
                stanzas.append(piece)
            elif piece.startswith(b"<r"):
                answers.append(b"<a xmlns='urn:xmpp:sm:3' h='%d'/>" % self.handled)
            elif piece.startswith(b"<a"):
                self.acknowledged = int(attribute(piece, b"h") or 0)
            else:
                stanzas.append(piece)
        if answers:
            self.write(b"".join(answers))
        return stanzas

    # The work's side

    def write(self, data: bytes) -> None:
        """Send bytes; on a connection that is gone they vanish, as they would on the network."""
        if self._transport is not None and not self.closed.done():
            self._transport.write(data)

    def hand_over(self, consumer: Callable[[list[bytes]], None]) -> None:
        """From now on `consumer` gets all pieces, first those that have come already."""
        self.consumer = consumer
        if self._pieces:
            waiting = list(self._pieces)
            self._pieces.clear()
            consumer(waiting)

    async def next(self) -> bytes:
        """The next piece of the stream."""
        while not self._pieces:
            if self.closed.done():
                raise WireError("the server closed the connection")
            self._waiter = self._loop.create_future()
            await self._waiter
        return self._pieces.popleft()

    async def expect(self, *starts: bytes) -> bytes:
        """The next piece that begins with one of `starts`; stanzas in between are dropped."""
        while True:
            piece = await self.next()
            if piece.startswith(starts):
                return piece
            if piece.startswith((b"<stream:error", b"<failure", b"</stream", b"<failed")):
                raise WireError(piece.decode(errors="replace"))

    async def ask(self, request: bytes, key: bytes) -> bytes:
        """Send an IQ whose id is `key` and wait for its answer, which may be an error."""
        self.write(request)
        while True:
            piece = await self.expect(b"<iq")
            if attribute(piece, b"id") == key:
                return piece

    async def open(self) -> bytes:
        """Connect, encrypt as the target says, and return the stream's features."""
        target = self.target
        direct = _TLS if target.tls is Tls.DIRECT else None
        await self._loop.create_connection(
            lambda: self,
            target.host,
            target.port,
            ssl=direct,
            server_hostname=target.domain if direct else None,
        )
        features = await self.restart()
        if target.tls is not Tls.STARTTLS:
            return features
        self.write(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
        await self.expect(b"<proceed")
        assert self._transport is not None
        transport = await self._loop.start_tls(
            self._transport, self, _TLS, server_hostname=target.domain
        )
        assert transport is not None
        self._transport = transport
        return await self.restart()

    async def restart(self) -> bytes:
        """Open a stream and return its features."""
        self.write(
            b"<?xml version='1.0'?><stream:stream to='%s' version='1.0' xmlns='jabber:client' "
            b"xmlns:stream='http://etherx.jabber.org/streams'>" % self.target.domain.encode()
        )
        return await self.expect(b"<stream:features")

    async def authenticate(self, features: bytes, user: str) -> None:
        """SASL (RFC 6120, 6) by the target's mechanism, and the stream that follows."""
        mechanism = choose(self.target.mechanism, features)
        start = b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='%s'>%s</auth>"
        if mechanism == "PLAIN":
            self.write(start % (b"PLAIN", plain(user, self.target.password)))
            await self.expect(b"<success")
        else:
            scram = Scram(mechanism, user, self.target.password)
            self.write(start % (mechanism.encode(), scram.first()))
            answer = scram.final(content(await self.expect(b"<challenge")))
            self.write(b"<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>%s</response>" % answer)
            if not scram.is_genuine(content(await self.expect(b"<success"))):
                raise WireError("the server's SCRAM signature is wrong")
        await self.restart()

    async def bind(self, resource: str) -> None:
        """Bind a resource (RFC 6120, 7)."""
        answer = await self.ask(
            b"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            b"<resource>%s</resource></bind></iq>" % resource.encode(),
            b"bind",
        )
        jids = texts(answer, b"jid")
        if not jids:
            raise WireError(answer.decode(errors="replace"))
        self.jid = jids[0].decode()

    async def close(self) -> None:
        """End the stream and wait until the server has closed the connection."""
        self.write(b"</stream:stream>")
        self.consumer = None
        try:
            async with asyncio.timeout(5):
                # Where TLS is on, a peer may wait for our end to close first (RFC 6120, 4.4).
                while not self.closed.done() and not (await self.next()).startswith(b"</stream"):
                    pass
        except (WireError, TimeoutError):
            pass
        if self._transport is not None:
            self._transport.close()


def choose(wanted: str, features: bytes) -> str:
    """The mechanism to use out of those that the features offer."""
    offered = {name.decode() for name in texts(features, b"mechanism")}
    for mechanism in (wanted,) if wanted else PREFERRED:
        if mechanism in offered:
            return mechanism
    raise MechanismMissing(f"{wanted or 'any known mechanism'} is not offered: {sorted(offered)}")


def content(piece: bytes) -> bytes:
    """The text of an element without children."""
    return piece[piece.index(b">") + 1 : piece.rindex(b"<")] if b"</" in piece else b""
