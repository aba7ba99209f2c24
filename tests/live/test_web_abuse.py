"""What hostile or broken browsers do to the web site, while two others chat on."""

import asyncio
import re
import socket
import time
from pathlib import Path

import pytest
from tests.live.program import Program
from tests.live.wire import Bystanders

IDLE = 10_000
HANDSHAKE = (
    b"GET /xmpp-websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: xmpp\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def port_of(server: Program) -> int:
    return int(server.http.rpartition(":")[2])


def resident_kb(pid: int) -> int:
    found = re.search(r"^VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


async def test_10_000_idle_web_sockets(new_server, many_files, capsys):
    """They cost little memory and disturb nobody; then they go as who never signs in goes."""
    server: Program = new_server(**{"limits.handshake_timeout": "15 s"})
    loop = asyncio.get_running_loop()
    async with Bystanders(server) as bystanders:
        idle = [socket.socket() for _ in range(IDLE)]
        try:
            await loop.sock_connect(non_blocking(idle[0]), (server.host, port_of(server)))
            await switched(idle[0])
            before = resident_kb(server.process.pid)
            for peer in idle[1:]:
                await loop.sock_connect(non_blocking(peer), (server.host, port_of(server)))
                await switched(peer)
            each = (resident_kb(server.process.pid) - before) / IDLE
            await bystanders.go_on()
            ended = b""
            while not ended.endswith(b"\x88\x02\x03\xe8"):
                async with asyncio.timeout(40):
                    ended += await loop.sock_recv(idle[-1], 4096)
            assert b"connection-timeout" in ended
        finally:
            for peer in idle:
                peer.close()
        with capsys.disabled():
            print(f"\nan idle web socket that has not signed in: {each:.1f} kB")
        assert each < 40
        await bystanders.go_on()


def non_blocking(peer: socket.socket) -> socket.socket:
    peer.setblocking(False)
    return peer


async def switched(peer: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(peer, HANDSHAKE)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += await loop.sock_recv(peer, 4096)
    assert answer.startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    "start",
    [b"", b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"POST /http-bind HTTP/1.1\r\n"
     b"Host: localhost\r\nContent-Length: 1000\r\n\r\n<body"],
    ids=["nothing", "half a header", "half a body"],
)  # fmt: skip
async def test_a_request_that_does_not_end_is_given_up(new_server, start):
    """Slowloris: a byte now and then does not keep a connection for ever."""
    server = new_server(**{"limits.handshake_timeout": "1 s"})
    async with Bystanders(server) as bystanders:
        reader, writer = await asyncio.open_connection(server.host, port_of(server))
        writer.write(start)
        began = time.monotonic()
        ended = asyncio.ensure_future(reader.read())
        while not ended.done():
            assert time.monotonic() - began < 15, "the connection is kept"
            if start:
                writer.write(b"x")
            await asyncio.wait([ended], timeout=0.2)
        assert (await ended)[:20] in (b"", b"HTTP/1.1 408 Request")
        writer.transport.abort()
        await bystanders.go_on()


async def test_many_headers_and_long_ones_are_refused(server, bystanders):
    for head in (b"X: y\r\n" * 10_000, b"X: " + b"y" * 100_000 + b"\r\n", b"/" * 100_000):
        reader, writer = await asyncio.open_connection(server.host, port_of(server))
        writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + head)
        async with asyncio.timeout(10):
            assert (await reader.read(12)) in (b"HTTP/1.0 400", b"")
        writer.transport.abort()
    await bystanders.go_on()
