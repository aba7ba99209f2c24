"""What is said: every reason has words, times are as short as they can be."""

import pytest
from PySide6.QtCore import QLocale
from tests.desktop.sample_talk import NOW

from magpie.desktop.core.entities.problem import Reason
from magpie.desktop.ui import words

DAY = 24 * 3600 * 1_000_000


pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason):
    assert words.reason(reason)
    assert not any(
        word in words.reason(reason).lower() for word in ("jid", "stanza", "xmpp", "sasl")
    )


def test_days():
    names = [words.day_name(NOW - n * DAY, NOW) for n in (0, 1, 3, 30)]
    assert names[:2] == ["Today", "Yesterday"]
    assert names[2] in [QLocale("en").standaloneDayName(n) for n in range(1, 8)]
    assert names[3].endswith("2025")


@pytest.mark.parametrize(
    ("count", "text"), [(-1, ""), (0, "0 bytes"), (999, "999 bytes"), (18_482_113, "18.5 MB")]
)
def test_sizes(count, text):
    assert words.size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, ""), (0, "1 s left"), (38, "38 s left"), (150, "2 min left"), (7300, "2 h left")],
)
def test_what_is_left(seconds, text):
    assert words.left(seconds) == text
