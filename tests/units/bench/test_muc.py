"""The talk of a room as the generator counts it."""

import asyncio

import pytest

from magpie.bench.muc import Listener, Talk, _drain
from magpie.bench.target import Target
from magpie.bench.wire import Link


def message(number: int, content: str = "") -> bytes:
    return f"<message from='r/x' id='g{number}'><body>b</body>{content}</message>".encode()


async def listeners(count: int) -> tuple[Talk, list[Listener]]:
    talk = Talk()
    made = [Listener(Link(Target()), b"room@rooms.localhost", talk) for _ in range(count)]
    made[0].speak()
    made[0].speak()
    talk.is_sending = False
    return talk, made


async def test_who_hears_its_own_words_speaks_again() -> None:
    talk, (one, other) = await listeners(2)
    talk.is_sending = True
    other.receive([message(0), b"<presence/>"])
    assert talk.sent == 2
    one.receive([message(0), message(1)])
    assert (talk.sent, talk.delivered) == (4, 3)


@pytest.mark.parametrize(
    ("heard", "faults"),
    [
        ([0, 1], []),
        ([0], ["lost: 1", "in another order: 1"]),
        ([0, 1, 1], ["doubled: 1", "in another order: 1"]),
        ([1, 0], ["in another order: 1"]),
    ],
)
async def test_what_is_wrong_with_what_was_heard(heard: list[int], faults: list[str]) -> None:
    talk, (one, other) = await listeners(2)
    one.receive([message(0), message(1)])
    other.receive([message(number) for number in heard])
    assert await _drain([one, other], talk, 0.0) == faults


async def test_a_refusal_is_a_fault() -> None:
    talk, (one,) = await listeners(1)
    one.receive([message(0), message(1)])
    one.receive([message(1, "<error type='wait'/>")])
    faults = await _drain([one], talk, 0.0)
    assert faults[0] == "refused: 1"
    await asyncio.sleep(0)
