"""Invitations: what can be used, by how many, until when, and by whom it was."""

import asyncio
from dataclasses import replace

from tests.units.storage.conftest import JULIET, NURSE, ROMEO

from magpie.storage import accounts, invitations, retention
from magpie.storage.accounts import Account, ScramKeys
from magpie.storage.invitations import ACCOUNT, CONTACT, RESET, Invitation

KEYS = ScramKeys(b"salt", 4096, b"stored", b"server")
ONE = Invitation("token", CONTACT, 10, ROMEO, "", "member", "for Juliet", 100)


async def test_what_is_created_is_there_until_it_expires(db):
    await db.write(invitations.create, ONE)
    assert await db.read(invitations.get, "token", 99) == ONE
    assert await db.read(invitations.get, "token", 100) is None
    assert await db.read(invitations.get, "other", 50) is None


async def test_a_use_is_counted_once_for_each_account(db):
    await db.write(invitations.create, replace(ONE, uses=2))
    for account in (JULIET, JULIET, NURSE, JULIET):
        assert await db.write(invitations.use, "token", account, 50)
    assert not await db.write(invitations.use, "token", ROMEO, 50)
    assert await db.read(invitations.get, "token", 50) is None


async def test_of_many_who_race_for_the_last_use_one_gets_it(db):
    await db.write(invitations.create, ONE)
    tries = (db.write(invitations.use, "token", f"{n}@localhost", 50) for n in range(20))
    assert sum(await asyncio.gather(*tries)) == 1


async def test_as_many_as_want(db):
    await db.write(invitations.create, replace(ONE, uses=0))
    for number in range(5):
        assert await db.write(invitations.use, "token", f"{number}@localhost", 50)
    assert (await db.read(invitations.get, "token", 50)).used == 5


async def test_what_has_expired_cannot_be_used_but_by_who_held_it(db):
    await db.write(invitations.create, ONE)
    assert not await db.write(invitations.use, "token", JULIET, 100)
    assert await db.write(invitations.use, "token", JULIET, 100, 99)


async def test_what_is_revoked_is_gone(db):
    await db.write(invitations.create, ONE)
    assert await db.write(invitations.revoke, "token")
    assert not await db.write(invitations.revoke, "token")
    assert not await db.write(invitations.use, "token", JULIET, 50)


async def test_lists_and_counts(db):
    await db.write(invitations.create, ONE)
    second = replace(ONE, token="second", created=20, expires=None)
    await db.write(invitations.create, second)
    assert await db.read(invitations.list_open, 50) == [second, ONE]
    assert await db.read(invitations.list_open, 100) == [second]
    assert await db.read(invitations.count_open, ROMEO, 50) == 2
    assert await db.read(invitations.count_open, JULIET, 50) == 0


async def test_a_name_is_kept_as_long_as_its_invitation_can_be_used(db):
    await db.write(invitations.create, replace(ONE, kind=ACCOUNT, target=JULIET))
    assert await db.read(invitations.reserver, JULIET, 99) == "token"
    assert await db.read(invitations.reserver, JULIET, 100) is None
    await db.write(invitations.revoke_of, RESET, JULIET)
    assert await db.read(invitations.reserver, JULIET, 99) == "token"
    await db.write(invitations.revoke_of, ACCOUNT, JULIET)
    assert await db.read(invitations.reserver, JULIET, 99) is None


async def test_what_is_done_with_is_forgotten(db):
    for token, expires in (("old", 20), ("used", 100), ("open", 100), ("for ever", None)):
        await db.write(invitations.create, replace(ONE, token=token, expires=expires))
    await db.write(invitations.use, "used", JULIET, 15)
    await db.write(invitations.forget, 30)
    found = {one.token for one in await db.read(invitations.list_open, 40)}
    assert found == {"open", "for ever"}
    assert not await db.read(invitations.was_used_by, "used", JULIET)


async def test_they_go_with_who_made_them_and_whom_they_are_for(db):
    await db.write(accounts.create, Account(ROMEO, KEYS, KEYS, 5))
    await db.write(invitations.create, ONE)
    reset = Invitation("reset", RESET, 10, target=ROMEO, expires=100)
    await db.write(invitations.create, reset)
    await db.write(invitations.create, replace(ONE, token="of another", inviter=JULIET))
    await db.write(retention.delete_account, ROMEO)
    assert [one.token for one in await db.read(invitations.list_open, 50)] == ["of another"]
