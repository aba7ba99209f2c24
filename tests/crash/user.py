"""A user who keeps the books: what was sent, acknowledged, refused, heard; over all connections.

With stream management (XEP-0198) both sides count stanzas. A message counts as acknowledged only
when an `<a h>`, `<resumed h>` or `<failed h>` of the server covers it. Message ids are made of the
sender's name and a running number, so order and completeness can be seen from the ids alone.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from random import Random

from tests.crash.server import PASSWORD, Server

from magpie.bench.scan import attribute
from magpie.bench.wire import NS_SM, Link, WireError

PATIENCE = 30.0  # seconds
ASK_EVERY = 5  # messages
PAGE = 200
MESSAGE = (
    b"<message type='chat' to='%s' id='%s'>"
    b"<body>%s: What light through yonder window breaks?</body></message>"
)
STATE = b"<message type='chat' to='%s'><active xmlns='http://jabber.org/protocol/chatstates'/></message>"
PING = b"<iq type='get' id='ping'><ping xmlns='urn:xmpp:ping'/></iq>"
_RESULT = re.compile(
    rb"<result [^>]*?\bid=['\"]([^'\"]+)['\"].*?<message [^>]*?\bid=['\"]([^'\"]+)"
)


class Stream:
    """One managed stream, which may last longer than its connection."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.sent: list[str] = []  # ids, "" for what is not stored
        self.acked = 0  # of those, by the server
        self.got: list[str] = []  # ids of what the server sent, "" for what is no message
        self.told = 0  # of those, how many we have acknowledged


