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
