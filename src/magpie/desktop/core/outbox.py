"""Sending: first onto the disk, then onto the wire, in the order in which it was written.

What may have reached the server before (tried, and never acknowledged) is looked up in the archive
before it is sent again, so that nothing is said twice: `Receiver.opened` catches up first.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from magpie.base.clock import Clock
from magpie.desktop.core.content import Outgoing
from magpie.desktop.core.history import History
from magpie.desktop.core.session import Session
from magpie.desktop.core.store import outbox as store
from magpie.desktop.core.store.database import Database

P = ParamSpec("P")
R = TypeVar("R")


class Outbox:
    """Of one account. What is for a room has a lane of its own, open while one is in that room."""

    def __init__(
        self, session: Session, database: Database, history: History, clock: Clock
    ) -> None:
        self._session = session
        self._database = database
        self._history = history
        self._clock = clock
        # Up to which number all of a lane went out, in this session
        self._sent: dict[str, int] = {}
        self._open: set[str] = set()
        self._emptying = asyncio.Lock()

    async def write(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], tuple[Outgoing, int | None, R]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run `work(db)` and put into the outbox what it gives: (message, id that shows it, …).

        The third is returned, once all of it is on disk.
        """

        # Decided here, before the commit: a row that says "not tried" must not go out untold.
        tried = frozenset(self._open)

        def run(db: sqlite3.Connection) -> tuple[int, Outgoing, R]:
            outgoing, message, result = work(db, *args, **kwargs)
            is_tried = store.lane(outgoing) in tried
            number = store.put(db, self._session.account, outgoing, message, is_tried=is_tried)
            return number, outgoing, result

        number, outgoing, result = await self._database.write(run)
        room = store.lane(outgoing)
        # Who empties the outbox just now takes this one too, in its turn.
        is_next = room in self._open and number > self._sent.get(room, 0)
        if is_next and not self._emptying.locked():
            if room in tried:
                self._send(room, number, outgoing)
            else:
                await self._empty(room)
        return result

    async def is_doubtful(self, room: str = "") -> bool:
        """Whether the server may have something that it has not acknowledged."""
        return await self._database.read(store.is_doubtful, self._session.account, room)

    async def open(self, room: str = "", *, is_resumed: bool) -> None:
        """Connected: what waits goes out. A resumed session has sent again what it knew of."""
        if not is_resumed:
            self._sent.pop(room, None)
        await self._empty(room)
        if self._session.is_online:
            self._open.add(room)

    def close(self, room: str) -> None:
        """One is in that room no more: what is written waits."""
        self._open.discard(room)

    def shut(self) -> None:
        """The connection is gone."""
        self._open.clear()

    async def _empty(self, room: str) -> None:
        async with self._emptying:
            account = self._session.account
            while waiting := await self._database.write(
                store.to_send, account, self._sent.get(room, 0), room
            ):
                if not all(self._send(room, number, outgoing) for number, outgoing in waiting):
                    return

    def _send(self, room: str, number: int, outgoing: Outgoing) -> bool:
        if not self._session.is_online:
            return False  # what is not sent must not count as sent: a resumed session goes on there
        self._sent[room] = number
        self._session.unacknowledged[outgoing.id] = self._clock.monotonic()
        self._session.link.send(outgoing)
        if not room:
            self._history.unsettle()  # a room says by itself where it stands
        return True
