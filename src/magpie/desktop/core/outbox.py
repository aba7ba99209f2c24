"""Sending: first onto the disk, then onto the wire, in the order in which it was written.

What may have reached the server before (tried, and never acknowledged) is looked up in the archive
before it is sent again, so that nothing is said twice: `Receiver.opened` catches up first.
"""

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

    async def write(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], tuple[Outgoing, int | None, R]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run `work(db)` and put into the outbox what it gives: (message, id that shows it, …).

        The third is returned, once all of it is on disk.
        """

        def run(db: sqlite3.Connection) -> tuple[int, Outgoing, R]:
            outgoing, message, result = work(db, *args, **kwargs)
            number = store.put(db, self._session.account, outgoing, message, is_tried=self._is_open)
            return number, outgoing, result

        number, outgoing, result = await self._database.write(run)
        if self._is_open and number > self._sent:
            self._sent = number
            self._send(outgoing)
        return result

    async def is_doubtful(self) -> bool:
        """Whether the server may have something that it has not acknowledged."""
        return await self._database.read(store.is_doubtful, self._session.account)

    async def open(self, *, is_resumed: bool) -> None:
        """Connected: what waits goes out. A resumed session has sent again what it knew of."""
        if not is_resumed:
            self._sent = 0
        while True:
            waiting = await self._database.write(store.to_send, self._session.account, self._sent)
            if not waiting:
                break
            for number, outgoing in waiting:
                self._sent = number
                self._send(outgoing)
        self._is_open = self._session.is_online

    def shut(self) -> None:
        """The connection is gone."""
        self._is_open = False

    def _send(self, outgoing: Outgoing) -> None:
        if self._session.is_online:
            self._session.unacknowledged[outgoing.id] = self._clock.monotonic()
            self._session.link.send(outgoing)
            self._history.unsettle()
