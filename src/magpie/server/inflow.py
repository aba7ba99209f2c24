"""The stanzas of a stream on which many speak: another server's, or a component's.

Theory of operation. Elements come here one by one. What a stanza starts is done, and on disk where
it is to be kept, before the next one is looked at where that could overtake it (RFC 6120, 10.1).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.relay import Later
from magpie.server.session import WAITING_MAX, Wire
from magpie.server.stream import Stream
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid, JidError

log = get_logger(__name__)
STANZAS = frozenset(("message", "presence", "iq"))


class Inflow:
    """What such a stream carries (`Bound`); subclasses say what an element means."""

    def __init__(self, host: Host, stream: Stream) -> None:
        self._host = host
        self.wire = stream  # what pressure pauses
        self._waiting: deque[Element] | None = None
        self._then: list[Callable[[], None]] = []
        self._is_over = False

    def process(self, element: Element) -> None:
        """Take one whose turn it is. Raises StreamError."""
        raise NotImplementedError

    def ended(self) -> None:
        """The stream is over."""

    # The stream calls

    def receive(self, element: Element) -> None:
        """Take one element, behind those that are not done yet."""
        waiting = self._waiting
        if waiting is None:
            self._process(element)
            return
        waiting.append(element)
        if len(waiting) == WAITING_MAX:
            self.wire.pause(self)

    def when_done(self, act: Callable[[], None]) -> None:
        """Run `act` when all that came is done, and committed."""
        if self._waiting is not None:
            self._then.append(act)
        elif self._host.journal.is_idle:
            act()
        else:
            self._host.journal.after(act)

    def unclogged(self) -> None:
        """The peer's buffer has room again."""
        self._host.pressure.released(self)

    def close(self, error: StreamError | None = None) -> None:
        """The stream ends."""
        self._end()
        self.wire.close(error)

    def lost(self, wire: Wire) -> None:
        """The connection is gone."""
        self._end()

    def end(self) -> None:
        """The server stops."""
        self.wire.close(StreamError("system-shutdown"))

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._host.pressure.released(self)
            self.ended()

    # Elements

    def _process(self, element: Element) -> None:
        try:
            self.process(element)
        except StreamError as error:
            log.info("stream.refused", ip=self.wire.address, condition=error.condition)
            self.wire.close(error)

    def route(self, stanza: Element) -> None:
        """Send a stanza, whose addresses were checked, on its way."""
        journal = self._host.journal
        if stanza.name == "message" or journal.is_idle:
            self._route(stanza)
        else:  # a message keeps its place in the journal by itself
            self._waiting = deque()
            journal.after(lambda: self._proceed(stanza))

    def _route(self, stanza: Element) -> None:
        run = self._host.relay.route(stanza)
        if run is not None:
            self._waiting = self._waiting or deque()
            self._host.task(f"stanza from {stanza.attrs['from']}", self._wait(run))
        elif stanza.name == "message":
            self._host.pressure.stored(self)

    async def _wait(self, run: Later) -> None:
        try:
            await run
        finally:
            self._proceed()

    def _proceed(self, stanza: Element | None = None) -> None:
        """Go on: with the stanza in hand, then with what has come meanwhile."""
        arrived, self._waiting = self._waiting or deque(), None
        self.wire.resume(self)
        if stanza is not None:
            self._route(stanza)
        while arrived and not self._is_over:
            if not self._may_go_on(arrived):
                return
            self._process(arrived.popleft())
        then, self._then = self._then, []
        for act in then:
            self.when_done(act)

    def _may_go_on(self, arrived: deque[Element]) -> bool:
        if self._waiting is None:
            return True
        self._waiting.extend(arrived)
        return False


def addresses(stanza: Element) -> tuple[Jid, Jid]:
    """Who sends it, and to whom; both must be there (RFC 6120, 8.1.1.2 and 8.1.2.2).

    Raises StreamError.
    """
    try:
        return Jid.parse(stanza.attrs["from"]), Jid.parse(stanza.attrs["to"])
    except (KeyError, JidError):
        raise StreamError("improper-addressing") from None
