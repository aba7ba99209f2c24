"""How long frames take while 10,000 messages and 5,000 people scroll by, and what the window costs.

`python -m tests.desktop.smoothness` prints milliseconds of polish, synchronisation and drawing in
software, offscreen: the 50th, 95th and 99th of a hundred frames, and the longest.
"""

import asyncio
import os
import resource
import sys
import time
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PySide6.QtCore import QObject
from tests.desktop.busy import HAPPENINGS, many_people
from tests.desktop.gallery import application
from tests.desktop.gallery import talk as open_talk
from tests.desktop.pulse import PROMISED, pulse
from tests.desktop.sample import SampleClient, sample_client
from tests.desktop.sample_talk import talk
from tests.desktop.stage import Stage, stage

from magpie.desktop.ui import window

MESSAGES = 10_000
PEOPLE = 5_000
FRAMES = 400
STEP = 120  # pixels a frame: a fast wheel


def many_messages(client: SampleClient) -> None:
    samples = talk()
    start = samples[0].at - MESSAGES * 60_000_000
    client.conversations.messages[1] = [
        replace(samples[n % len(samples)], id=10_000 + n, at=start + n * 60_000_000, transfer=0)
        for n in range(MESSAGES)
    ]


async def scroll(on: Stage, name: str, by: float) -> list[float]:
    """Move a list by so many pixels each frame; how long each frame took, in ms."""
    rows: QObject = on.find(name)
    times = []
    for _ in range(FRAMES):
        begin = time.perf_counter()
        rows.setProperty("contentY", rows.property("contentY") + by)
        on.window.grabWindow()
        times.append((time.perf_counter() - begin) * 1000)
        await asyncio.sleep(0)
    return sorted(times)


def said(what: str, times: list[float]) -> str:
    p50, p95, p99 = (times[int(len(times) * share)] for share in (0.5, 0.95, 0.99))
    return f"{what}: p50 {p50:.1f}  p95 {p95:.1f}  p99 {p99:.1f}  max {times[-1]:.1f} ms"


async def measure() -> None:
    client = sample_client()
    many_messages(client)
    many_people(client, PEOPLE)
    on = stage(client)
    await on.settle()
    on.shell.show_conversation(1)
    await on.settle()
    timeline = on.shell.talking.view.timeline  # type: ignore[union-attr]
    await timeline.jump_to(10_000)  # all of them are in the list
    await on.settle(1)
    print(said(f"{len(timeline.items)} messages", await scroll(on, "messages", -STEP)))
    on.find("page").setProperty("place", "people")
    await on.settle()
    print(said(f"{len(client.people.items)} people", await scroll(on, "peopleRows", STEP)))
    print(f"resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")
    await on.close()


async def measure_turns() -> None:
    """What arrives in a talk that is open beside 1,000 people."""
    for happens in HAPPENINGS:
        client = sample_client()
        many_people(client, 1000)
        on = stage(client)
        await open_talk(on)
        await on.settle()
        async with pulse() as measured:
            await happens(on)
        name = happens.__name__.replace("_", " ")
        print(f"{name}: longest turn {measured.longest * 1000:.0f} of {PROMISED * 1000:.0f} ms")
        await on.close()


def main() -> None:
    window.draw_in_software()
    running = application()
    loop = qasync.QEventLoop(running)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(measure())
        loop.run_until_complete(measure_turns())
    sys.stdout.flush()


if __name__ == "__main__":
    main()
