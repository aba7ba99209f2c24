"""Rosters: items, requests, versions and what changed since."""

from dataclasses import replace

from tests.units.storage.conftest import JULIET, NURSE, ROMEO

from magpie.storage import roster
from magpie.storage.roster import Item, Request

CONTACT = Item(JULIET, "Juliet ♥", "both", ask=False, approved=True, groups=("Friends", "爱"))


async def test_items(db):
    first = await db.write(roster.put, ROMEO, CONTACT)
    second = await db.write(roster.put, ROMEO, Item(NURSE, ask=True))
    assert second == first + 1
    version, items = await db.read(roster.load, ROMEO)
    assert version == second
    assert set(items) == {CONTACT, Item(NURSE, ask=True)}
    assert await db.read(roster.get, ROMEO, JULIET) == CONTACT
    assert await db.read(roster.get, JULIET, ROMEO) is None


async def test_a_delta_tells_changes_and_removals(db):
    start = await db.write(roster.put, ROMEO, CONTACT)
    await db.write(roster.put, ROMEO, Item(NURSE))
    changed = replace(CONTACT, name="J")
    await db.write(roster.put, ROMEO, changed)
    now = await db.write(roster.remove, ROMEO, NURSE)
    assert await db.read(roster.changes, ROMEO, start) == (
        now,
        [changed, Item(NURSE, subscription="remove")],
    )
    assert await db.read(roster.changes, ROMEO, now) == (now, [])
    assert (await db.read(roster.load, ROMEO))[1] == [changed]
    assert await db.read(roster.get, ROMEO, NURSE) is None


async def test_what_was_removed_can_come_back(db):
    await db.write(roster.put, ROMEO, CONTACT)
    await db.write(roster.remove, ROMEO, JULIET)
    assert await db.write(roster.remove, ROMEO, JULIET) is None
    await db.write(roster.put, ROMEO, CONTACT)
    assert (await db.read(roster.load, ROMEO))[1] == [CONTACT]


async def test_an_unknown_version_means_the_whole_roster(db):
    now = await db.write(roster.put, ROMEO, CONTACT)
    assert await db.read(roster.changes, ROMEO, now + 1) is None
    assert await db.read(roster.changes, ROMEO, now - 1) is None
    assert await db.read(roster.changes, ROMEO, 0) is None
    assert await db.read(roster.changes, NURSE, 0) == (0, [])


def remove_many(conn):
    first = roster.put(conn, ROMEO, Item("c0@localhost"))
    for number in range(roster.KEPT_REMOVALS + 2):
        roster.put(conn, ROMEO, Item(f"c{number}@localhost"))
        roster.remove(conn, ROMEO, f"c{number}@localhost")
    return first


async def test_old_removals_are_forgotten(db, monkeypatch):
    monkeypatch.setattr(roster, "KEPT_REMOVALS", 12)
    first = await db.write(remove_many)
    assert await db.read(roster.changes, ROMEO, first) is None
    now, _ = await db.read(roster.load, ROMEO)
    found = await db.read(roster.changes, ROMEO, now - 10)
    assert found is not None
    assert found[0] == now


async def test_requests_wait_oldest_first(db):
    one, two = Request(JULIET, 2, b"<presence id='1'/>"), Request(NURSE, 1, b"<presence/>")
    again = replace(one, stanza=b"<presence id='2'/>")
    for request in (one, two, again):
        await db.write(roster.put_request, ROMEO, request)
    assert await db.read(roster.requests, ROMEO) == [two, again]
    assert await db.write(roster.delete_request, ROMEO, NURSE)
    assert not await db.write(roster.delete_request, ROMEO, NURSE)
    assert await db.read(roster.requests, ROMEO) == [again]


async def test_changes_of_one_kind_and_another_are_one_write(db):
    request = Request(NURSE, 1, b"<presence/>")
    first = await db.write(roster.apply, ROMEO, (CONTACT, Item(NURSE)), (request,), ())
    assert await db.read(roster.load_whole, ROMEO) == (first, [CONTACT, Item(NURSE)], [request])
    gone = Item(NURSE, subscription=roster.REMOVED)
    second = await db.write(roster.apply, ROMEO, (gone,), (), (NURSE,))
    assert second == first + 1
    assert await db.read(roster.load_whole, ROMEO) == (second, [CONTACT], [])
    assert await db.write(roster.apply, ROMEO, (), (), ()) == second


async def test_who_holds_a_contact_or_its_request(db):
    await db.write(roster.put, ROMEO, Item(NURSE))
    await db.write(roster.put_request, JULIET, Request(NURSE, 1, b"<presence/>"))
    assert await db.read(roster.holders, NURSE) == sorted([ROMEO, JULIET])
    await db.write(roster.remove, ROMEO, NURSE)
    assert await db.read(roster.holders, NURSE) == [JULIET]
