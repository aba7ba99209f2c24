"""Whoever sees nothing, or has no mouse, gets everywhere: names, focus, keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from tests.desktop.gallery import talk
from tests.desktop.hand import press
from tests.desktop.stage import Stage


async def write(on: Stage, text: str) -> None:
    for letter in text:
        await press(on, letter)


def focused() -> str:
    item = QGuiApplication.focusObject()
    face = QAccessible.queryAccessibleInterface(item)
    return face.text(QAccessible.Text.Name) if face else ""


def test_tab_goes_through_the_sign_in_page(play, client):
    client.accounts.items.reset(())

    async def act(on: Stage) -> None:
        await on.settle()
        seen = [focused()]
        for _ in range(9):
            await press(on, Qt.Key.Key_Tab)
            seen.append(focused())
        assert seen[:5] == ["User name", "Password", "Show password", "Server", "Server laptop"]
        assert {"Remember me", "Sign in", "Create account", "I have an invitation"} <= set(seen)

    play(act, client)


def test_a_conversation_by_keys_alone(play, client):
    """Ctrl+K, a name, Enter, words, Enter: it is sent. Arrow up takes it back to change it."""

    async def act(on: Stage) -> None:
        await press(on, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        await on.settle()
        await write(on, "emil")
        await on.settle()
        await press(on, Qt.Key.Key_Return)
        await on.settle()
        view = on.shell.talking.view
        assert view is not None
        client.messages.timelines.append(view.timeline)
        assert focused() == "Message"
        await press(on, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)  # the draft
        await write(on, "hello")
        await press(on, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        await write(on, "there")
        await press(on, Qt.Key.Key_Return)
        await on.settle()
        assert view.timeline.items[-1].body == "hello\nthere"
        await press(on, Qt.Key.Key_Up)
        await write(on, "!")
        await press(on, Qt.Key.Key_Return)
        await on.settle()
        assert view.timeline.items[-1].body == "hello\nthere!"

    play(act, client, language="en")


def test_f6_goes_round_the_regions(play, client):
    async def act(on: Stage) -> None:
        await talk(on)
        assert focused() == "Message"
        names = []
        for _ in range(3):
            await press(on, Qt.Key.Key_F6)
            names.append(focused())
        assert names[0].startswith("Me: ")
        assert names[1].startswith("Ben Okafor")
        assert names[2] == "Message"

    play(act, client, language="en")


def test_alt_and_numbers_change_chats(play, client):
    async def act(on: Stage) -> None:
        await press(on, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        await on.settle()
        first = on.shell.talking.view.id
        await press(on, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        await on.settle()
        second = on.shell.talking.view.id
        await press(on, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        await on.settle()
        assert (first, second, on.shell.talking.view.id) == (2, 1, 2)

    play(act, client)


def test_escape_closes_what_is_open(play, client):
    async def act(on: Stage) -> None:
        await talk(on)
        await press(on, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await on.settle()
        assert focused() == "Search in this chat"
        await press(on, Qt.Key.Key_Escape)
        await on.settle()
        assert focused() == "Message"

    play(act, client, language="en")
