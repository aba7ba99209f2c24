"""History finds its place among what is there, whoever comes first."""

import asyncio
import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.units.portability.taking import JULIET, ROMEO, archived, document, said, user
from tests.units.storage.conftest import append, entry

from magpie.storage import archive, cursors, meta, search
from magpie.storage.archive import Query
from magpie.storage.database import Database
from magpie.storage.history import History, Past, begin
from magpie.storage.journal import Journal
from magpie.storage.tables import message
from magpie.storage.words import asked
from magpie.xmpp.element import Element

START = 1_577_872_800_000_000  # 2020-01-01T10:00:00Z
TALK = [
    (ROMEO, JULIET, "But soft", "2020-01-01T10:00:00Z"),
    (JULIET, ROMEO, "Ay me", "2020-01-01T10:00:01Z"),
    (ROMEO, JULIET, "She speaks", "2020-01-02T10:00:00Z"),
]


def both(*talk):
    """The same talk in the archives of both: each has its own ids, and times a little apart."""
    later = [
        (a, b, body, stamp.replace("Z", ".25Z"), f"m{n}")
        for n, (a, b, body, stamp) in enumerate(talk)
    ]
    first = [
        said(a, b, body, stamp, id=f"m{n}", archive_id=f"r{n}")
        for n, (a, b, body, stamp) in enumerate(talk)
    ]
    second = [
        said(a, b, body, stamp, id=id, archive_id=f"j{id}") for a, b, body, stamp, id in later
    ]
    return user("romeo", archived(*first)), user("juliet", archived(*second))


async def bodies(db, owner, **wanted):
    page = await db.read(archive.query, Query(owner, **wanted))
    return [one.stanza.decode().partition("<body>")[2].partition("<")[0] for one in page.messages]


async def is_sound(db):
    rows = await db.read(
        lambda c: c.execute(select(message.c.id, message.c.at).order_by("id")).all()
    )
    assert all(a.at <= b.at for a, b in itertools.pairwise(rows)), "times fall along the ids"
    return len(rows)


async def test_what_two_people_here_said_is_stored_once(server):
    report = await server.reads(*both(*TALK))
    assert (report.counts["messages"], report.counts["shared"]) == (3, 3)
    assert await is_sound(server.db) == 3
    for owner in (ROMEO, JULIET):
        assert await bodies(server.db, owner) == ["But soft", "Ay me", "She speaks"]


async def test_equal_words_are_not_the_same_message(server):
    talk = [(ROMEO, JULIET, "hm", "2020-01-01T10:00:00Z")] * 3
    romeo, juliet = both(*talk)
    # Of a client that gives no ids
    await server.reads(*(re.sub(" id='m[0-9]'", "", one) for one in (romeo, juliet)))
    assert await bodies(server.db, ROMEO) == await bodies(server.db, JULIET) == ["hm"] * 3


async def test_they_may_come_one_after_another_and_in_any_order(server):
    romeo, juliet = both(*TALK)
    early = said("x@elsewhere.example", JULIET, "Good morrow", "2019-12-31T00:00:00Z")
    between = said("x@elsewhere.example", JULIET, "Good day", "2020-01-01T12:00:00Z")
    await server.reads(romeo)
    await server.reads(juliet.replace("</archive>", between + early + "</archive>"))
    assert await is_sound(server.db) == 5
    found = ["Good morrow", "But soft", "Ay me", "Good day", "She speaks"]
    assert await bodies(server.db, JULIET) == found
    assert await bodies(server.db, ROMEO) == ["But soft", "Ay me", "She speaks"]
    start = 1_577_880_000_000_000  # 2020-01-01T12:00:00Z
    assert await bodies(server.db, JULIET, start=start) == found[3:]
    assert await bodies(server.db, JULIET, end=start) == found[:4]


async def test_history_goes_among_what_has_been_said_here(server):
    journal = Journal(server.db)
    live = 1_577_875_000_000_000  # 2020-01-01T10:36:40Z
    old = await append(
        journal, *[entry(f"{ROMEO}/x", "nurse@localhost", live + n) for n in range(9)]
    )
    report = await server.reads(*both(*TALK))
    assert report.counts["messages"] == 3
    await is_sound(server.db)
    assert await bodies(server.db, ROMEO) == ["But soft", "Ay me", *["hi"] * 9, "She speaks"]
    page = await server.db.read(archive.query, Query("nurse@localhost"))
    assert [one.id for one in page.messages] == old, "ids of what is there never change"


async def test_what_comes_again_is_known(server):
    await server.reads(*both(*TALK))
    file = server.folder / "all.xml"
    report = await server.takes(file)
    assert report.dropped["accounts"] == 2
    report = await server.takes(file, merges=True)
    assert (report.counts["known"], report.counts["messages"]) == (6, 0)
    assert await is_sound(server.db) == 3


async def test_only_trying_changes_nothing(server):
    await server.reads(user("nurse"))
    before = await server.db.read(lambda conn: conn.exec_driver_sql("SELECT * FROM meta").all())
    key = "<server xmlns='urn:magpie:portability:0' key='AAAAAAAAAAAAAAAAAAAAAA=='/>"
    text = document(both(*TALK)[0]).replace("<host", f"{key}<host", 1)
    report = await server.takes(server.file(text), is_trial=True)
    assert (report.counts["accounts"], report.counts["messages"]) == (1, 3)
    assert await is_sound(server.db) == 0
    after = await server.db.read(lambda conn: conn.exec_driver_sql("SELECT * FROM meta").all())
    assert before == after


