"""Metrics: plain numbers, grouped into families."""

import pytest

from magpie.base.metrics import Metrics


def test_the_same_name_and_labels_give_the_same_counter() -> None:
    metrics = Metrics()
    sent = metrics.counter("carbons_sent", "Carbons that were sent.")
    sent.value += 1
    metrics.counter("carbons_sent").add(2)
    assert metrics.read("carbons_sent") == 3


def test_labels_tell_members_apart_and_are_summed_when_not_named() -> None:
    metrics = Metrics()
    metrics.counter("stanzas", kind="iq", way="in").add(1)
    metrics.counter("stanzas", way="in", kind="message").add(2)
    metrics.counter("stanzas", way="out", kind="message").add(4)
    assert metrics.read("stanzas", way="in") == 3
    assert metrics.read("stanzas", kind="message") == 6
    assert metrics.read("stanzas", kind="iq", way="out") == 0
    assert metrics.read("stanzas") == 7


def test_a_gauge_is_set_moved_or_read_from_a_function() -> None:
    metrics = Metrics()
    gauge = metrics.gauge("sessions")
    gauge.set(5)
    gauge.add(-2)
    assert metrics.read("sessions") == 3
    here = [1, 2]
    metrics.gauge("rooms", "Rooms in memory.", lambda: len(here))
    here.append(3)
    assert metrics.read("rooms") == 3


def test_a_histogram_counts_up_to_each_bound() -> None:
    metrics = Metrics()
    histogram = metrics.histogram("commit_seconds", "A batch.", bounds=(0.1, 1))
    for value in (0.05, 0.1, 0.5, 3):
        histogram.observe(value)
    (family,) = metrics.families()
    assert (family.name, family.kind, family.doc) == (
        "magpie_commit_seconds",
        "histogram",
        "A batch.",
    )
    assert [(s.suffix, dict(s.labels).get("le"), s.value) for s in family.samples()] == [
        ("_bucket", "0.1", 2),
        ("_bucket", "1", 3),
        ("_bucket", "+Inf", 4),
        ("_sum", None, pytest.approx(3.65)),
        ("_count", None, 4),
    ]


def test_a_name_is_of_one_kind() -> None:
    metrics = Metrics()
    metrics.counter("sessions")
    with pytest.raises(ValueError, match="magpie_sessions is a counter, not a gauge"):
        metrics.gauge("sessions")


def test_nothing_is_read_of_a_metric_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        Metrics().read("nothing")
