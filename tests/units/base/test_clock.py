"""The clock: what is due runs in order, and only when the clock is moved."""

import asyncio

from magpie.base.clock import Clock, ManualClock, SystemClock, iso


def test_what_is_due_runs_in_order_and_sees_its_own_time() -> None:
    clock = ManualClock()
    seen: list[tuple[str, float]] = []

    def note(name: str) -> None:
        seen.append((name, clock.monotonic()))

    clock.call_later(2, note, "second")
    clock.call_later(1, note, "first")
    clock.call_later(1, note, "first again")
    clock.call_later(5, note, "late")
    clock.advance(3)
    assert seen == [("first", 1), ("first again", 1), ("second", 2)]
    assert clock.monotonic() == 3
    assert clock.pending() == 1


def test_a_call_may_set_a_further_timer_within_the_span() -> None:
    clock = ManualClock()
    ticks: list[float] = []

    def tick() -> None:
        ticks.append(clock.monotonic())
        clock.call_later(1, tick)

    clock.call_later(1, tick)
    clock.advance(3.5)
    assert ticks == [1, 2, 3]


def test_a_cancelled_timer_does_not_run() -> None:
    clock = ManualClock()
    seen: list[int] = []
    timer = clock.call_later(1, seen.append, 1)
    timer.cancel()
    timer.cancel()
    clock.advance(10)
    assert seen == []


def test_a_delay_below_zero_is_due_at_once() -> None:
    clock = ManualClock()
    seen: list[int] = []
    clock.call_later(-1, seen.append, 1)
    clock.advance(0)
    assert seen == [1]


def test_wall_clock_and_monotonic_move_together_until_somebody_sets_the_wall() -> None:
    clock = ManualClock(now=1_000_000)
    clock.advance(1.5)
    assert clock.now() == 2_500_000
    clock.set(10)
    assert (clock.now(), clock.monotonic()) == (10, 1.5)
    clock.advance(1)
    assert clock.now() == 1_000_010


async def test_the_system_clock_is_a_clock_over_the_running_loop() -> None:
    clock: Clock = SystemClock()
    done = asyncio.Event()
    clock.call_later(0, done.set)
    await done.wait()
    before = clock.monotonic()
    assert clock.now() > 1_700_000_000_000_000
    assert clock.monotonic() >= before


def test_iso_is_the_profile_of_xep_0082() -> None:
    assert iso(0) == "1970-01-01T00:00:00Z"
    assert iso(1_795_379_400_123_456, precise=True) == "2026-11-22T20:30:00.123456Z"
