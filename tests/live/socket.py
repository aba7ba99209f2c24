"""A client of our own over WebSocket, to the real program."""

import base64
import itertools
import ssl
from collections.abc import Callable

import aiohttp
from tests.live.wire import PASSWORD

from magpie.xmpp.element import Element, escape_text
from magpie.xmpp.parser import parse_element

OPEN = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>"
REGISTER = (
    "<iq xmlns='jabber:client' type='set' id='register'><query xmlns='jabber:iq:register'>"
    "<username>{}</username><password>{}</password></query></iq>"
)
AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{}</auth>"
BIND = (
    "<iq xmlns='jabber:client' type='set' id='bind'>"
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
)
CHAT = "<message xmlns='jabber:client' type='chat' to='{}' id='{}'><body>{}</body></message>"
WITHIN = 10.0
_ids = itertools.count(1)


class SocketClient:
    """One web socket; `jid` is its address once it is signed in."""

    def __init__(self, browser: aiohttp.ClientSession, tls: ssl.SSLContext | None = None) -> None:
        self._browser = browser
        self._tls = tls if tls is not None else True
        self._socket: aiohttp.ClientWebSocketResponse
        self.jid = ""

    async def connects(self, **headers: str) -> None:
        """A stream is open, its features read."""
        self._socket = await self._browser.ws_connect(
            "/xmpp-websocket", protocols=("xmpp",), headers=headers, ssl=self._tls
        )
        await self.opens()

    async def opens(self) -> None:
        await self._socket.send_str(OPEN)
        await self.finds(lambda one: one.name == "features")

    async def hears(self) -> Element:
        message = await self._socket.receive(WITHIN)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return parse_element(message.data, "")

    async def finds(self, is_it: Callable[[Element], bool]) -> Element:
        while not is_it(element := await self.hears()):
            pass
        return element

    async def registers(self, name: str) -> None:
        await self._socket.send_str(REGISTER.format(name, PASSWORD))
        answer = await self.finds(lambda one: one.get("id") == "register")
        assert answer.get("type") == "result", answer

    async def signs_in(self, name: str) -> None:
        proof = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
        await self._socket.send_str(AUTH.format(proof))
        answer = await self.finds(lambda one: one.name in ("success", "failure"))
        assert answer.name == "success", answer
        await self.opens()
        await self._socket.send_str(BIND)
        answer = await self.finds(lambda one: one.get("id") == "bind")
        self.jid = next(iter(answer)).child_text("jid") or ""

    async def says_to(self, to: str, body: str) -> str:
        id = f"socket-{next(_ids)}"
        await self._socket.send_str(CHAT.format(to, id, escape_text(body)))
        return id

    async def closes(self) -> None:
        await self._socket.close()
