"""Back-pressure: when a receiver's buffer or the journal is over its mark, senders are not read."""

from __future__ import annotations

import asyncio

from magpie.server.host import Host
from magpie.server.session import Session


class Pressure:
    """Who is not read because of whom."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._behind: dict[Session, list[Session]] = {}
        self._draining: dict[Session, list[asyncio.Future[None]]] = {}
        self._journal_is_full = False
        self._held: list[Session] = []
        host.journal.on_pressure(self.journal)

    def journal(self, is_full: bool) -> None:
        """The journal passed its high (True) or low (False) mark."""
        self._journal_is_full = is_full
        if not is_full:
            held, self._held = self._held, []
            for session in held:
                if session.wire is not None:
                    session.wire.resume(self)

    def stored(self, session: Session) -> None:
        """A session put something into the journal."""
        if self._journal_is_full and session.wire is not None:
            session.wire.pause(self)
            self._held.append(session)

    def wait_for(self, origin: Session, target: Session) -> None:
        """Do not read `origin` until `target`, whose buffer is full, has drained or ended."""
        if origin is target or origin.wire is None:
            return
        behind = self._behind.setdefault(target, [])
        if origin not in behind:
            behind.append(origin)
            origin.wire.pause(target)

    async def drained(self, session: Session) -> None:
        """Return when the session's buffer has room, or the session has no connection."""
        wire = session.wire
        if wire is None or not wire.is_clogged:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._draining.setdefault(session, []).append(future)
        await future

    def released(self, target: Session) -> None:
        """The target's buffer has room again, or its connection is gone."""
        for origin in self._behind.pop(target, ()):
            if origin.wire is not None:
                origin.wire.resume(target)
        for future in self._draining.pop(target, ()):
            if not future.done():
                future.set_result(None)
