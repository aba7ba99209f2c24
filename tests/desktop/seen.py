"""One conversation, seen on three clients of one account: ours, Converse in Chromium, and Gajim.

python -m tests.desktop.seen FOLDER

Ana has all three open and writes from each; Ben is at a window of ours. The pictures are of what
Ana sees. Converse is the one that the server brings; Gajim is the system's.
"""

import asyncio
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from tests.desktop.gallery import application
from tests.desktop.person import PASSWORD, Person
from tests.live import gajim
from tests.live.browser import chromium
from tests.live.browser import window as browser_window
from tests.live.clients import as_nobody
from tests.live.program import Program
from tests.live.screen import PICTURES, Screen

from magpie.desktop.core.entities.transfer import Way
from magpie.desktop.ui import window
from magpie.desktop.ui.languages import Languages
from magpie.desktop.ui.main import end_all

SIZE = (1000, 760)
ACCOUNT = "account"  # Gajim's own name for it
TITLE = 26  # pixels that the window manager adds
MORE = 140  # pixels that Converse needs for the same messages
SYSTEM = Path("/etc/ssl/certs/ca-certificates.crt")


class Elsewhere:
    """A loop of its own for programs that are no part of Qt's."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.stack = AsyncExitStack()

    async def does(self, work: Coroutine[Any, Any, Any]) -> Any:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    async def closes(self) -> None:
        await self.does(self.stack.aclose())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


async def opens_converse(stack: AsyncExitStack, server: Program) -> Any:
    browser = await stack.enter_async_context(chromium())
    seen = await browser_window(
        browser, locale="en", viewport={"width": SIZE[0], "height": SIZE[1] + MORE}
    )
    page = seen.page
    await page.goto(f"{server.http.replace('127.0.0.1', 'localhost')}/signin")
    await page.fill("#name", "ana")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/chat")
    await page.locator("#converse-roster .open-chat", has_text="ben").first.click()
    await page.wait_for_selector(".chat-textarea")
    return page


async def opens_gajim(stack: AsyncExitStack, server: Program) -> Screen:
    screen = await stack.enter_async_context(Screen())
    gajim.set_up(screen, server, "ana@localhost", PASSWORD)
    stack.enter_context(trusting_gajim(screen, server))
    await until(lambda: screen.runs("gajim-remote", "get_status", ACCOUNT), b"online")
    await screen.resizes("Gajim", SIZE[0], SIZE[1] - TITLE)
    return screen


@contextmanager
def trusting_gajim(screen: Screen, server: Program) -> Iterator[None]:
    """Gajim on a machine that trusts the server's authority, as one does where that is one's own.

    For files it asks the system whom to trust: the list that it sees there has one more.
    """
    trusted = screen.home / "trusted.crt"
    trusted.write_text(SYSTEM.read_text() + server.authority.read_text())
    program = as_nobody("gajim", "-c", str(screen.home / "gajim"))
    mount = shlex.join(("mount", "--bind", str(trusted), str(SYSTEM)))
    script = f"{mount} && exec {shlex.join(program)}"
    command = ("unshare", "--mount", "sh", "-c", script)
    with (screen.home / "gajim.log").open("wb") as log:
        process = subprocess.Popen(command, env=screen.env, cwd=screen.home, stdout=log, stderr=log)
    yield
    process.terminate()
    process.wait()


async def until(ask: Any, answer: bytes) -> None:
    for _ in range(120):
        if answer in await ask():
            return
        await asyncio.sleep(0.5)
    raise TimeoutError


def faces(folder: Path) -> list[Path]:
    """A picture of each."""
    made = []
    for name, colour in (("ana", "#c05a2b"), ("ben", "#2b6fc0")):
        picture = Image.new("RGB", (192, 192), colour)
        draw = ImageDraw.Draw(picture)
        draw.ellipse((66, 40, 126, 100), fill="#f6e0c8")
        draw.ellipse((36, 110, 156, 260), fill="#f6e0c8")
        made.append(folder / f"{name}.png")
        picture.save(made[-1])
    return made


def photograph(folder: Path) -> Path:
    picture = Image.new("RGB", (320, 160), "#a9c9dd")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 110, 320, 160), fill="#1d4e6b")
    draw.ellipse((235, 20, 275, 60), fill="#f2c14e")
    draw.polygon(((90, 110), (150, 30), (150, 110)), fill="#ffffff")
    picture.save(folder / "harbour.png")
    return folder / "harbour.png"


async def play(to: Path) -> None:
    other = Elsewhere()
    with tempfile.TemporaryDirectory() as made, Program() as server:
        folder = Path(made)
        ana, ben = (
            Person(name, f"127.0.0.1:{server.port}", folder, size=SIZE) for name in ("ana", "ben")
        )
        try:
            for person, face in zip((ana, ben), faces(folder), strict=True):
                await person.opens()
                await person.enters()
                name = person.name.capitalize()
                await person.client.accounts.set_profile(1, name, face)
            page = await other.does(opens_converse(other.stack, server))
            screen = await other.does(opens_gajim(other.stack, server))
            await talk(ana, ben, page, screen, other, folder)
            await pictures(ana, page, screen, other, to)
        finally:
            await other.closes()
            for person in (ana, ben):
                await person.closes()


async def talk(
    ana: Person, ben: Person, page: Any, screen: Screen, other: Elsewhere, folder: Path
) -> None:
    await ben.comes_here()
    await ben.opens_chat_with(ana)
    await ana.opens_chat_with(ben)
    await ben.types("Good morning! Are you at the harbour?")
    await ana.reads("at the harbour?")
    await ana.comes_here()
    await ana.does_with("at the harbour?", "Reply")
    await ana.types("Almost")
    await ben.reads("Almost")
    await ben.comes_here()
    await ben.does_with("Almost", "React with 👍")
    await ana.reads("👍")

    async def in_the_browser() -> None:
        await page.fill(".chat-textarea", "This is typed in the browser, with *weight*")
        await page.keyboard.press("Enter")

    await other.does(in_the_browser())
    await ana.reads("typed in the browser")
    text = "And this comes from Gajim: 你好"
    await other.does(screen.runs("gajim-remote", "send_chat_message", ben.address, text, ACCOUNT))
    await ana.reads("comes from Gajim")
    await ben.key(Qt.Key.Key_Up)
    await ben.until(lambda: ben.sees("Edit message"))
    await ben.types(" I am.")
    await ana.reads("I am.")
    notes = folder / "tide tables.txt"
    notes.write_text("High water 06:12\n" * 400)
    for file in (photograph(folder), notes):
        await ben.client.transfers.send(ben.view.id, [file], Way.SERVER)
    await ana.reads("tide tables.txt")
    await ben.types("Never mind")
    await ana.reads("Never mind")
    await ben.until(lambda: ben.view.messages.row(0)["delivery"] in ("delivered", "read"))
    await ben.does_with("Never mind", "Delete for everyone")
    await ana.reads("Message deleted")


async def pictures(ana: Person, page: Any, screen: Screen, other: Elsewhere, to: Path) -> None:
    """When all three have had time to fetch what came."""
    await asyncio.sleep(5)
    ana.window.grabWindow().save(str(to / "seen-magpie.png"))

    async def others() -> None:
        await page.screenshot(path=to / "seen-converse.png")
        await screen.runs("xdotool", "mousemove", "245", "190", "click", "1")  # the one chat
        await asyncio.sleep(3)
        await screen.picture("seen-gajim", f"{SIZE[0]}x{SIZE[1]}")

    await other.does(others())
    (PICTURES / "seen-gajim.png").replace(to / "seen-gajim.png")
    for name in ("magpie", "converse", "gajim"):
        file = to / f"seen-{name}.png"
        Image.open(file).convert("RGB").save(file, optimize=True)


def main(arguments: list[str]) -> None:
    window.draw_in_software()
    running = application()
    Languages(running).use("en")
    loop = qasync.QEventLoop(running)
    asyncio.set_event_loop(loop)
    with loop:
        try:
            loop.run_until_complete(play(Path(arguments[0])))
        finally:
            loop.run_until_complete(end_all())


if __name__ == "__main__":
    main(sys.argv[1:])
