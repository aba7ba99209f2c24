"""Lists and signals that others watch: how a change in the core reaches the screen.

An `ObservableList` tells each change as one value, after it has been made. A watcher that mirrors
the list (a Qt model does) applies the changes in order and always has the same rows.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from magpie.base.log import get_logger

log = get_logger(__name__)

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

MANY = 64
"""More changes than this in one batch are told as one `Reset`."""


class Signal(Generic[T]):
    """Something that happens; who connects hears of it. A listener that fails stops no other."""

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], object]] = []

    def connect(self, listener: Callable[[T], object]) -> Callable[[], None]:
        """Call `listener(value)` from now on; the function returned ends it."""
        self._listeners.append(listener)

        def disconnect() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return disconnect

    def emit(self, value: T) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(value)
            except Exception as error:
                log.error("listener.failed", error=error, listener=repr(listener))


@dataclass(frozen=True, slots=True)
class Inserted(Generic[T]):
    """`items` stand at `index` now; what was there moved down."""

    index: int
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """The `count` rows from `index` on are gone."""

    index: int
    count: int


@dataclass(frozen=True, slots=True)
class Changed(Generic[T]):
    """The row at `index` has a new value."""

    index: int
    item: T


@dataclass(frozen=True, slots=True)
class Moved(Generic[T]):
    """The row at `source` was taken out and put back at `target` (counted after it is out)."""

    source: int
    target: int
    item: T


@dataclass(frozen=True, slots=True)
class Reset(Generic[T]):
    """Everything may be different: read the list anew."""

    items: tuple[T, ...]


Change = Inserted[T] | Removed | Changed[T] | Moved[T] | Reset[T]


class ObservableList(Sequence[T], Generic[T]):
    """Rows in an order, each with a key that stays: `key(item)` finds it, `order(item)` places it.

    Only the core writes. Reading costs what it costs with a list; `find` is a dictionary's.
    """

    def __init__(self, key: Callable[[T], Hashable], order: Callable[[T], Any]) -> None:
        self.changed: Signal[Change[T]] = Signal()
        self._key = key
        self._order = order
        self._items: list[T] = []
        self._orders: list[tuple[Any, Hashable]] = []
        self._by_key: dict[Hashable, T] = {}
        self._batch: list[Change[T]] | None = None

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(tuple(self._items))

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def find(self, key: Hashable) -> T | None:
        """The row with that key."""
        return self._by_key.get(key)

    def index_of(self, key: Hashable) -> int:
        """Where the row with that key stands; ValueError when there is none."""
        item = self._by_key.get(key)
        if item is None:
            raise ValueError(f"no row has the key {key!r}")
        return bisect_left(self._orders, (self._order(item), key))

    def put(self, item: T) -> None:
        """Add it, or take it in the place of the row with the same key, moved if need be."""
        key = self._key(item)
        old = self._by_key.get(key)
        if old == item:
            return
        place = (self._order(item), key)
        self._by_key[key] = item
        if old is None:
            self._insert(place, item)
            return
        source = bisect_left(self._orders, (self._order(old), key))
        del self._orders[source], self._items[source]
        target = bisect_left(self._orders, place)
        self._orders.insert(target, place)
        self._items.insert(target, item)
        self._tell(Changed(source, item) if source == target else Moved(source, target, item))

    def put_all(self, items: Iterable[T]) -> None:
        """`put` each; many that are new and stand together are told as one change."""
        with self.batch():
            for item in items:
                self.put(item)

    def remove(self, key: Hashable) -> None:
        """Take the row with that key out; nothing happens when there is none."""
        if key not in self._by_key:
            return
        index = self.index_of(key)
        del self._by_key[key], self._orders[index], self._items[index]
        self._tell(Removed(index, 1))

    def cut(self, index: int, count: int) -> None:
        """Take so many rows out that stand together, told as one change."""
        if count <= 0:
            return
        for item in self._items[index : index + count]:
            del self._by_key[self._key(item)]
        del self._orders[index : index + count], self._items[index : index + count]
        self._tell(Removed(index, count))

    def reset(self, items: Iterable[T]) -> None:
        """These are the rows, and no others."""
        self._by_key = {self._key(item): item for item in items}
        placed = sorted((self._order(item), key) for key, item in self._by_key.items())
        self._orders = placed
        self._items = [self._by_key[key] for _, key in placed]
        self._tell(Reset(tuple(self._items)))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """What changes inside is told at its end: joined, and as one `Reset` when it is much."""
        if self._batch is not None:
            yield
            return
        self._batch = []
        try:
            yield
        finally:
            changes, self._batch = joined(self._batch), None
            if len(changes) > MANY:
                changes = [Reset(tuple(self._items))]
            for change in changes:
                self.changed.emit(change)

    def _insert(self, place: tuple[Any, Hashable], item: T) -> None:
        if not self._orders or self._orders[-1] < place:
            index = len(self._orders)
            self._orders.append(place)
        else:
            index = bisect_left(self._orders, place)
            insort(self._orders, place)
        self._items.insert(index, item)
        self._tell(Inserted(index, (item,)))

    def _tell(self, change: Change[T]) -> None:
        if self._batch is None:
            self.changed.emit(change)
        else:
            self._batch.append(change)


def joined(changes: list[Change[T]]) -> list[Change[T]]:
    """The same changes, with inserts that follow each other made one."""
    result: list[Change[T]] = []
    run: list[T] = []
    start = 0
    for change in changes:
        if isinstance(change, Inserted):
            if run and change.index == start + len(run):
                run += change.items
                continue
            if run:
                result.append(Inserted(start, tuple(run)))
            start, run = change.index, list(change.items)
            continue
        if run:
            result.append(Inserted(start, tuple(run)))
            run = []
        result.append(change)
    if run:
        result.append(Inserted(start, tuple(run)))
    return result
