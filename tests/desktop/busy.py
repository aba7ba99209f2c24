"""What may keep the window's thread busy."""

import asyncio
from dataclasses import replace

from tests.desktop.sample import SampleClient
from tests.desktop.sample_talk import BEN, NOW
from tests.desktop.stage import Stage

from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.message import Message

MINUTE = 60_000_000


def many_people(client: SampleClient, count: int) -> None:
    some = list(client.people.items)
    client.people.items.put_all(
        replace(some[n % 7], address=f"p{n}@laptop.local", name=f"{some[n % 7].name} {n}")
        for n in range(count)
    )


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


HAPPENINGS = (many_messages, one_by_one, a_book, all_come_and_go, a_search)
