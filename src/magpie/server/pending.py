"""The events of a stream that wait for its negotiation."""

from __future__ import annotations

import asyncio
from collections import deque

from magpie.base.clock import Clock
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamEvent


class Gone(ConnectionError):
    """The connection ended while something waited for it."""


class Pending:
    """Such events.

    Attributes:
        is_over: no more will come.
    """

    __slots__ = ("_clock", "_waiter", "events", "is_over")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiter: asyncio.Future[None] | None = None
        self.events: deque[StreamEvent] = deque()
        self.is_over = False

    async def next(self, within: float) -> StreamEvent:
        """The next one.

        Raises:
            StreamError: the peer's fault, or `connection-timeout` after `within` seconds.
            Gone: the connection ended.
        """
        if not self.events and not self.is_over:
            waiter = self._waiter = asyncio.get_running_loop().create_future()
            timer = self._clock.call_later(within, self.wake)
            await waiter
            timer.cancel()
        if not self.events:
            if self.is_over:
                raise Gone
            raise StreamError("connection-timeout")
        event = self.events.popleft()
        if isinstance(event, StreamError):
            raise event
        return event

    def put(self, event: StreamEvent) -> None:
        """One more."""
        self.events.append(event)
        self.wake()

    def end(self) -> None:
        """No more will come."""
        self.is_over = True
        self.wake()

    def wake(self) -> None:
        """Whoever waits looks again."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
