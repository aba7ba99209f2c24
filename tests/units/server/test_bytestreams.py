"""XEP-0065: the proxy's connections, over real sockets in one process."""

import asyncio
import os

import pytest
from tests.units.web.house import House

from magpie.server.bytestreams import Side
from magpie.xmpp.jid import Jid

ROMEO = Jid.parse("romeo@localhost")
NAME = "0123456789abcdef0123456789abcdef01234567"
HELLO = b"\x05\x01\x00"


def request(name):
    return b"\x05\x01\x00\x03" + bytes([len(name)]) + name.encode() + b"\x00\x00"


class Client:
    """One side of a stream."""

    def __init__(self, port):
        self.port = port

    async def connects(self, name=NAME):
        """Say hello and ask for the stream; the answer's code."""
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=1 << 16
        )
        self.writer.write(HELLO + request(name))
        assert await self.reader.readexactly(2) == b"\x05\x00"
        head = await self.reader.readexactly(5)
        assert await self.reader.readexactly(head[4] + 2) == name.encode() + b"\x00\x00"
        return head[1]

    async def is_closed(self):
        async with asyncio.timeout(5):
            try:
                return await self.reader.read() == b""
            except ConnectionError:
                return True


@pytest.fixture
async def proxy(tmp_path, request):
    """A server with its proxy; `proxy(n)` makes clients of it."""
    settings = getattr(request, "param", {})
    async with House(tmp_path / "house", {"limits.enabled": "true", **settings}) as house:
        port = await house.host.bytestreams.listen("127.0.0.1", 0)
        clients = []

        def make(count):
            made = [Client(port) for _ in range(count)]
            clients.extend(made)
            return made

        make.host = house.host
        make.streams = house.host.bytestreams
        make.port = port
        yield make
        for client in clients:
            if hasattr(client, "writer"):
                client.writer.close()
        make.streams.close()


async def until(is_true):
    """Wait for what no event tells."""
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def joined(proxy):
    """Two sides whose stream runs."""
    a, b = proxy(2)
    assert [await a.connects(), await b.connects()] == [0, 0]
    proxy.streams.activate(NAME, ROMEO)
    return a, b


async def test_bytes_go_both_ways_and_end_when_both_have_said_all(proxy):
    a, b = await joined(proxy)
    data = os.urandom(3_000_000)

    async def says(side, what):
        side.writer.write(what)
        await side.writer.drain()
        side.writer.write_eof()

    async with asyncio.timeout(10):
        _, _, to_b, to_a = await asyncio.gather(
            says(a, data), says(b, b"thanks"), b.reader.read(), a.reader.read()
        )
    assert (to_b, to_a) == (data, b"thanks")
    assert proxy.streams._streams == {}


async def test_what_is_sent_before_the_activation_is_ignored(proxy, monkeypatch):
    heard = []
    take = Side.data_received
    monkeypatch.setattr(
        Side, "data_received", lambda side, data: (take(side, data), heard.append(data))
    )
    a, b = proxy(2)
    await a.connects()
    await b.connects()
    a.writer.write(b"too early")
    await until(lambda: b"too early" in heard)
    proxy.streams.activate(NAME, ROMEO)
    a.writer.write(b"in time")
    assert await b.reader.readexactly(7) == b"in time"


async def test_a_third_connection_is_refused(proxy):
    a, b, c = proxy(3)
    assert [await one.connects() for one in (a, b, c)] == [0, 0, 2]
    assert await c.is_closed()
    proxy.streams.activate(NAME, ROMEO)
    assert await proxy(1)[0].connects() == 0  # the hash may be used again


@pytest.mark.parametrize("name", ["", "short", "x" * 255])
async def test_only_hashes(proxy, name):
    (a,) = proxy(1)
    assert await a.connects(name) == 2
    assert await a.is_closed()


async def test_whoever_goes_does_not_wait_any_more(proxy):
    a, b = proxy(2)
    await a.connects()
    a.writer.close()
    await a.writer.wait_closed()
    await until(lambda: not proxy.streams._waiting)
    assert await b.connects() == 0
    assert len(proxy.streams._waiting[NAME]) == 1


@pytest.mark.parametrize("proxy", [{"bytestreams.wait": "1 s"}], indirect=True)
async def test_nobody_waits_for_ever(proxy):
    a, b = proxy(2)
    await a.connects()
    b.reader, b.writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    b.writer.write(b"\x05")  # and nothing more
    assert await a.is_closed()
    assert await b.is_closed()
    assert proxy.streams._waiting == {}
    assert not proxy.streams._strangers


@pytest.mark.parametrize("proxy", [{"bytestreams.idle": "1 s"}], indirect=True)
async def test_a_stream_in_which_nothing_moves_ends(proxy):
    a, b = await joined(proxy)
    assert await a.is_closed()
    assert await b.is_closed()


async def test_a_slow_receiver_makes_the_sender_wait(proxy):
    a, b = await joined(proxy)
    b.reader._transport.pause_reading()
    (stream,) = proxy.streams._streams[ROMEO]
    sent = 0
    while True:
        a.writer.write(bytes(1 << 20))
        sent += 1 << 20
        try:
            async with asyncio.timeout(0.5):
                await a.writer.drain()
        except TimeoutError:
            break
        assert sent < 200 << 20, "nobody holds it back"
    side = stream._sides[1]
    assert stream._sides[0]._holds == {"mark"}
    assert side._transport.get_write_buffer_size() < 1 << 20
    b.reader._transport.resume_reading()
    a.writer.write_eof()
    count = 0
    while chunk := await b.reader.read(1 << 20):
        count += len(chunk)
    assert count == sent


@pytest.mark.parametrize("proxy", [{"bytestreams.bytes_per_second": "4 MB"}], indirect=True)
async def test_an_account_sends_so_much_a_second(proxy):
    a, b = await joined(proxy)
    loop = asyncio.get_running_loop()
    start = loop.time()
    a.writer.write(bytes(8_000_000))
    a.writer.write_eof()
    assert len(await b.reader.read()) == 8_000_000
    assert loop.time() - start > 0.8  # a second's worth came at once


async def test_one_address_has_so_many_that_wait(proxy, monkeypatch):
    monkeypatch.setattr("magpie.server.bytestreams.WAITING_PER_ADDRESS", 2)
    a, b, c = proxy(3)
    await a.connects()
    await b.connects("f" * 40)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await c.connects("e" * 40)


async def test_what_is_no_socks_is_cut_off(proxy):
    for data in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01" + os.urandom(200)):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(data)
        assert await reader.read() == b""
        writer.close()
    assert not proxy.streams._strangers


async def test_the_end_of_one_is_the_end_of_the_other(proxy):
    a, b = await joined(proxy)
    a.writer.transport.abort()
    assert await b.is_closed()
    b.writer.close()
    await until(lambda: not proxy.streams._streams)
    assert proxy.streams._buckets == {}
