"""Observable lists: a mirror that applies the changes has the same rows."""

from hypothesis import given
from hypothesis import strategies as st

from magpie.desktop.core.observe import (
    Changed,
    Inserted,
    Moved,
    ObservableList,
    Removed,
    Reset,
    Signal,
)

ROW = st.tuples(st.integers(0, 9), st.integers(0, 5))
STEP = st.one_of(
    st.tuples(st.just("put"), ROW),
    st.tuples(st.just("remove"), st.integers(0, 9)),
    st.tuples(st.just("reset"), st.lists(ROW, max_size=6)),
    st.tuples(st.just("put_all"), st.lists(ROW, max_size=80)),
)


def mirrored(rows: ObservableList) -> list:
    mirror = list(rows)

    def apply(change) -> None:
        match change:
            case Inserted(index, items):
                mirror[index:index] = items
            case Removed(index, count):
                del mirror[index : index + count]
            case Changed(index, item):
                mirror[index] = item
            case Moved(source, target, item):
                del mirror[source]
                mirror.insert(target, item)
            case Reset(items):
                mirror[:] = items

    rows.changed.connect(apply)
    return mirror


@given(st.lists(STEP, max_size=30))
def test_a_mirror_has_the_same_rows(steps):
    rows: ObservableList = ObservableList(lambda row: row[0], lambda row: row[1])
    mirror = mirrored(rows)
    model: dict = {}
    for act, value in steps:
        getattr(rows, act)(value)
        if act == "put":
            model[value[0]] = value
        elif act == "remove":
            model.pop(value, None)
        else:
            model = {} if act == "reset" else model
            model |= {row[0]: row for row in value}
        assert list(rows) == sorted(model.values(), key=lambda row: (row[1], row[0]))
        assert mirror == list(rows)
        for key, row in model.items():
            assert rows.find(key) == row
            assert rows[rows.index_of(key)] == row


def test_a_page_that_joins_at_the_top_is_one_change():
    rows: ObservableList = ObservableList(lambda row: row, lambda row: row)
    rows.put_all(range(50, 100))
    told = []
    rows.changed.connect(told.append)
    rows.put_all(range(50))
    assert told == [Inserted(0, tuple(range(50)))]


def test_a_listener_that_fails_stops_no_other():
    signal: Signal[int] = Signal()
    heard = []
    signal.connect(lambda value: 1 / 0)
    end = signal.connect(heard.append)
    signal.emit(1)
    end()
    signal.emit(2)
    assert heard == [1]
