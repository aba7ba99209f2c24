"""Time: the only home of the clock, so that a test can hold it still and move it by hand."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from typing import Protocol, TypeVarTuple

Ts = TypeVarTuple("Ts")


class Timer(Protocol):
    """What `call_later` gives back."""

    def cancel(self) -> None:
        """Make sure that the function does not run; harmless when it has run already."""


class Clock(Protocol):
    """Where everything asks for the time and for a call later on."""

    def now(self) -> int:
        """The wall clock, in microseconds since 1970-01-01 UTC. It may be set back."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start. They never go back: measure spans with these."""

    def call_later(self, delay: float, f: Callable[[*Ts], object], *args: *Ts) -> Timer:
        """Call `f(*args)` after `delay` seconds, unless the timer is cancelled before."""


class SystemClock:
    """The machine's own time; `call_later` needs a running event loop."""

    __slots__ = ()

    def now(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()

    def call_later(self, delay: float, f: Callable[[*Ts], object], *args: *Ts) -> Timer:
        return asyncio.get_running_loop().call_later(delay, f, *args)


class ManualTimer:
    """A call that waits for a `ManualClock` to reach it."""

    __slots__ = ("args", "due", "f", "is_cancelled")

    def __init__(self, due: float, f: Callable[..., object], args: tuple[object, ...]) -> None:
        self.due = due
        self.f = f
        self.args = args
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class ManualClock:
    """A clock for tests: it stands still until `advance` moves it."""

    def __init__(self, now: int = 1_767_225_600_000_000) -> None:
        """Start at `now`, in microseconds since 1970 (default: 2026-01-01 00:00 UTC)."""
        self._start = now
        self._elapsed = 0.0
        self._ordinals = itertools.count()
        self._timers: list[tuple[float, int, ManualTimer]] = []

    def now(self) -> int:
        return self._start + round(self._elapsed * 1_000_000)

    def monotonic(self) -> float:
        return self._elapsed

    def call_later(self, delay: float, f: Callable[[*Ts], object], *args: *Ts) -> Timer:
        timer = ManualTimer(self._elapsed + max(delay, 0.0), f, args)
        heapq.heappush(self._timers, (timer.due, next(self._ordinals), timer))
        return timer

    def advance(self, seconds: float) -> None:
        """Move on by `seconds` and run, in order, what is due; each call sees its own time.

        A call may set further timers; those that fall into the span run too.
        """
        end = self._elapsed + seconds
        while self._timers and self._timers[0][0] <= end:
            due, _, timer = heapq.heappop(self._timers)
            self._elapsed = max(self._elapsed, due)
            if not timer.is_cancelled:
                timer.f(*timer.args)
        self._elapsed = max(self._elapsed, end)

    def set(self, now: int) -> None:
        """Set the wall clock alone (µs since 1970), as an administrator might; no timer runs."""
        self._start = now - round(self._elapsed * 1_000_000)

    def pending(self) -> int:
        """How many timers wait that nobody has cancelled."""
        return sum(not timer.is_cancelled for _, _, timer in self._timers)


def iso(at: int, *, precise: bool = False) -> str:
    """`2026-11-22T20:30:00Z` for a time in microseconds since 1970 (XEP-0082).

    With `precise`, the microseconds are written too: `2026-11-22T20:30:00.123456Z`.
    """
    seconds, rest = divmod(at, 1_000_000)
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{text}.{rest:06d}Z" if precise else f"{text}Z"