class User:
    """One account.

    Attributes:
        peer: bare address of whom it writes to.
        outbox: ids that are to be sent (again), in order.
        acknowledged: ids the server has answered for.
        refused: ids that came back as errors, with type and condition; `too_late` those of them
        that had been acknowledged before.
        heard: every id that came live, `replayed` those that came with a delay stamp.
        taken: ids that we have told the server we have, or have read from the archive.
        archive: what the archive has shown so far: (stanza id, message id).
    """

    def __init__(self, server: Server, name: str, peer: str = "") -> None:
        self.server = server
        self.name = name
        self.jid = f"{name}@{server.domain}"
        self.peer = f"{peer}@{server.domain}"
        self.made = 0
        self.outbox: deque[str] = deque()
        self.acknowledged: list[str] = []
        self.refused: dict[str, str] = {}
        self.too_late: list[str] = []
        self.heard: list[str] = []
        self.replayed: list[str] = []
        self.taken: set[str] = set()
        self.archive: list[tuple[str, str]] = []
        self.stream: Stream | None = None
        self.device: Device | None = None
        self.failed_h: int | None = None
        self.pongs = 0
        self.is_lazy = False  # does not answer `<r/>`
        self.on_ack: Callable[[], None] = lambda: None
        self._changed = asyncio.Event()

    def __repr__(self) -> str:
        return f"<User {self.name}>"

    # Connections

    async def register(self) -> bool:
        """Make the account by XEP-0077; False when the name is taken."""
        device = Device(self.server, None)
        await device.open()
        answer = await device.ask(
            b"<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>%s</username>"
            b"<password>%s</password></query></iq>" % (self.name.encode(), PASSWORD.encode()),
            b"r",
        )
        device.cut()
        assert b"type='result'" in answer or b"<conflict" in answer, answer
        return b"type='result'" in answer

    async def connect(self, resource: str = "own") -> bool:
        """Sign in; resume the last stream, or begin a new one. Whether it was resumed.

        What the server does not count of the last stream goes back to the front of the outbox.
        """
        device = Device(self.server, self)
        features = await device.open()
        await device.authenticate(features, self.name)
        old, self.failed_h = self.stream, None
        if old is not None:
            resume = b"<resume xmlns='%s' previd='%s' h='%d'/>"
            device.write(resume % (NS_SM.encode(), old.id.encode(), len(old.got)))
            answer = await device.expect(b"<resumed", b"<failed")
            h = attribute(answer, b"h")
            if answer.startswith(b"<resumed"):
                assert h is not None
                self._tell(old)
                self._settle(old, int(h))
                self._read_on(device)
                return True
            self.failed_h = None if h is None else int(h)
            self._settle(old, self.failed_h or 0)
            self.stream = None
        await device.bind(resource)
        device.write(b"<enable xmlns='%s' resume='true'/>" % NS_SM.encode())
        id = attribute(await device.expect(b"<enabled"), b"id")
        assert id is not None
        self.stream = Stream(id.decode())
        self._read_on(device)
        return False

    def _settle(self, stream: Stream, h: int) -> None:
        """The server has handled `h` of the stream's stanzas; the rest is to be sent again."""
        assert h <= len(stream.sent), f"{self}: h={h} of {len(stream.sent)} sent"
        self._acked(stream, h)
        at = max(h, stream.acked)
        self.outbox.extendleft(id for id in reversed(stream.sent[at:]) if id)
        del stream.sent[at:]

    def _read_on(self, device: "Device") -> None:
        self.device = device
        device.hand_over(device.hear)

    def cut(self) -> None:
        """Lose the connection."""
        if self.device is not None:
            self.device.cut()

    async def leave(self) -> None:
        """End the stream for good."""
        if self.device is not None:
            self.write(b"</stream:stream>")
            await self.device.closed
        self.stream = None

    @property
    def is_connected(self) -> bool:
        return self.device is not None and not self.device.closed.done()

    # Sending

    def write(self, data: bytes) -> None:
        assert self.device is not None
        self.device.write(data)

    def make(self, count: int = 1) -> None:
        """Put new messages into the outbox."""
        for _ in range(count):
            self.made += 1
            self.outbox.append(f"{self.name}-{self.made:06d}")

    @property
    def in_flight(self) -> int:
        return 0 if self.stream is None else len(self.stream.sent) - self.stream.acked

    def send(self, most: int = 1_000_000, chance: Random | None = None) -> None:
        """Send up to `most` messages of the outbox, ask for acknowledgement now and at the end.

        `chance`: now and then something that is not stored goes in between.
        """
        stream = self.stream
        assert stream is not None
        if not self.outbox or not self.is_connected:
            return
        parts = []
        for number in range(min(most, len(self.outbox))):
            id = self.outbox.popleft()
            parts.append(MESSAGE % (self.peer.encode(), id.encode(), id.encode()))
            stream.sent.append(id)
            if chance is not None and chance.random() < 0.1:
                parts.append(PING if chance.random() < 0.3 else STATE % self.peer.encode())
                stream.sent.append("")
            if number % ASK_EVERY == 0:
                parts.append(b"<r xmlns='%s'/>" % NS_SM.encode())
        parts.append(b"<r xmlns='%s'/>" % NS_SM.encode())
        self.write(b"".join(parts))

    def ask(self) -> None:
        """`<r/>`."""
        self.write(b"<r xmlns='%s'/>" % NS_SM.encode())

    async def send_all(self) -> None:
        """Send the outbox and wait until all of it is acknowledged."""
        self.send()
        self.ask()
        stream = self.stream
        assert stream is not None
        await self.until(lambda: stream.acked == len(stream.sent), "everything acknowledged")

    async def ping(self) -> None:
        """Return when the server has answered all that went before."""
        before = self.pongs
        self._send_counted(PING)
        await self.until(lambda: self.pongs > before, "a pong")

    def _send_counted(self, stanza: bytes) -> None:
        assert self.stream is not None
        self.stream.sent.append("")
        self.write(stanza)

    def show(self) -> None:
        """Become available: the server replays what nobody has taken."""
        self._send_counted(b"<presence/>")

    async def read_archive(self, after: str = "") -> list[tuple[str, str]]:
        """All of the archive (XEP-0313) behind a stanza id: (stanza id, message id)."""
        found: list[tuple[str, str]] = []
        while True:
            mark = f"<after>{after}</after>" if after else ""
            self._results: list[tuple[str, str]] = []
            self._fin = b""
            self._send_counted(
                "<iq type='set' id='mam'><query xmlns='urn:xmpp:mam:2'>"
                "<set xmlns='http://jabber.org/protocol/rsm'>"
                f"<max>{PAGE}</max>{mark}</set></query></iq>".encode()
            )
            await self.until(lambda: self._fin, "a page of the archive")
            assert b"<fin" in self._fin, self._fin
            found += self._results
            if re.search(rb"complete=['\"]true", self._fin):
                return found
            after = found[-1][0]

    # Hearing

    async def until(self, is_true: Callable[[], object], what: str) -> None:
        """Wait for what the server sends."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not is_true():
                    if not self.is_connected:
                        raise WireError(f"{self} lost its connection, waiting for {what}")
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{self} waited too long for {what}") from None

    def changed(self) -> None:
        self._changed.set()

    def _acked(self, stream: Stream, h: int) -> None:
        if h > stream.acked:
            assert h <= len(stream.sent), f"{self}: h={h} of {len(stream.sent)} sent"
            self.acknowledged += [id for id in stream.sent[stream.acked : h] if id]
            stream.acked = h

    def takes(self, piece: bytes) -> bytes:
        """One piece of the stream; returns the answer to it, if it wants one."""
        stream = self.stream
        assert stream is not None
        kind = piece[:2]
        if kind == b"<m":
            stream.got.append(self._message(piece))
        elif kind == b"<i":
            stream.got.append("")
            if attribute(piece, b"id") == b"ping":
                self.pongs += 1
            else:
                self._fin = piece
        elif kind == b"<p":
            stream.got.append("")
        elif kind == b"<r":
            if not self.is_lazy:
                return self._tell(stream)
        elif kind == b"<a":
            self._acked(stream, int(attribute(piece, b"h") or 0))
            self.on_ack()
        return b""

    def _tell(self, stream: Stream) -> bytes:
        self.taken.update(id for id in stream.got[stream.told :] if id)
        stream.told = len(stream.got)
        return b"<a xmlns='%s' h='%d'/>" % (NS_SM.encode(), stream.told)

    def _message(self, piece: bytes) -> str:
        """What to note of a message: its id when it was written to us and stored."""
        result = _RESULT.search(piece) if b"urn:xmpp:mam:2" in piece else None
        if result is not None:
            self._results.append((result[1].decode(), result[2].decode()))
            return ""
        id = (attribute(piece, b"id") or b"").decode()
        if attribute(piece, b"type") == b"error":
            condition = re.search(rb"<([\w-]+) xmlns=.urn:ietf:params:xml:ns:xmpp-stanzas", piece)
            kind = re.search(rb"<error [^>]*?type=['\"](\w+)", piece)
            assert kind is not None, piece
            assert condition is not None, piece
            self.refused[id] = f"{kind[1].decode()} {condition[1].decode()}"
            if id in self.acknowledged:
                self.too_late.append(id)
            return ""
        if id:
            (self.replayed if b"urn:xmpp:delay" in piece else self.heard).append(id)
        return id


OPEN: set["Device"] = set()  # connections that somebody must close


class Device(Link):
    """A connection of a user's."""

    def __init__(self, server: Server, user: User | None) -> None:
        super().__init__(server.target)
        self.user = user

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        OPEN.add(self)
        super().connection_made(transport)

    def hear(self, pieces: list[bytes]) -> None:
        assert self.user is not None
        if self.user.device is not self:
            return
        answers = b"".join([self.user.takes(piece) for piece in pieces])
        if answers:
            self.write(answers)
        self.user.changed()

    def connection_lost(self, exc: Exception | None) -> None:
        OPEN.discard(self)
        super().connection_lost(exc)
        if self.user is not None:
            self.user.changed()

    def cut(self) -> None:
        """Gone at once, without a word."""
        if self._transport is not None:
            self._transport.abort()
