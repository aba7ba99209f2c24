"""Behind nginx, set up as docs/proxy.md says: chat, addresses, and what tries to slip through."""

import asyncio

import aiohttp
import pytest
from tests.live.nginx import Nginx, free_port
from tests.live.socket import SocketClient
from tests.live.wire import Bystanders, online, trusting


@pytest.fixture
async def behind(new_server):
    """A server with nginx in front, both of this test alone."""
    port = free_port()
    server = new_server(
        **{
            "http.public_url": f"https://localhost:{port}",
            "http.trusted_proxies": '["127.0.0.1"]',
        }
    )
    nginx = Nginx(port).start(server)
    async with Bystanders(server) as bystanders:
        yield server, nginx, bystanders
        await bystanders.go_on()
    nginx.stop()


async def test_two_chat_through_it(behind, name):
    server, nginx, _ = behind
    ear = await online(server, name("anna"))
    await ear.says("<presence/>")
    async with aiohttp.ClientSession(nginx.url) as browser:
        async with browser.get("/.well-known/host-meta.json", ssl=trusting(server)) as answer:
            links = (await answer.json())["links"]
        assert links[0]["href"] == f"wss://localhost:{nginx.port}/xmpp-websocket"
        client = SocketClient(browser, trusting(server))
        await client.connects(Origin=nginx.url)
        await client.registers(name("bert"))
        await client.signs_in(name("bert"))
        await client.says_to(f"{name('anna')}@localhost", "through nginx")
        chat = await ear.find(lambda one: one.name == "message")
        assert chat.child_text("body") == "through nginx"
        await client.closes()


async def test_the_server_sees_who_it_is_and_how_they_came(behind):
    """The proxy's word counts, the client's own does not: with it, metrics would be shown."""
    server, nginx, _ = behind
    async with aiohttp.ClientSession(nginx.url) as browser:
        forged = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "Forwarded": "for=::1"}
        async with browser.get("/metrics", ssl=trusting(server), headers=forged) as answer:
            assert answer.status == 401
        async with browser.get("/health", ssl=trusting(server)) as answer:
            assert answer.status == 200


async def test_a_proxy_that_is_not_named_is_told_so(new_server):
    server = new_server()
    forwarded = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
    async with (
        aiohttp.ClientSession(server.http) as browser,
        browser.get("/health", headers=forwarded) as answer,
    ):
        assert answer.status == 403
        assert "http.trusted_proxies" in await answer.text()


SMUGGLED = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        # Two lengths, one of them a lie: which is believed?
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 0\r\nContent-Length: %d\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: %d\r\n",
        b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n",
        b"Transfer-Encoding:\x0bchunked\r\nContent-Length: %d\r\n",
    ],
)
async def test_no_request_is_smuggled(behind, head):
    """What follows a request with two lengths is not taken for another's: no second answer."""
    server, nginx, _ = behind
    for port, tls in ((nginx.port, trusting(server)), (int(server.http.rpartition(":")[2]), None)):
        reader, writer = await asyncio.open_connection(
            "localhost" if tls else "127.0.0.1", port, ssl=tls
        )
        body = b"0\r\n\r\n" + SMUGGLED
        lengths = head % len(body) if b"%d" in head else head
        writer.write(
            b"POST /http-bind HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
            + lengths + b"\r\n" + body
        )  # fmt: skip
        writer.write_eof() if tls is None else None
        answer = await reader.read(100_000) if tls is None else await some(reader)
        assert answer.count(b"HTTP/1.1 ") <= 1, answer
        assert b"magpie_" not in answer
        writer.transport.abort()


async def some(reader: asyncio.StreamReader) -> bytes:
    """What comes until it is quiet: nginx keeps the connection open after some answers."""
    answer = b""
    try:
        async with asyncio.timeout(0.5):
            while data := await reader.read(65_536):
                answer += data
    except TimeoutError:
        pass
    return answer


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET http://evil.example/metrics HTTP/1.1",
        b"GET /../../etc/passwd HTTP/1.1",
        b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        b"CONNECT 127.0.0.1:22 HTTP/1.1",
        b"GET /health HTTP/9.9",
        b"NONSENSE",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_odd_requests_get_one_short_error(server, bystanders, request_line):
    port = int(server.http.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    async with asyncio.timeout(10):
        answer = await reader.read()
    status = int(answer.split(b" ", 2)[1]) if answer else 400
    assert status in (200, 400, 401, 404, 405)
    assert status != 200 or b"root:" not in answer
    assert b"Traceback" not in answer
    writer.transport.abort()
    await bystanders.go_on()
