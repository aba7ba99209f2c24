"""Metrics: counters, gauges and histograms that cost an addition on the hot path.

A feature asks the registry for a metric once, in its `setup`, and keeps it. Whoever exports them
(Prometheus, the console) reads `families`; nothing here knows an exporter.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

Kind = Literal["counter", "gauge", "histogram"]
Labels = tuple[tuple[str, str], ...]

# Upper bounds in seconds: from a routing step to a slow disk.
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counter:
    """How often something has happened. The hot path adds to `value` itself."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0

    def add(self, n: int = 1) -> None:
        self.value += n

    def samples(self) -> Iterator["Sample"]:
        yield Sample("_total", (), self.value)


class Gauge:
    """How much there is of something now: set, or read by a function when somebody asks."""

    __slots__ = ("read", "value")

    def __init__(self) -> None:
        self.value: float = 0
        self.read: Callable[[], float] | None = None

    def set(self, value: float) -> None:
        self.value = value

    def add(self, n: float = 1) -> None:
        self.value += n

    def samples(self) -> Iterator["Sample"]:
        yield Sample("", (), self.value if self.read is None else self.read())


class Histogram:
    """How long (or large) things were, counted in buckets."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """Count one value; it belongs to the first bucket whose bound is not below it."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def samples(self) -> Iterator["Sample"]:
        total = 0
        for bound, count in zip((*self.bounds, float("inf")), self.counts, strict=True):
            total += count
            name = "+Inf" if bound == float("inf") else f"{bound:g}"
            yield Sample("_bucket", (("le", name),), total)
        yield Sample("_sum", (), self.sum)
        yield Sample("_count", (), total)


Metric = Counter | Gauge | Histogram
M = TypeVar("M", Counter, Gauge, Histogram)


@dataclass(frozen=True, slots=True)
class Sample:
    """One number of a family: what is added to its name, its labels, its value."""

    suffix: str
    labels: Labels
    value: float


@dataclass(frozen=True, slots=True)
class Family:
    """All metrics of one name, told apart by their labels."""

    name: str
    kind: Kind
    doc: str
    members: dict[Labels, Metric]

    def samples(self) -> Iterator[Sample]:
        for labels, metric in self.members.items():
            for sample in metric.samples():
                yield Sample(sample.suffix, labels + sample.labels, sample.value)


class Metrics:
    """All metrics of one server. The same name and labels give the same metric."""

    def __init__(self, prefix: str = "magpie_") -> None:
        self._prefix = prefix
        self._families: dict[str, Family] = {}

    def counter(self, name: str, doc: str = "", **labels: str) -> Counter:
        return self._member(name, "counter", doc, labels, Counter)

    def gauge(
        self, name: str, doc: str = "", read: Callable[[], float] | None = None, **labels: str
    ) -> Gauge:
        """With `read`, the value is asked for at export and nothing is kept up to date."""
        gauge = self._member(name, "gauge", doc, labels, Gauge)
        if read is not None:
            gauge.read = read
        return gauge

    def histogram(
        self, name: str, doc: str = "", bounds: Sequence[float] = SECONDS, **labels: str
    ) -> Histogram:
        """`bounds` rise; they are upper bounds, in the unit of what is observed."""
        return self._member(name, "histogram", doc, labels, lambda: Histogram(bounds))

    def families(self) -> Iterator[Family]:
        yield from self._families.values()

    def read(self, name: str, **labels: str) -> float:
        """The sum of a counter or gauge over all its members that have these labels.

        Raises KeyError when there is no metric of that name.
        """
        family = self._families[self._prefix + name]
        wanted = set(labels.items())
        return sum(
            sample.value
            for sample in family.samples()
            if wanted <= set(sample.labels) and sample.suffix in ("", "_total")
        )

    def _member(
        self, name: str, kind: Kind, doc: str, labels: dict[str, str], make: Callable[[], M]
    ) -> M:
        full = self._prefix + name
        family = self._families.setdefault(full, Family(full, kind, doc, {}))
        if family.kind != kind:
            raise ValueError(f"the metric {full} is a {family.kind}, not a {kind}")
        key = tuple(sorted(labels.items()))
        metric = family.members.get(key)
        if metric is None:
            metric = family.members[key] = make()
        return cast(M, metric)
