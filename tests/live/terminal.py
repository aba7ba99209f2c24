"""A client that wants a terminal gets one, and a home of its own."""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
from pathlib import Path
from typing import Self

STYLE = re.compile(rb"\x1b\[[0-9;?]*m|\x1b[()][0-9A-B]|[\x0e\x0f]")
MOVE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>78DEHMNOc]|\x1b\][^\x07]*\x07")
SIZE = (50, 200)  # rows, columns
PATIENCE = 15.0


def private_home(parent: Path | None = None) -> tuple[Path, dict[str, str]]:
    """A folder that is nobody's home, and the environment that makes it one."""
    home = Path(tempfile.mkdtemp(prefix="magpie-home-", dir=parent))
    env = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    env |= {"HOME": str(home), "TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    for name in ("config", "data", "state", "cache", "runtime"):
        folder = home / name
        folder.mkdir(mode=0o700)
        env[f"XDG_{name.upper()}_{'DIR' if name == 'runtime' else 'HOME'}"] = str(folder)
    return home, env


class Terminal:
    """A program in a terminal of its own: it is typed to, and what it draws is text."""

    def __init__(self, *command: str) -> None:
        self._command = command
        self.home, self.env = private_home()
        self._drawn = b""
        self._read_up_to = 0
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._fd, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        self._process = subprocess.Popen(  # noqa: ASYNC220  (asyncio's needs pipes)
            self._command, stdin=slave, stdout=slave, stderr=slave, env=self.env, cwd=self.home,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        asyncio.get_running_loop().add_reader(self._fd, self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._fd)
        os.close(self._fd)
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGHUP)
        try:
            await asyncio.to_thread(self._process.wait, 3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.home)

    @property
    def screen(self) -> str:
        """All that was drawn, without colours; where the cursor moved, there is a blank."""
        return MOVE.sub(b" ", STYLE.sub(b"", self._drawn)).decode(errors="replace")

    async def types(self, line: str, slowly: bool = False) -> None:
        """Type a line and press Enter; `slowly` as a person does: what comes at once is pasted."""
        if slowly:
            for key in line:
                os.write(self._fd, key.encode())
                await asyncio.sleep(0.02)
            line = ""
        os.write(self._fd, line.encode() + b"\r")

    async def shows(self, text: str) -> str:
        """Wait until it draws this, since the last time that something was waited for."""
        pattern = re.compile(r"\s+".join(re.escape(word) for word in text.split()))
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    self._changed.clear()
                    found = pattern.search(self.screen, self._read_up_to)
                    if found:
                        self._read_up_to = found.end()
                        return found[0]
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"“{text}” is not shown:\n{self.screen[-3000:]}") from None

    async def writes(self, file: Path, text: str) -> None:
        """Wait until it is in a file of the program's, of which no event tells."""

        def is_there() -> bool:
            return file.exists() and text in file.read_text()

        async with asyncio.timeout(PATIENCE):
            while not is_there():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def _read(self) -> None:
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            asyncio.get_running_loop().remove_reader(self._fd)
            return
        self._drawn += data
        self._changed.set()
