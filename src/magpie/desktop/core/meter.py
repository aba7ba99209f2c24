"""How fast a transfer goes, and how long it will take."""

from collections import deque

from magpie.base.clock import Clock

WINDOW = 5.0  # seconds that the speed is taken over
EVERY = 0.1  # seconds between two reports: more would be work for nobody


class Meter:
    """Of one run of a transfer: bytes a second over the last seconds."""

    def __init__(self, clock: Clock, total: int, done: int = 0) -> None:
        self._clock = clock
        self._total = total
        self._marks: deque[tuple[float, int]] = deque([(clock.monotonic(), done)])
        self._told = 0.0
        self.done = done

    def count(self, done: int) -> bool:
        """So many bytes are over now; whether it is time to say so."""
        now = self._clock.monotonic()
        self.done = done
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] > WINDOW:
            self._marks.popleft()
        if now - self._told < EVERY and done != self._total:
            return False
        self._told = now
        return True

    @property
    def speed(self) -> int:
        """Bytes a second, 0 unknown."""
        (first, before), (last, now) = self._marks[0], self._marks[-1]
        return max(0, round((now - before) / (last - first))) if last > first else 0

    @property
    def remaining(self) -> int:
        """Seconds, -1 unknown."""
        speed = self.speed
        if self._total < 0 or not speed:
            return -1
        return round((self._total - self.done) / speed)
