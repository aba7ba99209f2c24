"""Percentiles of times."""

import math
from collections.abc import Sequence


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the sorted sample does not exceed: nearest rank."""
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p99, p99.9 and the longest of a sample in seconds, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "p50 ms": percentile(ordered, 0.5) * 1000,
        "p99 ms": percentile(ordered, 0.99) * 1000,
        "p99.9 ms": percentile(ordered, 0.999) * 1000,
        "max ms": percentile(ordered, 1.0) * 1000,
    }
