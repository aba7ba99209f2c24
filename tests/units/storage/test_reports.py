"""Reports: so many of one account in a time, so many in all."""

import pytest

from magpie.storage import reports
from magpie.storage.reports import Report


def of(reporter, at):
    return Report(at, reporter, "paris@localhost", "spam", "", ("a", "b"))


async def test_one_account_makes_so_many_in_a_time(db):
    for at in (1, 2):
        assert await db.write(reports.add, of("romeo@localhost", at), 0, 2)
    assert await db.write(reports.add, of("romeo@localhost", 3), 0, 2) is None
    assert await db.write(reports.add, of("juliet@localhost", 3), 0, 2)
    assert await db.write(reports.add, of("romeo@localhost", 9), 2, 2)  # a day later
    assert await db.write(reports.add, of("romeo@localhost", 9), 0, 0)
    found = await db.read(reports.newest, 2)
    assert [(one.at, one.messages) for one in found] == [(9, ("a", "b"))] * 2


async def test_the_oldest_make_room(db, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reports, "KEPT", 2)
    for at in range(4):
        await db.write(reports.add, of("romeo@localhost", at), 0, 0)
    assert [one.at for one in await db.read(reports.newest, 10)] == [3, 2]
