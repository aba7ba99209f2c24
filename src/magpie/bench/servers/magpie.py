"""Magpie itself, from the environment that the bench runs in; accounts by in-band registration."""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from magpie import __version__
from magpie.bench.servers.running import DOMAIN, Place, Setup
from magpie.bench.sessions import sign_up_all


class Magpie:
    """The `Kind` for this very program."""

    name = "Magpie"
    user = ""

    def version(self) -> str:
        return __version__

    def prepare(self, place: Place, setup: Setup) -> None:
        """All settings are given on the command line; the folder stays empty until the start."""
        (place.folder / "data").mkdir()

    def command(self, place: Place, setup: Setup) -> list[str]:
        beside = Path(sys.executable).with_name("magpie")
        program = str(beside) if beside.exists() else (shutil.which("magpie") or "magpie")
        settings = {
            "c2s.listen": [f"127.0.0.1:{place.port}"],
            "c2s.direct_tls": [],
            "c2s.require_tls": False,
            "limits.enabled": False,
            "registration.mode": "open",
            "directory.everyone": setup.group,
            "archive.enabled": setup.archive,
            "tls.certificate": str(place.folder / "localhost.crt"),
            "tls.key": str(place.folder / "localhost.key"),
            "log.level": "warning",
        }
        command = [program, "serve", "--data", str(place.folder / "data"), "--domain", DOMAIN]
        for name, value in settings.items():
            command += ["--set", f"{name}={json.dumps(value)}"]
        return command

    def environment(self, place: Place) -> Mapping[str, str]:
        return {}

    async def provision(self, place: Place, setup: Setup) -> None:
        await sign_up_all(place.target, range(setup.accounts))
