"""Two people on slixmpp hand each other a file through the proxy."""

import asyncio
import hashlib
import os

import pytest
from tests.live.friends import Friend


class Bearer(Friend):
    """Somebody who knows bytestreams; what comes is hashed and counted."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.register_plugin("xep_0065", {"auto_accept": True})
        self.hash = hashlib.sha256()
        self.count = 0
        self.add_event_handler("socks5_data", self._take)
        self.add_event_handler("socks5_closed", lambda _: self._note("closed"))

    def _take(self, data):
        self.hash.update(data)
        self.count += len(data)
        self._changed.set()


async def hand_over(server, name, size):
    romeo = Bearer(server, name("romeo"), "here", signs_up=True)
    juliet = Bearer(server, name("juliet"), "here", signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    await romeo.sees(juliet.boundjid.full)
    stream = await romeo.plugin["xep_0065"].handshake(juliet.boundjid.full, timeout=10)
    assert stream is not None
    sent = hashlib.sha256()
    piece = os.urandom(1 << 20)
    async with asyncio.timeout(120):
        for start in range(0, size, len(piece)):
            part = piece[: size - start]
            sent.update(part)
            await stream.write(part)
        await juliet.until(lambda: juliet.count >= size, 120)
    assert juliet.count == size
    assert juliet.hash.digest() == sent.digest()
    stream.transport.close()
    await juliet.until(lambda: "closed" in juliet.happened)
    for friend in (romeo, juliet):
        await friend.leaves()


async def test_two_hand_over_a_small_file(server, name, bystanders):
    await hand_over(server, name, 3_000_000)
    await bystanders.go_on()


@pytest.mark.slow
async def test_two_hand_over_a_file_of_100_mb(server, name, bystanders):
    await hand_over(server, name, 100_000_000)
    await bystanders.go_on()
