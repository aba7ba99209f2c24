"""What fills an archive."""

import itertools
from collections import Counter

from magpie.bench.servers.history import ACCOUNTS, APART, LAST_WORD, entries, text


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


def test_texts_are_as_languages_are() -> None:
    said = [text(number, 3000) for number in range(3000)]
    words = Counter(word for one in said if one.isascii() for word in one.split())
    (_, first), (_, second), *_ = words.most_common()
    assert first > second > 200
    assert len([word for word, times in words.items() if times == 1]) > 1000
    assert sum(not one.isascii() for one in said) == 1000


def test_only_the_readers_last_message_has_the_last_word() -> None:
    having = [number for number in range(100) if LAST_WORD in text(number, 100)]
    (mine,) = [one for one in entries(100, now=10**15) if one.number in having]
    assert 0 in (mine.sender, mine.recipient)
