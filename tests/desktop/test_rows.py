"""A mirror has the rows of the list that it follows, whatever happens to that list."""

from hypothesis import given
from hypothesis import strategies as st

from magpie.desktop.core.observe import ObservableList
from magpie.desktop.ui.rows import Mirror, Rows

ROW = st.tuples(st.integers(0, 8), st.integers(0, 99))
STEP = st.one_of(
    st.tuples(st.just("put"), ROW),
    st.tuples(st.just("remove"), ROW),
    st.tuples(st.just("put_all"), st.lists(ROW, max_size=6)),
    st.tuples(st.just("reset"), st.lists(ROW, max_size=6)),
)


@given(st.lists(STEP, max_size=20))
def test_a_mirror_follows(steps):
    source = ObservableList(lambda row: row[0], lambda row: row[1])
    mirror = Mirror(source, ("key", "order"), lambda row: {"key": row[0], "order": row[1]})
    for name, what in steps:
        if name == "remove":
            source.remove(what[0])
        else:
            getattr(source, name)(what)
        assert mirror.items == list(source)
        assert [mirror.row(n)["order"] for n in range(mirror.rowCount())] == [r[1] for r in source]


def test_a_row_is_made_when_it_is_asked_for_and_once():
    made = []
    rows = Rows(("key",), lambda item: made.append(item) or {"key": item})
    rows.reset(["a", "b"])
    assert [rows.row(1)["key"], rows.row(1)["key"], made] == ["b", "b", ["b"]]
