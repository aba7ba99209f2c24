"""XEP-0313 over the archive: filters, pages both ways, ids, and what the database does for it."""

import pytest
from sqlalchemy import event, text
from tests.units.storage.conftest import JULIET, NURSE, ROMEO, append, entry

from magpie.storage.archive import END, Query, Span, first_since, metadata, page_of, query
from magpie.storage.cursors import pending
from magpie.storage.database import Database
from magpie.storage.errors import ItemNotFound
from magpie.storage.journal import Journal
from magpie.storage.tables import mailbox

ROOM = "chamber@rooms.localhost"


@pytest.fixture
async def ids(journal):
    """Ten messages: juliet and romeo, by turns, 1..6; the nurse to juliet's phone 7..9; a room."""
    by_turns = [
        entry(f"{ROMEO}/orchard", JULIET, at=number)
        if number % 2
        else entry(f"{JULIET}/balcony", f"{ROMEO}/orchard", at=number)
        for number in range(1, 7)
    ]
    nurse = [entry(f"{NURSE}/hall", f"{JULIET}/phone", at=number) for number in range(7, 10)]
    room = entry(f"{ROOM}/romeo", f"{JULIET}/phone", at=10, kind="groupchat")
    return await append(journal, *by_turns, *nurse, room)


async def numbers(db, *args, **kwargs):
    """Which of the ten are on a page, as numbers from 1."""
    page = await db.read(query, Query(*args, **kwargs))
    return [m.at for m in page.messages], page.complete, page.count


async def test_all_of_an_owner_in_order(db, ids):
    assert await numbers(db, JULIET) == (list(range(1, 11)), True, 10)
    assert await numbers(db, ROMEO) == (list(range(1, 7)), True, 6)
    assert await numbers(db, "nobody@localhost") == ([], True, 0)


async def test_with_a_bare_jid_means_all_its_resources(db, ids):
    assert await numbers(db, JULIET, NURSE) == ([7, 8, 9], True, 3)
    assert await numbers(db, JULIET, ROMEO, limit=2) == ([1, 2], False, 6)
    assert await numbers(db, JULIET, "stranger@localhost") == ([], True, 0)


async def test_with_a_full_jid_means_that_one(db, ids):
    assert await numbers(db, JULIET, f"{ROMEO}/orchard") == ([1, 2, 3, 4, 5, 6], True, 6)
    assert await numbers(db, ROMEO, f"{JULIET}/balcony") == ([2, 4, 6], True, 3)
    assert await numbers(db, ROMEO, f"{JULIET}/phone") == ([], True, 0)


async def test_with_oneself_means_notes_to_oneself(db, journal, ids):
    await append(journal, entry(f"{JULIET}/phone", JULIET, at=11))
    assert await numbers(db, JULIET, JULIET) == ([11], True, 1)


async def test_start_and_end_are_inclusive(db, ids):
    assert await numbers(db, JULIET, start=3, end=5) == ([3, 4, 5], True, 3)
    assert await numbers(db, JULIET, start=11) == ([], True, 0)
    assert await numbers(db, JULIET, end=0) == ([], True, 0)


async def test_equal_times_are_all_within(db, journal):
    await append(journal, *(entry(at=at) for at in (1, 2, 2, 2, 3)))
    assert await numbers(db, JULIET, start=2, end=2) == ([2, 2, 2], True, 3)


async def test_after_id_and_before_id_are_filters(db, ids):
    wanted = {"after_id": ids[2], "before_id": ids[6]}
    assert await numbers(db, JULIET, **wanted) == ([4, 5, 6], True, 3)
    assert await numbers(db, JULIET, **wanted, limit=2) == ([4, 5], False, 3)


async def test_chosen_ids(db, ids):
    assert await numbers(db, JULIET, ids=(ids[8], ids[1])) == ([2, 9], True, 2)
    assert await numbers(db, JULIET, ids=(ids[8], ids[1]), limit=1) == ([2], False, 2)


@pytest.mark.parametrize("name", ["after", "before", "after_id", "before_id"])
async def test_an_id_that_is_not_in_this_archive_is_refused(db, ids, name):
    for unknown in (ids[8], ids[-1] + 1, 0):  # the nurse's to juliet, none yet, none ever
        with pytest.raises(ItemNotFound):
            await db.read(query, Query(ROMEO, **{name: unknown}))
    with pytest.raises(ItemNotFound):
        await db.read(query, Query(ROMEO, ids=(ids[0], ids[8])))
    with pytest.raises(ItemNotFound):
        await db.read(query, Query("nobody@localhost", **{name: ids[0]}))


