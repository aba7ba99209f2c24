"""Waiting by the injected clock."""

import asyncio
from collections.abc import Callable

from magpie.base.clock import Clock, Timer


async def pause(clock: Clock, seconds: float, poke: asyncio.Event | None = None) -> bool:
    """Wait so long, or until `poke` is set (which is cleared); whether it was."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def ring() -> None:
        if not done.done():
            done.set_result(None)

    timer = clock.call_later(seconds, ring)
    try:
        if poke is None:
            await done
            return False
        poked = loop.create_task(poke.wait())
        try:
            await asyncio.wait((done, poked), return_when=asyncio.FIRST_COMPLETED)
        finally:
            poked.cancel()
        was = poke.is_set()
        poke.clear()
        return was
    finally:
        timer.cancel()


class Lull:
    """Runs `f` once nothing has called `stir` for a while."""

    __slots__ = ("_clock", "_f", "_seconds", "_timer")

    def __init__(self, clock: Clock, seconds: float, f: Callable[[], object]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._f = f
        self._timer: Timer | None = None

    @property
    def is_stirred(self) -> bool:
        """Whether it is going to run."""
        return self._timer is not None

    def stir(self) -> None:
        self.cancel()
        self._timer = self._clock.call_later(self._seconds, self._run)

    def cancel(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _run(self) -> None:
        self._timer = None
        self._f()
