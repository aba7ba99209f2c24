"""The desktop client comes back: by what it says and hears on the wire, in one trip."""

import asyncio
import contextlib
import itertools
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest
from tests.live.program import Program
from tests.live.prosody import Prosody
from tests.live.test_desktop import PASSWORD, User
from tests.live.wire import trusting

from magpie.desktop.core.entities.account import Connection, Server
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Login
from magpie.desktop.link import trust
from magpie.desktop.link.xmpp import XmppLink


class Traced(User):
    """A user whose stanzas are kept, in order: (direction, words)."""

    def link(self) -> XmppLink:
        self.said: list[tuple[str, str]] = []
        self.links.append(XmppLink(trace=lambda way, words: self.said.append((way, words))))
        return self.links[-1]

    async def comes_back(self) -> list[tuple[str, str]]:
        """What is said from the cut until the session is there, on the safe line."""
        self.said.clear()
        self.cut()
        await self.until(lambda: self.connection is not Connection.ONLINE)
        await self.until(lambda: self.connection is Connection.ONLINE)
        begun = next(i for i, (_, words) in enumerate(self.said) if " from='" in words)
        return self.said[begun:]

    @property
    def ticket(self) -> str:
        return next((v for k, v in self.passwords.kept.items() if "ticket" in k), "")


def trips(said: list[tuple[str, str]]) -> int:
    """How often the client had to wait for an answer until it was told of its success."""
    end = next(i for i, (way, words) in enumerate(said) if way == "in" and "success" in words[:40])
    ways = [way for way, _ in said[: end + 1]]
    return sum(1 for one, next in itertools.pairwise(ways) if (one, next) == ("out", "in"))


@pytest.fixture
async def user(name, tmp_path) -> AsyncIterator[Callable[..., Awaitable[Traced]]]:
    made: list[Traced] = []

    async def make(server: Program | Prosody, who: str) -> Traced:
        address = f"{name(who)}@{server.domain}"
        one = Traced(address, f"{server.host}:{server.port}", tmp_path / who)
        made.append(one)
        await one.enters(signs_up=True)
        return one

    yield make
    for one in made:
        await one.leaves()


async def test_one_trip_and_what_was_sent_meanwhile_is_there_once(user, shared):
    ana, ben = await user(shared, "ana"), await user(shared, "ben")
    await ana.says(ben, "before")
    await ben.sees(ana, "before")
    ben.said.clear()
    ben.cut()
    await ana.says(ben, "meanwhile")
    await ben.until(lambda: ben.connection is Connection.ONLINE)
    await ben.sees(ana, "before", "meanwhile")
    begun = next(i for i, (_, words) in enumerate(ben.said) if " from='" in words)
    back = ben.said[begun:]
    assert trips(back) == 1
    assert [words for way, words in back if way == "out"][1].startswith("<ns0:authenticate")
    assert any("resumed" in words for way, words in back if way == "in")
    assert sum("meanwhile" in words for way, words in ben.said if way == "in") == 1
    assert ben.ticket not in "".join(words for _, words in ben.said)


async def test_after_a_restart_a_new_session_is_there_in_one_trip(user, shared):
    ana = await user(shared, "ana")
    first = ana.ticket
    assert first.startswith("HT-SHA-256-ENDP ")
    await ana.leaves()
    left = [task for task in asyncio.all_tasks() if "run_filters" in str(task.get_coro())]
    assert left == []  # the library leaves its sender running
    await ana.starts()
    await ana.until(lambda: ana.connection is Connection.ONLINE)
    begun = next(i for i, (_, words) in enumerate(ana.said) if " from='" in words)
    back = ana.said[begun:]
    assert trips(back) == 1
    said = "".join(words for way, words in back if way == "out")
    assert "bound" in "".join(words for way, words in back if way == "in")
    assert "urn:xmpp:carbons:2" in said
    assert "<iq" not in said.partition("</ns0:authenticate>")[0]
    await ana.says(ana, "note")


