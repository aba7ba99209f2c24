"""Clients of our own in live tests: for what well-made clients do not do."""

import asyncio
import itertools
import os
import ssl
import time
from typing import Protocol, Self

from tests.live.program import Program
from tests.scene.tcp import TcpEar, tls_context

PASSWORD = "orchard walls are high"
CHAT = "<message type='chat' to='{to}' id='{id}'><body>{body}</body></message>"


class Droppable(Protocol):
    """A client's connection."""

    def drop(self) -> None: ...


OPEN: list[Droppable] = []  # connections of this test
_numbers = itertools.count(1)


def trusting(server: Program) -> ssl.SSLContext:
    """TLS that trusts the server's own authority and nobody else."""
    return tls_context(server.authority)


async def connected(server: Program) -> TcpEar:
    """A connection without TLS that has said nothing."""
    ear = TcpEar(server.domain)
    await ear.connects(server.host, server.port)
    OPEN.append(ear)
    return ear


async def secured(server: Program) -> TcpEar:
    """A connection after STARTTLS, with the stream open."""
    ear = await connected(server)
    await ear.starts_tls(trusting(server))
    await ear.opens()
    return ear


async def online(server: Program, name: str, resource: str = "own", new: bool = True) -> TcpEar:
    """Signed in and bound, no presence sent; with `new`, the account is made first."""
    ear = await secured(server)
    if new:
        assert (await ear.registers(name, PASSWORD)).get("type") == "result"
    await ear.signs_in(name, PASSWORD)
    await ear.binds(resource)
    return ear


class Bystanders:
    """Two clients, each writing to the other as soon as it has heard, until the test is over.

    Attributes:
        names: their user names; `third` is one that is free.
        trips: how often each has heard of the other; `slowest` of these took so many seconds.
    """

    SLOW = 5.0  # seconds: what no round trip may take, whatever else this machine does

    def __init__(self, server: Program) -> None:
        self._server = server
        self._is_over = False
        self.trips = 0
        self.slowest = 0.0

    async def __aenter__(self) -> Self:
        number = f"{next(_numbers)}y{os.getpid()}"
        self.names = [f"{who}{number}" for who in ("anna", "bert")]
        self.third = f"third{number}"
        self._ears = [await online(self._server, name) for name in self.names]
        for ear in self._ears:
            await ear.says("<presence/>")
        self._chatting = asyncio.create_task(self._chat())
        await self.go_on()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_over = True
        await self._chatting
        for ear in self._ears:
            ear.drop()

    async def go_on(self, trips: int = 3) -> None:
        """Wait until they have heard of each other so many times more, without undue delay."""
        goal = self.trips + trips
        while self.trips < goal:
            if self._chatting.done():
                self._chatting.result()
            await asyncio.sleep(0.01)
        assert self.slowest < self.SLOW, f"a round trip took {self.slowest:.1f} s"

    async def _chat(self) -> None:
        while not self._is_over:
            started = time.monotonic()
            for ear, other, to in zip(
                self._ears, reversed(self._ears), reversed(self.names), strict=True
            ):
                id = f"trip-{self.trips}"
                to = f"{to}@{self._server.domain}/own"
                await ear.says(CHAT.format(to=to, id=id, body="still here"))
                await other.find(lambda one, id=id: one.name == "message" and one.get("id") == id)
                other.unread.clear()
            self.trips += 1
            self.slowest = max(self.slowest, time.monotonic() - started)
            await asyncio.sleep(0.01)
