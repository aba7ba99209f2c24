"""What fills an archive."""

import itertools
from collections import Counter

from magpie.bench.servers.history import ACCOUNTS, APART, entries


def test_a_tenth_is_the_readers_and_nobody_talks_to_himself() -> None:
    found = list(entries(10_000, now=10**15))
    assert all(entry.sender != entry.recipient for entry in found)
    mine = [entry for entry in found if 0 in (entry.sender, entry.recipient)]
    assert len(mine) == 1000
    assert {entry.sender for entry in mine} | {entry.recipient for entry in mine} == set(
        range(ACCOUNTS)
    )
    assert max(Counter(entry.sender for entry in found).values()) < 700


def test_times_rise_evenly_until_now() -> None:
    found = [entry.at for entry in entries(100, now=10**15)]
    assert {later - earlier for earlier, later in itertools.pairwise(found)} == {APART}
    assert found[-1] == 10**15 - APART
