"""Ids as the world sees them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from magpie.storage.ids import Ids

IDS = Ids(b"0123456789abcdef")


@settings(deadline=None)
@given(st.lists(st.integers(1, (1 << 63) - 1)))
def test_texts_come_back_as_numbers(numbers):
    texts = IDS.encode_many(numbers)
    assert [IDS.decode(text) for text in texts] == numbers
    assert len(set(texts)) == len(set(numbers))


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[0-9a-f]{32}", fullmatch=True))
def test_what_we_did_not_give_out_is_nothing(text):
    assert IDS.decode(text) is None


def test_neighbours_do_not_look_alike_and_another_key_does_not_read_them():
    one, two = IDS.encode_many([1, 2])
    assert sum(a == b for a, b in zip(one, two, strict=True)) < 12
    assert Ids(b"fedcba9876543210").decode(one) is None
