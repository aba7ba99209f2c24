"""Pictures for docs/original.md, of the real programs: a server and two people at their windows.

python -m tests.desktop.originals FOLDER
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtQuick import QQuickWindow
from tests.desktop.console import scenes as console
from tests.desktop.console.test_server import SETTINGS
from tests.desktop.fake import FakeFinder, FakePasswords
from tests.desktop.gallery import application

from magpie.base.clock import SystemClock
from magpie.desktop.console.entities import State
from magpie.desktop.core.client import Client
from magpie.desktop.core.entities.transfer import Way
from magpie.desktop.core.setting import THEME
from magpie.desktop.link.xmpp import XmppLink
from magpie.desktop.ui import window
from magpie.desktop.ui.languages import Languages
from magpie.desktop.ui.main import end_all
from magpie.desktop.ui.shell import Shell

SIZE = (900, 600)
PASSWORD = "open sesame"
PATIENCE = 20.0  # seconds, in steps of
STEP = 0.05


class Person:
    """Somebody at the window of the desktop client."""

    def __init__(self, name: str, place: str, folder: Path) -> None:
        self.name, self.place = name, place
        self.client = Client(folder / name, XmppLink, FakeFinder(), passwords=FakePasswords())
        self.client.settings.set(THEME, "light")

    async def opens(self) -> None:
        await self.client.start()
        self.shell: Any = Shell(self.client, SystemClock())
        self.engine = window.make_engine()
        self.window = window.open_window(self.engine, self.shell)
        self.window.setWidth(SIZE[0])
        self.window.setHeight(SIZE[1])
        self.window.show()
        self.shell.begin()

    def fills_in(self) -> None:
        sign_in = self.shell.signIn
        sign_in.creating = True
        sign_in.address = f"{self.name}@console.example"
        sign_in.server = self.place
        sign_in.password = PASSWORD

    async def signs_up(self) -> None:
        sign_in = self.shell.signIn
        sign_in.submit()
        await until(lambda: sign_in.trust.property("fingerprint"))
        sign_in._trust_it(sign_in.trust.property("fingerprint"))
        await until(lambda: self.shell.page == "main")

    async def talks_to(self, other: "Person") -> int:
        chat = await self.client.conversations.open(1, f"{other.name}@console.example")
        self.shell.show_conversation(chat.id)
        return int(chat.id)

    def goes(self, place: str) -> None:
        page = self.window.findChild(QObject, "page")
        page.setProperty("place", place)

    async def closes(self) -> None:
        await self.shell.deeds.close()
        self.window.hide()
        await self.client.close()
        await window.close_engine(self.engine)


async def until(is_so: Callable[[], object]) -> None:
    for _ in range(int(PATIENCE / STEP)):
        if is_so():
            return
        await asyncio.sleep(STEP)
    raise TimeoutError


async def take(shown: QQuickWindow, file: Path) -> None:
    await asyncio.sleep(1.0)
    shown.grabWindow().save(str(file))
    Image.open(file).convert("RGB").save(file, optimize=True)


async def play(to: Path, languages: Languages) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        data = folder / "server"
        data.mkdir()
        on = console.stage(data, (1080, 640), languages=languages, clock=SystemClock())
        on.server._set(State.NEW)
        await take(on.window, to / "original-first.png")
        (data / "magpie.toml").write_text(SETTINGS.format(port=0))
        on.board.startNew("console.example")
        await until(lambda: on.server.state is State.RUNNING)
        told = await on.server.run("server.about")
        ana, ben = (Person(name, told["addresses"][0], folder) for name in ("ana", "ben"))
        try:
            await people(to, on, ana, ben, folder)
        finally:
            for person in (ana, ben):
                await person.closes()
            await on.server.stop()
            await on.server.close()
            await on.close()


async def people(to: Path, on: console.Stage, ana: Person, ben: Person, folder: Path) -> None:
    for person in (ana, ben):
        await person.opens()
        person.fills_in()
    await take(ana.window, to / "original-register.png")
    for person in (ana, ben):
        await person.signs_up()
    ana.goes("people")
    await take(ana.window, to / "original-online.png")
    mine, theirs = await ana.talks_to(ben), await ben.talks_to(ana)
    await ana.client.messages.send(mine, "Hello Ben, can you hear me?")
    await until(lambda: ben.client.conversations.items.find(theirs).last is not None)
    await ben.client.messages.send(theirs, "Loud and clear, Ana!")
    await until(lambda: ana.client.conversations.items.find(mine).last.body.startswith("Loud"))
    await ana.client.messages.send(mine, "Then here is the text that I promised.")
    await take(ana.window, to / "original-chat.png")
    text = folder / "notes.txt"
    text.write_text("What was agreed in the harbour.\n" * 4000)
    await ana.client.transfers.send(mine, [text], Way.DIRECT)
    await until(lambda: len(ben.client.transfers.items))
    await take(ben.window, to / "original-offer.png")
    await ben.client.transfers.accept(ben.client.transfers.items[0].id, folder / "saved.txt")
    await until(lambda: (folder / "saved.txt").exists())
    assert (folder / "saved.txt").read_bytes() == text.read_bytes()
    await take(ana.window, to / "original-sent.png")
    await take(ben.window, to / "original-saved.png")
    await take(on.window, to / "original-server.png")


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    window.draw_in_software()
    running = application()
    languages = Languages(running)
    loop = qasync.QEventLoop(running)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(play(folder, languages))
        loop.run_until_complete(end_all())


if __name__ == "__main__":
    main(sys.argv[1:])
