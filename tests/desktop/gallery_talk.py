"""Scenes of one conversation: messages chosen, forwarded, deleted; the menu of one."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from tests.desktop.hand import row, soon
from tests.desktop.stage import Stage

from magpie.desktop.core.entities.message import Lock
from magpie.desktop.core.entities.problem import Reason


async def opened(on: Stage) -> Any:
    on.shell.show_conversation(1)
    await on.settle()
    view = on.shell.talking.view
    assert view is not None
    return view


async def locked(on: Stage) -> None:
    """The lock is closed, and its sheet open."""
    view = await opened(on)
    view.secrecy.lock(True)
    await on.settle()
    on.call("lock", "open")
    await on.settle()


async def locking(on: Stage) -> None:
    """The lock was pressed, and cannot be closed: nobody there can read it."""
    view = await opened(on)
    on.client.conversations.theirs.clear()
    on.call("lock", "open")
    view.secrecy.lock(True)
    await on.settle()


async def unlockable(on: Stage) -> None:
    """The extra is not installed."""
    on.client.conversations.lock_refusal = Reason.UNSUPPORTED
    await locking(on)


async def written(on: Stage) -> None:
    """Messages that are locked, and one that cannot be read here."""
    shown = on.client.conversations.messages[1]
    for at, lock in ((-1, Lock.LOCKED), (-2, Lock.LOCKED), (-3, Lock.SEALED)):
        body = "" if lock is Lock.SEALED else shown[at].body
        shown[at] = replace(shown[at], lock=lock, body=body, file=None, reply=None)
    view = await opened(on)
    view.secrecy.lock(True)
    await on.settle()


async def selecting(on: Stage) -> None:
    """Three messages are chosen."""
    view = await opened(on)
    shown = view.timeline.items
    for message in (shown[-1], shown[-2], shown[-5]):
        view.chosen.toggle(str(message.id))
    await on.settle()


async def deleting(on: Stage) -> None:
    await selecting(on)
    on.call("delete", "open")
    await on.settle()


async def forwarding(on: Stage) -> None:
    await selecting(on)
    on.shell.talking.view.chosen.forward()  # type: ignore[union-attr]
    await on.settle()


async def menu(on: Stage) -> None:
    """The right button on the newest message."""
    view = await opened(on)
    item: Any = row(on, str(view.timeline.items[-1].id))
    at = item.mapToScene(QPointF(90, item.height() / 2)).toPoint()
    right = Qt.MouseButton.RightButton
    plain = Qt.KeyboardModifier.NoModifier
    await soon(lambda: QTest.mouseClick(on.window, right, plain, at))
    await on.settle()


async def spelling(on: Stage) -> None:
    """A wrong word where one writes, and the menu on it."""
    view = await opened(on)
    await on.settle(0.4)
    view.writing._replace("The boat is reaady, shall we leeve at five?")
    await on.settle()
    area: Any = on.find("writing")
    at = area.mapToScene(QPointF(112, 18)).toPoint()
    right = Qt.MouseButton.RightButton
    plain = Qt.KeyboardModifier.NoModifier
    await soon(lambda: QTest.mouseClick(on.window, right, plain, at))
    await on.settle(0.8)
