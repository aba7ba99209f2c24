"""A client of the tests' own over BOSH."""

import asyncio
import base64
import itertools
from collections import deque
from collections.abc import Callable

from tests.units.web.frame_client import AUTH, BIND, CHAT, PASSWORD
from tests.units.web.house import House

from magpie.xmpp.element import Element, escape_text
from magpie.xmpp.parser import parse_element

NS = "http://jabber.org/protocol/httpbind"
BODY = f"<body xmlns='{NS}' xmlns:xmpp='urn:xmpp:xbosh' {{attrs}}>{{payload}}</body>"
OPENING = "to='localhost' xmpp:version='1.0' ver='1.11' wait='{wait}' hold='{hold}'"
WITHIN = 10.0
_ids = itertools.count(1)


class BoshClient:
    """One session.

    Attributes:
        rid: of the last request; `sid` the session's.
        unread: elements that came and were not asked for.
        end: the condition with which the session was ended; "" when there was none.
    """

    def __init__(self, house: House, rid: int = 1000) -> None:
        self._house = house
        self.rid = rid
        self.sid = ""
        self.jid = ""
        self.unread: deque[Element] = deque()
        self.end: str | None = None

    async def posts(self, attrs: str = "", payload: str = "", rid: int | None = None) -> Element:
        """One request; the response's body. Its content is also in `unread`."""
        if rid is None:
            self.rid += 1
            rid = self.rid
        sid = f"sid='{self.sid}'" if self.sid else ""
        text = BODY.format(attrs=f"rid='{rid}' {sid} {attrs}", payload=payload)
        async with self._house.browser.post("/http-bind", data=text) as answer:
            assert answer.status == 200, await answer.text()
            assert answer.content_type == "text/xml"
            body = parse_element(await answer.read(), "")
        if body.get("type") == "terminate":
            self.end = body.get("condition", "")
        self.unread.extend(body)
        return body

    async def finds(self, is_it: Callable[[Element], bool]) -> Element:
        """The next element of that kind, asked for until it comes."""
        async with asyncio.timeout(WITHIN):
            while True:
                while self.unread:
                    element = self.unread.popleft()
                    if is_it(element):
                        return element
                assert self.end is None, f"the session ended: {self.end}"
                await self.posts()

    async def opens(self, wait: int = 5, hold: int = 1, more: str = "") -> Element:
        """A session; what was agreed on. The features have come with it."""
        body = await self.posts(OPENING.format(wait=wait, hold=hold) + " " + more)
        self.sid = body.get("sid") or ""
        await self.finds(lambda one: one.name == "features")
        return body

    async def signs_in(self, name: str, resource: str = "bosh") -> "BoshClient":
        """Bound, as an account that is made first if there is none."""
        accounts = self._house.host.accounts
        if not accounts.is_there(accounts.jid(name)):
            await accounts.create(name, PASSWORD)
        await self.opens()
        proof = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
        await self.posts(payload=AUTH.format(proof))
        assert (await self.finds(lambda one: True)).name == "success"
        await self.posts("xmpp:restart='true' to='localhost'")
        await self.finds(lambda one: one.name == "features")
        await self.posts(payload=BIND.format(resource))
        answer = await self.finds(lambda one: one.get("id") == "bind")
        self.jid = next(iter(answer)).child_text("jid") or ""
        return self

    def chat(self, to: str, body: str) -> tuple[str, str]:
        """A message's id, and the message."""
        id = f"bosh-{next(_ids)}"
        return id, CHAT.format(to=to, id=id, body=escape_text(body))

    async def writes(self, to: str, body: str) -> str:
        """Send a message and wait for nothing but the response."""
        id, chat = self.chat(to, body)
        await self.posts(payload=chat + PING.format(next(_ids)))
        return id

    async def gets(self, id: str) -> Element:
        return await self.finds(lambda one: one.name == "message" and one.get("id") == id)


# It is answered at once, and so is the request that it comes in
PING = "<iq xmlns='jabber:client' type='get' id='ping{}'><ping xmlns='urn:xmpp:ping'/></iq>"


async def posted(house: House, text: str) -> tuple[int, Element]:
    """Any request; its status and the body of the response."""
    async with house.browser.post("/http-bind", data=text) as answer:
        return answer.status, parse_element(await answer.read(), "")
