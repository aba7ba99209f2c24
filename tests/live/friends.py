"""People on slixmpp, a client that we did not write."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import slixmpp
from slixmpp.xmlstream import ET
from tests.live.program import Program
from tests.live.wire import OPEN, PASSWORD, trusting

PATIENCE = 10.0
PLUGINS = ("xep_0030", "xep_0077", "xep_0198", "xep_0199", "xep_0280", "xep_0313")


class Friend(slixmpp.ClientXMPP):
    """One device. `direct` is direct TLS; without, STARTTLS. What it hears is kept, in order."""

    def __init__(
        self,
        server: Program,
        name: str,
        resource: str,
        *,
        direct: bool = False,
        signs_up: bool = False,
        password: str = PASSWORD,
    ) -> None:
        context: ssl.SSLContext = trusting(server)
        super().__init__(f"{name}@{server.domain}/{resource}", password, ssl_context=context)
        OPEN.append(self)
        self._server = server
        self._direct = direct
        self._changed = asyncio.Event()
        self.chats: list[tuple[str, str]] = []  # (bare sender, text)
        self.messages: list[Any] = []
        self.online: set[str] = set()
        self.happened: list[str] = []
        self.enable_direct_tls = direct
        self.enable_starttls = not direct
        self.enable_plaintext = False
        for plugin in PLUGINS:
            self.register_plugin(plugin)
        self.plugin["xep_0077"].force_registration = signs_up
        if not signs_up:
            self.plugin["xep_0077"].create_account = False
        else:
            self.add_event_handler("register", self._sign_up)
        self.add_event_handler("message", self._on_message)
        self.add_event_handler("presence_available", self._on_available)
        self.add_event_handler("presence_unavailable", self._on_unavailable)
        for event in ("session_start", "session_resumed", "failed_all_auth", "disconnected"):
            self.add_event_handler(event, lambda _, event=event: self._note(event))

    async def arrives(self) -> None:
        """Connect and sign in."""
        port = self._server.tls_port if self._direct else self._server.port
        self.connect(self._server.host, port)
        await self.until(lambda: {"session_start", "failed_all_auth"} & {*self.happened})

    async def is_there(self) -> None:
        """Sign in, fetch the roster, and be available."""
        await self.arrives()
        assert "session_start" in self.happened, self.happened
        await self.get_roster()
        self.send_presence()

    async def leaves(self) -> None:
        """Close the stream properly, having said what has come."""
        self.plugin["xep_0198"].send_ack()
        await self.disconnect()

    def cut(self) -> None:
        """The network is gone: neither side says goodbye."""
        self.transport.abort()

    def drop(self) -> None:
        """The end of the test."""
        self.cancel_connection_attempt()
        if self.transport is not None:
            self.transport.abort()

    async def until(self, is_true: Callable[[], object], within: float = PATIENCE) -> None:
        async with asyncio.timeout(within):
            while not is_true():
                self._changed.clear()
                await self._changed.wait()

    async def says(self, jid: str, text: str) -> None:
        """Send a chat message."""
        self.send_message(jid, text, mtype="chat")

    async def hears(self, sender: str, *texts: str) -> None:
        """Wait for these texts of one sender, in this order, and nothing else of theirs."""
        wanted = [(sender, text) for text in texts]
        await self.until(lambda: len([one for one in self.chats if one[0] == sender]) >= len(texts))
        assert [one for one in self.chats if one[0] == sender] == wanted, self.chats
        self.chats = [one for one in self.chats if one[0] != sender]

    async def sees(self, start: str, online: bool = True) -> str:
        """Wait until somebody whose address begins so is online, or no more; who it is."""

        def who() -> str:
            return next((jid for jid in self.online if jid.startswith(start)), "")

        await self.until(lambda: bool(who()) is online)
        return who()

    async def history(self, **filters: Any) -> list[tuple[str, str]]:
        """(bare sender, text) of all that the archive holds."""
        found = []
        async for result in self.plugin["xep_0313"].iterate(**filters):
            message = result["mam_result"]["forwarded"]["stanza"]
            found.append((message["from"].bare, message["body"]))
        return found

    async def _sign_up(self, _: object) -> None:
        if "signed_up" in self.happened:
            return  # asked anew at each connection
        self._note("signed_up")
        iq = self.Iq()
        iq["type"] = "set"
        iq["register"]["username"] = self.boundjid.user
        iq["register"]["password"] = self.password
        await iq.send(timeout=PATIENCE)

    def _note(self, event: str) -> None:
        self.happened.append(event)
        self._changed.set()

    def _on_message(self, message: Any) -> None:
        self.messages.append(message)
        if message["type"] in ("chat", "normal") and message["body"]:
            self.chats.append((message["from"].bare, message["body"]))
        self._changed.set()

    def _on_available(self, presence: Any) -> None:
        self.online.add(presence["from"].full)
        self._changed.set()

    def _on_unavailable(self, presence: Any) -> None:
        self.online.discard(presence["from"].full)
        self._changed.set()


def children(message: Any) -> set[str]:
    """The names of a stanza's children, as ElementTree has them."""
    element: ET.Element = message.xml
    return {child.tag for child in element}
