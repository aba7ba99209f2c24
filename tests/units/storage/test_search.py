"""The index of words, on each kind of database."""

import pytest
from sqlalchemy import func, select
from tests.units.storage.conftest import JULIET, NURSE, ROMEO, append, entry

from magpie.storage import archive, retention, search
from magpie.storage.archive import Query
from magpie.storage.words import asked

SAID = (
    "Meet me at the station",
    "明天在车站见面",
    "the café at the station",
    "station, the: at",
    "我 love you",
)


async def index(db, limit=2):
    while found := await db.read(search.read, limit):
        await db.write(search.add, found)


async def find(db, text, owner=ROMEO, **options):
    """The bodies found."""
    query = Query(owner, words=asked(text), **options)
    page = await db.read(archive.query, query)
    stanzas = [one.stanza.decode() for one in page.messages]
    return [text.partition("<body>")[2].partition("</body>")[0] for text in stanzas]


@pytest.fixture
async def said(db, journal):
    ids = await append(journal, *(entry(at=n, body=text) for n, text in enumerate(SAID)))
    await index(db)
    return ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("station", [0, 2, 3]),
        ("STATION the", [0, 2, 3]),
        ('"at the station"', [0, 2]),
        ("CAFE", [2]),
        ("cafés", []),
        ("车站", [1]),
        ("站", [1]),
        ("见面 明天", [1]),
        ("天明", []),
        ("我", [4]),
        ('"love you"', [4]),
        ("...", []),
    ],
)
async def test_what_is_found(db, said, text, found):
    assert await find(db, text) == [SAID[number] for number in found]
    assert await find(db, text, JULIET) == [SAID[number] for number in found]
    assert await find(db, text, NURSE) == []


async def test_it_is_one_more_filter(db, journal):
    bodies = [f"word {number}" for number in range(6)]
    entries = [
        entry(f"{ROMEO}/{n}", JULIET if n % 2 else NURSE, n * 10, body=body)
        for n, body in enumerate(bodies)
    ]
    ids = await append(journal, *entries)
    await index(db)
    assert await find(db, "word", peer=NURSE) == bodies[::2]
    assert await find(db, "word", peer=f"{ROMEO}/3") == []
    assert await find(db, "word", JULIET, peer=f"{ROMEO}/3") == [bodies[3]]
    assert await find(db, "word", start=20, end=40) == bodies[2:5]
    assert await find(db, "word", after_id=ids[1], before_id=ids[4]) == bodies[2:4]
    assert await find(db, "word", ids=(ids[0], ids[5])) == [bodies[0], bodies[5]]
    assert await find(db, "word", limit=2) == bodies[:2]
    assert await find(db, "word", limit=2, after=ids[1]) == bodies[2:4]
    assert await find(db, "word", limit=2, backwards=True) == bodies[4:]
    assert await find(db, "word", limit=2, before=ids[4]) == bodies[2:4]
    page = await db.read(archive.query, Query(ROMEO, words=asked("word"), limit=2))
    assert (page.count, page.complete) == (6, False)
    assert (await db.read(archive.query, Query(ROMEO, words=asked("word"), limit=0))).count == 6


async def test_what_is_encrypted_is_not_read(db, journal):
    secrets = [
        b"<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
        b"<encrypted xmlns='urn:xmpp:omemo:2'/>",
        b"<openpgp xmlns='urn:xmpp:openpgp:0'/>",
        b"<x xmlns='jabber:x:encrypted'/>",
        b"<p:encryption xmlns:p='urn:xmpp:eme:0'/>",
    ]
    for inside in (*secrets, b"<encrypted xmlns='urn:example'/>"):
        one = entry(body="word")
        one.stanza = one.stanza.replace(b"</message>", inside + b"</message>")
        await append(journal, one)
    await append(journal, entry(body="?OTR:word"), entry(body=None))
    await index(db)
    assert len(await find(db, "word")) == 1


async def test_what_waits_outside_of_archives_is_not_found(db, journal):
    await append(journal, entry(body="word", owners=((f"~{JULIET}", ROMEO),)))
    await index(db)
    assert await find(db, "word", JULIET) == []


async def rows(db):
    return await db.read(
        lambda conn: conn.execute(select(func.count()).select_from(search.INDEX)).scalar_one()
    )


async def test_what_is_taken_back_is_gone(db, said):
    await db.write(archive.replace_content, said[0], b"<message/>")
    assert await find(db, "station") == [SAID[2], SAID[3]]


async def test_what_is_taken_back_before_it_is_indexed_never_comes(db, journal):
    ids = await append(journal, entry(body="word"), entry(body="word too"))
    found = await db.read(search.read, 10)
    await db.write(archive.replace_content, ids[0], b"<message/>")
    await db.write(search.add, found)
    assert await find(db, "word") == ["word too"]


async def test_what_is_old_is_gone(db, said):
    await retention.expire(db, 3)
    assert await find(db, "station") == [SAID[3]]
    assert await rows(db) == 2


async def test_who_is_deleted_is_gone_and_the_name_finds_nothing(db, said, journal):
    await db.write(retention.delete_account, ROMEO)
    assert await find(db, "station") == []
    await retention.purge(db)
    assert await find(db, "station") == [], "Juliet still has it; a new Romeo never had"
    assert len(await find(db, "station", JULIET)) == 3
    await db.write(retention.delete_account, JULIET)
    await retention.purge(db)
    assert await rows(db) == 0


async def test_a_slice_that_comes_twice_is_there_once(db, journal):
    await append(journal, entry(body="word"))
    found = await db.read(search.read, 10)
    await db.write(search.add, found)
    await db.write(search.add, found)
    assert await find(db, "word") == ["word"]
    assert await db.read(search.read, 10) is None


async def test_an_index_that_is_cleared_is_built_anew(db, said):
    await db.write(search.clear)
    assert await rows(db) == 0
    await db.write(search.clear)
    await index(db, 100)
    assert await find(db, "车站") == [SAID[1]]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("的" * 20_000, "的的的"),
        ("x " * 10_000, "x"),
        ("\ufdfa" * 20_000, "عليه"),
        ("a" * 9_000, "a" * 99),
    ],
)
async def test_whatever_is_written_can_be_indexed(db, journal, text, part):
    await append(journal, entry(body=text))
    await index(db)
    assert len(await find(db, part)) == 1
