"""Terminal clients, set up for our server and no other: they trust our authority only."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.live.program import Program
from tests.live.terminal import Terminal

NOBODY = 65_534


@asynccontextmanager
async def profanity(server: Program, *options: str) -> AsyncIterator[Terminal]:
    terminal = Terminal("profanity", *options)
    terminal.env["SSL_CERT_FILE"] = str(server.authority)
    async with terminal:
        await terminal.shows("Type '/help' to show complete help")
        await terminal.types("/tls certpath clear")  # so it asks OpenSSL whom to trust
        await terminal.shows("Certificate path cleared")
        yield terminal


@asynccontextmanager
async def poezio(server: Program, jid: str, password: str) -> AsyncIterator[Terminal]:
    """Signed in."""
    window = unprivileged("poezio")
    authority = window.home / "authority.crt"
    authority.write_text(server.authority.read_text())
    settings = {
        "jid": jid,
        "password": password,
        "custom_host": server.host,
        "custom_port": server.port,
        "ca_cert_path": authority,
        "force_encryption": "true",
        "enable_carbons": "true",
    }
    folder = window.home / "config/poezio"
    folder.mkdir()
    lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
    (folder / "poezio.cfg").write_text(f"[Poezio]\n{lines}")
    give_away(window.home)
    async with window:
        await window.shows("Authentication success")
        yield window


def unprivileged(command: str) -> Terminal:
    """A program that will not run as root, in a terminal."""
    return Terminal(*as_nobody(command))


def as_nobody(*command: str) -> tuple[str, ...]:
    """The command for a program that will not run as root."""
    if os.geteuid() != 0:
        return command
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command)


def give_away(home: Path) -> None:
    """The folder and all that is in it belongs to whom `unprivileged` runs as."""
    if os.geteuid() == 0:
        for entry in (home, *home.rglob("*")):
            os.chown(entry, NOBODY, NOBODY)
