"""Tokens: two for each installation, and none without what they stand for."""

from dataclasses import replace

import pytest

from magpie.storage import tokens
from magpie.storage.tokens import CURRENT, NEW, Token

FIRST = Token("romeo@localhost", "phone", NEW, "HT-SHA-256-NONE", b"one", 1_000, 9_000)


def keys(found):
    return [(one.slot, one.key) for one in found]


async def test_the_next_becomes_the_current_one_when_it_is_used(db):
    await db.write(tokens.issue, FIRST)
    await db.write(tokens.issue, replace(FIRST, key=b"two", issued=2_000))  # one was never used
    assert keys(await db.read(tokens.of, FIRST.owner, "phone")) == [(NEW, b"two")]
    await db.write(tokens.use, FIRST.owner, "phone", NEW)
    await db.write(tokens.issue, replace(FIRST, key=b"three", issued=3_000))
    found = await db.read(tokens.of, FIRST.owner, "phone")
    assert keys(found) == [(NEW, b"three"), (CURRENT, b"two")]
    await db.write(tokens.use, FIRST.owner, "phone", CURRENT)
    assert len(await db.read(tokens.of, FIRST.owner, "phone")) == 2
    await db.write(tokens.use, FIRST.owner, "phone", NEW)
    assert keys(await db.read(tokens.of, FIRST.owner, "phone")) == [(CURRENT, b"three")]


@pytest.mark.parametrize("what", ["forget", "revoke"])
async def test_whose_tokens_go(db, what):
    other = replace(FIRST, client="laptop")
    stranger = replace(FIRST, owner="juliet@localhost")
    for one in (FIRST, other, stranger):
        await db.write(tokens.issue, one)
    if what == "forget":
        await db.write(tokens.forget, FIRST.owner, "phone")
    else:
        await db.write(tokens.revoke, FIRST.owner)
    assert await db.read(tokens.of, FIRST.owner, "phone") == []
    assert len(await db.read(tokens.of, FIRST.owner, "laptop")) == (what == "forget")
    assert len(await db.read(tokens.of, stranger.owner, "phone")) == 1


async def test_expired_ones_go_with_the_next_that_is_issued(db):
    await db.write(tokens.issue, FIRST)
    await db.write(tokens.issue, replace(FIRST, client="laptop", issued=9_000, expires=20_000))
    assert await db.read(tokens.of, FIRST.owner, "phone") == []


async def test_so_many_installations_and_no_more(db):
    for number in range(tokens.CLIENTS_MAX + 2):
        new = replace(FIRST, client=f"c{number}", issued=number, expires=10**9)
        await db.write(tokens.issue, new)
    assert await db.read(tokens.of, FIRST.owner, "c1") == []
    assert len(await db.read(tokens.of, FIRST.owner, "c2")) == 1
