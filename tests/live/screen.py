"""Programs with windows, on a screen and a session bus of their own."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

from tests.live.clients import as_nobody, give_away
from tests.live.terminal import private_home

SIZE = "1280x800x24"
PICTURES = Path("build/pictures/clients")
# A session bus that starts nothing by itself: no keyring that asks, no notifications over the rest
BUS = """<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""
PATIENCE = 60.0  # such programs are slow to start on a busy machine


class Screen:
    """An X server with a window manager; what is started on it ends with it."""

    def __init__(self) -> None:
        self.home, self.env = private_home()
        self._started: list[subprocess.Popen[bytes]] = []

    async def __aenter__(self) -> Self:
        reading, writing = os.pipe()
        where = "-displayfd", str(writing), "-screen", "0", SIZE
        give_away(self.home)
        self.starts("Xvfb", *where, "-ac", "-nolisten", "tcp", pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as file:
            display = await asyncio.wait_for(asyncio.to_thread(file.readline), PATIENCE)
        self.env["DISPLAY"] = f":{display.strip()}"
        settings = self.home / "bus.conf"
        settings.write_text(BUS)
        command = [
            "dbus-daemon", f"--config-file={settings}", "--nofork", "--nopidfile",
            "--print-address=1",
        ]  # fmt: skip
        bus = await asyncio.create_subprocess_exec(
            *as_nobody(*command), stdout=asyncio.subprocess.PIPE, env=self.env
        )
        self._bus = bus
        assert bus.stdout is not None
        address = await asyncio.wait_for(bus.stdout.readline(), PATIENCE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address.decode().strip()
        self.starts("openbox")
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            await self.picture("failed")
        for process in reversed(self._started):
            process.terminate()
        for process in reversed(self._started):
            try:
                await asyncio.to_thread(process.wait, 5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._bus.terminate()
        await self._bus.communicate()
        shutil.rmtree(self.home, ignore_errors=True)

    def starts(self, *command: str, pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Run a program; what it says is in a file of its name in the home."""
        said = (self.home / f"{Path(command[0]).name}.log").open("ab")
        with said:
            process = subprocess.Popen(
                as_nobody(*command),
                env=self.env,
                cwd=self.home,
                stdout=said,
                stderr=said,
                pass_fds=pass_fds,
            )
        self._started.append(process)
        return process

    async def runs(self, *command: str) -> bytes:
        """Run a program to its end; what it printed."""
        process = await asyncio.create_subprocess_exec(
            *as_nobody(*command), env=self.env, cwd=self.home, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        return out

    async def types(self, text: str) -> None:
        """Type into whatever has the focus, and press Enter."""
        await self.runs("xdotool", "type", "--delay", "20", text)
        await self.presses("Return")

    async def presses(self, *keys: str) -> None:
        await self.runs("xdotool", "key", *keys)

    async def active(self) -> str:
        """The title of the window that has the focus."""
        return (await self.runs("xdotool", "getactivewindow", "getwindowname")).decode().strip()

    async def resizes(self, title: str, width: int, height: int) -> None:
        """Put the window of this title into the corner, in this size."""
        found = await self.runs("xdotool", "search", "--sync", "--onlyvisible", "--name", title)
        window = found.split()[-1].decode()
        await self.runs("xdotool", "windowmove", window, "0", "0")
        await self.runs("xdotool", "windowsize", window, str(width), str(height))

    async def picture(self, name: str, part: str = SIZE.rpartition("x")[0]) -> None:
        """What is on the screen, or the upper left part of it, as a PNG in `build/pictures`."""
        file = PICTURES / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            await self.runs("import", "-window", "root", "-crop", f"{part}+0+0", "png:-")
        )
