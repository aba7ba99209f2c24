"""Spell checking where one writes."""

import asyncio

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from tests.desktop.gallery import talk
from tests.desktop.hand import click, inside, press, soon
from tests.desktop.stage import Stage

from magpie.desktop.core.setting import OWN_WORDS, SPELL_CHECK


async def ready(on: Stage):
    await talk(on)
    await until(on, lambda: on.shell.spelling.available)
    await press(on, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    return on.shell.spelling


async def until(on: Stage, is_true) -> None:
    async with asyncio.timeout(20):
        while not is_true():
            await on.settle()


async def write(on: Stage, text: str) -> None:
    for letter in text:
        await press(on, letter)
    await on.settle()


def underlined(on: Stage) -> list[str]:
    """The words with a line below them."""
    document = on.shell.spelling._underline.document()
    found = []
    block = document.firstBlock()
    while block.isValid():
        for one in block.layout().formats():
            if one.format.fontUnderline():
                found.append(block.text()[one.start : one.start + one.length])
        block = block.next()
    return found


def test_wrong_words_are_underlined_once_they_are_left(play, client):
    async def act(on: Stage) -> None:
        await ready(on)
        await write(on, "helo")
        assert underlined(on) == []
        await write(on, " wrld")
        assert underlined(on) == ["helo"]
        await write(on, ".")
        assert underlined(on) == ["helo", "wrld"]
        client.settings.set(SPELL_CHECK, False)
        assert underlined(on) == []

    play(act, client)


def test_the_menu_has_what_may_be_meant(play, client):
    async def act(on: Stage) -> None:
        spelling = await ready(on)
        await write(on, "my frieend is")
        area = on.find("writing")
        at = area.mapToScene(QPointF(48, 18)).toPoint()
        right = Qt.MouseButton.RightButton
        await soon(lambda: QTest.mouseClick(on.window, right, Qt.KeyboardModifier.NoModifier, at))
        await until(on, lambda: "friend" in spelling.suggestions)
        await on.settle()
        items = inside(on.window.contentItem(), "PopupMenuItem")
        friend = next(item for item in items if item.property("text") == "friend")
        await click(on, friend.mapToScene(QPointF(60, 18)).toPoint())
        assert area.property("text") == "my friend is"
        assert underlined(on) == []

    play(act, client)


def test_a_word_can_be_called_right_for_ever(play, client):
    async def act(on: Stage) -> None:
        spelling = await ready(on)
        await write(on, "magpieish birds")
        assert underlined(on) == ["magpieish"]
        assert spelling.look("magpieish birds", 3) == {"start": 0, "end": 9}
        spelling.learn()
        assert underlined(on) == []
        assert client.settings.get(OWN_WORDS) == "magpieish"

    play(act, client)
