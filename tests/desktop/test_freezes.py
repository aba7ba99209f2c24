"""The window never freezes: nothing holds its thread for 50 ms, whatever arrives.

Counted is processor time of the thread: on a machine that rests, what one waits for.
"""

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.desktop.gallery import talk
from tests.desktop.sample_talk import BEN, NOW
from tests.desktop.stage import Stage

from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.message import Message

LONGEST = 0.050  # seconds
MINUTE = 60_000_000


@asynccontextmanager
async def watched():
    """Measure every turn of the loop meanwhile; the longest must be shorter than LONGEST."""
    turns: list[float] = [0.0]

    async def watch() -> None:
        while True:
            begin = time.thread_time()
            await asyncio.sleep(0)
            turns.append(time.thread_time() - begin)

    watcher = asyncio.get_running_loop().create_task(watch())
    await asyncio.sleep(0)
    yield
    for _ in range(20):
        await asyncio.sleep(0.005)
    watcher.cancel()
    assert max(turns) < LONGEST


def says(n: int, body: str = "Something that somebody has to say") -> Message:
    return Message(1000 + n, 1, NOW + n * MINUTE, BEN, False, body)


async def many_messages(on: Stage) -> None:
    on.shell.talking.view.timeline.items.put_all(says(n) for n in range(500))


async def one_by_one(on: Stage) -> None:
    for n in range(200):
        on.shell.talking.view.timeline.items.put(says(n))
        await asyncio.sleep(0)


async def a_book(on: Stage) -> None:
    on.shell.talking.view.timeline.items.put(says(1, "x *y* http://a.example/ " * 40_000))


async def all_come_and_go(on: Stage) -> None:
    people = on.client.people.items
    for show in (Show.OFFLINE, Show.ONLINE):
        people.put_all([replace(person, show=show) for person in people])
        await asyncio.sleep(0)


async def a_search(on: Stage) -> None:
    for length in range(1, 6):
        on.shell.search.text = "Okafor"[:length]
        await asyncio.sleep(0)


@pytest.mark.parametrize("happens", [many_messages, one_by_one, a_book, all_come_and_go, a_search])
def test_nothing_holds_the_window(play, client, happens):
    some = list(client.people.items)
    client.people.items.put_all(
        replace(some[n % 7], address=f"p{n}@laptop.local", name=f"{some[n % 7].name} {n}")
        for n in range(1000)
    )

    async def act(on: Stage) -> None:
        await talk(on)
        await on.settle(4)
        async with watched():
            await happens(on)

    play(act, client)
