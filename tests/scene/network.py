"""What is between servers: other whole servers in memory, and scripted ones."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tests.scene.line import Line
from tests.scene.peer import RawStream

from magpie.base.clock import ManualClock
from magpie.server.s2s.incoming import Negotiation
from magpie.server.s2s.lookup import Target
from magpie.server.s2s.tcp import limits_of
from magpie.server.stream import Stream
from magpie.xmpp.dialback import FRAMING, header

if TYPE_CHECKING:
    from tests.scene.stage import Stage

FEATURES = "<stream:features><dialback xmlns='urn:xmpp:features:dialback'/></stream:features>"


class Network:
    """Who can be reached.

    Attributes:
        stages: whole servers; `servers` scripted ones, by domain.
        down: domains whose servers do not answer.
        dialled: the domains to which somebody has tried to connect, in order.
    """

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.stages: list[Stage] = []
        self.servers: dict[str, Server] = {}
        self.down: set[str] = set()
        self.dialled: list[str] = []

    def server(self, scene: Stage, domain: str, proven: str) -> Server:
        self.servers[domain] = Server(scene, domain, proven)
        return self.servers[domain]

    def stage_of(self, domain: str) -> Stage | None:
        names = (stage for stage in self.stages if domain.endswith(stage.domain))
        return next(names, None)


class MemoryDialer:
    """Connects one stage to the others (`Dialer`)."""

    def __init__(self, scene: Stage) -> None:
        self._scene = scene
        if scene not in scene.network.stages:
            scene.network.stages.append(scene)

    async def places(self, domain: str) -> Sequence[Target]:
        return [Target(domain, 5269)]

    async def connect(self, target: Target, domain: str, is_strict: bool) -> Stream:
        network = self._scene.network
        network.dialled.append(domain)
        if domain in network.down:
            raise ConnectionRefusedError("nobody answers")
        server = network.servers.get(domain)
        if server is not None:
            return server.called()
        stage = network.stage_of(domain)
        if stage is None or stage._host is None or stage.federation is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        ours, theirs = End(), End()
        ours.other, theirs.other = theirs, ours
        arriving = Negotiation(stage.federation.ground)
        theirs.stream = Stream(stage.host, theirs, arriving, limits_of(stage.host))
        ours.stream = Stream(self._scene.host, ours, None, limits_of(self._scene.host))
        return ours.stream


class End:
    """One end of a connection between two servers in memory: a `ServerCarrier`."""

    address = "127.0.0.1"
    is_secure = has_tls = True
    is_web = can_start_tls = False
    framing = FRAMING
    unsent = 0
    stream: Stream
    other: End

    def __init__(self) -> None:
        self._arrived: deque[bytes] = deque()
        self._is_reading = True
        self._is_over = False

    def write(self, pieces: Sequence[bytes]) -> None:
        self.other._arrived.append(b"".join(pieces))
        asyncio.get_running_loop().call_soon(self.other._take)

    def _take(self) -> None:
        while self._arrived and self._is_reading and not self._is_over:
            self.stream.feed(self._arrived.popleft())

    def end(self) -> None:
        for one in (self.other, self):
            asyncio.get_running_loop().call_soon(one._lose)

    abort = end

    def _lose(self) -> None:
        if not self._is_over:
            self._take()
            self._is_over = True
            self.stream.lost()

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        self._is_reading = True
        asyncio.get_running_loop().call_soon(self._take)

    async def start_tls(self) -> None:
        raise AssertionError("it is on")

    def proves(self, domain: str) -> bool:
        return False

    def bindings(self) -> Mapping[str, bytes]:
        return {}

    def signed_in(self) -> None:
        pass


class CalledLine(Line):
    """A connection that the server has made to a scripted one."""

    def restart(self) -> None:
        """Who answers sends its header second."""


class Server:
    """A scripted server of another domain.

    Attributes:
        calls: connections that were made to it and that the test has not taken yet.
    """

    def __init__(self, scene: Stage, domain: str, proven: str) -> None:
        self._scene = scene
        self._proven = proven
        self._count = 0
        self.domain = domain
        self.calls: deque[RawStream] = deque()

    def _peer(self, what: str, line: Line) -> RawStream:
        self._count += 1
        peer = RawStream(self._scene, f"{self.domain}, {what} {self._count}")
        peer._line = line
        self._scene.peers.append(peer)
        return peer

    def called(self) -> Stream:
        """The server connects to it."""
        soon = asyncio.get_running_loop().call_soon
        line = CalledLine(
            self._scene.host, soon, negotiate=None, framing=FRAMING, proven=self._proven
        )
        self.calls.append(self._peer("called", line))
        return line.stream

    async def answers(self, features: str = FEATURES, stream_id: str = "d1") -> RawStream:
        """Take the next call, as far as the features."""
        await self._scene.settles()
        peer = self.calls.popleft()
        asked = peer.header
        assert asked["to"] == self.domain
        head = header(self.domain, stream_id, asked["from"])
        await peer.sends_bytes(head + features.encode())
        return peer

    async def vouches(self, is_valid: bool = True) -> None:
        """Take the next call, which asks whether a key is good, and say so."""
        peer = await self.answers()
        (question,) = peer.unread
        assert question.name == "verify", question
        peer.forget()
        kind = "valid" if is_valid else "invalid"
        await peer.sends(
            f"<db:verify from='{question.get('to')}' to='{question.get('from')}'"
            f" id='{question.get('id')}' type='{kind}'/>"
        )
        assert peer.is_closed

    async def connects(self, to: str = "", proven: str = "") -> RawStream:
        """A connection to the server, as far as its features, which are left to read."""
        await self._scene.begins()
        assert self._scene.federation is not None
        soon = asyncio.get_running_loop().call_soon
        line = Line(
            self._scene.host,
            soon,
            negotiate=Negotiation(self._scene.federation.ground),
            framing=FRAMING,
            proven=proven,
        )
        peer = self._peer("calling", line)
        await peer.sends_bytes(header(self.domain, "", to or self._scene.domain))
        return peer

    async def verified(self) -> RawStream:
        """A connection that speaks for the domain, by dialback, with nothing unread."""
        peer = await self.connects()
        peer.forget()
        await peer.sends(
            f"<db:result from='{self.domain}' to='{self._scene.domain}'>key</db:result>"
        )
        await self.vouches()
        await peer.receives(
            f"<result xmlns='jabber:server:dialback' from='{self._scene.domain}'"
            f" to='{self.domain}' type='valid'/>"
        )
        return peer

    async def authorizes(self) -> RawStream:
        """Take the next call, and let it send stanzas."""
        peer = await self.answers()
        (shown,) = peer.unread
        assert shown.name == "result", shown
        peer.forget()
        await peer.sends(
            f"<db:result from='{shown.get('to')}' to='{shown.get('from')}' type='valid'/>"
        )
        return peer
