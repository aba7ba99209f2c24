"""The server as a child process: it ends with the console, unless it is let go."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from magpie.base.attendance import GO_ON
from magpie.desktop.console.entities import Failure, Reason

PROGRAM = [sys.executable, "-c", "from magpie.cli import main; main()"]
LOG = "server.log"
LOG_MAX = 5_000_000  # bytes; at a start, a longer one is put aside
SHOWN = 12  # lines of an end that nobody wished for
TAIL = 8192  # bytes in which those are

PORT = re.compile(r"cannot listen on (\S+): ([^;]*)(?:; .*)?")
SETTING = re.compile(r"(\S+\.toml):\d+: ")
REFUSED = 2  # the exit code of `magpie` for what an operator can mend


class Process:
    """`magpie serve`, with its log in the data folder. Make it with `start`.

    `stays`: it goes on without the console.
    """

    def __init__(self, child: subprocess.Popen[bytes], log: Path, begin: int) -> None:
        self._child = child
        self._log = log
        self._begin = begin
        self.stays = False

    @classmethod
    def start(cls, folder: Path, domain: str = "") -> Process:
        """Start it on the folder, which is made; `domain` is for the first time. Raises OSError."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = folder / LOG
        if log.exists() and log.stat().st_size > LOG_MAX:
            log.replace(folder / f"{LOG}.old")
        arguments = ["serve", "--attended", "--data", str(folder)]
        arguments += ["--domain", domain] if domain else []
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            begin = os.fstat(file).st_size
            # What it prints for a terminal, an invitation among it, is not for the log
            child = subprocess.Popen(
                [*PROGRAM, *arguments],
                bufsize=0,
                stdin=subprocess.PIPE,  # whose end tells it that the console is gone
                stdout=subprocess.DEVNULL,
                stderr=file,
                start_new_session=True,  # Ctrl-C in the console's terminal is not for the server
            )
        finally:
            os.close(file)
        return cls(child, log, begin)

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._child.poll()

    def failure(self) -> Failure | None:
        """Why it has ended; None when it was stopped in an orderly way."""
        if self.code == 0:
            return None
        return failure(self.code or 0, self._tail())

    def let_go(self) -> None:
        """It goes on when the console is gone."""
        self.stays = True
        self._hang_up(GO_ON)

    def dismiss(self) -> None:
        """It ends in an orderly way, as it does when the console dies."""
        self._hang_up(b"")

    def _hang_up(self, last: bytes) -> None:
        assert self._child.stdin is not None
        try:
            if not self._child.stdin.closed:
                self._child.stdin.write(last)
        except BrokenPipeError:
            pass  # it has ended by itself
        self._child.stdin.close()

    def kill(self) -> None:
        """End it at once; what was acknowledged is on disk."""
        self._child.kill()
        self._child.wait()
        self.dismiss()

    def _tail(self) -> list[str]:
        with self._log.open("rb") as file:
            file.seek(max(self._begin, self._log.stat().st_size - TAIL))
            return file.read().decode(errors="replace").splitlines()[-SHOWN:]


def failure(code: int, lines: list[str]) -> Failure:
    """What an exit code and the last lines of the log mean."""
    if code != REFUSED:
        return Failure(Reason.CRASHED, lines=tuple(lines))
    said = [line.removeprefix("magpie: ") for line in lines if line.startswith("magpie: ")]
    for line in said:
        if found := PORT.fullmatch(line):
            taken = found[2] == "address already in use"
            forbidden = found[2] == "permission denied"
            reason = Reason.PORT_FORBIDDEN if forbidden else Reason.REFUSED
            return Failure(Reason.PORT_TAKEN if taken else reason, found[1], tuple(said))
    settings = next(filter(None, map(SETTING.match, said)), None)
    if settings is not None:
        return Failure(Reason.SETTINGS, settings[1], tuple(said))
    return Failure(Reason.REFUSED, lines=tuple(said or lines))
