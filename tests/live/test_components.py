"""Components: programs on slixmpp that answer for a domain, and some that may not."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterator

import pytest
from slixmpp.componentxmpp import ComponentXMPP
from tests.live.friends import PATIENCE, Friend
from tests.live.program import Program
from tests.live.prosody import free_port
from tests.live.wire import OPEN

ECHO, OTHER, SECRET = "echo.test", "other.test", "as far as the owl"
NS = "jabber:component:accept"


class Echo(ComponentXMPP):
    """Says again what it hears."""

    def __init__(self, port: int) -> None:
        super().__init__(ECHO, SECRET, "127.0.0.1", port)
        OPEN.append(self)
        self.happened: list[str] = []
        self._changed = asyncio.Event()
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0199")
        self.plugin["xep_0030"].add_identity("gateway", "echo", "Echo")
        for event in ("session_start", "disconnected", "stream_error"):
            self.add_event_handler(event, lambda _, event=event: self.note(event))
        self.add_event_handler("message", self._on_message)
        self.add_event_handler("presence_subscribe", self._on_subscribe)

    def note(self, event: str) -> None:
        self.happened.append(event)
        self._changed.set()

    def _on_message(self, message) -> None:
        if message["type"] in ("chat", "normal"):
            message.reply(message["body"]).send()

    def _on_subscribe(self, presence) -> None:
        for kind in ("subscribed", "available"):
            self.send_presence(pto=presence["from"].bare, pfrom=presence["to"], ptype=kind)

    async def until(self, is_true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_true():
                self._changed.clear()
                await self._changed.wait()

    async def arrives(self) -> "Echo":
        self.connect()
        await self.until(lambda: "session_start" in self.happened)
        return self

    def drop(self) -> None:
        self.cancel_connection_attempt()
        if self.transport is not None:
            self.transport.abort()


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def house(port: int) -> Iterator[Program]:
    """A server that two components may connect to."""
    settings = {
        "components.listen": f'["127.0.0.1:{port}"]',
        "components.secrets": f'{{ "{ECHO}" = "{SECRET}", "{OTHER}" = "another" }}',
    }
    with Program(**settings, **{"registration.mode": "open"}) as program:
        yield program
        assert program.errors() == []


async def test_people_talk_to_a_component_and_see_it(house, port, name):
    echo = await Echo(port).arrives()
    romeo = Friend(house, name("romeo"), "orchard", signs_up=True)
    await romeo.is_there()
    await romeo.says(f"juliet@{ECHO}", "But soft")
    await romeo.hears(f"juliet@{ECHO}", "But soft")
    romeo.send_presence_subscription(f"juliet@{ECHO}")
    await romeo.sees(f"juliet@{ECHO}")
    items = await romeo.plugin["xep_0030"].get_items("localhost")
    assert ECHO in {item[0] for item in items["disco_items"]["items"]}
    info = await romeo.plugin["xep_0030"].get_info(ECHO)
    assert ("gateway", "echo", None, "Echo") in info["disco_info"]["identities"]
    history = await romeo.history(with_jid=f"juliet@{ECHO}")
    assert [text for _, text in history] == ["But soft", "But soft"]
    await romeo.leaves()
    await echo.disconnect()


async def test_a_component_that_is_away_is_said_to_be(house, port, name):
    romeo = Friend(house, name("romeo"), "orchard", signs_up=True)
    await romeo.is_there()
    errors = []
    romeo.add_event_handler("message_error", lambda message: errors.append(message["error"]))
    romeo.send_message(f"juliet@{OTHER}", "Anybody?", mtype="chat")
    romeo.add_event_handler("message_error", lambda _: romeo._changed.set())
    await romeo.until(lambda: errors)
    assert errors[0]["condition"] == "service-unavailable"
    items = await romeo.plugin["xep_0030"].get_items("localhost")
    assert OTHER not in {item[0] for item in items["disco_items"]["items"]}
    await romeo.leaves()


class Raw:
    """A component's connection, byte by byte."""

    def __init__(self) -> None:
        self.heard = b""

    async def __aenter__(self) -> "Raw":
        return self

    async def __aexit__(self, *_) -> None:
        self.writer.transport.abort()

    async def opens(self, port: int, to: str, ns: str = NS) -> str:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        self.says(
            f"<stream:stream xmlns='{ns}' to='{to}' xmlns:stream='http://etherx.jabber.org/streams'>"
        )
        return re.search(r" id='([^']+)'", await self.hears(">"))[1]

    async def proves(self, port: int, to: str, secret: str) -> None:
        id = await self.opens(port, to)
        self.says(f"<handshake>{hashlib.sha1((id + secret).encode()).hexdigest()}</handshake>")

    def says(self, text: str) -> None:
        self.writer.write(text.encode())

    async def hears(self, end: str) -> str:
        """All that has come, up to there."""
        async with asyncio.timeout(PATIENCE):
            while end.encode() not in self.heard:
                more = await self.reader.read(4096)
                assert more, self.heard
                self.heard += more
        return self.heard.decode()


@pytest.mark.parametrize(
    ("to", "secret", "condition"),
    [(OTHER, "wrong", "not-authorized"), (OTHER, "", "not-authorized")],
)
async def test_who_does_not_know_the_secret_is_refused(house, port, to, secret, condition):
    async with Raw() as raw:
        await raw.proves(port, to, secret)
        assert f"<{condition} " in await raw.hears("</stream:stream>")


async def test_a_domain_that_is_nobodys_is_refused(house, port):
    async with Raw() as raw:
        await raw.opens(port, "nobody.test")
        assert "<host-unknown " in await raw.hears("</stream:stream>")


async def test_a_client_is_told_that_it_is_wrong_here(house, port):
    async with Raw() as raw:
        await raw.opens(port, OTHER, "jabber:client")
        assert "<invalid-namespace " in await raw.hears("</stream:stream>")


async def test_there_is_one_for_a_domain_at_a_time(house, port):
    async with Raw() as first, Raw() as second:
        await first.proves(port, OTHER, "another")
        await first.hears("<handshake/>")
        await second.proves(port, OTHER, "another")
        assert "<conflict " in await second.hears("</stream:stream>")
        first.says(f"<iq type='get' id='1' from='{OTHER}' to='localhost'>")
        first.says("<ping xmlns='urn:xmpp:ping'/></iq>")
        assert "type='result'" in await first.hears(" id='1'")


@pytest.mark.parametrize(
    ("stanza", "condition"),
    [
        (f"<message from='a@localhost' to='b@{OTHER}'><body>x</body></message>", "invalid-from"),
        ("<message from='a@elsewhere.test' to='b@localhost'/>", "invalid-from"),
        ("<message to='b@localhost'/>", "improper-addressing"),
        (f"<presence from='{OTHER}'/>", "improper-addressing"),
        ("<enable xmlns='urn:xmpp:sm:3'/>", "unsupported-stanza-type"),
        (f"<message xmlns='jabber:client' from='{OTHER}' to='b@localhost'/>",
         "unsupported-stanza-type"),
    ],
)  # fmt: skip
async def test_it_speaks_for_its_own_domain_only(house, port, stanza, condition):
    async with Raw() as raw:
        await raw.proves(port, OTHER, "another")
        await raw.hears("<handshake/>")
        raw.says(stanza)
        assert f"<{condition} " in await raw.hears("</stream:stream>")
