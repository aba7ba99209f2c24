"""Somebody at the real window of the desktop client, with hands on mouse and keyboard.

The window is drawn offscreen; client, link and server are the real ones. Nothing is polled: what a
person waits for is looked at anew after each frame that was drawn and each change of a list.
"""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest
from tests.desktop.fake import FakeFinder
from tests.desktop.fake_keys import FakePasswords

from magpie.base.clock import SystemClock
from magpie.desktop.core.client import Client
from magpie.desktop.core.setting import DOWNLOADS, THEME
from magpie.desktop.link.xmpp import XmppLink
from magpie.desktop.ui import window
from magpie.desktop.ui.shell import Shell

PASSWORD = "open sesame"
PATIENCE = 30.0  # seconds: others may need the machine, too
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
Find = Callable[[], QQuickItem | None]


class Person:
    """One window. `place` is where the server is, `device` tells windows of one account apart.

    Attributes:
        shell, window, client: what is theirs while the window is open.
    """

    shell: Any
    window: QQuickWindow
    client: Client

    def __init__(
        self,
        name: str,
        place: str,
        folder: Path,
        *,
        domain: str = "localhost",
        device: str = "laptop",
        size: tuple[int, int] = (900, 600),
    ) -> None:
        self.name, self.place, self.size = name, place, size
        self.address = f"{name}@{domain}"
        self.folder = folder / f"{name}-{device}"
        self.passwords = FakePasswords()
        self.links: list[XmppLink] = []
        self.is_open = False
        self._changed, self._drawn = asyncio.Event(), asyncio.Event()

    # The window

    async def opens(self) -> None:
        """Start the program: the window is there, and what is on disk is in it."""
        client = self.client = Client(
            self.folder, self._link, FakeFinder(), passwords=self.passwords
        )
        client.settings.set(THEME, "light")
        client.settings.set(DOWNLOADS, str(self.folder / "downloads"))
        for part in (client.accounts, client.people, client.conversations, client.transfers):
            part.items.changed.connect(lambda _: self._changed.set())
        await client.start()
        self.shell = Shell(client, SystemClock())
        for signal in (self.shell.activeChanged, self.shell.pageChanged):
            signal.connect(self._changed.set)
        self.engine = window.make_engine()
        self.window = window.open_window(self.engine, self.shell)
        self.window.setWidth(self.size[0])
        self.window.setHeight(self.size[1])
        for event in (self._changed, self._drawn):
            self.window.frameSwapped.connect(event.set)
        self.window.show()
        self.shell.begin()
        self.is_open = True

    def _link(self) -> XmppLink:
        self.links.append(XmppLink())
        return self.links[-1]

    async def closes(self) -> None:
        """Quit the program, if it runs."""
        if not self.is_open:
            return
        self.is_open = False
        await self.shell.deeds.close()
        self.window.hide()
        await self.client.close()
        await window.close_engine(self.engine)

    # What they see

    def items(self) -> Iterator[QQuickItem]:
        """All that is in sight, from back to front."""

        def walk(item: QQuickItem) -> Iterator[QQuickItem]:
            if item.isVisible():
                yield item
                for child in sorted(item.childItems(), key=lambda one: one.z()):
                    yield from walk(child)

        yield from walk(self.window.contentItem())

    def sees(self, *texts: str) -> bool:
        """Whether each is part of some text in sight."""
        found = [str(item.property("text") or "") for item in self.items()]
        return all(any(text in one for one in found) for text in texts)

    def button(self, name: str) -> QQuickItem | None:
        """What can be pressed and is called so: the one in front."""
        named = [
            item
            for item in self.items()
            if item.metaObject().indexOfSignal("clicked()") >= 0
            and item.isEnabled()
            and name in (item.property("text"), item.property("label"), spoken(item))
        ]
        return named[-1] if named else None

    def row(self, kind: str, **roles: object) -> QQuickItem | None:
        """The row of a list, `PersonRow` or another, in which these are so."""
        for item in self.items():
            if item.metaObject().className().startswith(f"{kind}_") and all(
                item.property(role) == value for role, value in roles.items()
            ):
                return item
        return None

    async def until(self, is_so: Callable[[], object]) -> Any:
        """What it is that is so at last."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := is_so()):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{self.address} does not see it; but:\n{self.sight()}") from None
        return found

    def sight(self) -> str:
        """All that is written in it."""
        texts = (item.property("text") for item in self.items())
        return "\n".join(text for text in texts if isinstance(text, str) and text)

    async def reads(self, *texts: str) -> None:
        await self.until(lambda: self.sees(*texts))

    # What they do

    async def comes_here(self) -> None:
        """This window is the one that is used now."""
        self.window.requestActivate()
        await self.until(lambda: self.shell.is_active)

    async def presses(self, name: str) -> None:
        await self.clicks(lambda: self.button(name))

    async def clicks(self, find: Find, button: Qt.MouseButton = LEFT) -> None:
        place = await self.still(find)
        await outside(lambda: QTest.mouseClick(self.window, button, NONE, place))

    async def double_clicks(self, find: Find) -> None:
        place = await self.still(find)
        await outside(lambda: QTest.mouseClick(self.window, LEFT, NONE, place))
        await outside(lambda: QTest.mouseDClick(self.window, LEFT, NONE, place))

    async def still(self, find: Find) -> QPoint:
        """Where the middle of it is, when it is there and moves no more."""
        before, place = None, middle(await self.until(find))
        while place != before:
            self._drawn.clear()
            self.window.update()
            await self._drawn.wait()
            before, place = place, middle(await self.until(find))
        return place

    async def types(self, text: str, then: Qt.Key = Qt.Key.Key_Return) -> None:
        """On the keyboard, into what has the focus."""
        for letter in text:
            await outside(lambda letter=letter: QTest.keyClick(self.window, letter))
        await outside(lambda: QTest.keyClick(self.window, then))

    async def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        await outside(lambda: QTest.keyClick(self.window, key, modifiers))

    # What they do often

    def fills_in(self, *, creating: bool) -> None:
        sign_in = self.shell.signIn
        sign_in.creating = creating
        sign_in.address = self.address
        sign_in.server = self.place
        sign_in.password = PASSWORD

    async def enters(self, *, signs_up: bool = True) -> None:
        """Fill in the page, press its button, and say yes to the certificate."""
        await self.until(lambda: self.shell.page == "signIn")
        self.fills_in(creating=signs_up)
        await self.presses("Create account" if signs_up else "Sign in")
        await self.presses("Yes, trust it")
        await self.until(lambda: self.shell.page == "main")

    async def opens_chat_with(self, other: "Person") -> None:
        """From the list of who is here, by a double click."""
        await self.presses("People")
        await self.double_clicks(
            lambda: self.row("PersonRow", key=f"1 {other.address}", show="online")
        )
        await self.until(lambda: self.view is not None)

    async def does_with(self, text: str, deed: str) -> None:
        """With a message, from its menu."""
        await self.clicks(lambda: self.bubble(text), Qt.MouseButton.RightButton)
        await self.presses(deed)

    @property
    def view(self) -> Any:
        return self.shell.talking.view

    @property
    def chat(self) -> Any:
        """The row of the open conversation."""
        return self.view.row

    def bubble(self, text: str) -> QQuickItem | None:
        """Where a message's text stands, in the open conversation."""
        for item in self.items():
            spoken = item.property("html")
            if item.metaObject().className().startswith("BubbleText") and text in str(spoken):
                return item
        return None


def spoken(item: QQuickItem) -> str:
    """What it is called for those who do not see it."""
    face = QAccessible.queryAccessibleInterface(item)
    return face.text(QAccessible.Text.Name) if face else ""


def middle(item: QQuickItem) -> QPoint:
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


async def outside(act: Callable[[], object]) -> None:
    """As Qt's own events come: outside of any task, when all that was done is done."""
    done = asyncio.get_running_loop().create_future()

    def now() -> None:
        act()
        done.set_result(None)

    QTimer.singleShot(0, now)
    await done
