"""Opening a database: new, known, older, newer, foreign, broken, gone."""

import os
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from tests.units.storage.conftest import ROMEO, append, entry

from magpie.storage import accounts, schema
from magpie.storage.accounts import Account, ScramKeys
from magpie.storage.database import Database
from magpie.storage.errors import StorageError
from magpie.storage.folder import Folder
from magpie.storage.journal import Journal
from magpie.storage.migrations import run
from magpie.storage.operator_tables import metadata
from magpie.storage.sqlite import make_engine

# The index of words is made by statements of its own, and SQLite keeps it in further tables
OPTIONS = {
    "compare_type": True,
    "include_name": lambda name, kind, _: kind != "table" or not name.startswith("search"),
}
KEYS = ScramKeys(b"salt", 4096, b"stored", b"server")


def layout(file: Path) -> dict[str, str]:
    """Every table and index of a file as it was declared, without the spelling's freedom."""
    with closing(sqlite3.connect(file)) as conn, conn:
        rows = conn.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: re.sub(r"\s+", " ", sql).replace('"', "") for name, sql in rows}


def test_the_newest_revision_is_the_one_stamped():
    assert run.head() == schema.HEAD


def test_all_migrations_equal_create_all_on_sqlite(tmp_path):
    migrated, created = tmp_path / "migrated.db", tmp_path / "created.db"
    engine = make_engine(migrated)
    with engine.begin() as conn:
        run.upgrade(conn)
        context = MigrationContext.configure(conn, opts=OPTIONS)
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    schema.open_sqlite(str(created)).dispose()
    wanted = layout(created)
    found = layout(migrated)
    wanted.pop("alembic_version"), found.pop("alembic_version")
    assert found == wanted


async def test_all_migrations_equal_create_all_on_postgres(postgres_url):
    def compare(conn):
        context = MigrationContext.configure(conn, opts=OPTIONS)
        found = compare_metadata(context, metadata)
        metadata.drop_all(conn)
        conn.execute(text("DROP TABLE alembic_version, search"))
        run.upgrade(conn)
        context = MigrationContext.configure(conn, opts=OPTIONS)
        return found, compare_metadata(context, metadata)

    database = await Database.open(postgres_url)
    assert await database.write(compare) == ([], [])
    await database.close()


def older(monkeypatch, file: Path, version: str = "0000") -> None:
    """Make the file look like one of a version before, that this program knows."""
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", (version,))
    monkeypatch.setattr(run, "revisions", lambda: {version, schema.HEAD})


async def test_an_older_file_is_backed_up_and_migrated(tmp_path, monkeypatch):
    file = tmp_path / "magpie.db"
    first = await Database.open(f"sqlite:///{file}")
    await first.write(accounts.create, Account(ROMEO, KEYS, KEYS, 1))
    await first.close()
    older(monkeypatch, file)
    seen = []
    monkeypatch.setattr(run, "upgrade", lambda conn: seen.append(schema.read_version(conn)))
    await (await Database.open(f"sqlite:///{file}")).close()
    assert seen == ["0000"]
    backup = tmp_path / "magpie.db.schema-0000.backup"
    assert backup.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(backup)) as conn, conn:
        assert conn.execute("SELECT jid FROM account").fetchall() == [(ROMEO,)]
    assert not list(tmp_path.glob("*.part"))


async def test_a_newer_schema_is_refused(tmp_path):
    file = tmp_path / "magpie.db"
    await (await Database.open(f"sqlite:///{file}")).close()
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    before = file.read_bytes()
    with pytest.raises(StorageError, match="newer version of Magpie") as refusal:
        await Database.open(f"sqlite:///{file}")
    assert "\n" not in str(refusal.value)
    assert file.read_bytes() == before


async def test_a_newer_schema_is_refused_on_postgres(postgres_url):
    database = await Database.open(postgres_url)
    await database.write(
        lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9'"))
    )
    await database.close()
    with pytest.raises(StorageError, match="newer version of Magpie"):
        await Database.open(postgres_url)


@pytest.mark.parametrize("how", ["deleted", "emptied"])
async def test_a_database_that_has_gone_missing_is_not_made_anew(tmp_path, how):
    with Folder.open(tmp_path / "data") as folder:
        await (await Database.open(folder.database_url, folder=folder)).close()
        await (await Database.open(folder.database_url, folder=folder)).close()
        file = folder.path / "magpie.db"
        file.unlink() if how == "deleted" else os.truncate(file, 0)
        with pytest.raises(StorageError, match="gone missing"):
            await Database.open(folder.database_url, folder=folder)
        assert not file.exists() or not file.stat().st_size


async def test_a_start_that_was_cut_short_can_be_repeated(tmp_path):
    with Folder.open(tmp_path / "data") as folder:
        (folder.path / "magpie.db").touch()  # killed before the first transaction
        await (await Database.open(folder.database_url, folder=folder)).close()


@pytest.mark.parametrize("content", [b"This is a letter, not a database. " * 50, None])
async def test_a_file_that_is_not_ours_is_refused_and_kept(tmp_path, content):
    file = tmp_path / "magpie.db"
    if content is None:
        with closing(sqlite3.connect(file)) as conn, conn:
            conn.execute("CREATE TABLE birds (name)")
    else:
        file.write_bytes(content)
    before = file.read_bytes()
    with pytest.raises(StorageError) as refusal:
        await Database.open(f"sqlite:///{file}")
    assert "\n" not in str(refusal.value)
    assert str(file) in str(refusal.value)
    if content is not None:
        assert file.read_bytes() == before


async def test_no_folder_and_no_url(tmp_path):
    with pytest.raises(StorageError, match="no such folder"):
        await Database.open(f"sqlite:///{tmp_path}/nowhere/magpie.db")
    with pytest.raises(StorageError, match="mysql"):
        await Database.open("mysql://localhost/x")
    with pytest.raises(StorageError, match=r"storage\.url"):
        await Database.open("not a url")
    with pytest.raises(StorageError, match="cannot be used"):
        await Database.open("postgresql://magpie@127.0.0.1:1/none")


def test_a_new_database_does_not_load_alembic(tmp_path):
    code = f"""
import asyncio, sys
from magpie.storage.database import Database
async def main():
    await (await Database.open("sqlite:///{tmp_path}/magpie.db")).close()
asyncio.run(main())
sys.exit("alembic" in sys.modules or "asyncpg" in sys.modules)
"""
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0


async def test_the_data_survives_a_restart(tmp_path):
    url = f"sqlite:///{tmp_path}/magpie.db"
    first = await Database.open(url)
    shown = first.ids.encode((await append(Journal(first), entry()))[0])
    await first.close()
    second = await Database.open(url)
    assert second.ids.decode(shown) == 1
    await second.close()
