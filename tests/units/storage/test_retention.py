"""Forgetting: by age, and with an account."""

from sqlalchemy import func, select
from tests.units.storage.conftest import JULIET, NURSE, ROMEO, append, entry

from magpie.storage import retention
from magpie.storage.archive import Query, metadata, query
from magpie.storage.database import Database
from magpie.storage.journal import Journal
from magpie.storage.tables import arrival, mailbox, message


def sizes(conn):
    tables = (message, mailbox, arrival)
    counts = [conn.execute(select(func.count()).select_from(t)).scalar_one() for t in tables]
    return counts[0], counts[1] + counts[2]


async def ids_of(db, owner):
    return [m.id for m in (await db.read(query, Query(owner, limit=10_000))).messages]


async def test_the_old_goes_and_the_rest_stays(db, journal):
    ids = await append(journal, *(entry(at=at) for at in range(2_500)))
    assert await retention.expire(db, 2_200) == 2_200
    assert await ids_of(db, ROMEO) == ids[2_200:]
    assert await ids_of(db, JULIET) == ids[2_200:]
    assert (await db.read(metadata, ROMEO))[0].id == ids[2_200]
    assert await db.read(sizes) == (300, 600)
    assert await retention.expire(db, 2_200) == 0


async def test_what_has_not_settled_goes_too(db, journal):
    ids = await append(journal, *(entry(at=at) for at in range(10)))
    assert await retention.expire(db, 4) == 4
    assert await ids_of(db, ROMEO) == ids[4:]
    assert await db.read(sizes) == (6, 12)


async def test_purging_keeps_what_others_hold(db, journal):
    await append(journal, entry(), entry(f"{ROMEO}/x", NURSE))
    await db.write(retention.delete_account, ROMEO)
    assert await retention.purge(db) == 2
    assert await db.read(sizes) == (2, 2)
    assert len(await ids_of(db, JULIET)) == 1
    await db.write(retention.delete_account, JULIET)
    assert await retention.purge(db) == 1
    assert await db.read(sizes) == (1, 1)
    assert await retention.purge(db) == 0


async def test_purging_keeps_what_still_waits_for_others(db, journal):
    await append(journal, entry(owners=((ROMEO, JULIET), (f"~{JULIET}", ROMEO))))
    await db.write(retention.delete_account, ROMEO)
    await retention.purge(db)
    assert await db.read(sizes) == (1, 1)


async def test_ids_are_never_used_again(tmp_path):
    url = f"sqlite:///{tmp_path}/magpie.db"
    first = await Database.open(url)
    ids = await append(Journal(first), entry(at=1), entry(at=2))
    await retention.expire(first, 3)
    await first.close()
    second = await Database.open(url)
    assert (await append(Journal(second), entry(at=4)))[0] > ids[-1]
    await second.close()
