"""A small client of our own over TCP and TLS: says what it is told, hears all."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from tests.scene.ear import Ear

from magpie.xmpp.element import Element

PATIENCE = 10.0  # seconds of the real clock
HEADER = (
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
    " to='{domain}' version='1.0'>"
)
NS_TLS = "urn:ietf:params:xml:ns:xmpp-tls"
NS_SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
NS_REGISTER = "jabber:iq:register"
NS_BIND = "urn:ietf:params:xml:ns:xmpp-bind"


def tls_context(authority: Path | None) -> ssl.SSLContext:
    """TLS that trusts this authority alone, or (`None`) whatever comes."""
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    if authority is None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class TcpEar(Ear):
    """A client's end of a TCP connection."""

    def __init__(self, domain: str = "localhost") -> None:
        super().__init__()
        self.domain = domain
        self._changed = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._pings = 0

    # Connecting

    async def connects(
        self, host: str, port: int, context: ssl.SSLContext | None = None, limit: int = 2**16
    ) -> None:
        """Connect, with TLS at once when there is a context."""
        name = self.domain if context else None
        self.reader, self.writer = await asyncio.open_connection(
            host, port, ssl=context, server_hostname=name, limit=limit
        )
        self._listens()

    async def starts_tls(self, context: ssl.SSLContext) -> None:
        """Open the stream and put TLS on the connection."""
        assert (await self.opens()).has("starttls", NS_TLS), "the server has no TLS"
        await self.says(f"<starttls xmlns='{NS_TLS}'/>")
        await self.next("proceed")
        assert self._listening is not None
        self._listening.cancel()
        await self.writer.start_tls(context, server_hostname=self.domain)
        self._listens()

    async def registers(self, name: str, password: str) -> Element:
        """Make an account; the server's answer."""
        await self.says(
            f"<iq type='set' id='r' to='{self.domain}'><query xmlns='{NS_REGISTER}'>"
            f"<username>{name}</username><password>{password}</password></query></iq>"
        )
        return await self.next("iq")

    async def signs_in(self, name: str, password: str) -> None:
        """Authenticate on an open stream, and open the next."""
        proof = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
        await self.says(f"<auth xmlns='{NS_SASL}' mechanism='PLAIN'>{proof}</auth>")
        await self.next("success")
        await self.opens()

    async def binds(self, resource: str) -> str:
        """Bind a resource; the full address."""
        await self.says(
            f"<iq type='set' id='b'><bind xmlns='{NS_BIND}'>"
            f"<resource>{resource}</resource></bind></iq>"
        )
        bound = (await self.next("iq")).child("bind", NS_BIND)
        assert bound is not None
        return bound.child_text("jid") or ""

    async def opens(self) -> Element:
        """Open a stream; its features."""
        self.restart()
        await self.says(HEADER.format(domain=self.domain))
        return await self.next("features")

    # Saying

    async def says(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)
        await self.writer.drain()

    def drop(self) -> None:
        """Cut the connection without a word."""
        self.is_closed = True
        if self._listening is not None:
            self._listening.cancel()
        self.writer.transport.abort()

    def deafens(self) -> None:
        """Read nothing more, and let little wait."""
        assert self._listening is not None
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listening.cancel()

    # Hearing

    async def until(self, is_true: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait for what the server sends, or for the end of the stream."""
        async with asyncio.timeout(within):
            while not is_true() and not self.is_closed:
                self._changed.clear()
                await self._changed.wait()

    async def next(self, name: str) -> Element:
        """The next element."""
        await self.until(lambda: self.unread)
        assert self.unread, f"no {name}: the stream ended: {self.stream_error}"
        element = self.unread.popleft()
        assert element.name == name, f"{element} instead of {name}"
        return element

    async def find(self, is_it: Callable[[Element], object], within: float = PATIENCE) -> Element:
        """Wait for an element, wherever among the unread it comes; the others stay."""
        found: list[Element] = []

        def is_there() -> bool:
            found[:] = [element for element in self.unread if is_it(element)]
            return bool(found)

        await self.until(is_there, within)
        assert found, f"it did not come before the end: {self.stream_error}"
        self.unread.remove(found[0])
        return found[0]

    async def pings(self, within: float = PATIENCE) -> None:
        """Wait until the server has answered all that was said before."""
        self._pings += 1
        id = f"ping-{self._pings}"
        await self.says(f"<iq type='get' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>")
        await self.find(lambda one: one.get("id") == id, within)

    async def ends(self, within: float = PATIENCE) -> str | None:
        """Wait for the end of the stream; the error it ended with."""
        await self.until(lambda: False, within)
        return self.stream_error

    def _listens(self) -> None:
        self.restart()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            while data := await self.reader.read(65536):
                self.hear(data)
                self._changed.set()
        except (ConnectionError, ssl.SSLError):
            pass
        self.is_closed = True
        self._changed.set()
