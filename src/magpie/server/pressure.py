"""Back-pressure: when a receiver's buffer or the journal is over its mark, senders are not read."""

from __future__ import annotations

import asyncio
from typing import Protocol

from magpie.server.host import Host
from magpie.server.session import Session, Wire

UNACKED_MARK = 1_000  # that a client has not acknowledged before a replay waits for it


class Sender(Protocol):
    """A session, or a stream of another server: `wire` is what carries it."""

    @property
    def wire(self) -> Wire | None: ...


class Pressure:
    """Who is not read because of whom."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._behind: dict[object, list[Session]] = {}
        self._draining: dict[object, list[asyncio.Future[None]]] = {}
        self._journal_is_full = False
        self._held: list[Sender] = []
        host.journal.on_pressure(self.journal)

    def journal(self, is_full: bool) -> None:
        """The journal passed its high (True) or low (False) mark."""
        self._journal_is_full = is_full
        if not is_full:
            held, self._held = self._held, []
            for session in held:
                if session.wire is not None:
                    session.wire.resume(self)

    def stored(self, session: Sender) -> None:
        """It put something into the journal."""
        if self._journal_is_full and session.wire is not None:
            session.wire.pause(self)
            self._held.append(session)

    def wait_for(self, origin: Session, target: object) -> None:
        """Do not read `origin` until `target`, whose buffer is full, has drained or ended."""
        if origin is target or origin.wire is None:
            return
        behind = self._behind.setdefault(target, [])
        if origin not in behind:
            behind.append(origin)
            origin.wire.pause(target)

    async def drained(self, session: Session) -> None:
        """Return when the session can be sent a good deal more, or has ended."""
        while not session.is_closed and self._is_full(session):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._draining.setdefault(session, []).append(future)
            await future

    def _is_full(self, session: Session) -> bool:
        wire = session.wire
        if wire is not None and wire.is_clogged:
            return True
        return self._host.streams.unacknowledged(session) > UNACKED_MARK

    def acknowledged(self, session: Session) -> None:
        """The session's client has acknowledged something."""
        if session in self._draining and not self._is_full(session):
            self._drain(session)

    def _drain(self, session: object) -> None:
        for future in self._draining.pop(session, ()):
            if not future.done():
                future.set_result(None)

    def released(self, target: object) -> None:
        """The target's buffer has room again, or its connection is gone."""
        for origin in self._behind.pop(target, ()):
            if origin.wire is not None:
                origin.wire.resume(target)
        self._drain(target)
