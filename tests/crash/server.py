"""The program that is killed: a process of its own, over a folder that outlives it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self

from magpie.bench.target import Target

MAGPIE = Path(sys.executable).with_name("magpie")
READY = re.compile(r"magpie \S+ ready: \S+ on \S*:(\d+)")
READY_WITHIN = 30.0  # seconds until a server that says nothing counts as stuck
STOP_WITHIN = 5.0
PASSWORD = "orchard walls are high"
SETTINGS = {
    "c2s.direct_tls": "[]",
    "c2s.require_tls": "false",
    "http.listen": '["127.0.0.1:0"]',
    "http.tls_listen": '["127.0.0.1:0"]',
    "bytestreams.listen": "[]",
    "limits.enabled": "false",
    "registration.mode": "open",
}


def real_folder() -> Path:
    """A new folder on a disk: what is in memory only would prove little about `fdatasync`."""
    return Path(tempfile.mkdtemp(prefix="magpie-crash-", dir="/var/tmp"))


def yardstick() -> float:
    """CPU seconds for a fixed piece of work of another's, here and now: SQLAlchemy's import.

    On a machine that others use at the same time, everything costs more; this tells how much.
    """
    before = os.times()
    subprocess.run([sys.executable, "-c", "import sqlalchemy.dialects.sqlite"], check=True)
    after = os.times()
    return (
        after.children_user
        + after.children_system
        - (before.children_user + before.children_system)
    )


class Server:
    """`magpie serve` on loopback. It may be started again after each end.

    Attributes:
        port: where it listens, the same after each start.
        log: the lines it has written since the first start.
        took: seconds from its start to its readiness; `waited` of them it had no processor;
            `cpu`: the processor's time that it used.
    """

    domain = "localhost"

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.settings = SETTINGS | settings
        self.port = 0
        self.log: list[str] = []
        self.took = self.waited = self.cpu = 0.0
        self.process: subprocess.Popen[str] | None = None
        self._lines: SimpleQueue[str | None] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def target(self) -> Target:
        """The same for a client of `magpie bench`."""
        return Target(port=self.port, password=PASSWORD)

    @property
    def database(self) -> Path:
        return self.data / "magpie.db"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def command(self) -> list[str]:
        values = {"c2s.listen": f'["127.0.0.1:{self.port}"]'} | self.settings
        command = [str(MAGPIE), "serve", "--data", str(self.data), "--domain", self.domain]
        for key, value in values.items():
            command += ["--set", f"{key}={value}"]
        return command

    def spawn(self, under: Sequence[str] = (), keep: int = -1) -> None:
        """Start it, under another program if need be, and do not wait.

        `keep`: a file descriptor that it has open until its end.
        """
        self._lines = SimpleQueue()
        self._spawned = time.monotonic()
        self.process = subprocess.Popen(
            [*under, *self.command()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=() if keep < 0 else (keep,),
        )
        args = (self.process, self._lines)
        threading.Thread(target=self._read, args=args, daemon=True).start()

    def becomes_ready(self) -> None:
        """Wait until it says that it is ready."""
        found = READY.match(self.waits_for(READY.pattern, READY_WITHIN))
        assert found is not None
        self.took = time.monotonic() - self._spawned
        self.waited = int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e9
        times = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        self.cpu = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        self.port = int(found[1])

    def start(self) -> None:
        self.spawn()
        self.becomes_ready()

    def kill(self) -> None:
        """`kill -9`; returns when it is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> float:
        """SIGTERM; the seconds until it has ended by itself."""
        assert self.process is not None
        begun = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        try:
            code = self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not stop in time:\n{self.tail()}") from None
        assert code == 0, f"exit code {code}:\n{self.tail()}"
        return time.monotonic() - begun

    def waits_for(self, pattern: str, within: float = 10.0) -> str:
        """The first line that has not been looked at and has this in it."""
        end = time.monotonic() + within
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                raise AssertionError(f"no line with {pattern}:\n{self.tail()}") from None
            assert line is not None, f"it ended:\n{self.tail()}"
            if re.search(pattern, line):
                return line

    def errors(self) -> list[str]:
        """What it has logged as errors, with what follows them."""
        return [line for line in self.log if re.match(r"\S+ error ", line) or line[:1] == " "]

    def tail(self) -> str:
        return "\n".join(self.log[-40:])

    def remove(self) -> None:
        shutil.rmtree(self.data)

    def _read(self, process: subprocess.Popen[str], lines: SimpleQueue[str | None]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.log.append(line.rstrip("\n"))
                lines.put(self.log[-1])
        lines.put(None)
