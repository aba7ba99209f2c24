"""Messages on their way out: in order, encrypted where asked, until they are acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable

from slixmpp.xmlstream import ET

from magpie.desktop.core import link as told
from magpie.desktop.core.content import Locked, Outgoing
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link import writing
from magpie.desktop.link.locks import Locks
from magpie.desktop.link.stream import Stream
from magpie.desktop.link.turns import Turns

IsAlive = Callable[[float], Awaitable[bool]]


class Sending:
    """Of one stream."""

    def __init__(
        self, stream: Stream, locks: Locks, is_alive: IsAlive, tell: Callable[[told.Event], None]
    ) -> None:
        self._stream = stream
        self._locks = locks
        self._is_alive = is_alive
        self._tell = tell
        self._turns = Turns("link.out")
        self._in_flight: set[str] = set()
        self._session = 0  # counts those that were not resumed
        self._up = asyncio.Event()
        stream.on_acknowledged(self._acknowledged)

    def opened(self, *, is_resumed: bool) -> None:
        if not is_resumed:
            self._session += 1
            self._in_flight.clear()
        self._up.set()

    def shut(self) -> None:
        """The connection is gone; what is being encrypted waits for the next one."""
        self._up.clear()

    def end(self) -> None:
        self._up.clear()
        self._turns.end()

    def send(self, outgoing: Outgoing) -> None:
        self._in_flight.add(outgoing.id)
        if isinstance(outgoing.content, Locked) or self._turns.is_busy:
            session = self._session
            self._turns.put(lambda: self._send_in_turn(outgoing, session))
        else:
            self._put(writing.message(outgoing))

    async def _send_in_turn(self, outgoing: Outgoing, session: int) -> None:
        """What is to be encrypted, and what comes behind that."""
        try:
            is_locked = isinstance(outgoing.content, Locked)
            stanza = await self._locks.seal(outgoing) if is_locked else writing.message(outgoing)
        except Problem as problem:
            if problem.reason is not Reason.NOT_CONNECTED:
                self._tell(told.Bounced(outgoing.to, outgoing.id, problem))
            return
        await self._up.wait()
        if session == self._session:  # else the outbox has sent it anew
            self._put(stanza)

    def _put(self, stanza: ET.Element) -> None:
        self._stream.put(stanza)
        if not self._stream.is_managed:
            self._stream.spawn("acknowledged", self._ask_by_ping(tuple(self._in_flight)))

    async def _ask_by_ping(self, waiting: tuple[str, ...]) -> None:
        """Without XEP-0198, the answer to a ping says that what went before has come."""
        if await self._is_alive(30.0):
            for id in waiting:
                self._acknowledged(id)

    def _acknowledged(self, id: str) -> None:
        if id in self._in_flight:
            self._in_flight.discard(id)
            self._tell(told.Acknowledged(id))
