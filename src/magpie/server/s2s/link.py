"""Stanzas from one of our domains to another server's: a queue, and the stream that empties it.

Theory of operation. A link is made by its first stanza and opens a stream; what comes meanwhile
waits. When the other server cannot be reached, the link tries again, each time later, until what
waits has waited for too long: then its senders are told, and the link rests until the next stanza.
A stream that is lost begins anew when something waits. A peer that reads too slowly has its stanzas
wait here too, and those who send them are not read meanwhile. Where the other server has opened a
stream that takes our stanzas, too (XEP-0288), that one is borrowed, and its `Incoming` reads it;
but not while ours is shown on which the other may send: it may have begun to.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from magpie.base.clock import Timer
from magpie.base.log import get_logger
from magpie.server.inflow import STANZAS
from magpie.server.s2s import bidi
from magpie.server.s2s.authorizing import authorized
from magpie.server.s2s.bidi import Backflow
from magpie.server.s2s.ground import Ground, Lender
from magpie.server.s2s.opening import Opened, Unreachable, condition_of
from magpie.server.session import Session, Wire
from magpie.server.stream import Stream
from magpie.xmpp import dialback
from magpie.xmpp.element import NS_CLIENT, NS_SERVER, NS_STREAMS, Element
from magpie.xmpp.errors import StanzaError, StreamError

log = get_logger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries


@dataclass(slots=True)
class Waiting:
    """A stanza in the queue.

    Attributes:
        hears: whether its sender hears when it cannot be delivered.
        since: when it came, in the clock's seconds.
    """

    element: Element
    hears: bool
    since: float


class Link:
    """The way from one of our domains to another server's.

    Attributes:
        is_resting: it does nothing now, and may be forgotten.
    """

    def __init__(self, ground: Ground, local: str, remote: str) -> None:
        self._ground = ground
        self._host = ground.host
        self._config = ground.config
        self._local = local
        self._remote = remote
        self._queue: deque[Waiting] = deque()
        self._stream: Stream | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_shown = False  # the task has a stream on which the other may send, or soon
        self._failures = 0
        self._not_before = 0.0
        self._final: Unreachable | None = None
        self._used_at = 0.0
        self._timer: Timer | None = None
        self._lender: Lender | None = None  # whose the stream is, if it is not ours
        self._back: Backflow | None = None  # what the other sends on a stream of ours

    @property
    def is_resting(self) -> bool:
        """Neither a stream nor an attempt at one."""
        return self._stream is None and self._task is None

    # Sending

    def send(self, element: Element, hears: bool, origin: Session | None = None) -> None:
        """Send a stanza, or let it wait."""
        self._used_at = now = self._host.clock.monotonic()
        if self._stream is None:
            self.borrow()
        stream = self._stream
        if stream is not None and not stream.is_clogged:
            stream.write((element.to_bytes(NS_CLIENT),))
            return
        if len(self._queue) >= self._config.queue:
            if hears:
                text = f"Too much waits for the server of {self._remote}."
                self._host.relay.bounce(element, StanzaError("resource-constraint", text))
            return
        self._queue.append(Waiting(element, hears, now))
        if stream is None:
            self._begin()
        elif origin is not None:
            self._host.pressure.wait_for(origin, self)

    def borrow(self) -> None:
        """Take a stream of the other server's, if there is one; what waits goes at once."""
        lender = self._ground.lenders.get((self._local, self._remote))
        is_own = self._is_shown or (self._stream is not None and self._lender is None)
        if lender is None or lender is self._lender or is_own:
            return  # a newer one is better: perhaps the other knows already that the old is dead
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._lender = lender
        self._stream = lender.lend(self)
        self._failures, self._not_before, self._final = 0, 0.0, None
        self.unclogged()  # unlike the one before, perhaps

    def _begin(self) -> None:
        if self._task is None:
            self._task = self._host.task(f"link to {self._remote}", self._run())

    async def _run(self) -> None:
        try:
            while self._queue:
                if self._final is not None and self._host.clock.monotonic() < self._not_before:
                    self._drop_late(self._final)  # it was found out just now
                    return
                await self._pause()
                try:
                    opened = await self._opened()
                except Unreachable as error:
                    self.borrow()
                    if self._stream is not None:
                        return
                    self._failed(error)
                else:
                    self._ready(opened)
                    return
        finally:
            if self._task is asyncio.current_task():
                self._task = None

    async def _opened(self) -> Opened:
        """A stream on which the other server takes our stanzas. Raises Unreachable."""
        opened = await self._ground.opener.open(self._local, self._remote)
        self._is_shown = bidi.is_offered(opened.features)
        try:
            return await authorized(self._ground, opened, self._local, self._remote)
        finally:
            self._is_shown = False

    def _failed(self, error: Unreachable) -> None:
        pause = min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE)
        now = self._host.clock.monotonic()
        self._failures += 1
        self._not_before = now + pause
        self._final = error if error.is_final else None
        log.info("s2s.unreachable", domain=self._remote, reason=str(error), pause=pause)
        self._drop_late(error)

    def _drop_late(self, error: Unreachable) -> None:
        """What has waited for too long comes back; where there is no hope, everything does."""
        now = self._host.clock.monotonic()
        while self._queue and (error.is_final or self._is_late(self._queue[0], now)):
            self._give_up(error.condition)

    def _is_late(self, waiting: Waiting, now: float) -> bool:
        return now - waiting.since >= self._config.queue_for

    def _give_up(self, condition: str) -> None:
        """The first in the queue comes back to its sender."""
        waiting = self._queue.popleft()
        if waiting.hears:
            self._host.relay.bounce(waiting.element, StanzaError(condition))

    async def _pause(self) -> None:
        wait = self._not_before - self._host.clock.monotonic()
        if wait > 0:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            timer = self._host.clock.call_later(wait, future.set_result, None)
            try:
                await future
            finally:
                timer.cancel()

    # A stream

    def _ready(self, opened: Opened) -> None:
        self._failures = 0
        self._not_before = 0.0
        self._final = None
        log.info("s2s.connected", domain=self._remote, source=self._local, tls=opened.is_proven)
        self._stream = opened.stream
        if opened.goes_both_ways:
            self._back = Backflow(self._host, opened.stream, self._remote)
        self._watch()
        opened.stream.bound(self, self._host.limits.stanza_size)
        self._flush()

    def _flush(self) -> None:
        stream = self._stream
        while self._queue and stream is not None and not stream.is_clogged:
            stream.write((self._queue.popleft().element.to_bytes(NS_CLIENT),))

    def _watch(self) -> None:
        """Close the stream when it has been idle for long."""
        idle = self._config.idle
        left = self._used_at + idle - self._host.clock.monotonic()
        if left > 0:
            self._timer = self._host.clock.call_later(left, self._watch)
        elif self._stream is not None:
            self._stream.close()

    def end(self) -> None:
        """The server stops: the senders of what waits are told."""
        if self._task is not None:
            self._task.cancel()
        while self._queue:
            self._give_up("remote-server-timeout")
        if self._stream is not None:
            self._stream.close()

    # The stream calls (`Bound`)

    def receive(self, element: Element) -> None:
        """Stanzas, where both want that; else there is nothing to say but that the stream ends."""
        assert self._stream is not None
        if (element.ns, element.name) == (NS_STREAMS, "error"):
            log.info("s2s.closed", domain=self._remote, condition=condition_of(element))
        elif element.ns == dialback.NS:
            self._refuse(element)
        elif self._back is not None and element.ns == NS_SERVER and element.name in STANZAS:
            self._used_at = self._host.clock.monotonic()
            self._back.receive(element)
        else:
            self._stream.close(StreamError("not-authorized"))

    def _refuse(self, element: Element) -> None:
        """XEP-0288, 2.2: what else it speaks for, it shows on a stream of its own."""
        if self._stream is not None and element.name == "result" and element.get("type") is None:
            error = StanzaError("not-allowed", "Open a stream for that domain.")
            self._stream.send(dialback.refusal(element, error))

    def when_done(self, act: Callable[[], None]) -> None:
        """Run `act` when all that the other has sent is done."""
        if self._back is None:
            act()
        else:
            self._back.when_done(act)

    def close(self, error: StreamError | None = None) -> None:
        """The stream ends."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(error)
            self._lost()

    def lost(self, wire: Wire) -> None:
        """The connection is gone."""
        if wire is self._stream:
            self._stream = None
            self._lost()

    def _lost(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._back is not None:
            self._back.lost(self._back.wire)
            self._back = None
        self._lender = None
        self._host.pressure.released(self)
        log.info("s2s.disconnected", domain=self._remote, source=self._local)
        if self._queue:
            self._begin()

    def unclogged(self) -> None:
        """The other server has read what waited for it."""
        self._flush()
        if self._back is not None:
            self._back.unclogged()
        if not self._queue:
            self._host.pressure.released(self)
