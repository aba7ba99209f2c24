"""Whatever a server holds: exported, and imported into an empty one, it is the same."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from tests.units.portability.states import STATES, everything, fill
from tests.units.storage.conftest import empty

from magpie.portability.exporting import export
from magpie.portability.importing import Importer, Wishes
from magpie.portability.report import Report
from magpie.storage import snapshot
from magpie.storage.database import Database

NOW = 1_800_000_000_000_000


async def carry(source, target, state, place):
    """What was there, what is there now, and what was told."""
    await fill(source, state)
    before = await source.read(everything)
    await source.read(export, place, place.parent / "uploads", ())
    report = Report()
    wishes = Wishes(NOW, place.parent / "others")
    await Importer(target, None, wishes, report).run(place)
    return before, await target.read(everything), report


@pytest.mark.parametrize("name", ["all.xml", "folder"])
@settings(max_examples=max(20, settings.default.max_examples // 4))
@given(STATES)
def test_nothing_is_lost(name, state):
    async def run():
        source, target = await Database.open("sqlite://"), await Database.open("sqlite://")
        try:
            with TemporaryDirectory() as folder:
                before, after, report = await carry(source, target, state, Path(folder) / name)
        finally:
            await source.close()
            await target.close()
        assert not report.dropped
        assert after == before

    asyncio.run(run())


@settings(max_examples=5)
@given(STATES)
def test_nor_is_it_on_postgresql(cluster, state):
    async def run():
        shared = await Database.open(f"{cluster}/shared")
        others = [await Database.open("sqlite://"), await Database.open("sqlite://")]
        try:
            with TemporaryDirectory() as folder:
                await shared.write(empty)
                there = await carry(others[0], shared, state, Path(folder) / "there.xml")
                back = Path(folder) / "back.xml"
                await snapshot.read(f"{cluster}/shared", export, back, Path(folder), ())
                await Importer(others[1], None, Wishes(NOW, Path(folder)), Report()).run(back)
                assert there[0] == there[1] == await others[1].read(everything)
        finally:
            for one in (shared, *others):
                await one.close()

    asyncio.run(run())
