"""How fast a connection may send: above its rate it is read more slowly, and nothing is lost."""

from __future__ import annotations

from magpie.server.settings import Limits


class Pace:
    """Two buckets of one connection, in stanzas and in bytes.

    Attributes:
        stanzas, size: what is left in them; below zero the connection has to wait.
        at: when they were last filled, in the clock's seconds.
    """

    __slots__ = ("at", "limits", "size", "stanzas")

    def __init__(self, limits: Limits, now: float) -> None:
        self.limits = limits
        self.stanzas = float(limits.stanza_burst)
        self.size = self.burst
        self.at = now

    @property
    def burst(self) -> float:
        """Bytes that may come at once: two seconds' worth, or one whole stanza."""
        return float(max(2 * self.limits.bytes_per_second, self.limits.stanza_size))

    def spend(self, stanzas: int, size: int, now: float) -> float:
        """Take what came; for how many seconds not to read, 0 for not at all."""
        limits = self.limits
        passed, self.at = now - self.at, now
        wait = 0.0
        if limits.stanzas_per_second:
            filled = self.stanzas + passed * limits.stanzas_per_second
            self.stanzas = min(filled, limits.stanza_burst) - stanzas
            wait = -self.stanzas / limits.stanzas_per_second
        if limits.bytes_per_second:
            self.size = min(self.size + passed * limits.bytes_per_second, self.burst) - size
            wait = max(wait, -self.size / limits.bytes_per_second)
        return max(wait, 0.0)
