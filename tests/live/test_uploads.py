"""Files by way of the server, sent by clients that we did not write."""

import asyncio
import hashlib
import io
import os
import re
import ssl

import aiohttp
import pytest
from aiohttp import connector
from PIL import Image
from tests.live.friends import Friend
from tests.live.terminal import Terminal
from tests.live.test_clients import PASSWORD, go_sendxmpp
from tests.live.wire import trusting

URL = re.compile(r"https://localhost:\d+/files/[\w-]{32}/\S+")


class Sender(Friend):
    """Somebody on slixmpp who sends files."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for plugin in ("xep_0363", "xep_0066", "xep_0424", "xep_0359"):
            self.register_plugin(plugin)


@pytest.fixture(autouse=True)
def trusted(server, monkeypatch):
    """What a user's machine would do with the authority: slixmpp asks only aiohttp's default."""
    monkeypatch.setattr(connector, "_SSL_CONTEXT_VERIFIED", trusting(server))


@pytest.fixture
async def friends(server, name):
    """Romeo and Juliet, online."""
    found = [Sender(server, name(who), "here", signs_up=True) for who in ("romeo", "juliet")]
    for friend in found:
        await friend.is_there()
    await found[0].sees(found[1].boundjid.full)
    return found


async def fetched(url, method="GET"):
    """(status, content) of an address."""
    async with aiohttp.ClientSession() as session, session.request(method, url) as response:
        return response.status, await response.read()


async def heard_url(friend):
    """The address of the file in the last message."""
    await friend.until(lambda: friend.chats and URL.search(friend.chats[-1][1]))
    return URL.search(friend.chats[-1][1])[0]


async def test_slixmpp_sends_a_picture_and_takes_it_back(friends, bystanders):
    romeo, juliet = friends
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), (200, 30, 30)).save(picture, "JPEG")
    data = picture.getvalue()
    picture.seek(0)
    url = await romeo.plugin["xep_0363"].upload_file("日の出 at dawn.jpg", input_file=picture)
    message = romeo.make_message(mto=juliet.boundjid.bare, mbody=url, mtype="chat")
    message["oob"]["url"] = url
    message["id"] = "picture"
    message["origin_id"]["id"] = "picture"
    message.send()
    assert await heard_url(juliet) == url
    assert await fetched(url) == (200, data)
    code, small = await fetched(f"{url}?thumbnail")
    assert (code, Image.open(io.BytesIO(small)).size) == (200, (400, 300))

    romeo.plugin["xep_0424"].send_retraction(juliet.boundjid.bare, id="picture", mtype="chat")
    async with asyncio.timeout(10):
        while (await fetched(url))[0] != 404:  # noqa: ASYNC110  (nobody is told)
            await asyncio.sleep(0.05)
    await bystanders.go_on()


async def test_go_sendxmpp_sends_a_file(server, name, friends, tmp_path):
    juliet = friends[1]
    peter = f"{name('peter')}@localhost"
    server.adds(name("peter"), PASSWORD)
    file = tmp_path / "très cool 猫.bin"
    file.write_bytes(os.urandom(5_000_000))
    sending = await go_sendxmpp(
        server, tmp_path, peter, "--http-upload", str(file), juliet.boundjid.bare
    )
    out, complaint = await sending.communicate(b"")
    assert sending.returncode == 0, out + complaint
    url = await heard_url(juliet)
    code, data = await fetched(url)
    assert code == 200
    assert data == file.read_bytes()
    listed = server.runs("uploads", "list", name("peter"))
    assert "cool" in listed.stdout  # it changes the name by itself
    assert "5,000,000" in listed.stdout
    assert server.runs("uploads", "delete", listed.stdout.split()[0]).returncode == 0
    assert (await fetched(url))[0] == 404


async def test_profanity_sends_a_file(server, name, friends):
    juliet = friends[1]
    romeo = f"{name('prof')}@localhost"
    server.adds(name("prof"), PASSWORD)
    async with Terminal("profanity", "-l", "INFO") as window:
        await window.shows("Type '/help' to show complete help")
        file = window.home / "picture.txt"
        file.write_text("It is the east, and Juliet is the sun")
        await window.types(f"/connect {romeo}/prof port {server.port} tls trust")
        await window.shows("Enter password")
        await window.types(PASSWORD)
        await window.shows(f"{romeo}/prof logged in successfully")
        await window.types(f"/msg {juliet.boundjid.bare} But soft")
        await juliet.hears(romeo, "But soft")
        log = window.home / "data/profanity/logs/profanity.log"
        await window.writes(log, "connection_features_received proxy.localhost")
        await window.types(f"/msg {juliet.boundjid.bare} What light")  # what was asked before ...
        await juliet.hears(romeo, "What light")  # ... is answered
        await window.types(f"/sendfile {file}")
        url = await heard_url(juliet)
        assert await fetched(url) == (200, file.read_bytes())
        await window.types("/disconnect")


async def test_who_breaks_off_harms_nobody(server, friends, bystanders):
    """Uploads that stop, drip and lie, all at once; bystanders chat on."""
    romeo = friends[0]
    plugin = romeo.plugin["xep_0363"]
    context = trusting(server)
    writers = []
    for number in range(20):
        slot = await plugin.request_slot("localhost", f"{number}.bin", 1_000_000, "image/png")
        url = slot["http_upload_slot"]["put"]["url"]
        port, path = re.fullmatch(r"https://localhost:(\d+)(/.*)", url).groups()
        _, writer = await asyncio.open_connection(
            server.host, int(port), ssl=context, server_hostname="localhost"
        )
        length = 1_000_000 if number % 3 else 2**40
        head = f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
        writer.write(head.encode() + os.urandom(50_000 if number % 2 else 0))
        await writer.drain()
        writers.append(writer)
    await bystanders.go_on()
    for writer in writers:
        writer.transport.abort()
    await bystanders.go_on()


@pytest.mark.slow
async def test_two_gigabytes_cost_the_server_no_memory(new_server):
    """A file of 2 GB, up and down, under TLS."""
    size = 2_000_000_000
    server = new_server()
    romeo = Sender(server, "romeo", "here", signs_up=True)
    await romeo.is_there()
    context = ssl.create_default_context(cafile=str(server.authority))
    piece = os.urandom(1 << 20)
    sent = hashlib.sha256()

    async def content(count):
        for start in range(0, count, len(piece)):
            part = piece[: count - start]
            sent.update(part)
            yield part

    async def puts(session, count):
        slot = await romeo.plugin["xep_0363"].request_slot("localhost", "film.bin", count)
        slot = slot["http_upload_slot"]
        headers = {"Content-Length": str(count)}
        async with session.put(slot["put"]["url"], data=content(count), headers=headers) as made:
            assert made.status == 201
        return slot["get"]["url"]

    timeout = aiohttp.ClientTimeout(total=300)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=context), timeout=timeout
    ) as session:
        await puts(session, 1_000_000)  # what the site loads is not the file's
        sent = hashlib.sha256()
        before = peak(server)
        url = await puts(session, size)
        got = hashlib.sha256()
        async with session.get(url) as response:
            async for part in response.content.iter_chunked(1 << 20):
                got.update(part)
        grown = peak(server) - before
    assert got.digest() == sent.digest()
    print(f"2 GB up and down: the server's peak grew by {grown / 1e6:.1f} MB")
    assert grown < 20_000_000
    romeo.drop()


def peak(server):
    """The most memory that the server has ever had resident, in bytes."""
    with open(f"/proc/{server.process.pid}/status") as status:
        (line,) = [one for one in status if one.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024
