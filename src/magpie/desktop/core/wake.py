"""Noticing that the machine has slept.

While a machine sleeps, its monotonic clock stands still (on Linux) or jumps (elsewhere) with the
wall clock; a timer that should have rung within two seconds rings much later. Either way one of the
two clocks has moved far more than the timer had to wait.
"""

from collections.abc import Callable

from magpie.base.clock import Clock, Timer

EVERY = 2.0  # seconds
LATE = 4.0  # seconds beyond that mean sleep: no loop is held for so long


class WakeDetector:
    """Calls `woke` after the machine has slept, or its clock was set."""

    def __init__(self, clock: Clock, woke: Callable[[], None]) -> None:
        self._clock = clock
        self._woke = woke
        self._timer: Timer | None = None

    def start(self) -> None:
        self._wall, self._monotonic = self._clock.now(), self._clock.monotonic()
        self._timer = self._clock.call_later(EVERY, self._look)

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        wall = (self._clock.now() - self._wall) / 1_000_000
        monotonic = self._clock.monotonic() - self._monotonic
        self.start()
        if max(wall, monotonic) > EVERY + LATE or wall < -LATE:
            self._woke()
