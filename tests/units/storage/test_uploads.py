"""Slots and files in the database; what they do in conversations is in talks/test_uploads.py."""

import pytest
from tests.units.storage.conftest import JULIET, NURSE, ROMEO, append, entry

from magpie.storage import retention
from magpie.storage.uploads import (
    DAY,
    Bounds,
    Full,
    Upload,
    by_key,
    by_token,
    doomed,
    expire,
    finish,
    link,
    of_owner,
    remove,
    reserve,
    retract,
    used,
)

FREE = Bounds(0, 0, 0)


def new(name, owner=ROMEO, size=100, at=1_000, **other):
    until = at + 300
    return Upload(f"t-{name}", f"k-{name}", owner, name, "", size, "message", at, until, **other)


async def stored(db, name, at=1_000, **other):
    await db.write(reserve, new(name, at=at, **other), FREE)
    assert await db.write(finish, f"t-{name}", at, b"hash", "image/png")


async def test_a_slot_becomes_a_file(db):
    await db.write(reserve, new("a"), FREE)
    found = await db.read(by_key, "k-a")
    assert found == new("a")
    assert await db.read(of_owner, ROMEO) == []
    assert await db.write(finish, "t-a", 1_100, b"hash", "image/png")
    file = found._replace(stored=1_100, sha256=b"hash", type="image/png")
    assert await db.read(by_token, "t-a") == file
    assert await db.read(of_owner, ROMEO) == [file]
    assert not await db.write(finish, "t-b", 1_100, b"hash", "image/png")


async def test_bounds_are_checked_together_with_the_slot(db):
    bounds = Bounds(1_000, 500, 3)
    await db.write(reserve, new("a", size=500), bounds)
    with pytest.raises(Full) as full:
        await db.write(reserve, new("b", size=1), bounds)
    assert (full.value.bound, full.value.retry) == ("daily", 1_000 + DAY)
    await db.write(reserve, new("c", JULIET, size=500), bounds)
    later = 1_000 + DAY
    await db.write(finish, "t-a", 1_100, b"hash", "")
    with pytest.raises(Full) as full:
        await db.write(reserve, new("d", size=501, at=later), bounds)
    assert (full.value.bound, full.value.retry) == ("total", None)
    assert await db.read(used, ROMEO, later) == (1, 500)
    assert await db.read(by_key, "k-d") is None


async def test_unused_slots_count_as_files_of_the_day(db):
    bounds = Bounds(100, 100, 2)
    await db.write(reserve, new("a"), bounds)
    await db.write(reserve, new("b", at=2_000), bounds)  # the first has run out
    with pytest.raises(Full, match="daily_files"):
        await db.write(reserve, new("c", at=3_000), bounds)


async def test_files_go_with_the_last_message(db, journal):
    await stored(db, "a")
    first, second = await append(journal, entry(at=1_000), entry(at=5_000))
    for number in (first, second):
        await db.write(link, ["t-a", "t-a", "t-unknown"], number, ROMEO, f"m{number}")
    await retention.expire(db, 2_000)
    assert await db.read(doomed, 10) == []
    await retention.expire(db, 9_000)
    assert await db.read(doomed, 10) == ["t-a"]
    assert await db.read(by_token, "t-a") is None
    assert not await db.write(finish, "t-a", 1, b"", "")
    await db.write(remove, ["t-a"])
    assert await db.read(doomed, 10) == []


async def test_a_deleted_account_leaves_what_others_see(db, journal):
    for name in ("seen", "unseen"):
        await stored(db, name)
    (number,) = await append(journal, entry())
    await db.write(link, ["t-seen"], number, ROMEO, "m1")
    await db.write(retention.delete_account, ROMEO)
    await retention.purge(db)
    assert await db.read(doomed, 10) == ["t-unseen"]
    assert await db.read(of_owner, ROMEO) == []
    assert not await db.write(retract, ROMEO, "m1", 0)  # a new Romeo is another
    await db.write(retention.delete_account, JULIET)
    await retention.purge(db)
    assert set(await db.read(doomed, 10)) == {"t-seen", "t-unseen"}


async def test_who_may_take_back(db):
    await stored(db, "a")
    await db.write(link, ["t-a"], 7, ROMEO, "m1")
    await db.write(link, ["t-a"], 8, JULIET, "j1")
    assert not await db.write(retract, NURSE, "m1", 7)
    assert not await db.write(retract, JULIET, "j1", 0)
    await db.write(link, ["t-a"], 8, JULIET, "j1")
    assert await db.write(retract, ROMEO, "unknown", 7)  # by its number: a room's stanza-id
    assert await db.read(doomed, 10) == ["t-a"]


async def test_time_takes_slots_fleeting_files_and_old_ones(db):
    await db.write(reserve, new("slot"), FREE)
    await stored(db, "fleeting", expires=5_000)
    await stored(db, "old")
    await stored(db, "young", at=9_000)
    assert await db.write(expire, 10_000, None) == 1
    assert await db.write(expire, 10_000, 5_000) == 1
    assert await db.write(expire, 2_000 + DAY, None) == 1
    assert set(await db.read(doomed, 10)) == {"t-slot", "t-fleeting", "t-old"}
