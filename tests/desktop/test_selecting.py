"""Choosing messages together, a part of one, and handing them on."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from tests.desktop.gallery import talk
from tests.desktop.hand import beside, click, drag, inside, press, row
from tests.desktop.sample_talk import BEN, MINUTE, NOW
from tests.desktop.stage import Stage

from magpie.desktop.core.entities.message import Message

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def short_talk(client):
    """Nine messages, of which every third is one's own."""
    client.conversations.messages[1] = [
        Message(n, 1, NOW - (30 - n) * MINUTE, BEN, n % 3 == 0, f"Message number {n}")
        for n in range(1, 10)
    ]
    client.conversations.change(1, unread=0)
    return client


def chosen(on: Stage) -> list[int]:
    return sorted(on.shell.talking.view.chosen.chosen)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_dragging_over_messages_chooses_them(play, short_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        await drag(on, beside(on, "4"), beside(on, "7"))
        assert chosen(on) == [4, 5, 6, 7]
        await drag(on, beside(on, "9"), beside(on, "8"))
        assert chosen(on) == [4, 5, 6, 7, 8, 9]
        await press(on, Qt.Key.Key_Escape)
        await on.settle()
        assert chosen(on) == []

    play(act, short_talk)


def test_a_press_chooses_more_while_some_are_chosen(play, short_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        on.shell.talking.view.chosen.toggle("5")
        await on.settle()
        bubble = inside(row(on, "8"), "Bubble_")[0]
        await click(on, bubble.mapToScene(QPointF(20, 14)).toPoint())
        await click(on, beside(on, "6"))
        assert chosen(on) == [5, 6, 8]
        await click(on, beside(on, "5"))
        assert chosen(on) == [6, 8]

    play(act, short_talk)


def test_what_is_chosen_is_copied_with_names_and_times(play, short_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        view = on.shell.talking.view
        view.chosen.toggle("3")
        view.chosen.toggle("2")
        await press(on, Qt.Key.Key_C, CTRL)
        await on.settle()
        said = clipboard().split("\n")
        assert said[0].startswith("Ben Okafor, 20")
        assert said[1:3] == ["Message number 2", ""]
        assert said[3].startswith("Ana, 20")
        assert said[4] == "Message number 3"
        assert chosen(on) == []

    play(act, short_talk, language="en")


def test_a_part_of_a_message_is_marked_with_the_mouse_and_copied(play, short_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        first, second = (inside(row(on, key), "QQuickTextEdit")[0] for key in ("4", "5"))
        for text in (first, second):
            start = text.mapToScene(QPointF(1, 10)).toPoint()
            end = text.mapToScene(QPointF(text.width() + 30, 10)).toPoint()
            await drag(on, start, end)
        assert chosen(on) == []
        assert first.property("selectedText") == ""
        assert second.property("selectedText") == "Message number 5"
        await press(on, Qt.Key.Key_C, CTRL)
        assert clipboard() == "Message number 5"

    play(act, short_talk)


def test_messages_are_removed_from_here_or_for_everyone(play, short_talk):
    async def act(on: Stage) -> None:
        await talk(on)
        view = on.shell.talking.view
        short_talk.messages.timelines.append(view.timeline)
        await drag(on, beside(on, "2"), beside(on, "4"))
        assert not view.chosen.canRetract
        await press(on, Qt.Key.Key_Delete)
        await on.settle()
        await press(on, Qt.Key.Key_Return)
        await on.settle()
        assert [m.id for m in view.timeline.items] == [1, 5, 6, 7, 8, 9]
        view.chosen.toggle("6")
        assert view.chosen.canRetract
        view.chosen.remove(True)
        await on.settle()
        assert view.timeline.items.find(6).is_retracted

    play(act, short_talk)


def test_messages_are_forwarded_by_keys(play, short_talk):
    """Dragged over, Forward, a name, Enter: they are written there, and that chat is open."""

    async def act(on: Stage) -> None:
        await talk(on)
        await drag(on, beside(on, "8"), beside(on, "9"))
        on.shell.talking.view.chosen.forward()
        await on.settle()
        for letter in "emil":
            await press(on, letter)
        await on.settle()
        await press(on, Qt.Key.Key_Return)
        await on.settle(2)
        view = on.shell.talking.view
        assert view.row.name == "Emil"
        assert [m.body for m in view.timeline.items][-2:] == [
            "Message number 8",
            "Message number 9",
        ]

    play(act, short_talk)
