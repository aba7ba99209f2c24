"""A client of the tests' own over WebSocket: it speaks RFC 7395 and nothing more."""

import asyncio
import base64
import itertools
from collections import deque
from collections.abc import Callable

import aiohttp
from tests.units.web.house import House

from magpie.xmpp.element import NS_CLIENT, Element, escape_text
from magpie.xmpp.parser import parse_element

PASSWORD = "orchard walls are high"
OPEN = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>"
CLOSE = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"
AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{}</auth>"
BIND = (
    "<iq xmlns='jabber:client' type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
    "<resource>{}</resource></bind></iq>"
)
CHAT = (
    "<message xmlns='jabber:client' type='chat' to='{to}' id='{id}'><body>{body}</body></message>"
)
WITHIN = 10.0  # seconds for an answer, whatever else this machine does
_ids = itertools.count(1)


class FrameClient:
    """One web socket.

    Attributes:
        jid: the bound address.
        unread: elements that came while another was waited for.
        code: of the frame that closed the socket.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._socket: aiohttp.ClientWebSocketResponse
        self.unread: deque[Element] = deque()
        self.jid = ""
        self.code: int | None = None

    async def connects(self, **headers: str) -> None:
        self._socket = await self._house.browser.ws_connect(
            "/xmpp-websocket", protocols=("xmpp",), headers=headers
        )
        self._house.at_the_end(self.drops)
        assert self._socket.protocol == "xmpp"

    async def says(self, xml: str) -> None:
        await self._socket.send_str(xml)

    async def says_bytes(self, data: bytes) -> None:
        await self._socket.send_bytes(data)

    async def hears(self) -> Element | None:
        """The next frame's element; None when the socket was closed."""
        if self.unread:
            return self.unread.popleft()
        message = await self._socket.receive(WITHIN)
        if message.type is not aiohttp.WSMsgType.TEXT:
            assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
            self.code = self._socket.close_code
            return None
        return parse_element(message.data, "")  # nothing is inherited: RFC 7395, 3.3.3

    async def finds(self, is_it: Callable[[Element], bool]) -> Element:
        """The next element of that kind; those before it are left out."""
        while True:
            element = await self.hears()
            assert element is not None, f"the socket was closed: {self.code}"
            if is_it(element):
                return element

    async def opens(self) -> Element:
        """A stream; its features."""
        await self.says(OPEN)
        opened = await self.hears()
        assert opened is not None
        assert opened.name == "open"
        features = await self.hears()
        assert features is not None
        return features

    async def signs_in(self, name: str, resource: str = "web") -> "FrameClient":
        """Bound, as an account that is made first if there is none."""
        accounts = self._house.host.accounts
        if not accounts.is_there(accounts.jid(name)):
            await accounts.create(name, PASSWORD)
        await self.signs_in_only(name)
        return await self.binds(resource)

    async def signs_in_only(self, name: str) -> None:
        """Before anything is bound."""
        await self.connects()
        await self.opens()
        proof = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
        await self.says(AUTH.format(proof))
        assert (await self.finds(lambda one: True)).name == "success"
        await self.opens()

    async def binds(self, resource: str) -> "FrameClient":
        await self.says(BIND.format(resource))
        answer = await self.finds(lambda one: one.get("id") == "bind")
        self.jid = next(iter(answer)).child_text("jid") or ""
        return self

    async def writes(self, to: str, body: str) -> str:
        id = f"chat-{next(_ids)}"
        await self.says(CHAT.format(to=to, id=id, body=escape_text(body)))
        return id

    async def gets(self, id: str) -> Element:
        """The message of that id."""
        return await self.finds(lambda one: one.name == "message" and one.get("id") == id)

    async def pings(self) -> None:
        """A whole round: what was sent before it has been handled."""
        id = f"ping-{next(_ids)}"
        await self.says(
            f"<iq xmlns='{NS_CLIENT}' type='get' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>"
        )
        await self.finds(lambda one: one.get("id") == id)

    async def closes(self) -> None:
        await self._socket.close()

    def drops(self) -> None:
        """Lose the connection without a word."""
        connection = self._socket._response.connection
        if connection is not None:
            connection.close()


async def chats(one: FrameClient, other: FrameClient) -> None:
    """Each hears of the other, so the server does its work."""
    for sender, receiver in ((one, other), (other, one)):
        async with asyncio.timeout(WITHIN):
            await receiver.gets(await sender.writes(receiver.jid, "still here"))
