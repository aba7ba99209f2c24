"""The archive: what was missed comes, what is older comes when it is wanted."""

import asyncio

import pytest
from msgspec import structs
from tests.desktop.fake import ANA, BEN

from magpie.desktop.core.content import Arrival, Reactions, Text
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.core.link import Arrived


async def test_a_new_device_takes_the_newest_and_scrolls_to_the_first(device, server):
    server.seed(ANA, BEN, 700)
    ana = await device(ANA)
    timeline = await ana.client.conversations.timeline(await ana.talk(BEN))
    assert timeline.items[-1].body == "old 699"
    assert ana.client.conversations.items[0].unread == 0
    rounds, seen = 0, {one.body for one in timeline.items}
    while await timeline.load_older():
        rounds += 1
        seen |= {one.body for one in timeline.items}
    assert seen == {f"old {n}" for n in range(700)}
    assert timeline.is_at_start
    assert rounds == 13
    timeline.close()


async def test_a_window_is_bounded_whichever_way_one_scrolls(device, server):
    """What is far from the side that grows leaves it, and comes again in its order."""
    server.seed(ANA, BEN, 1000)
    ana = await device(ANA)
    timeline = await ana.client.conversations.timeline(await ana.talk(BEN))
    while not timeline.is_at_start:
        await timeline.load_older()
        assert len(timeline.items) <= 400
    assert [one.body for one in timeline.items] == [f"old {n}" for n in range(400)]
    assert not timeline.is_at_end
    await ana.says(BEN, "new")
    assert timeline.items[-1].body == "old 399"
    while not timeline.is_at_end:
        await timeline.load_newer()
        assert len(timeline.items) <= 400
    assert [one.body for one in timeline.items] == [*(f"old {n}" for n in range(601, 1000)), "new"]
    timeline.close()


@pytest.mark.parametrize("unit", [1, 1_000_000])
async def test_what_was_missed_is_fetched_in_its_order(device, server, unit):
    server.stamp_unit = unit
    ana, ben = await device(ANA), await device(BEN)
    await ben.says(ANA, "before")
    await ana.sees(BEN, "before")
    await ana.client.close()
    for number in range(250):
        await ben.says(ANA, f"missed {number}")
    await ana.start()
    await ana.online()
    await ana.until(lambda: ana.last(BEN) == "missed 249")
    assert await ana.texts(BEN) == ["before", *(f"missed {n}" for n in range(250))]
    assert ana.client.conversations.items[0].unread == 251


async def test_the_archive_forgot_where_we_were(device, server):
    ana, ben = await device(ANA), await device(BEN)
    for text in ("one", "two"):
        await ben.says(ANA, text)
    await ana.sees(BEN, "one", "two")
    await ana.client.close()
    await ben.says(ANA, "three")
    del server.archives[ANA][:2]
    await ana.start()
    await ana.sees(BEN, "one", "two", "three")


async def test_offline_there_is_what_is_here_and_a_reason(device, server):
    server.seed(ANA, BEN, 400)
    ana = await device(ANA)
    server.is_up = False
    server.cut()
    timeline = await ana.client.conversations.timeline(await ana.talk(BEN))
    while len(timeline.items) < 250:
        assert await timeline.load_older()
    with pytest.raises(Problem) as found:
        await timeline.load_older()
    assert found.value.reason == "not_connected"
    assert len(timeline.items) == 250
    timeline.close()


async def test_a_page_with_nothing_to_show_is_not_asked_for_again(device, server):
    server.seed(ANA, BEN, 1, "the first")
    for number in range(250):  # more than two pages
        id, seen = f"r{number}", Reactions("nobody", ("👍",))
        one = Arrival(BEN, BEN, False, seen, id=id, stanza_id=f"{ANA}-{id}", source="archive")
        server.archives[ANA].append(one)
    server.seed(ANA, BEN, 250)
    ana = await device(ANA)
    async with asyncio.timeout(20):
        assert (await ana.texts(BEN))[0] == "the first"


async def test_what_was_kept_with_a_stamp_of_whole_seconds_stands_behind_what_is_there(
    device, server
):
    """As a server stamps what it sends again on a session that is resumed."""
    ana, ben = await device(ANA), await device(BEN)
    await ben.says(ANA, "one")
    await ana.sees(BEN, "one")
    (one,) = await ana.messages(BEN)
    kept = Arrival(peer=BEN, sender=BEN, is_own=False, content=Text("kept"), id="kept")
    stamp = one.at - one.at % 1_000_000
    server.links[ANA][0].hear(Arrived(structs.replace(kept, at=stamp)))
    await ana.sees(BEN, "one", "kept")
    server.links[ANA][0].hear(Arrived(structs.replace(kept, id="old", at=stamp - 1_000_000)))
    await ana.until(lambda: ana.client.conversations.items[0].unread == 3)
    assert await ana.texts(BEN) == ["kept", "one", "kept"]
