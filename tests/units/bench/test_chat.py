"""Whether each message came once and in order."""

import pytest

from magpie.bench.chat import Order


@pytest.mark.parametrize(
    ("arrived", "lost", "doubled", "late"),
    [
        ([0, 1, 2, 3], 0, 0, 0),
        ([0, 1, 2], 1, 0, 0),
        ([0, 1, 3], 1, 0, 0),
        ([0, 2, 1, 3], 0, 0, 1),
        ([0, 1, 1, 2, 3], 0, 1, 0),
        ([3, 0, 1, 2, 2, 3], 0, 2, 3),
        ([], 4, 0, 0),
    ],
)
def test_faults_of_four_messages(arrived: list[int], lost: int, doubled: int, late: int) -> None:
    order = Order()
    is_new = [order.note(number) for number in arrived]
    assert sum(is_new) == len(set(arrived))
    assert order.faults(4) == {"lost": lost, "doubled": doubled, "out of order": late}
