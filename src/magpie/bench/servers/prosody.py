"""Prosody: accounts as its internal store writes them, groups by mod_groups."""

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from string import Template

from magpie.bench.archive import kept
from magpie.bench.scram import client_keys
from magpie.bench.servers.history import Entry, entries
from magpie.bench.servers.running import DOMAIN, Place, Setup, package_version

ROUNDS = 10_000  # Prosody 0.12's default
ROOMS = f"""
Component "rooms.{DOMAIN}" "muc"
	modules_enabled = {{ "muc_mam" }}
	muc_log_by_default = true
	muc_room_default_persistent = true
"""
SALT = b"a salt for all of the bench"


class Prosody:
    """The `Kind` for Prosody 0.12."""

    name = "Prosody"
    user = "prosody"  # it refuses to run as root

    def __init__(self, templates: Path) -> None:
        self._template = templates / "prosody.cfg.lua"

    def version(self) -> str:
        return package_version("prosody")

    def prepare(self, place: Place, setup: Setup) -> None:
        modules = ['"mam",'] * setup.archive + ['"groups",'] * setup.group
        text = Template(self._template.read_text()).substitute(
            folder=place.folder,
            port=place.port,
            domain=DOMAIN,
            modules=" ".join(modules),
            hash=setup.hash or "SHA-1",
            storage="sql" if setup.sql else "internal",
            rooms=ROOMS if setup.rooms else "",
        )
        (place.folder / "prosody.cfg.lua").write_text(text)
        members = [place.target.jid(index) for index in range(setup.accounts)]
        (place.folder / "groups.txt").write_text("[everyone]\n" + "\n".join(members) + "\n")
        self._write_accounts(place, setup)

    def _write_accounts(self, place: Place, setup: Setup) -> None:
        """One file for each account, as mod_auth_internal_hashed would write it."""
        accounts = place.folder / "data" / DOMAIN / "accounts"
        accounts.mkdir(parents=True)
        target = place.target
        name = (setup.hash or "SHA-1").replace("-", "").lower()
        _, stored_key, server_key = client_keys(name, target.password, SALT, ROUNDS)
        text = (
            f'return {{ ["salt"] = "{SALT.decode()}"; ["iteration_count"] = {ROUNDS}; '
            f'["stored_key"] = "{stored_key.hex()}"; ["server_key"] = "{server_key.hex()}"; }};'
        )
        for index in range(setup.accounts):
            (accounts / f"{target.user(index)}.dat").write_text(text)

    def command(self, place: Place, setup: Setup) -> list[str]:
        return ["prosody", "-F", "--config", str(place.folder / "prosody.cfg.lua")]

    def environment(self, place: Place) -> Mapping[str, str]:
        return {}

    async def provision(self, place: Place, setup: Setup) -> None:
        """All accounts are there already; asking for an archive makes the tables of all of them."""
        if setup.history:
            await kept(place.target, 0)

    def fill(self, place: Place, setup: Setup) -> None:
        """Each message in one archive: user 0's in its own, the others in their senders'."""
        database = sqlite3.connect(place.folder / "data" / "prosody.sqlite")
        database.execute("PRAGMA synchronous=OFF")
        with database:
            database.executemany(
                'INSERT INTO prosodyarchive (host, user, store, key, "when", "with", type, value) '
                "VALUES (?, ?, 'archive', ?, ?, ?, 'xml', ?)",
                (_row(entry, place) for entry in entries(setup.history, time.time_ns() // 1000)),
            )
        database.close()


def _row(entry: Entry, place: Place) -> tuple[str, str, str, int, str, str]:
    target = place.target
    sender, recipient = target.jid(entry.sender), target.jid(entry.recipient)
    owner, peer = (entry.sender, recipient) if entry.recipient else (0, sender)
    stanza = entry.stanza(f"{sender}/bench", recipient)
    key = f"{entry.number:016x}"
    return DOMAIN, target.user(owner), key, entry.at // 1_000_000, peer, stanza
