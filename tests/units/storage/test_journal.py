"""The journal: order, nothing before its commit, failures that stay where they happen."""

import asyncio

from sqlalchemy import Connection, func, select
from tests.units.storage.conftest import JULIET, ROMEO, append, entry

from magpie.storage import accounts, meta, roster
from magpie.storage.archive import Query, query
from magpie.storage.database import Database
from magpie.storage.ids import number_at
from magpie.storage.journal import Committed, Journal
from magpie.storage.tables import message


def count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(message)).scalar_one()


async def test_outcomes_come_in_the_order_of_the_queue(journal):
    told = []
    for number in range(2_500):  # more than one batch
        journal.append(entry(), lambda outcome: told.append(outcome.id))
        journal.after(lambda number=number: told.append(-number))
    await journal.drain()
    assert told == [x for number in range(2_500) for x in (number + 1, -number)]
    assert journal.depth == 0
    assert journal.is_idle


async def test_what_is_told_is_committed(db, journal):
    checks = []

    def told(outcome):
        checks.append(asyncio.ensure_future(db.read(is_there, outcome.id)))

    for _ in range(20):
        journal.append(entry(), told)
    await journal.drain()
    assert await asyncio.gather(*checks) == [True] * 20


def unstorable():
    """A lone surrogate: no text, and no database takes it."""
    bad = entry()
    bad.body = "\ud83d"
    return bad


def is_there(conn, id):
    return conn.execute(select(message.c.id).where(message.c.id == id)).scalar() == id


async def test_nothing_is_told_within_the_call(journal):
    told = []
    journal.append(entry(), told.append)
    journal.after(lambda: told.append("after"))
    assert told == []
    assert journal.depth == 2
    await journal.drain()
    assert len(told) == 2


async def test_a_continuation_may_append(journal):
    told = []

    def first(outcome):
        told.append("first")
        journal.append(entry(), lambda _: told.append("third"))
        journal.after(lambda: told.append("fourth"))

    journal.append(entry(), first)
    journal.after(lambda: told.append("second"))
    await journal.drain()
    assert told == ["first", "second", "third", "fourth"]


async def test_a_continuation_that_raises_does_not_stop_the_others(journal, caplog):
    told = []

    def fail(_outcome):
        raise ValueError("mine")

    journal.append(entry(), fail)
    journal.append(entry(), told.append)
    journal.after(lambda: told.append("after"))
    await journal.drain()
    assert isinstance(told[0], Committed)
    assert told[1] == "after"
    assert "journal.continuation" in caplog.text


async def test_one_row_that_cannot_be_stored_fails_alone(db, journal):
    told = []
    journal.append(entry(body="one"), told.append)
    journal.append(unstorable(), told.append)
    journal.append(entry(body="three"), told.append)
    await journal.drain()
    assert [isinstance(outcome, Committed) for outcome in told] == [True, False, True]
    assert told[2].id > told[0].id
    assert await db.read(count) == 2


async def test_times_never_fall_along_the_ids(db, journal):
    ids = await append(journal, entry(at=500), entry(at=400))
    ids += await append(journal, entry(at=450), entry(at=501))
    page = await db.read(query, Query(JULIET))
    assert [(m.id, m.at) for m in page.messages] == list(
        zip(ids, (500, 500, 500, 501), strict=True)
    )


async def test_ids_are_opaque_and_come_back(db, journal):
    told = []
    for _ in range(3):
        journal.append(entry(), told.append)
    await journal.drain()
    assert [db.ids.decode(outcome.stanza_id) for outcome in told] == [o.id for o in told]
    assert db.ids.encode_many([o.id for o in told]) == [o.stanza_id for o in told]


async def test_a_failing_write_does_not_take_its_batch_along(db, journal):
    told = []

    def spoil(conn):
        roster.put(conn, ROMEO, roster.Item(JULIET))
        raise KeyError("spoiled")

    journal.append(entry(), told.append)
    spoiled = asyncio.ensure_future(db.write(spoil))
    fine = asyncio.ensure_future(db.write(roster.put, JULIET, roster.Item(ROMEO)))
    await asyncio.gather(spoiled, fine, return_exceptions=True)
    assert isinstance(spoiled.exception(), KeyError)
    assert (await db.read(roster.load, ROMEO))[1] == []
    assert (await db.read(roster.load, JULIET))[0] == fine.result()
    assert isinstance(told[0], Committed)


