"""Magpie itself, from the environment that the bench runs in; accounts by in-band registration."""

import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from magpie import __version__
from magpie.bench.servers.history import ACCOUNTS, BODY, entries, text
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
            "http.listen": [],
            "http.tls_listen": [],
            "bytestreams.listen": [],
            "limits.enabled": False,
            "registration.mode": "open",
            "directory.everyone": setup.group,
            "archive.enabled": setup.archive,
            # A history that was just put there would be indexed while it is measured
            "search.enabled": setup.texts or not setup.history,
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

    def fill(self, place: Place, setup: Setup) -> None:
        """Each message once, and in the mailboxes of both: twice as many as the peers get."""
        database = sqlite3.connect(place.folder / "data" / "magpie.db")
        database.execute("PRAGMA synchronous=OFF")
        with database:
            database.executemany(
                "INSERT OR IGNORE INTO address (jid) VALUES (?)",
                ((place.target.jid(index),) for index in range(ACCOUNTS)),
            )
            database.executemany(
                "INSERT INTO message (id, at, sender, recipient, kind, stanza, body) "
                "VALUES (?, ?, ?, ?, 'chat', ?, ?)",
                _rows(place, setup),
            )
            database.execute(
                "INSERT INTO mailbox (owner, message_id, peer) "
                "SELECT a.id, m.id, b.id FROM message m JOIN address a "
                "ON a.jid = substr(m.sender, 1, instr(m.sender, '/') - 1) "
                "JOIN address b ON b.jid = m.recipient UNION ALL "
                "SELECT b.id, m.id, a.id FROM message m JOIN address a "
                "ON a.jid = substr(m.sender, 1, instr(m.sender, '/') - 1) "
                "JOIN address b ON b.jid = m.recipient ORDER BY 1, 2"
            )
        database.close()


def _rows(place: Place, setup: Setup) -> Iterator[tuple[int, int, str, str, bytes, str]]:
    for entry in entries(setup.history, time.time_ns() // 1000):
        body = text(entry.number, setup.history) if setup.texts else BODY
        sender = f"{place.target.jid(entry.sender)}/bench"
        recipient = place.target.jid(entry.recipient)
        stanza = entry.stanza(sender, recipient, body).encode()
        yield entry.number + 1, entry.at, sender, recipient, stanza, body
