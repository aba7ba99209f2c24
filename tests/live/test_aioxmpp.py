"""Two people on aioxmpp, a client library that we did not write, by STARTTLS."""

import asyncio
import warnings
from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest
from OpenSSL import SSL
from tests.live.program import Program

with warnings.catch_warnings():  # COMPAT aioxmpp 0.13 was written for Python 3.5 to 3.9
    warnings.simplefilter("ignore")
    import aiosasl
    import aioxmpp
    import aioxmpp.dispatcher
    from aioxmpp import security_layer
    from aioxmpp.connector import STARTTLSConnector

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PASSWORD = "orchard walls are high"
PATIENCE = 10.0


class SignedByOurs(security_layer.PKIXCertificateVerifier):
    """COMPAT pyOpenSSL 24.3: has taken away what aioxmpp reads the names with."""

    def verify_callback(self, _conn, _x509, _number, _depth, is_good: int) -> bool:
        return bool(is_good)


class Person:
    """One device. What it hears is kept, in order, as (bare sender, text)."""

    def __init__(self, server: Program, address: str, password: str = PASSWORD) -> None:
        self._server = server
        self.jid = aioxmpp.JID.fromstr(address)
        layer = security_layer.SecurityLayer(
            self._tls, SignedByOurs, True,
            [security_layer.PasswordSASLProvider(self._password(password))],
        )  # fmt: skip
        here = [(server.host, server.port, STARTTLSConnector())]
        self.client = aioxmpp.PresenceManagedClient(
            self.jid, layer, override_peer=here, max_initial_attempts=1
        )
        self.chats: list[tuple[str, str]] = []
        self.copies: list[aioxmpp.Message] = []  # XEP-0280
        self.online: set[str] = set()
        self._changed = asyncio.Event()
        messages = self.client.summon(aioxmpp.dispatcher.SimpleMessageDispatcher)
        messages.register_callback(aioxmpp.MessageType.CHAT, None, self._on_message)
        presence = self.client.summon(aioxmpp.PresenceClient)
        presence.on_available.connect(self._on_available)
        presence.on_unavailable.connect(self._on_unavailable)

    def _tls(self) -> SSL.Context:
        context = security_layer.default_ssl_context()
        context.load_verify_locations(str(self._server.authority))
        return context

    def _password(self, password: str):
        async def given(_jid: aioxmpp.JID, attempt: int) -> str | None:
            return password if attempt == 0 else None

        return given

    async def until(self, is_true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_true():
                self._changed.clear()
                await self._changed.wait()

    async def says(self, to: aioxmpp.JID, text: str) -> None:
        """Return when the server has acknowledged it."""
        message = aioxmpp.Message(to=to, type_=aioxmpp.MessageType.CHAT)
        message.body[None] = text
        await self.client.send(message)

    async def hears(self, *chats: tuple[str, str]) -> None:
        await self.until(lambda: len(self.chats) >= len(chats))
        assert self.chats == list(chats)
        self.chats.clear()

    async def sees(self, who: aioxmpp.JID, online: bool = True) -> None:
        await self.until(lambda: (str(who) in self.online) is online)

    def _on_message(self, message: aioxmpp.Message) -> None:
        if message.xep0280_sent or message.xep0280_received:
            self.copies.append(message)
        elif message.body:
            self.chats.append((str(message.from_.bare()), message.body.any()))
        self._changed.set()

    def _on_available(self, who: aioxmpp.JID, _stanza: object) -> None:
        self.online.add(str(who))
        self._changed.set()

    def _on_unavailable(self, who: aioxmpp.JID, _stanza: object) -> None:
        self.online.discard(str(who))
        self._changed.set()


@pytest.fixture
async def people(server, name):
    """Romeo with two devices, and Juliet; she is away."""
    for who in ("romeo", "juliet"):
        server.adds(name(who), PASSWORD)
    return [
        Person(server, f"{name('romeo')}@localhost/orchard"),
        Person(server, f"{name('romeo')}@localhost/phone"),
        Person(server, f"{name('juliet')}@localhost/balcony"),
    ]


async def test_two_see_each_other_chat_and_find_what_they_missed(people):
    orchard, phone, juliet = people
    romeo, hers = str(orchard.jid.bare()), juliet.jid.bare()
    async with AsyncExitStack() as here:
        await here.enter_async_context(orchard.client.connected())
        await orchard.says(hers, "Wait for me")  # acknowledged, though she is away
        async with juliet.client.connected():
            await juliet.hears((romeo, "Wait for me"))
            await juliet.sees(orchard.jid)
            await orchard.sees(juliet.jid)
            await juliet.says(orchard.jid.bare(), "Ay me")
            await orchard.hears((str(hers), "Ay me"))

            await here.enter_async_context(phone.client.connected())
            await phone.client.summon(aioxmpp.CarbonsClient).enable()
            await orchard.says(hers, "But soft")
            await juliet.hears((romeo, "But soft"))
            await juliet.says(orchard.jid, "Who art thou?")
            await orchard.hears((str(hers), "Who art thou?"))
            await phone.until(lambda: len(phone.copies) == 2)
            assert phone.chats == []
        await orchard.sees(juliet.jid, online=False)


async def test_a_wrong_password_is_refused(server, name):
    server.adds(name("romeo"), PASSWORD)
    wrong = Person(server, f"{name('romeo')}@localhost/orchard", "not it")
    with pytest.raises(aiosasl.AuthenticationFailure):
        async with wrong.client.connected():
            pass
    right = Person(server, f"{name('romeo')}@localhost/orchard")
    async with right.client.connected():
        pass