async def test_a_token_that_is_refused_is_followed_by_the_password_once(user, new_server):
    server = new_server()
    ana = await user(server, "ana")
    first = ana.ticket
    server.runs("user", "password", ana.address.partition("@")[0], "--password", PASSWORD)
    back = await ana.comes_back()
    tried = [re.search('mechanism="([^"]+)"', w)[1] for _, w in back if ":authenticate" in w]
    assert tried == ["HT-SHA-256-ENDP", "SCRAM-SHA-256-PLUS"]
    await ana.until(lambda: ana.ticket)
    assert ana.ticket != first
    server.runs("user", "password", ana.address.partition("@")[0], "--password", "another")
    ana.cut()
    await ana.until(lambda: ana.connection is Connection.REFUSED)
    assert ana.client.accounts.items[0].problem.reason is Reason.WRONG_PASSWORD


async def test_who_signs_out_leaves_no_token(user, shared):
    ana = await user(shared, "ana")
    ticket, login = ana.ticket, ana.links[-1].stream.login
    ana.said.clear()
    await ana.client.accounts.sign_out(1)
    assert not ana.ticket
    assert any("invalidate" in words for way, words in ana.said if way == "out")
    again = XmppLink(trace=lambda way, words: ana.said.append((way, words)))
    ana.said.clear()
    await again.open(msgspec.structs.replace(login, ticket=ticket, registers=False))
    await again.close()
    assert any("not-authorized" in words for way, words in ana.said if way == "in")


async def test_a_server_without_all_that_is_come_back_to_in_the_older_way(user):
    with Prosody() as server:
        ana = await user(server, "ana")
        assert not ana.ticket
        back = await ana.comes_back()
        assert any("resumed" in words for way, words in back if way == "in")
        mechanism = next(
            re.search("mechanism=['\"]([^'\"]+)", w)[1] for _, w in back if "<auth" in w
        )
        assert mechanism.startswith("SCRAM-SHA-")


async def test_a_middleman_who_cuts_the_offer_down_gets_no_proof_of_the_password(shared, name):
    address, said = f"{name('ana')}@{shared.domain}", []
    shared.adds(address.partition("@")[0], PASSWORD)
    link = XmppLink(trace=lambda way, words: said.append(words))
    honest = login(shared, address, shared.tls_port)
    await link.open(honest)
    link.drop()
    for cut, leaves in ((rb"SCRAM-SHA-256(-PLUS)?", b"X"), (rb"SCRAM-SHA-[^<]+", b"PLAIN")):
        async with Middleman(shared, cut, leaves) as middleman:
            said.clear()
            with pytest.raises(Problem) as found:
                await link.open(login(shared, address, middleman.port))
            assert found.value.reason is Reason.TAMPERED
            assert "mechanism>SCRAM-SHA-256" not in "".join(said)
            assert not any("<ns0:response" in words or "<auth" in words for words in said)
    await link.close()


def login(server: Program, address: str, port: int) -> Login:
    authority = ssl.PEM_cert_to_DER_cert(server.authority.read_text())
    place = Server(server.domain, server.host, port, direct_tls=True)
    return Login(address, PASSWORD, "Magpie.test", place, trust.fingerprint(authority))


class Middleman:
    """Has the server's certificate and key, and changes what the server says."""

    def __init__(self, server: Program, cut: bytes, leaves: bytes) -> None:
        self.server, self.cut, self.leaves = server, cut, leaves
        self._writers: list[asyncio.StreamWriter] = []
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Middleman":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*(self.server.data / "tls" / f"server.{x}" for x in ("crt", "key")))
        self._door = await asyncio.start_server(self._between, "127.0.0.1", 0, ssl=context)
        self.port = self._door.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._door.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._running)

    async def _between(self, reader, writer) -> None:
        self._running.append(asyncio.current_task())
        there, said = await asyncio.open_connection(
            self.server.host,
            self.server.tls_port,
            ssl=trusting(self.server),
            server_hostname="localhost",
        )
        self._writers += [writer, said]
        await asyncio.gather(self._passes(reader, said), self._passes(there, writer, self.cut))

    async def _passes(self, reader, writer, cut: bytes = b"") -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            while data := await reader.read(65536):
                writer.write(re.sub(cut, self.leaves, data) if cut else data)
        writer.close()
