"""One client's stream over one connection: from its first byte to a bound session, and after.

Theory of operation. Before a session is bound, a coroutine (`negotiation.negotiate`) reads the
stream's events one by one and tells its story from top to bottom; each wait has a time limit. Once
bound, the coroutine is gone and events go straight to the session. The carrier below (a TCP
connection, a web socket, a test) gives bytes to `feed` and takes bytes from `write`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from magpie.base.log import get_logger
from magpie.server.carrier import Bound, Carrier
from magpie.server.clog import Clog
from magpie.server.host import Host
from magpie.server.pace import Pace
from magpie.server.pending import Gone, Pending
from magpie.server.settings import Limits
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamClosed, StreamEvent

log = get_logger(__name__)
EVENTS_MAX = 32  # that may wait for the negotiation before the peer is cut off


Negotiate = Callable[["Host", "Stream"], Coroutine[Any, Any, None]]


class Stream:
    """One stream; a `Wire` to the session it carries.

    Attributes:
        carrier: the connection below; `address` the peer's IP address.
        session: what it carries, once it is negotiated.
        has_tls: its bytes travel in TLS.
        language: the peer's `xml:lang`, "" when it gave none.
        heard_at: when bytes last came, in the clock's seconds.
        asked_at: when a silent peer was asked for a sign of life; 0 when it was not.
    """

    __slots__ = (
        "_clog",
        "_header",
        "_host",
        "_is_open",
        "_is_over",
        "_pace",
        "_paused",
        "_pending",
        "_task",
        "address",
        "asked_at",
        "carrier",
        "has_tls",
        "heard_at",
        "is_clogged",
        "language",
        "parser",
        "session",
    )

    def __init__(
        self,
        host: Host,
        carrier: Carrier,
        negotiate: Negotiate | None,
        limits: Limits | None = None,
    ) -> None:
        """Without `negotiate`, whoever opened the stream does that itself.

        `limits`: on what the peer sends, where they are not those of clients.
        """
        limits = limits or host.limits
        self._host = host
        self.carrier = carrier
        self.address = carrier.address
        self._pending: Pending | None = Pending(host.clock)
        self._paused: frozenset[int] = frozenset()  # hardly ever, so no set for each
        self._pace = Pace(limits, host.clock.monotonic()) if limits.enabled else None
        self._clog: Clog | None = None
        self._is_open = False  # our header has been sent, or will be with what follows it
        self._header = b""
        self._is_over = False
        self.session: Bound | None = None
        self.language = ""
        self.is_clogged = self.has_tls = False
        self.heard_at = host.clock.monotonic()
        self.asked_at = 0.0
        self.parser = carrier.framing.parser(limits.stanza_size_unauthenticated)
        self._task: asyncio.Task[None] | None = None
        if negotiate is not None:
            name = f"negotiation with {carrier.address}"
            self._task = host.tasks.spawn(name, negotiate(host, self))

    # The carrier calls

    def feed(self, data: bytes) -> None:
        """Bytes came."""
        self.heard_at = now = self._host.clock.monotonic()
        self.asked_at = 0.0
        self._host.measures.received.value += len(data)
        events = self.parser.feed(data)
        if self._pace is not None:
            wait = self._pace.spend(len(events), len(data), now)
            if wait:
                self.pause(self._pace)
                self._host.clock.call_later(wait, self.resume, self._pace)
        self._hand_on(events)

    def lost(self) -> None:
        """The connection is gone, from whichever side."""
        self._is_over = True
        if self._clog is not None:
            self._clog.ends()
        self.parser.close()
        if self._pending is not None:
            self._pending.end()
        session, self.session = self.session, None
        if session is not None:
            session.lost(self)

    def clogged(self) -> None:
        """More waits to be written than the mark allows."""
        self.is_clogged = True
        self._clog = Clog(self._host, self.carrier)

    def unclogged(self) -> None:
        """There is room again."""
        self.is_clogged = False
        if self._clog is not None:
            self._clog.ends()
            self._clog = None
        if self.session is not None:
            self.session.unclogged()

    # The negotiation calls

    @property
    def is_over(self) -> bool:
        """Closed by either side, or the connection lost."""
        return self._is_over

    async def next(self, within: float) -> StreamEvent:
        """The next event of the peer's stream.

        Raises:
            StreamError: the peer's fault, or `connection-timeout` after `within` seconds.
            Gone: the connection ended.
        """
        assert self._pending is not None
        event = await self._pending.next(within)
        if isinstance(event, StreamClosed):
            self.close()
            raise Gone
        return event

    def restart(self, max_size: int) -> None:
        """Begin a new XML stream on the same connection.

        What came before the restart in the clear cannot be trusted after it.

        Raises:
            StreamError: the peer did not wait for our answer.
        """
        if (self._pending and self._pending.events) or self.parser.pending:
            raise StreamError("policy-violation", "Data before the stream was restarted.")
        self.parser.close()
        self.parser = self.carrier.framing.parser(max_size)
        self._is_open = False

    def open(self, stream_id: str, to: str, domain: str = "") -> None:
        """Send our stream header, in one write with what follows it."""
        self._is_open = True
        self._header = self.carrier.framing.header(domain or self._host.domain, stream_id, to)

    def begin(self, domain: str, to: str) -> None:
        """Send our stream header: we are the one who opens the stream."""
        self._is_open = True
        self.write((self.carrier.framing.header(domain, "", to),))

    def send(self, element: Element) -> None:
        """Send an element of the negotiation."""
        self.write((self.carrier.framing.element(element),))

    def bound(self, session: Bound, max_size: int = 0) -> None:
        """The negotiation is over: what follows is the session's."""
        self.session, self.has_tls = session, self.carrier.has_tls
        self._task = None
        self.parser.max_size = max_size or self._host.limits.stanza_size
        pending, self._pending = self._pending, None
        if self._is_over:
            self.lost()  # while the session was made
        self._hand_on(pending.events if pending is not None else ())

    # The session calls (`Wire`)

    @property
    def is_secure(self) -> bool:
        """TLS, or nobody in between."""
        return self.carrier.is_secure

    @property
    def is_paused(self) -> bool:
        """Whether the peer is not read now."""
        return bool(self._paused)

    def write(self, pieces: Sequence[bytes]) -> None:
        """Send elements, each in its wire form."""
        if not self._is_over:
            if self._header:
                pieces = (self._header, *pieces)
                self._header = b""
            if self._clog is not None:
                self._clog.adds(pieces)
            self._host.measures.sent.value += sum(map(len, pieces))
            self.carrier.write(pieces)

    def close(self, error: StreamError | None = None) -> None:
        """Send the error if any, close the stream both ways and the connection (RFC 6120, 4.4)."""
        if self._is_over:
            return
        if not self._is_open and error is not None:
            self.open("", "")  # RFC 6120, 4.9.1.2: an error needs an open stream around it
        if error is not None:
            self._host.measures.stream_error(error.condition)
            self.send(error.to_element())
        if self._is_open:
            self.write((self.carrier.framing.closing,))
        self._is_over = True
        if self._pending is not None:
            self._pending.end()
        session, self.session = self.session, None
        if session is not None:
            session.close(error)
        self.carrier.end()

    def detach(self, error: StreamError) -> None:
        """Close the stream; the session it carried goes on elsewhere."""
        self.session = None
        self.close(error)

    def abort(self) -> None:
        """Drop the connection without a word."""
        self.carrier.abort()

    def rest(self) -> None:
        """Give back memory until the peer sends again."""
        self.parser.rest()

    def pause(self, reason: object) -> None:
        """Do not read from the peer until `resume` for the same reason."""
        if not self._paused:
            self.carrier.pause_reading()
        self._paused |= {id(reason)}

    def resume(self, reason: object) -> None:
        """Read again, when no other reason is left."""
        if id(reason) in self._paused:
            self._paused -= {id(reason)}
            if not self._paused and not self._is_over:
                self.heard_at = self._host.clock.monotonic()  # it was not silent: nobody listened
                self.carrier.resume_reading()

    # Parts

    def _hand_on(self, events: Iterable[StreamEvent]) -> None:
        for event in events:
            session = self.session
            if session is not None and event.__class__ is Element:
                session.receive(event)
            else:
                self._take(event)
            if self._is_over:
                return

    def _take(self, event: StreamEvent) -> None:
        """An event for the negotiation, or the end of a bound stream."""
        if self._pending is not None:
            self._pending.put(event)
            if len(self._pending.events) > EVENTS_MAX:
                self.close(StreamError("policy-violation"))
        elif isinstance(event, StreamError):
            log.info("stream.error", ip=self.address, condition=event.condition)
            self.close(event)
        elif isinstance(event, StreamClosed):  # for good; what has been sent is still delivered
            if self.session is None:
                self.close()
            else:
                self.session.when_done(self.session.close)
