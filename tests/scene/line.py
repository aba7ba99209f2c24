"""A connection in memory: what a TCP connection is to `server/stream.py`."""

from collections.abc import Callable, Mapping, Sequence

from tests.scene.ear import Ear

from magpie.server.host import Host
from magpie.server.negotiation import negotiate
from magpie.server.stream import Negotiate, Stream
from magpie.xmpp.element import NS_STREAMS
from magpie.xmpp.jid import Jid
from magpie.xmpp.stream import BYTES, Framing

WRITE_MARK = 64 * 1024  # bytes unread by a peer from which on it counts as clogged


class Line(Ear):
    """Both ends of one connection: a `Carrier` to the server, an `Ear` to the test.

    Attributes:
        address, is_secure, has_tls: what the server is made to believe; `proven`: the domain that
            a valid certificate is for, between servers.
        is_reading: what the server writes is taken; see `stops_reading`.
    """

    is_web = False

    def __init__(
        self,
        host: Host,
        soon: Callable[[Callable[[], None]], object],
        address: str = "127.0.0.1",
        is_secure: bool = True,
        bindings: Mapping[str, bytes] | None = None,
        negotiate: Negotiate | None = negotiate,
        framing: Framing = BYTES,
        proven: str = "",
    ) -> None:
        super().__init__()
        self.framing = framing
        self.proven = proven
        self.address = address
        self.is_secure = self.has_tls = is_secure
        self.is_reading = True
        self._bindings = dict(bindings or {})
        self._host = host
        self._soon = soon
        self._is_paused = False
        self._to_server: list[bytes] = []
        self._from_server: list[bytes] = []
        self.stream = Stream(host, self, negotiate)

    async def bind(self, jid: Jid) -> None:
        """Skip the negotiation: the stream carries a session of `jid`."""
        assert self.stream._task is not None
        self.stream._task.cancel()
        domain = jid.domain.encode()
        self.stream.feed(
            b"<stream:stream xmlns='jabber:client' xmlns:stream='%b' to='%b' version='1.0'>"
            % (NS_STREAMS.encode(), domain)
        )
        self.stream.open("scene", jid.text)
        self.stream.bound(await self._host.sessions.open(jid, self.stream))

    # The test's end

    async def send(self, data: bytes) -> None:
        """Bytes to the server, unless it has paused reading: then they wait."""
        if b"<stream:stream" in data:
            self.restart()
        self._to_server.append(data)
        self._feed()

    def drop(self) -> None:
        """The connection is gone, without a word."""
        if not self.is_closed:
            self.is_closed = True
            self.stream.lost()

    def stops_reading(self) -> None:
        """Leave what the server writes in its buffer."""
        self.is_reading = False

    def reads_again(self) -> None:
        """Take all that has waited."""
        self.is_reading = True
        waiting, self._from_server = self._from_server, []
        for data in waiting:
            self.hear(data)
        if self.stream.is_clogged:
            self.stream.unclogged()
            self.stream.resume(self)

    def reads_one(self) -> None:
        """Take one write of those that wait."""
        self.hear(self._from_server.pop(0))

    def _feed(self) -> None:
        while self._to_server and not self._is_paused and not self.is_closed:
            self.stream.feed(self._to_server.pop(0))

    # The server's end

    def write(self, pieces: Sequence[bytes]) -> None:
        if self.is_closed:
            return
        data = b"".join(pieces)
        if self.is_reading:
            self.hear(data)
            return
        before = sum(map(len, self._from_server))
        self._from_server.append(data)
        if before <= WRITE_MARK < before + len(data):
            self.stream.clogged()
            self.stream.pause(self)

    @property
    def unsent(self) -> int:
        return sum(map(len, self._from_server))

    def end(self) -> None:
        self.is_closed = True
        self._soon(self.stream.lost)

    def abort(self) -> None:
        self.end()

    def pause_reading(self) -> None:
        self._is_paused = True

    def resume_reading(self) -> None:
        self._is_paused = False
        self._soon(self._feed)

    @property
    def can_start_tls(self) -> bool:
        return not self.has_tls

    async def start_tls(self) -> None:
        self.is_secure = self.has_tls = True

    def signed_in(self) -> None:
        pass

    def proves(self, domain: str) -> bool:
        return domain == self.proven

    def bindings(self) -> Mapping[str, bytes]:
        return self._bindings
