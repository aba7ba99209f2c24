"""All addresses move to the new domain, and nothing else changes."""

import json

import pytest
from sqlalchemy import insert, select
from tests.units.storage.conftest import append, entry

from magpie.storage import meta
from magpie.storage import roster as rosters
from magpie.storage.errors import StorageError
from magpie.storage.rename import changed_value, former, moved, rename
from magpie.storage.tables import address, message, private, room_member, roster_item
from magpie.xmpp.parser import parse_element

OLD, NEW = "old.example", "new.example"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("romeo@old.example", "romeo@new.example"),
        ("romeo@old.example/at home", "romeo@new.example/at home"),
        ("old.example", "new.example"),
        ("garden@rooms.old.example/a@old.example", "garden@rooms.new.example/a@old.example"),
        ("romeo@elsewhere.example", "romeo@elsewhere.example"),
        ("romeo@veryold.example", "romeo@veryold.example"),
        ("write to romeo@old.example", "write to romeo@old.example"),
        ("xmpp:romeo@old.example?message", "xmpp:romeo@new.example?message"),
        ("xmpp:garden@rooms.old.example#hat", "xmpp:garden@rooms.new.example#hat"),
        ("xmpp:romeo@elsewhere.example?old.example", "xmpp:romeo@elsewhere.example?old.example"),
        ("", ""),
    ],
)  # fmt: skip
def test_an_address_moves_and_a_text_stays(text, after):
    assert moved(text, OLD, NEW) == after


async def test_everything_moves(db, journal):
    body = "romeo@old.example"  # a message that is nothing but an address is still a text
    chat = entry(f"juliet@{OLD}/balcony", f"romeo@{OLD}", body=body)
    stanza = (
        f"<message from='juliet@{OLD}/balcony' to='romeo@{OLD}'><body>{body}</body>"
        f"<x xmlns='jabber:x:conference' jid='garden@rooms.{OLD}'/></message>"
    ).encode()
    chat.stanza = stanza
    await append(journal, chat)
    item = rosters.Item(f"juliet@{OLD}", name="juliet@home", groups=("Friends",))
    await db.write(rosters.put, f"romeo@{OLD}", item)
    room = f"<conference jid='garden@rooms.{OLD}'/>"
    bookmarks = f"<storage xmlns='storage:bookmarks'>{room}</storage>"
    row = {"owner": f"romeo@{OLD}", "ns": "storage:bookmarks", "name": "storage",
           "xml": bookmarks.encode()}  # fmt: skip
    await db.write(lambda conn: conn.execute(insert(private).values(row)).rowcount)
    before = await db.read(rosters.version, f"romeo@{OLD}")

    assert await db.write(rename, OLD, NEW, {OLD: 17}) >= 4

    found = (await db.read(lambda conn: conn.execute(select(message)).all()))[0]
    assert (found.sender, found.recipient) == (f"juliet@{NEW}/balcony", f"romeo@{NEW}")
    assert found.body == body
    moved_stanza = bytes(found.stanza).decode()
    assert f"<body>{body}</body>" in moved_stanza
    assert f"jid='garden@rooms.{NEW}'" in moved_stanza
    assert OLD not in moved_stanza.replace(body, "")
    people = await db.read(lambda conn: set(conn.execute(select(address.c.jid)).scalars()))
    assert people == {f"romeo@{NEW}", f"juliet@{NEW}"}
    contact = (await db.read(lambda conn: conn.execute(select(roster_item)).all()))[0]
    assert (contact.owner, contact.jid) == (f"romeo@{NEW}", f"juliet@{NEW}")
    assert (contact.name, json.loads(contact.groups)) == ("juliet@home", ["Friends"])
    # Who has the roster of before gets all of it
    assert await db.read(rosters.changes, f"romeo@{NEW}", before) is None
    kept = await db.read(lambda conn: conn.execute(select(private.c.xml)).scalar())
    assert f"jid='garden@rooms.{NEW}'" in bytes(kept).decode()
    assert await db.read(meta.get, meta.DOMAIN) == NEW.encode()
    assert await db.read(former) == {OLD: 17}
    assert await db.write(rename, NEW, OLD, {}) >= 4, "and back"


