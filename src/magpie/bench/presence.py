"""A storm of logins in one group in which everyone sees everyone, and what it costs.

With N users arriving, each must learn of each other: N × (N - 1) presence stanzas, and each
user's own comes back to it. The cost of a stanza is all of the server's CPU, logins included,
divided by the presence stanzas that the clients received.
"""

import asyncio
import itertools
import time
from dataclasses import dataclass

from magpie.bench.meter import Meter
from magpie.bench.report import Result
from magpie.bench.sessions import EVERYTHING, Wants, enter, gather_some, leave_all
from magpie.bench.target import Target
from magpie.bench.wire import Link


@dataclass(frozen=True, slots=True)
class Storm:
    """The options of the work."""

    sessions: int = 300
    at_once: int = 16
    patience: float = 120.0  # seconds to wait for the last presence
    wants: Wants = EVERYTHING


@dataclass(frozen=True, slots=True)
class Offline:
    """The options of the second work: one more login while others are registered but away."""

    online: int = 20
    visitors: int = 5  # accounts that log in by turns
    seconds: float = 5.0


class Counter:
    """Counts the presence stanzas of all links."""

    def __init__(self) -> None:
        self.count = 0
        self.last = time.perf_counter()

    def consume(self, pieces: list[bytes]) -> None:
        """Count the presence stanzas among the pieces."""
        found = sum(1 for piece in pieces if piece.startswith(b"<presence"))
        if found:
            self.count += found
            self.last = time.perf_counter()


async def presence(target: Target, options: Storm) -> Result:
    """The whole work; users 0 … sessions - 1 must exist and be one group."""
    counter = Counter()
    meter = Meter(target.tree())
    start = time.perf_counter()
    links = await gather_some(
        lambda index: _arrive(target, index, options, counter),
        range(options.sessions),
        options.at_once,
    )
    entered = time.perf_counter() - start
    needed = options.sessions * (options.sessions - 1)
    await _quiet(counter, needed + options.sessions, options.patience)
    usage = meter.read()
    result = Result(f"presence, {options.sessions} users arriving in one group, {options.wants}")
    figures = result.figures
    figures["presences received"] = counter.count
    figures["presences needed"] = needed
    if usage.server:
        figures["server CPU per presence µs"] = usage.server / max(1, counter.count) * 1e6
        figures["server CPU s"] = usage.server
    figures["all logged in s"] = entered
    figures["last presence s"] = counter.last - start
    figures |= usage.loads()
    if counter.count < needed:
        result.faults.append(f"only {counter.count} of {needed} presence stanzas arrived")
    await leave_all(links)
    return result


async def _arrive(target: Target, index: int, options: Storm, counter: Counter) -> Link:
    link = await enter(target, index, options.wants)
    link.hand_over(counter.consume)
    return link


async def _quiet(counter: Counter, expected: int, patience: float) -> None:
    """Wait for all that is expected, or until nothing has come for two seconds."""
    async with asyncio.timeout(patience):
        # Polled, not signalled: counting is the hot path.
        while counter.count < expected and time.perf_counter() - counter.last < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def offline(target: Target, options: Offline, registered: int) -> Result:
    """The CPU of one further login while few are online and `registered` accounts exist."""
    counter = Counter()
    wants = Wants()
    storm_options = Storm(wants=wants)
    links = [
        await _arrive(target, index, storm_options, counter) for index in range(options.online)
    ]
    visitors = range(options.online, options.online + options.visitors)
    await _visit(target, visitors, 0.0, wants)
    meter = Meter(target.tree())
    logins = await _visit(target, visitors, options.seconds, wants)
    usage = meter.read()
    await leave_all(links)
    result = Result(f"a further login, {options.online} online, {registered} registered")
    if usage.server is not None:
        result.figures["server CPU per login ms"] = usage.server / logins * 1000
    result.figures["login ms"] = usage.wall / logins * 1000
    result.figures |= usage.loads()
    return result


async def _visit(target: Target, visitors: range, seconds: float, wants: Wants) -> int:
    """The visitors log in and out, one after the other, at least once each; how often in all."""
    until = time.perf_counter() + seconds
    for number in itertools.count():
        if number >= len(visitors) and time.perf_counter() >= until:
            return number
        link = await enter(target, visitors[number % len(visitors)], wants)
        await link.close()
    raise AssertionError("there is no last number")
