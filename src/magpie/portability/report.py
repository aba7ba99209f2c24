"""What an export or an import has done: counts, and what was left out and why."""

from __future__ import annotations

from collections import Counter

SHOWN = 20  # reasons of a kind that are told one by one
WIDTH = 14


class Report:
    """The counts of one run, or of one account in it."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.reasons: dict[str, list[str]] = {}

    def count(self, what: str, number: int = 1) -> None:
        """That many more."""
        self.counts[what] += number

    def drop(self, what: str, why: str, number: int = 1) -> None:
        """Left out: that many, and why, for whoever runs the server."""
        self.dropped[what] += number
        reasons = self.reasons.setdefault(what, [])
        if len(reasons) < SHOWN and why not in reasons:
            reasons.append(why)

    def add(self, other: Report) -> None:
        """All that the other one has."""
        self.counts.update(other.counts)
        for what, reasons in other.reasons.items():
            self.dropped[what] += other.dropped[what]
            for why in reasons:
                self.drop(what, why, 0)

    def table(self) -> str:
        """For a person."""
        lines = [f"{what:<{WIDTH}}{number:>9}" for what, number in self.counts.items() if number]
        if self.dropped:
            lines += ["", "left out:"]
        for what, number in self.dropped.items():
            lines.append(f"{what:<{WIDTH}}{number:>9}")
            lines += [f"  {why}" for why in self.reasons[what]]
            if len(self.reasons[what]) >= SHOWN:
                lines.append("  …")
        return "\n".join(lines)
