"""Debian's ejabberd as a process of its own: one more server that we did not write.

The Erlang machine is started directly, as `ejabberdctl foreground` would, but without a node name:
so nothing listens for other Erlang nodes, and no epmd is needed.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.live.prosody import answers, certify, free_port

READY_WITHIN = 60.0
LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/ejabberd-*"))), Path("/usr/lib/none")).parent
FLAGS = "+sbwt none +sbwtdcpu none +sbwtdio none -noinput".split()  # noqa: SIM905


class Machine:
    """On loopback, in a folder of its own; the same attributes as `Program`.

    Subclasses write `ejabberd.yml` into the folder, and may add an `inetrc`.
    """

    host = "127.0.0.1"

    def __init__(self, domain: str, authority: Path | None = None) -> None:
        self.domain = domain
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="ejabberd-"))
        self.authority = certify(self.folder, domain, authority)
        self.pair = self.folder / "localhost.pem"
        self.pair.write_bytes(b"".join(one.read_bytes() for one in self.folder.glob("localhost.*")))

    def __enter__(self) -> Self:
        self.start()
        return self

    def ports(self) -> Sequence[int]:
        """Where it answers when it is ready."""
        return (self.port,)

    def start(self) -> None:
        """Start, and return when it answers."""
        root = os.geteuid() == 0
        for file in (self.folder, *self.folder.rglob("*")) if root else ():
            shutil.chown(file, "ejabberd", "ejabberd")
        self.process = subprocess.Popen(
            ["erl", *FLAGS, "-mnesia", "dir", f'"{self.folder}/spool"', "-s", "ejabberd"],
            env=os.environ | self._environment(),
            user="ejabberd" if root else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + READY_WITHIN
        while not all(map(answers, self.ports())):
            assert time.monotonic() < end, self.log()
            time.sleep(0.1)

    def _environment(self) -> dict[str, str]:
        names = self.folder / "inetrc"
        return ({"ERL_INETRC": str(names)} if names.exists() else {}) | {
            "EJABBERD_CONFIG_PATH": str(self.folder / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(self.folder / "ejabberd.log"),
            "ERL_CRASH_DUMP": str(self.folder / "crash.dump"),
            "ERL_LIBS": str(LIBRARY),
            "HOME": str(self.folder),
        }

    def log(self) -> str:
        log = self.folder / "ejabberd.log"
        return log.read_text() if log.exists() else "it wrote nothing"

    def kill(self) -> None:
        """It has no time to say goodbye; `start` brings it back."""
        self.process.kill()
        self.process.wait(10)

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    def errors(self) -> list[str]:
        """It warns of what it likes; that is not our subject."""
        return []
