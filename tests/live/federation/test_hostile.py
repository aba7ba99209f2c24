"""Peers that mean no good, or are broken: each is told, bounded, and disturbs nobody."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from tests.live.federation.peers import OURS, THEIRS, federated
from tests.live.federation.people import PATIENCE, Person
from tests.live.program import Program
from tests.live.prosody import free_port
from tests.live.wire import Bystanders

HEADER = (
    "<stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback' version='1.0'"
    " xmlns:stream='http://etherx.jabber.org/streams' from='{}' to='{}'>"
)


class Peer:
    """A server of another domain, on a wire of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.heard = b""

    async def connects(self, sender: str = THEIRS, to: str = OURS) -> None:
        """As far as the features after TLS."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        await self.says(HEADER.format(sender, to))
        await self.hears(b"</stream:features>")
        await self.says("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
        await self.hears(b"<proceed")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        await self._writer.start_tls(context, server_hostname=to)
        self.heard = b""
        await self.says(HEADER.format(sender, to))
        await self.hears(b"</stream:features>")

    async def says(self, text: str) -> None:
        self._writer.write(text.encode())
        await self._writer.drain()

    async def hears(self, what: bytes) -> None:
        async with asyncio.timeout(PATIENCE):
            while what not in self.heard:
                data = await self._reader.read(4_096)
                assert data, f"it ended: {self.heard!r}"
                self.heard += data

    async def is_closed(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while data := await self._reader.read(4_096):
                self.heard += data

    def drop(self) -> None:
        self._writer.transport.abort()


@pytest.fixture(scope="module")
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def place(silent: int) -> Iterator[tuple[Program, int]]:
    """Ours, and where servers connect to it."""
    port = free_port()
    settings = {
        "s2s.queue": "5",
        "s2s.queue_for": "2 s",
        "s2s.deny": '["evil.test"]',
        "limits.handshake_timeout": '"2 s"',
    }
    with federated(OURS, port, {THEIRS: silent, "gone.test": free_port()}, **settings) as program:
        yield program, port
        assert program.errors() == []


@asynccontextmanager
async def calling(port: int, sender: str = THEIRS) -> AsyncIterator[Peer]:
    peer = Peer(port)
    await peer.connects(sender)
    try:
        yield peer
    finally:
        peer.drop()


async def test_a_peer_that_never_answers_holds_up_nobody(place, name):
    program, _ = place
    romeo = Person(program, name("romeo"), "orchard", signs_up=True)
    await romeo.is_there()
    async with Bystanders(program) as bystanders:
        for number in range(12):
            await romeo.says(f"juliet@{THEIRS}", f"line {number}")
        full = f"juliet@{THEIRS}", "resource-constraint"
        await romeo.until(lambda: romeo.refusals.count(full) >= 6, PATIENCE)
        await bystanders.go_on()
        late = f"juliet@{THEIRS}", "remote-server-timeout"
        await romeo.until(lambda: len(romeo.refusals) == 12, 3 * PATIENCE)
        assert {*romeo.refusals} == {full, late}
        await bystanders.go_on()


async def test_who_speaks_for_a_domain_that_it_has_not_shown_is_cut_off(place):
    _, port = place
    for stanza in (
        f"<message from='juliet@{THEIRS}' to='romeo@{OURS}'><body>forged</body></message>",
        f"<message from='admin@{OURS}' to='romeo@{OURS}'><body>forged</body></message>",
    ):
        async with calling(port) as peer:
            await peer.says(stanza)
            await peer.hears(b"<not-authorized")
            await peer.is_closed()


async def test_who_claims_our_own_domain_or_one_that_is_denied_is_refused(place):
    _, port = place
    async with calling(port, "gone.test") as peer:
        await peer.says(f"<db:result from='{OURS}' to='{OURS}'>key</db:result>")
        await peer.hears(b"<not-acceptable")
        await peer.says(f"<db:result from='rooms.{OURS}' to='{OURS}'>key</db:result>")
        await peer.says(f"<db:result from='gone.test' to='{OURS}'>key</db:result>")
        await peer.hears(b"<remote-server-timeout")
    peer = Peer(port)
    with pytest.raises(AssertionError, match="policy-violation"):
        await peer.connects("chat.evil.test")
    peer.drop()


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        ("<message>" + "x" * 300_000, b"<policy-violation"),
        ("<!-- -->", b"<restricted-xml"),
        ("</message>", b"<not-well-formed"),
        ("<a>" * 1_000, b"<policy-violation"),
    ],
)
async def test_what_is_no_stanza_ends_the_stream(place, data, condition):
    _, port = place
    async with calling(port) as peer:
        await peer.says(data)
        await peer.is_closed()
        assert condition in peer.heard


async def test_a_stream_on_which_nothing_comes_is_closed(place):
    _, port = place
    async with calling(port) as peer:
        await peer.is_closed()
