"""Reading: who is at the newest message stays there, and nothing else moves what is being read."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF
from tests.desktop.gallery import talk
from tests.desktop.sample_talk import BEN, MINUTE, NOW
from tests.desktop.stage import Stage

from magpie.desktop.core.entities.message import Message


@pytest.fixture
def long_talk(client):
    """A conversation of 200 short messages; fifty of them are loaded at first."""
    client.conversations.messages[1] = [
        Message(n, 1, NOW - (300 - n) * MINUTE, BEN, False, f"Message {n}") for n in range(1, 201)
    ]
    client.conversations.change(1, unread=0)
    return client


def arrives(on: Stage, n: int) -> None:
    timeline = on.shell.talking.view.timeline
    timeline.items.put(replace(timeline.items[-1], id=n, at=NOW + n, body=f"Message {n}"))


def heights(on: Stage) -> dict[str, float]:
    """How far down the window each message is that is in sight."""
    rows = on.find("messages")
    shown = {}
    for item in rows.property("contentItem").childItems():
        top = item.mapToItem(rows, QPointF(0, 0)).y()
        if item.property("key") and 0 <= top < rows.height() - item.height():
            shown[item.property("key")] = round(top)
    return shown


async def still(on: Stage) -> dict[str, float]:
    """`heights`, when nothing moves any more: a loaded machine draws late."""
    before, now, tries = {}, heights(on), 0
    while (now != before or on.shell.talking.view.is_loading) and tries < 100:
        await on.settle()
        before, now, tries = now, heights(on), tries + 1
    return now


async def scroll(on: Stage, by: float) -> None:
    rows = on.find("messages")
    rows.setProperty("contentY", rows.property("contentY") + by)
    on.shell.talking.view.watching = False
    await on.settle()


def test_the_newest_is_in_sight_and_stays_so(play, long_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        await on.settle()
        assert "200" in heights(on)
        for n in range(1000, 1005):
            arrives(on, n)
            await on.settle()
            assert str(n) in heights(on)

    play(act, long_talk)


def test_what_is_being_read_does_not_move_when_messages_arrive(play, long_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        await scroll(on, -500)
        before = heights(on)
        arrives(on, 1000)
        arrives(on, 1001)
        await on.settle()
        assert heights(on) == before
        assert on.shell.talking.view.below == 2

    play(act, long_talk)


def test_what_is_being_read_does_not_move_when_older_messages_load(play, long_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        timeline = on.shell.talking.view.timeline
        while not timeline.is_at_start:
            many = len(timeline.items)
            await scroll(on, -600)
            before = heights(on)
            await timeline.load_older()
            await on.settle()
            after = heights(on)
            assert {key: after[key] for key in before if key in after} == before
            assert len(timeline.items) >= many
        assert len(timeline.items) == 200

    play(act, long_talk)


@pytest.fixture
def very_long_talk(client):
    """A conversation of 1,200 messages of different heights."""
    client.conversations.messages[1] = [
        Message(n, 1, NOW - (1300 - n) * MINUTE, BEN, n % 3 == 0, f"Message {n} " * (1 + n % 40))
        for n in range(1, 1201)
    ]
    client.conversations.change(1, unread=0)
    return client


def test_through_the_whole_of_a_conversation_and_back_with_a_bounded_list(play, very_long_talk):
    """Up to its beginning and down to its end: nothing jumps, and the list stays short."""

    async def through(on: Stage, to, load, is_there) -> int:
        timeline, rows, most = on.shell.talking.view.timeline, on.find("messages"), 0
        while not is_there(timeline):
            rows.setProperty("contentY", to(rows))
            on.shell.talking.view.watching = False
            before = await still(on)
            await load(timeline)
            after = await still(on)
            same = before.keys() & after.keys()
            assert same
            # a bubble beyond the edge may find only later on which line its time stands: some lines
            # of 21 at most, where a page that was let go wrongly would be hundreds
            assert all(abs(after[key] - before[key]) <= 84 for key in same)
            most = max(most, len(timeline.items))
        return most

    def near_the_top(rows) -> float:
        return rows.property("originY") + 1.6 * rows.height()

    def near_the_bottom(rows) -> float:
        return rows.property("originY") + rows.property("contentHeight") - 2.2 * rows.height()

    async def act(on: Stage) -> None:
        await talk(on)
        timeline = on.shell.talking.view.timeline
        most = await through(on, near_the_top, lambda t: t.load_older(), lambda t: t.is_at_start)
        assert most <= 400
        assert timeline.items[0].id == 1
        most = await through(on, near_the_bottom, lambda t: t.load_newer(), lambda t: t.is_at_end)
        assert most <= 400
        assert timeline.items[-1].id == 1200

    play(act, very_long_talk)
