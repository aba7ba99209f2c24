"""Accounts, and what goes with them when they are deleted."""

import pytest
from tests.units.storage.conftest import JULIET, NURSE, ROMEO, append, entry

from magpie.storage import (
    accounts,
    blocklist,
    cursors,
    last,
    preferences,
    private,
    retention,
    roster,
    tables,
    vcard,
)
from magpie.storage.accounts import Account, ScramKeys
from magpie.storage.archive import Query, query
from magpie.storage.errors import Duplicate

SHA1 = ScramKeys(b"salt", 4096, b"stored", b"server")
SHA256 = ScramKeys(b"\0pepper", 10_000, b"\xff\xfe", b"")


async def test_what_is_created_is_there(db):
    romeo = Account(ROMEO, SHA1, SHA256, created=5)
    await db.write(accounts.create, romeo)
    assert await db.read(accounts.get, ROMEO) == romeo
    assert await db.read(accounts.get, JULIET) is None


async def test_a_name_is_taken_once(db):
    await db.write(accounts.create, Account(ROMEO, SHA1, SHA256, 5))
    with pytest.raises(Duplicate):
        await db.write(accounts.create, Account(ROMEO, SHA256, SHA1, 6))
    assert (await db.read(accounts.get, ROMEO)).created == 5


async def test_changes(db):
    await db.write(accounts.create, Account(ROMEO, SHA1, SHA256, 5))
    assert await db.write(accounts.set_disabled, ROMEO, True)
    assert await db.write(accounts.set_role, ROMEO, "admin")
    assert await db.write(accounts.set_keys, ROMEO, SHA256, SHA1)
    assert await db.read(accounts.get, ROMEO) == Account(ROMEO, SHA256, SHA1, 5, True, "admin")
    assert not await db.write(accounts.set_disabled, JULIET, True)


async def test_lists(db):
    for jid in (ROMEO, JULIET):
        await db.write(accounts.create, Account(jid, SHA1, SHA256, 5))
    await db.write(accounts.set_disabled, JULIET, True)
    assert await db.read(accounts.list_all) == [(JULIET, True), (ROMEO, False)]
    assert await db.read(accounts.load_all) == {JULIET: True, ROMEO: False}


def upsert_last(conn):
    conn.execute(tables.last.insert().values(owner=ROMEO, at=5, status=""))


async def test_deleting_an_account_deletes_what_it_owns(db, journal):
    await db.write(accounts.create, Account(ROMEO, SHA1, SHA256, 5))
    await db.write(roster.put, ROMEO, roster.Item(JULIET))
    await db.write(roster.put_request, ROMEO, roster.Request(NURSE, 1, b"<presence/>"))
    await db.write(private.put, ROMEO, "urn:x", "x", b"<x/>")
    await db.write(vcard.put, ROMEO, b"<vCard/>")
    await db.write(blocklist.add, ROMEO, [NURSE])
    await db.write(preferences.put, ROMEO, preferences.Preferences("never"))
    await db.write(upsert_last)
    ids = await append(journal, entry(), entry())
    await db.write(cursors.save, {ROMEO: ids[0]})
    assert await db.write(retention.delete_account, ROMEO)
    assert not await db.write(retention.delete_account, ROMEO)
    assert await db.read(accounts.get, ROMEO) is None
    assert (await db.read(roster.load, ROMEO)) == (0, [])
    assert await db.read(roster.requests, ROMEO) == []
    assert await db.read(private.get, ROMEO, "urn:x", "x") is None
    assert await db.read(vcard.get, ROMEO) is None
    assert await db.read(blocklist.load, ROMEO) == []
    assert await db.read(preferences.load_all) == {}
    assert await db.read(last.get, ROMEO) is None
    assert await db.read(cursors.get, ROMEO) == 0


async def test_a_new_account_of_the_name_starts_empty(db, journal):
    await db.write(accounts.create, Account(ROMEO, SHA1, SHA256, 5))
    old = await append(journal, entry(), entry())
    await db.write(retention.delete_account, ROMEO)
    assert (await db.read(query, Query(ROMEO))).messages == []
    new = await append(journal, entry())
    for _ in range(2):  # before and after the old rows are cleared
        assert [m.id for m in (await db.read(query, Query(ROMEO))).messages] == new
        assert [m.id for m in (await db.read(query, Query(JULIET, ROMEO))).messages] == old + new
        await retention.purge(db)
