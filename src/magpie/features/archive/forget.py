"""What becomes of old messages, and of those that deleted accounts leave behind.

Both go in the background, in short writes between those of the journal (see `storage.retention`).
"""

from __future__ import annotations

from magpie.server.api import Host, get_logger
from magpie.storage import retention

log = get_logger(__name__)
EVERY = 600.0  # seconds; a shorter retention is looked after as often as it is long


class Forgetting:
    """Deletes what is too old, now and then."""

    def __init__(self, host: Host, age: float | None) -> None:
        self._host = host
        self._age = age

    async def start(self) -> None:
        """Go on where the last run was interrupted, then once in a while."""
        self._host.task("purge", retention.purge(self._host.db))
        if self._age is not None:
            self._next()

    def _next(self) -> None:
        assert self._age is not None
        self._host.clock.call_later(min(EVERY, self._age), self._tick)

    def _tick(self) -> None:
        self._host.task("retention", self._expire())

    async def _expire(self) -> None:
        assert self._age is not None
        before = self._host.clock.now() - int(self._age * 1_000_000)
        try:
            gone = await retention.expire(self._host.db, before)
            if gone:
                log.info("archive.expired", messages=gone)
        finally:
            self._next()
