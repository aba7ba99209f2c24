"""Rooms and their members on disk."""

from dataclasses import replace

from sqlalchemy import select
from tests.units.storage.conftest import JULIET, ROMEO, append, entry

from magpie.storage import retention, rooms
from magpie.storage.journal import Journal
from magpie.storage.rooms import Member, Room
from magpie.storage.tables import message

COVEN = Room(
    jid="coven@rooms.localhost",
    created=1,
    secret=b"key",
    subject="",
    subject_by="",
    subject_at=0,
    avatar="",
    hats="[]",
    config="{}",
    is_public=True,
    is_persistent=True,
    name="Coven",
    description="Witches of 100%",
)


async def test_a_room_and_its_members_come_back(db):
    owner, member = Member(ROMEO, "owner"), Member(JULIET, "member", nick="Ju", hats='["u"]')
    await db.write(rooms.create, COVEN, [owner, member])
    found, members = await db.read(rooms.load, COVEN.jid)
    assert found == COVEN
    assert sorted(members, key=lambda one: one.jid) == sorted(
        [owner, member], key=lambda one: one.jid
    )
    assert await db.read(rooms.load, "other@rooms.localhost") is None
    assert await db.read(rooms.count_owned, ROMEO) == 1


async def test_who_has_nothing_to_do_with_it_any_more_is_forgotten(db):
    await db.write(rooms.create, COVEN, [Member(ROMEO, "owner"), Member(JULIET, "member")])
    await db.write(rooms.put_members, COVEN.jid, [Member(JULIET, "none")])
    _, members = await db.read(rooms.load, COVEN.jid)
    assert [one.jid for one in members] == [ROMEO]
    await db.write(rooms.put_members, COVEN.jid, [Member(JULIET, "none", role="participant")])
    assert len((await db.read(rooms.load, COVEN.jid))[1]) == 2


async def test_columns_change_one_by_one(db):
    await db.write(rooms.create, COVEN, [])
    await db.write(rooms.change, COVEN.jid, {"subject": "s", "subject_at": 5})
    await db.write(rooms.configure, COVEN.jid, {"name": "New"}, [Member(ROMEO, "owner")])
    found, members = await db.read(rooms.load, COVEN.jid)
    assert (found.subject, found.subject_at, found.name, len(members)) == ("s", 5, "New", 1)


async def test_public_rooms_in_pages_and_by_words(db):
    for number in range(4):
        await db.write(rooms.create, replace(COVEN, jid=f"r{number}@rooms.localhost"), [])
    await db.write(rooms.create, replace(COVEN, is_public=False), [])
    page = await db.read(rooms.public, 2, None, None, None)
    assert ([one.jid[:2] for one in page.rooms], page.index, page.count) == (["r0", "r1"], 0, 4)
    page = await db.read(rooms.public, 2, page.rooms[-1].jid, None, None)
    assert ([one.jid[:2] for one in page.rooms], page.index) == (["r2", "r3"], 2)
    page = await db.read(rooms.public, 2, None, "", None)
    assert [one.jid[:2] for one in page.rooms] == ["r2", "r3"]
    assert (await db.read(rooms.public, 9, None, None, "WITCH r1")).count == 1
    assert (await db.read(rooms.public, 9, None, None, "0%")).count == 4
    assert (await db.read(rooms.public, 9, None, None, "_")).count == 0


async def test_what_is_unread(db):
    journal = Journal(db)
    await db.write(rooms.create, COVEN, [Member(ROMEO, "member")])
    assert await db.read(rooms.unread, ROMEO) == []
    said = replace_owner(entry("hi"))
    await append(journal, said)
    assert await db.read(rooms.unread, ROMEO) == [COVEN.jid]
    await db.write(rooms.note_seen, COVEN.jid, ROMEO)
    assert await db.read(rooms.unread, ROMEO) == []
    assert await db.read(rooms.unread, JULIET) == []


def replace_owner(said):
    return replace(said, owners=((COVEN.jid, COVEN.jid),), kind="groupchat")


async def test_a_room_that_is_destroyed_leaves_nothing(db):
    await db.write(rooms.create, replace(COVEN, is_persistent=False), [Member(ROMEO, "owner")])
    assert await db.read(rooms.temporary) == [COVEN.jid]
    await append(Journal(db), replace_owner(entry("hi")))
    await db.write(rooms.destroy, COVEN.jid)
    assert await db.read(rooms.load, COVEN.jid) is None
    await db.write(rooms.create, COVEN, [Member(JULIET, "member")])
    assert await db.read(rooms.unread, JULIET) == [], "a new room of that name has no past"


async def test_the_rooms_of_somebody(db):
    other = "other@rooms.localhost"
    await db.write(rooms.create, COVEN, [Member(ROMEO, "member"), Member(JULIET, "owner")])
    await db.write(rooms.create, replace(COVEN, jid=other), [Member(ROMEO, "outcast")])
    assert await db.read(rooms.rooms_of, ROMEO) == [COVEN.jid, other]
    assert await db.read(rooms.rooms_of, JULIET) == [COVEN.jid]


async def test_what_was_said_in_a_room_that_is_gone_is_cleared_away(db):
    await db.write(rooms.create, COVEN, [])
    await append(Journal(db), replace_owner(entry("secret")), entry("between two"))
    await db.write(rooms.destroy, COVEN.jid)
    await retention.purge(db)
    kinds = await db.read(lambda conn: list(conn.execute(select(message.c.kind)).scalars()))
    assert kinds == ["chat"]