async def test_rooms_and_their_members_move(db):
    room = f"garden@rooms.{OLD}"
    members = [
        {"room": room, "jid": jid, "affiliation": "member", "nick": "", "role": "", "reason": "",
         "hats": "[]", "seen": 0}
        for jid in (f"romeo@{OLD}", "mercutio@elsewhere.example")
    ]  # fmt: skip
    await db.write(lambda conn: conn.execute(insert(room_member), members).rowcount)
    await db.write(rename, OLD, NEW, {})
    found = await db.read(
        lambda conn: {
            tuple(row) for row in conn.execute(select(room_member.c.room, room_member.c.jid))
        }
    )
    assert found == {
        (f"garden@rooms.{NEW}", f"romeo@{NEW}"),
        (f"garden@rooms.{NEW}", "mercutio@elsewhere.example"),
    }


def test_addresses_move_wherever_they_are_in_json():
    before = {
        "children": [f"romeo@{OLD}", {"to": f"xmpp:garden@rooms.{OLD}?join", "note": f"not {OLD}"}],
        f"juliet@{OLD}": True,
        "size": 3,
        "none": None,
    }
    after = json.loads(changed_value(json.dumps(before), lambda text: moved(text, OLD, NEW)))
    assert after == json.loads(
        json.dumps(before).replace(f"@{OLD}", f"@{NEW}").replace(f"rooms.{OLD}", f"rooms.{NEW}")
    )


@pytest.mark.parametrize("text", ["[old.example", "{romeo@old.example}", "[]", '{"a": 1}'])
def test_what_only_looks_like_json_or_has_no_address_stays(text):
    assert changed_value(text, lambda text: moved(text, OLD, NEW)) == text


def test_what_is_in_a_message_moves_but_not_what_somebody_wrote():
    xml = (
        "<message><body>romeo@{0}</body><html xmlns='http://jabber.org/protocol/xhtml-im'>"
        "<p xmlns='http://www.w3.org/1999/xhtml'>romeo@{0}</p></html>"
        "<x xmlns='jabber:x:data' type='form'><field var='muc#jid'><value>romeo@{1}</value></field>"
        "</x><reference xmlns='urn:xmpp:reference:0' uri='xmpp:romeo@{1}'/></message>"
    )
    after = changed_value(xml.format(OLD, OLD).encode(), lambda text: moved(text, OLD, NEW))
    assert parse_element(after) == parse_element(xml.format(OLD, NEW).encode())


async def test_what_is_not_changed_stays_byte_for_byte(db):
    xml = b"<a xmlns='x:y' b=\"c\"><p:d xmlns:p='z'/></a>"
    row = {"owner": f"romeo@{OLD}", "ns": "x:y", "name": "a", "xml": xml}
    await db.write(lambda conn: conn.execute(insert(private).values(row)).rowcount)
    await db.write(rename, OLD, NEW, {})
    kept = await db.read(lambda conn: conn.execute(select(private.c.xml)).scalar())
    assert bytes(kept) == xml


async def test_there_and_back_changes_nothing_that_people_wrote(db, journal):
    many = [entry(f"juliet@{OLD}/x", f"u{n}@{OLD}", body=f"{n}") for n in range(2500)]
    await append(journal, *many)
    before = await db.read(lambda conn: conn.execute(select(message).order_by(message.c.id)).all())
    await db.write(rename, OLD, NEW, {})
    await db.write(rename, NEW, OLD, {})
    assert before == await db.read(
        lambda conn: conn.execute(select(message).order_by(message.c.id)).all()
    )


async def test_people_of_the_new_domain_are_not_mixed_up_with_ours(db):
    for jid in (f"juliet@{OLD}", f"juliet@{NEW}"):
        await db.write(rosters.put, f"romeo@{OLD}", rosters.Item(jid))
    with pytest.raises(StorageError, match=NEW):
        await db.write(rename, OLD, NEW, {})
    found = await db.read(lambda conn: set(conn.execute(select(roster_item.c.jid)).scalars()))
    assert found == {f"juliet@{OLD}", f"juliet@{NEW}"}
