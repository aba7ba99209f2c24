"""Cursors, and what waits outside of the archive until it is taken."""

from sqlalchemy import func, select
from tests.units.storage.conftest import JULIET, ROMEO, append, entry

from magpie.storage import retention
from magpie.storage.archive import Query, query
from magpie.storage.cursors import first_until_taken, get, pending, save
from magpie.storage.tables import message

WAITING = (("~" + JULIET, ROMEO),)


async def waiting(db, after=0):
    return [(one.id, one.is_archived) for one in await db.read(pending, JULIET, after, 10)]


def stored(conn):
    return conn.execute(select(func.count()).select_from(message)).scalar()


async def test_a_cursor_goes_forward_only(db):
    assert await db.read(get, JULIET) == 0
    await db.write(save, {JULIET: 7, ROMEO: 3})
    await db.write(save, {JULIET: 5})
    assert await db.read(get, JULIET) == 7
    assert await db.read(get, ROMEO) == 3


async def test_what_waits_stands_between_what_is_archived(db, journal):
    first, second, third = await append(journal, entry(), entry(owners=WAITING), entry())
    assert await waiting(db) == [(first, True), (second, False), (third, True)]
    assert await waiting(db, second) == [(third, True)]
    assert await db.read(first_until_taken, JULIET) == second
    assert await db.read(first_until_taken, ROMEO) is None
    assert [one.id for one in (await db.read(query, Query(JULIET))).messages] == [first, third]


async def test_it_goes_when_it_is_taken_and_nothing_else_does(db, journal):
    first, second, third = await append(
        journal, entry(owners=WAITING), entry(owners=WAITING), entry()
    )
    await db.write(save, {ROMEO: 100})
    await db.write(save, {JULIET: first})
    assert await waiting(db, 0) == [(second, False), (third, True)]
    assert await db.read(stored) == 2
    await db.write(save, {JULIET: third})
    assert await waiting(db) == [(third, True)]
    assert await db.read(stored) == 1


async def test_what_its_sender_archives_stays_with_the_sender(db, journal):
    (only,) = await append(journal, entry(owners=((ROMEO, JULIET), *WAITING)))
    await db.write(save, {JULIET: only})
    assert await waiting(db) == []
    assert [one.id for one in (await db.read(query, Query(ROMEO))).messages] == [only]


async def test_a_deleted_account_leaves_nothing_waiting(db, journal):
    await append(journal, entry(owners=WAITING))
    await db.write(retention.delete_account, JULIET)
    assert await waiting(db) == []
    await retention.purge(db)
    assert await db.read(stored) == 0


async def test_numbers_are_not_used_again(db, journal):
    (first,) = await append(journal, entry(owners=WAITING))
    await db.write(save, {JULIET: first})
    (second,) = await append(journal, entry())
    assert second > first
