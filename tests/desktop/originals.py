"""Pictures for docs/original.md, of the real programs: a server and two people at their windows.

python -m tests.desktop.originals FOLDER
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PIL import Image
from PySide6.QtQuick import QQuickWindow
from tests.desktop.console import scenes as console
from tests.desktop.console.test_server import SETTINGS
from tests.desktop.gallery import application
from tests.desktop.person import Person

from magpie.base.clock import SystemClock
from magpie.desktop.console.entities import State
from magpie.desktop.core.entities.transfer import Way
from magpie.desktop.ui import window
from magpie.desktop.ui.languages import Languages
from magpie.desktop.ui.main import end_all

PATIENCE = 20.0  # seconds, in steps of
STEP = 0.05


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
        ana, ben = (
            Person(name, told["addresses"][0], folder, domain="console.example")
            for name in ("ana", "ben")
        )
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
        person.fills_in(creating=True)
    await take(ana.window, to / "original-register.png")
    for person in (ana, ben):
        await person.enters()
    await ana.presses("People")
    await take(ana.window, to / "original-online.png")
    await ana.opens_chat_with(ben)
    await ben.opens_chat_with(ana)
    mine, theirs = ana.view.id, ben.view.id
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
