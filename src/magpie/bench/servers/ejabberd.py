"""ejabberd: accounts by in-band registration, groups by its HTTP interface, SQLite by its schema.

The Erlang machine is started directly, as `ejabberdctl foreground` would, but without a node name:
so nothing listens for other Erlang nodes, and no epmd is needed.
"""

import asyncio
import json
import sqlite3
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from string import Template

from magpie.bench.servers.history import BODY, Entry, entries
from magpie.bench.servers.running import DOMAIN, Place, Setup, package_version
from magpie.bench.sessions import sign_up_all

LIBRARY = "/usr/lib/x86_64-linux-gnu"
SCHEMA = Path("/usr/share/ejabberd/sql/lite.sql")
ARCHIVE = "  mod_mam:\n    default: always\n    assume_mam_usage: true\n"
ROOMS = f"""  mod_muc:
    hosts: ["rooms.{DOMAIN}"]
    access: all
    access_create: all
    access_persistent: all
    access_mam: all
    max_users: 5000
    max_user_conferences: 5000
    default_room_options:
      mam: true
      persistent: true
      max_users: 5000
"""
# As ejabberdctl has them, but schedulers that sleep instead of spinning when there is little to do:
# that costs ejabberd no throughput and spares it CPU.
FLAGS = (
    "+K true +P 250000 +sbwt none +sbwtdcpu none +sbwtdio none -noinput".split()  # noqa: SIM905
)


class Ejabberd:
    """The `Kind` for ejabberd 23.01 as Debian packages it."""

    name = "ejabberd"
    user = "ejabberd"

    def __init__(self, templates: Path) -> None:
        self._template = templates / "ejabberd.yml"

    def version(self) -> str:
        return package_version("ejabberd")

    def prepare(self, place: Place, setup: Setup) -> None:
        modules = (ARCHIVE if setup.archive or setup.rooms else "") + ROOMS * setup.rooms
        modules += "  mod_shared_roster: {}\n" * setup.group
        text = Template(self._template.read_text()).substitute(
            folder=place.folder,
            port=place.port,
            http=place.spare,
            domain=DOMAIN,
            format="scram" if setup.hash else "plain",
            hash=(setup.hash or "SHA-1").replace("SHA-1", "sha").replace("-", "").lower(),
            store="sql" if setup.sql else "mnesia",
            modules=modules,
        )
        (place.folder / "ejabberd.yml").write_text(text)
        (place.folder / "spool").mkdir()
        if setup.sql:
            database = sqlite3.connect(place.folder / "ejabberd.sqlite")
            database.executescript(SCHEMA.read_text())
            database.close()

    def command(self, place: Place, setup: Setup) -> list[str]:
        spool = f'"{place.folder / "spool"}"'
        return ["erl", *FLAGS, "-mnesia", "dir", spool, "-s", "ejabberd"]

    def environment(self, place: Place) -> Mapping[str, str]:
        return {
            "EJABBERD_CONFIG_PATH": str(place.folder / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(place.folder / "ejabberd.log"),
            "ERL_CRASH_DUMP": str(place.folder / "crash.dump"),
            "ERL_LIBS": LIBRARY,
            "ERL_MAX_PORTS": "32000",
            "ERL_MAX_ETS_TABLES": "1400",
        }

    async def provision(self, place: Place, setup: Setup) -> None:
        await sign_up_all(place.target, range(setup.accounts))
        if setup.group:
            group = {"group": "everyone", "host": DOMAIN}
            shown = {"label": "Everyone", "description": "", "display": ["everyone"]}
            await asyncio.to_thread(_call, place, "srg_create", {**group, **shown})
            everyone = {"user": "@all@", "grouphost": DOMAIN}
            await asyncio.to_thread(_call, place, "srg_user_add", {**group, **everyone})

    def fill(self, place: Place, setup: Setup) -> None:
        """Each message in one archive: user 0's in its own, the others in their senders'."""
        database = sqlite3.connect(place.folder / "ejabberd.sqlite")
        database.execute("PRAGMA synchronous=OFF")
        with database:
            database.executemany(
                "INSERT INTO archive (username, timestamp, peer, bare_peer, xml, txt, kind, nick) "
                "VALUES (?, ?, ?, ?, ?, ?, 'chat', '')",
                (_row(entry, place) for entry in entries(setup.history, time.time_ns() // 1000)),
            )
        database.close()


def _row(entry: Entry, place: Place) -> tuple[str, int, str, str, str, str]:
    target = place.target
    sender, recipient = target.jid(entry.sender), target.jid(entry.recipient)
    owner, peer = (entry.sender, recipient) if entry.recipient else (0, sender)
    stanza = entry.stanza(f"{sender}/bench", recipient)
    return target.user(owner), entry.at, peer, peer, stanza, BODY


def _call(place: Place, command: str, arguments: Mapping[str, object]) -> None:
    """One command of mod_http_api."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{place.spare}/api/{command}",
        data=json.dumps(arguments).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  loopback
        answer.read()
