"""A peer that does not keep up: while more waits for it than the mark allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from magpie.base.clock import Timer
from magpie.base.log import get_logger
from magpie.server.host import Host

log = get_logger(__name__)


class Carrier(Protocol):
    """As in `stream.py`; `unsent` is how many bytes wait for the peer."""

    address: str

    @property
    def unsent(self) -> int: ...

    def abort(self) -> None: ...


class Clog:
    """Cuts the peer off when it reads nothing for too long: its messages stay in the journal."""

    __slots__ = ("_carrier", "_host", "_timer", "_unsent")

    def __init__(self, host: Host, carrier: Carrier) -> None:
        self._host = host
        self._carrier = carrier
        self._timer: Timer
        self._watch()

    def _watch(self) -> None:
        self._unsent = self._carrier.unsent
        self._timer = self._host.clock.call_later(self._host.c2s.write_timeout, self._overdue)

    def _overdue(self) -> None:
        if self._carrier.unsent < self._unsent:
            self._watch()  # it reads, slowly
        else:
            log.info("stream.cut_off", ip=self._carrier.address, why="unread")
            self._carrier.abort()

    def adds(self, pieces: Sequence[bytes]) -> None:
        """More is written: it would hide how much the peer has read."""
        self._unsent += sum(map(len, pieces))

    def ends(self) -> None:
        """It has room again, or is gone."""
        self._timer.cancel()
