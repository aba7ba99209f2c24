"""What a hand does in the window: keys and the mouse, outside of any task, as Qt's events come."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from tests.desktop.stage import Stage

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


async def soon(deed: Callable[[], object]) -> None:
    done = asyncio.get_running_loop().create_future()
    QTimer.singleShot(0, lambda: done.set_result(deed()))
    await done


async def press(on: Stage, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    await soon(lambda: QTest.keyClick(on.window, key, modifiers))


async def click(on: Stage, at: QPoint, button: Qt.MouseButton = LEFT) -> None:
    await soon(lambda: QTest.mouseClick(on.window, button, PLAIN, at))
    await on.settle()


async def drag(on: Stage, start: QPoint, end: QPoint, steps: int = 12) -> None:
    """Press, move, let go."""
    await soon(lambda: QTest.mousePress(on.window, LEFT, PLAIN, start))
    for step in range(1, steps + 1):
        at = start + (end - start) * (step / steps)
        await soon(lambda at=at: QTest.mouseMove(on.window, at))
    await soon(lambda: QTest.mouseRelease(on.window, LEFT, PLAIN, end))
    await on.settle()


def row(on: Stage, key: str) -> QObject:
    """The item of a message."""
    items = on.find("messages").property("contentItem").childItems()
    return next(item for item in items if item.property("key") == key)


def beside(on: Stage, key: str) -> QPoint:
    """In the row of a message, where nothing but the row is."""
    item = row(on, key)
    x = 8 if item.property("mine") else item.width() - 8
    return item.mapToScene(QPointF(x, item.height() / 2)).toPoint()


def inside(item: QObject, kind: str) -> list[QObject]:
    """What of a kind an item holds, at any depth."""
    found = [item] if item.metaObject().className().startswith(kind) else []
    return found + [one for child in item.childItems() for one in inside(child, kind)]
