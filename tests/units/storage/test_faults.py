"""A full disk, a killed process: what was acknowledged stays, and service comes back."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.units.storage.conftest import ROMEO, append, entry

from magpie.storage import roster
from magpie.storage.archive import Query, query
from magpie.storage.database import Database
from magpie.storage.errors import NotStored
from magpie.storage.journal import Journal

WRITER = Path(__file__).with_name("writer.py")


@pytest.mark.parametrize("inline", [False, True])
async def test_a_full_disk_fails_what_waits_and_heals(tmp_path, inline):
    db = await Database.open(f"sqlite:///{tmp_path}/magpie.db", inline=inline)
    journal = Journal(db)
    kept = await append(journal, entry())

    def limit(conn, pages):
        now = conn.exec_driver_sql("PRAGMA page_count").scalar()
        conn.exec_driver_sql(f"PRAGMA max_page_count = {now + pages}")

    await db.write(limit, 2)
    told = []
    for _ in range(40):
        big = entry()
        big.stanza = b"x" * 4_000
        journal.append(big, told.append)
    journal.after(lambda: told.append("after"))
    with pytest.raises(Exception, match="full"):
        await db.write(roster.put, ROMEO, roster.Item("x@localhost"))
    await journal.drain()
    assert len(told) == 41
    assert told.pop() == "after"
    assert all(isinstance(outcome, NotStored) for outcome in told)
    assert journal.failed == 1

    await db.write(limit, 10_000)  # there is room again
    kept += await append(journal, entry(), entry())
    assert [m.id for m in (await db.read(query, Query(ROMEO))).messages] == kept
    assert (await db.read(roster.load, ROMEO))[1] == []
    await db.close()


def run_and_kill(url: str, after: int) -> list[int]:
    """Start a writer that prints each id when it is told; kill it after so many; what it said."""
    said: list[int] = []
    with subprocess.Popen([sys.executable, WRITER, url], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            said.append(int(line))
            if len(said) == after:
                os.kill(writer.pid, signal.SIGKILL)
    return said


async def read_all(url: str) -> list[int]:
    db = await Database.open(url)
    found: list[int] = []
    while True:
        after = found[-1] if found else None
        page = await db.read(query, Query(ROMEO, limit=1_000, after=after))
        found += [m.id for m in page.messages]
        if page.complete:
            await db.close()
            return found


def test_what_was_told_survives_kill_9(tmp_path):
    url = f"sqlite:///{tmp_path}/magpie.db"
    told: list[int] = []
    for after in (50, 2_100):  # the last settles
        told += run_and_kill(url, after)
        found = asyncio.run(read_all(url))
        assert set(told) <= set(found)
        assert len(set(found)) == len(found)
        assert len(set(told)) == len(told)
    with closing(sqlite3.connect(tmp_path / "magpie.db")) as conn, conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
