"""The web site of the real program: over TLS, as browsers find it."""

import asyncio
import signal
import ssl

import aiohttp
from tests.live.program import Program
from tests.live.socket import SocketClient
from tests.live.wire import trusting


async def test_the_first_request_of_all_is_answered(new_server):
    """The site is loaded while the request waits; uvloop has read it by then."""
    server = new_server()
    async with aiohttp.ClientSession(server.http) as browser, browser.get("/health") as answer:
        assert (await answer.json())["status"] == "ready"


async def test_it_has_the_certificate_of_the_server(server):
    async with (
        aiohttp.ClientSession(server.https) as browser,
        browser.get("/.well-known/host-meta.json", ssl=trusting(server)) as answer,
    ):
        links = (await answer.json())["links"]
    assert links[0]["href"] == server.https.replace("https", "wss") + "/xmpp-websocket"


async def test_two_chat_by_web_socket_over_tls(server, name):
    async with aiohttp.ClientSession(server.https) as browser:
        clients = []
        for who in (name("anna"), name("bert")):
            client = SocketClient(browser, trusting(server))
            await client.connects(Origin=server.https)
            await client.registers(who)
            await client.signs_in(who)
            clients.append(client)
        anna, bert = clients
        id = await anna.says_to(bert.jid, "x" * 100_000)
        chat = await bert.finds(lambda one: one.get("id") == id)
        assert len(chat.child_text("body")) == 100_000
        for client in clients:
            await client.closes()


async def test_a_new_certificate_is_shown_without_a_restart(new_server):
    """SIGHUP: the site and the XMPP ports read it together."""
    server = new_server()
    before = [await asyncio.to_thread(shown, port) for port in ports(server)]
    assert before[0] == before[1]
    (server.data / "tls/server.crt").unlink()  # it is made anew
    server.process.send_signal(signal.SIGHUP)
    await asyncio.to_thread(server.waits_for, "tls.reloaded")
    after = [await asyncio.to_thread(shown, port) for port in ports(server)]
    assert after[0] == after[1] != before[0]


def ports(server: Program) -> tuple[int, int]:
    return server.tls_port, int(server.https.rpartition(":")[2])


def shown(port: int) -> str:
    return ssl.get_server_certificate(("127.0.0.1", port))