async def test_history_can_be_searched(server):
    await server.db.write(meta.set_int, meta.INDEXED, 1 << 60)
    await server.reads(*both(*TALK))
    slice = await server.db.read(search.read, 100)
    await server.db.write(search.add, slice)
    assert await bodies(server.db, JULIET, words=asked("soft")) == ["But soft"]


WAITING = (
    "<offline-messages><message xmlns='jabber:client' from='romeo@localhost' type='chat'"
    " to='juliet@localhost' id='m2'><body>She speaks</body><delay xmlns='urn:xmpp:delay'"
    " from='localhost' stamp='2020-01-02T10:00:00Z'/></message><message xmlns='jabber:client'"
    " from='nurse@localhost/x' type='chat' to='juliet@localhost'><body>Madam</body>"
    "<delay xmlns='urn:xmpp:delay' from='localhost' stamp='2020-01-03T10:00:00Z'/></message>"
    "</offline-messages>"
)


async def test_an_account_that_is_there_gets_no_flood_of_history(server):
    await server.reads(user("juliet"))
    juliet = both(*TALK)[1].replace("</user>", WAITING + "</user>")
    await server.takes(server.file(document(juliet)), merges=True)
    cursor = await server.db.read(cursors.get, JULIET)
    assert await server.db.read(cursors.pending, JULIET, cursor, 10) == []
    found = ["But soft", "Ay me", "She speaks", "Madam"]
    assert await bodies(server.db, JULIET) == found


async def test_what_waits_for_it_is_not_passed_over(server):
    await server.reads(user("juliet"))
    await append(Journal(server.db), entry(f"{ROMEO}/x", JULIET, START))
    await server.takes(server.file(document(both(*TALK)[1])), merges=True)
    cursor = await server.db.read(cursors.get, JULIET)
    rows = await server.db.read(cursors.pending, JULIET, cursor, 10)
    assert b"hi" in b"".join(row.stanza for row in rows)


async def test_what_was_delivered_is_not_delivered_again(server):
    romeo, juliet = both(*TALK)
    await server.reads(romeo, juliet.replace("</user>", WAITING + "</user>"))
    for owner, expected in ((ROMEO, []), (JULIET, [b"She speaks", b"Madam"])):
        cursor = await server.db.read(cursors.get, owner)
        rows = await server.db.read(cursors.pending, owner, cursor, 10)
        assert [row.stanza.partition(b"<body>")[2].partition(b"<")[0] for row in rows] == expected
        assert all(b"<delay" not in row.stanza for row in rows), "delivery adds its own"
    assert await is_sound(server.db) == 4, "what waits and is in the archive is one message"


async def test_how_far_somebody_has_read_is_moved_to_the_new_ids(server):
    item = (
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:mds:displayed:0'>"
        "<item id='juliet@localhost'><displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id"
        " xmlns='urn:xmpp:sid:0' by='romeo@localhost' id='r1'/></displayed></item></items></pubsub>"
    )
    await server.reads(both(*TALK)[0].replace("</user>", item + "</user>"))
    page = await server.db.read(archive.query, Query(ROMEO))
    xml = await server.db.read(lambda c: c.exec_driver_sql("SELECT xml FROM pubsub_item").scalar())
    assert server.db.ids.encode(page.messages[1].id).encode() in bytes(xml)


async def test_a_burst_does_not_overlap(server):
    """More messages at one time than there are numbers: some come out a little later."""
    journal = Journal(server.db)
    at = 1_577_872_800_000_000  # 2020-01-01T10:00:00Z
    await append(journal, *[entry(f"{ROMEO}/x", "nurse@localhost", at) for _ in range(500)])
    await append(journal, entry(f"{ROMEO}/x", "nurse@localhost", at + 60_000_000))
    talk = [(ROMEO, JULIET, str(n), "2020-01-01T09:59:59.999Z") for n in range(50)]
    report = await server.reads(both(*talk)[0])
    assert report.counts["messages"] == 50
    assert await is_sound(server.db) == 551
    order = [one for one in await bodies(server.db, ROMEO, limit=1000) if one != "hi"]
    assert order == [str(n) for n in range(50)]


@settings(max_examples=max(20, settings.default.max_examples // 4))
@given(st.lists(st.lists(st.integers(0, 200), max_size=30), max_size=3))
def test_any_histories_can_be_put_together(histories):
    async def run():
        db = await Database.open("sqlite://")
        for number, times in enumerate(histories):
            await db.write(put, f"u{number}@localhost", sorted(times))
        found = await is_sound(db)
        await db.close()
        assert found == sum(map(len, histories))

    asyncio.run(run())


def put(conn, owner, times):
    begin(conn)
    element = Element("message", "jabber:client", {"from": owner})
    others = [f"x{n}@elsewhere.example" for n in range(len(times))]
    portion = [
        Past(START + at * 40, owner, other, "chat", element, other)
        for at, other in zip(times, others, strict=True)
    ]
    assert all(placed.is_new for placed in History(conn, owner).add(portion))


async def test_what_was_said_twice_is_there_twice_however_the_archive_is_cut(server):
    """A portion has 500 messages; these have no ids, as a program may send them."""
    same = said(ROMEO, JULIET, "ping", "2020-01-01T00:00:00Z")
    report = await server.reads(user("romeo", archived(*[same] * 700)))
    assert report.counts["messages"] == 700
    report = await server.takes(server.folder / "all.xml", merges=True)
    assert (report.counts["messages"], report.counts["known"]) == (0, 700)
