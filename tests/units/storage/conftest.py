"""One set of tests, three stores: SQLite in a file, SQLite on the loop's own thread, PostgreSQL."""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Connection

from magpie.storage import meta
from magpie.storage.database import Database
from magpie.storage.journal import Committed, Entry, Journal
from magpie.storage.operator_tables import metadata

NEEDED = "apt-get install -y --no-install-recommends postgresql"
NUMBERS = itertools.count(1)


def find_programs() -> Path:
    """Where PostgreSQL's own programs are: Debian keeps them out of PATH."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    pytest.fail(f"PostgreSQL is not installed. Please run: {NEEDED}", pytrace=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged() -> dict[str, str | int]:
    """How to start a program that refuses to run as root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid}


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL of our own on a free port; its URL without the database's name."""
    programs, owner = find_programs(), unprivileged()
    home = Path(tempfile.mkdtemp(prefix="magpie-pg-"))
    if owner:
        os.chown(home, owner["user"], owner["group"])
    port = free_port()
    run = [programs / "initdb", "-D", home / "data", "-U", "magpie", "-A", "trust", "-N"]
    subprocess.run([*run, "-E", "UTF8", "--locale=C"], check=True, capture_output=True, **owner)
    settings = ["listen_addresses=127.0.0.1", f"port={port}", "max_connections=50"]
    settings += ["fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"]
    run = [programs / "postgres", "-D", home / "data", "-k", home]
    run += [word for setting in settings for word in ("-c", setting)]
    with (home / "log").open("wb") as output:
        server = subprocess.Popen(run, stdout=output, stderr=output, **owner)
    try:
        check = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
        while subprocess.run(check, check=False).returncode != 0:
            assert server.poll() is None, (home / "log").read_text()
        # Tests use this one after the other: making a database takes long
        make = [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "magpie", "shared"]
        subprocess.run(make, check=True)
        yield f"postgresql://magpie@127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)


async def create_database(cluster: str) -> str:
    name = f"t{next(NUMBERS)}"
    conn = await asyncpg.connect(f"{cluster}/postgres")
    await conn.execute(f"CREATE DATABASE {name}")
    await conn.close()
    return f"{cluster}/{name}"


@pytest.fixture
async def postgres_url(cluster: str) -> str:
    """An empty database on the server."""
    return await create_database(cluster)


@pytest.fixture(params=["file", "inline", "postgres"])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An open, empty database of each kind."""
    match request.param:
        case "file":
            opened = await Database.open(f"sqlite:///{tmp_path}/magpie.db")
        case "inline":
            opened = await Database.open("sqlite://")
        case _:
            opened = await Database.open(request.getfixturevalue("cluster") + "/shared")
            await opened.write(empty)
    yield opened
    await opened.close()


def empty(conn: Connection) -> None:
    tables = ", ".join(table.name for table in metadata.sorted_tables if table.name != "meta")
    conn.exec_driver_sql(f"TRUNCATE {tables}, search RESTART IDENTITY")
    conn.exec_driver_sql(f"DELETE FROM meta WHERE name <> '{meta.ID_KEY}'")


@pytest.fixture
def journal(db: Database) -> Journal:
    return Journal(db)


ROMEO, JULIET, NURSE = "romeo@localhost", "juliet@localhost", "nurse@localhost"


def entry(
    sender: str = f"{ROMEO}/orchard",
    recipient: str = JULIET,
    at: int = 1_000,
    *,
    kind: str = "chat",
    body: str | None = "hi",
    origin: str | None = None,
    owners: tuple[tuple[str, str], ...] | None = None,
) -> Entry:
    """A message, in both mailboxes unless told otherwise."""
    a, b = sender.partition("/")[0], recipient.partition("/")[0]
    kept = tuple(dict.fromkeys(((a, b), (b, a)))) if owners is None else owners
    stanza = f"<message type='{kind}'><body>{body}</body></message>".encode()
    return Entry(at, sender, recipient, kind, stanza, body, origin, kept)


async def append(journal: Journal, *entries: Entry) -> list[int]:
    """Append, wait, and give the ids."""
    outcomes: list[Committed | Exception] = []
    for one in entries:
        journal.append(one, outcomes.append)
    await journal.drain()
    return [outcome.id for outcome in outcomes if isinstance(outcome, Committed)]
