"""Every page and sheet can be shown, wide and narrow, in both languages, without a complaint; and
whoever cannot see it hears of every control what it is.
"""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from tests.desktop.gallery import SCENES
from tests.desktop.stage import Stage

SIZES = {"wide": (1280, 800), "narrow": (420, 760)}
CONTROLS = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.ListItem,
    QAccessible.Role.MenuItem,
}


def everything(item: QObject):
    yield item
    for child in item.childItems() if isinstance(item, QQuickItem) else ():
        yield from everything(child)


def is_shown(item: QQuickItem) -> bool:
    """Rows that a list keeps to use again are there, but have no place in it."""
    return item.isVisible() and item.property("index") != -1


def nameless(on: Stage) -> list[str]:
    found = []
    for item in everything(on.window.contentItem()):
        face = QAccessible.queryAccessibleInterface(item)
        if face and face.role() in CONTROLS and is_shown(item):
            name = face.text(QAccessible.Text.Name)
            found += [] if name else [f"{item.metaObject().className()} {face.role().name}"]
    return found


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(
    ("size", "dark", "language"), [("wide", False, "en"), ("narrow", True, "zh_CN")]
)
def test_a_scene_can_be_shown_and_heard(play, client, name, size, dark, language):
    scene = SCENES[name]
    scene.prepare(client)

    async def act(on: Stage) -> None:
        await scene.act(on)
        for _ in range(20):  # lists build the rows beyond their edge piece by piece
            if not nameless(on):
                break
            await on.settle()
        assert nameless(on) == []

    play(act, client, size=SIZES[size], dark=dark, language=language)
