"""A database can be read beside the server that runs on it, and is not written."""

import pytest
from sqlalchemy import insert
from tests.units.storage.conftest import append, entry

from magpie.storage import meta, snapshot
from magpie.storage.database import Database
from magpie.storage.errors import StorageError
from magpie.storage.journal import Journal
from magpie.storage.tables import message


def count(conn):
    return conn.execute(message.select()).all()


def write(conn):
    conn.execute(insert(meta.meta).values(name="x", value=b"y"))


async def test_one_view_while_others_write(tmp_path):
    url = f"sqlite:///{tmp_path}/magpie.db"
    db = await Database.open(url)
    await append(Journal(db), entry())
    assert len(await snapshot.read(url, count)) == 1
    await append(Journal(db), entry())
    assert len(await snapshot.read(url, count)) == 2
    with pytest.raises(StorageError, match="readonly"):
        await snapshot.read(url, write)
    await db.close()


async def test_of_another_schema_it_is_not_read(tmp_path):
    url = f"sqlite:///{tmp_path}/magpie.db"
    db = await Database.open(url)
    await db.write(
        lambda conn: conn.exec_driver_sql("UPDATE alembic_version SET version_num = 'x'")
    )
    await db.close()
    with pytest.raises(StorageError, match="schema"):
        await snapshot.read(url, count)


async def test_none_is_made(tmp_path):
    with pytest.raises(StorageError, match="no database"):
        await snapshot.read(f"sqlite:///{tmp_path}/magpie.db", count)
    assert list(tmp_path.iterdir()) == []


async def test_on_postgresql(postgres_url):
    db = await Database.open(postgres_url)
    await append(Journal(db), entry())
    assert len(await snapshot.read(postgres_url, count)) == 1
    with pytest.raises(StorageError, match="read-only"):
        await snapshot.read(postgres_url, write)
    await db.close()