async def test_pages_forwards(db, ids):
    assert await numbers(db, JULIET, limit=4) == ([1, 2, 3, 4], False, 10)
    assert await numbers(db, JULIET, limit=4, after=ids[3]) == ([5, 6, 7, 8], False, 10)
    assert await numbers(db, JULIET, limit=4, after=ids[7]) == ([9, 10], True, 10)
    assert await numbers(db, JULIET, limit=4, after=ids[9]) == ([], True, 10)


async def test_pages_backwards(db, ids):
    assert await numbers(db, JULIET, limit=4, backwards=True) == ([7, 8, 9, 10], False, 10)
    assert await numbers(db, JULIET, limit=4, before=ids[6]) == ([3, 4, 5, 6], False, 10)
    assert await numbers(db, JULIET, limit=4, before=ids[2]) == ([1, 2], True, 10)


async def test_a_page_that_just_fits_is_complete(db, ids):
    assert await numbers(db, JULIET, limit=10) == (list(range(1, 11)), True, 10)
    assert await numbers(db, JULIET, limit=10, backwards=True) == (list(range(1, 11)), True, 10)


async def test_max_0_counts(db, ids):
    assert await numbers(db, JULIET, limit=0) == ([], False, 10)
    assert await numbers(db, "nobody@localhost", limit=0) == ([], True, 0)


async def test_groupchat_can_be_left_out(db, ids):
    assert await numbers(db, JULIET, groupchat=False) == (list(range(1, 10)), True, 9)


async def test_a_large_set_is_not_counted(db, journal):
    await append(journal, *(entry() for _ in range(1_001)))
    assert (await db.read(query, Query(JULIET, limit=1))).count is None


async def test_metadata(db, ids):
    first, last = await db.read(metadata, ROMEO)
    assert (first.id, first.at, last.id, last.at) == (ids[0], 1, ids[5], 6)
    assert await db.read(metadata, "nobody@localhost") is None


async def test_pending_is_what_was_received(db, journal, ids):
    received = [1, 3, 5, 7, 8, 9]  # not what juliet said, nor the room
    assert [m.at for m in await db.read(pending, JULIET, 0, 50)] == received
    assert [m.at for m in await db.read(pending, JULIET, ids[4], 2)] == [7, 8]
    assert [m.at for m in await db.read(pending, ROMEO, 0, 50)] == [2, 4, 6]


async def test_pending_keeps_to_whole_addresses(db, journal):
    longer = f"{JULIET}s"  # begins like hers
    await append(journal, entry(recipient=longer, owners=((JULIET, ROMEO),)))
    assert await db.read(pending, JULIET, 0, 50) == []


async def test_first_since(db, journal):
    assert await db.read(first_since, 5) == 1
    ids = await append(journal, *(entry(at=at) for at in (10, 20, 20, 30)))
    found = [await db.read(first_since, at) for at in (5, 10, 15, 20, 25, 30, 31)]
    assert found == [ids[0], ids[0], ids[1], ids[1], ids[3], ids[3], ids[3] + 1]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("peer", [None, 2])
async def test_a_page_is_one_walk_along_an_index(tmp_path, peer, backwards):
    database = await Database.open(f"sqlite:///{tmp_path}/magpie.db")
    await append(Journal(database), entry())

    def explain(conn):
        lines = []
        span = Span(1, 5, END, peer)
        sql = page_of(mailbox, span, 51, backwards).compile(
            conn.engine, compile_kwargs={"literal_binds": True}
        )
        for row in conn.execute(text(f"EXPLAIN QUERY PLAN {sql}")):
            lines.append(row.detail)
        return lines

    plan = await database.read(explain)
    await database.close()
    key = "INDEX mailbox_peer" if peer else "PRIMARY KEY"
    assert len(plan) == 2, plan  # no sorting, nothing built on the side
    assert plan[0].startswith("SEARCH mailbox USING")
    assert key in plan[0]
    assert "message_id>? AND message_id<?" in plan[0]
    assert plan[1] == "SEARCH message USING INTEGER PRIMARY KEY (rowid=?)"


async def test_a_time_filter_costs_few_statements(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/magpie.db", inline=True)
    await append(Journal(database), *(entry(at=at) for at in range(4_000)))
    statements = []
    event.listen(
        database._backend._engine,
        "before_cursor_execute",
        lambda conn, cursor, sql, *rest: statements.append(sql),
    )
    assert await database.read(first_since, 2_345) == 2_346
    await database.close()
    assert len(statements) <= 2 + 13  # 2 to the 12th is more than 4000
