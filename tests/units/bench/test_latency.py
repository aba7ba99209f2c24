"""Percentiles by nearest rank."""

import math

import pytest

from magpie.bench.latency import percentile, summary


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1), (0.01, 1), (0.5, 50), (0.501, 51), (0.99, 99), (1.0, 100)]
)
def test_of_one_to_a_hundred(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value


def test_one_value_is_every_percentile() -> None:
    assert {percentile([7.0], share) for share in (0, 0.5, 0.999, 1)} == {7.0}


def test_nothing_has_none() -> None:
    assert math.isnan(percentile([], 0.5))


def test_a_summary_is_in_milliseconds_and_sorts() -> None:
    assert summary([0.003, 0.001, 0.002]) == {
        "p50 ms": 2.0,
        "p99 ms": 3.0,
        "p99.9 ms": 3.0,
        "max ms": 3.0,
    }