async def test_a_write_is_told_in_its_turn(db, journal):
    told = []
    journal.append(entry(), lambda _: told.append("one"))
    write = asyncio.ensure_future(db.write(meta.set, "name", b"value"))
    write.add_done_callback(lambda _: told.append("write"))
    await write
    assert told == ["one", "write"]
    assert await db.read(meta.get, "name") == b"value"


async def test_pressure_is_felt_and_ends(journal):
    batches = journal._batches
    batches.high, batches.low = 10, 4
    felt = []
    journal.on_pressure(felt.append)
    for _ in range(30):
        journal.append(entry(), lambda _: None)
    assert felt == [] or felt == [True]
    await journal.drain()
    assert felt == [True, False]
    assert not journal.is_under_pressure


async def test_origins_tell_a_resuming_client_what_arrived(journal):
    await append(
        journal,
        entry(at=100, origin="old#9"),
        entry(at=200, origin="s1#1"),
        entry(at=200),
        entry(at=200, origin="s2#7", sender=f"{JULIET}/balcony", recipient=ROMEO),
        entry(at=201, origin="s1#4"),
    )
    assert await journal.recent_origins(1) == {
        "s1": (f"{ROMEO}/orchard", 4),
        "s2": (f"{JULIET}/balcony", 7),
    }


async def test_origins_are_found_however_few_rows_are_read_at_once(journal, monkeypatch):
    monkeypatch.setattr("magpie.storage.journal.PART", 3)
    now = 1_700_000_000_000_000
    entries = [entry(at=now + n * 1_000_000, origin=f"s{n % 4}#{n}") for n in range(20)]
    await append(journal, *entries)
    found = await journal.recent_origins(60_000_000)
    assert {name: count for name, (_, count) in found.items()} == {
        f"s{n % 4}": n for n in range(16, 20)
    }


async def test_a_number_says_when_and_rises_all_the_same(journal):
    now = 1_700_000_000_000_000
    times = [now, now, now + 1, now - 1_000_000, now + 10_000]
    ids = await append(journal, *(entry(at=at) for at in times))
    first = number_at(now)
    assert ids == [first, first + 1, first + 2, first + 3, number_at(now + 10_000)]


async def test_counts_for_metrics(journal):
    seen = []
    journal.observe(lambda *facts: seen.append(facts))
    await append(journal, entry(), entry())
    assert journal.committed == 2
    assert journal.last_batch == 2
    assert [(messages, succeeded) for messages, _, succeeded in seen] == [(2, True)]
    assert journal.last_commit > 0


async def test_many_rows_settle_where_the_archive_finds_them(db, journal):
    ids = await append(journal, *(entry(at=number) for number in range(2_300)))
    ids += await append(journal, *(entry(at=number) for number in range(2_300, 2_400)))
    found, after = [], None
    while True:
        page = await db.read(query, Query(ROMEO, limit=700, after=after))
        found += [m.id for m in page.messages]
        if page.complete:
            break
        after = found[-1]
    assert found == ids
    found, before = [], None
    while True:
        page = await db.read(query, Query(JULIET, limit=700, before=before, backwards=True))
        found = [m.id for m in page.messages] + found
        if page.complete:
            break
        before = found[0]
    assert found == ids


async def test_ids_go_on_after_a_restart(tmp_path):
    url = f"sqlite:///{tmp_path}/magpie.db"
    first = await Database.open(url)
    ids = await append(Journal(first), entry(), entry())
    await first.write(accounts.load_all)
    await first.close()
    second = await Database.open(url)
    ids += await append(Journal(second), entry())
    await second.close()
    assert ids == [1, 2, 3]


async def test_who_follows_hears_of_what_is_on_disk_and_bears_the_mark(journal):
    heard = []
    journal.follow(b"moon", lambda entry, committed: heard.append((entry.body, committed.id)))
    _, second, _ = await append(journal, entry(body="sun"), entry(body="moon"), entry(body="star"))
    assert heard == [("moon", second)]
