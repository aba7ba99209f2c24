"""Messages as rows: what stands together, days, and the same order from the other end."""

from dataclasses import replace

import pytest
from tests.desktop.sample_talk import MINUTE, NOW
from tests.desktop.sample_timeline import SampleTimeline

from magpie.base.clock import ManualClock
from magpie.desktop.core.entities.message import Delivery
from magpie.desktop.ui.timeline import Messages


@pytest.fixture
def messages(english, client):
    timeline = SampleTimeline(1, client.conversations.messages[1], 2)
    chat = client.conversations.items.find(1)
    return Messages(client, timeline, chat, ManualClock(NOW))


def row(messages, key):
    return messages.row(messages.place(key))


def test_the_newest_is_the_first_row(messages):
    newest = messages.timeline.items[-1]
    assert messages.row(0)["key"] == str(newest.id)
    assert messages.place(newest.id) == 0


def test_what_one_says_in_one_breath_stands_together(messages):
    shown = [(row(messages, n)["first"], row(messages, n)["last"]) for n in (2, 3)]
    assert shown == [(True, False), (False, True)]


def test_a_day_stands_above_its_first_message_only(messages):
    days = [row(messages, m.id)["day"] for m in messages.timeline.items]
    assert [day for day in days if day] == ["Yesterday", "Today"]


def test_new_messages_are_marked_once(messages):
    assert [row(messages, m.id)["unread"] != "" for m in messages.timeline.items].count(True) == 1


def test_a_message_that_joins_ends_the_group_of_its_neighbour(messages):
    before = messages.timeline.items[-1]
    assert messages.row(0)["last"]
    messages.timeline.items.put(replace(before, id=500, at=before.at + MINUTE))
    assert messages.row(0)["key"] == "500"
    assert not row(messages, before.id)["last"]


def test_delivery_in_five_words(messages):
    last = [m for m in messages.timeline.items if m.is_own][-1]
    seen = []
    for delivery in Delivery:
        messages.timeline.items.put(replace(last, delivery=delivery))
        seen.append(row(messages, last.id)["delivery"])
    assert seen == ["failed", "waiting", "sent", "delivered", "read"]


def test_a_very_long_message_is_shown_in_parts(messages):
    last = messages.timeline.items[-1]
    messages.timeline.items.put(replace(last, body="x" * 1_000_000))
    assert len(row(messages, last.id)["html"]) < 5_000
    messages.show_more(str(last.id))
    assert 8_000 < len(row(messages, last.id)["html"]) < 9_000
