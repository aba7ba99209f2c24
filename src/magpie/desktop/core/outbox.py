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
    """Of one account."""

    def __init__(
        self, session: Session, database: Database, history: History, clock: Clock
    ) -> None:
        self._session = session
        self._database = database
        self._history = history
        self._clock = clock
        self._sent = 0  # the number up to which all went out on this connection
        self._is_open = False
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
        is_tried = self._is_open

        def run(db: sqlite3.Connection) -> tuple[int, Outgoing, R]:
            outgoing, message, result = work(db, *args, **kwargs)
            number = store.put(db, self._session.account, outgoing, message, is_tried=is_tried)
            return number, outgoing, result

        number, outgoing, result = await self._database.write(run)
        # Who empties the outbox just now takes this one too, in its turn.
        if self._is_open and number > self._sent and not self._emptying.locked():
            if is_tried:
                self._send(number, outgoing)
            else:
                await self._empty()
        return result

    async def is_doubtful(self) -> bool:
        """Whether the server may have something that it has not acknowledged."""
        return await self._database.read(store.is_doubtful, self._session.account)

    async def open(self, *, is_resumed: bool) -> None:
        """Connected: what waits goes out. A resumed session has sent again what it knew of."""
        if not is_resumed:
            self._sent = 0
        await self._empty()
        self._is_open = self._session.is_online

    def shut(self) -> None:
        """The connection is gone."""
        self._is_open = False

    async def _empty(self) -> None:
        async with self._emptying:
            account = self._session.account
            while waiting := await self._database.write(store.to_send, account, self._sent):
                if not all(self._send(number, outgoing) for number, outgoing in waiting):
                    return

    def _send(self, number: int, outgoing: Outgoing) -> bool:
        if not self._session.is_online:
            return False  # what is not sent must not count as sent: a resumed session goes on there
        self._sent = number
        self._session.unacknowledged[outgoing.id] = self._clock.monotonic()
        self._session.link.send(outgoing)
        self._history.unsettle()
        return True
