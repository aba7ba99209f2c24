"""Messages at a fixed rate, whether or not the server keeps up: what latency users see.

The clock of a message starts when it was meant to be sent, not when the generator came around to
it, so that a stall is felt by all the messages that fell into it (no coordinated omission).
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from magpie.bench.chat import BODY
from magpie.bench.latency import summary
from magpie.bench.meter import Meter
from magpie.bench.report import Result
from magpie.bench.sessions import EVERYTHING, Wants, enter_all, leave_all, settle
from magpie.bench.target import Target
from magpie.bench.wire import NS_SM, Link

_ID = re.compile(rb"<message\s[^>]*?\bid=['\"]o(\d+)")
_MESSAGE = (
    b"<message to='%s' type='chat' id='o%d'><body>" + BODY + b"</body>"
    b"<active xmlns='http://jabber.org/protocol/chatstates'/>"
    b"<request xmlns='urn:xmpp:receipts'/></message>"
)
PATIENCE = 10.0  # seconds to wait for the last message
_ACK = b"<r xmlns='%s'/>" % NS_SM.encode()


@dataclass(frozen=True, slots=True)
class Rate:
    """The options of the work; times in seconds."""

    rate: float = 1000.0  # messages a second, all users together
    sessions: int = 200
    seconds: float = 8.0
    warmup: float = 2.0
    wants: Wants = EVERYTHING
    ack_every: int = 5


class Schedule:
    """When message n is due, and what became of it."""

    def __init__(self, links: list[Link], options: Rate) -> None:
        self._links = links
        self._options = options
        self._to = [link.jid.split("/")[0].encode() for link in links]
        self.total = int(options.rate * (options.warmup + options.seconds))
        self.skipped = int(options.rate * options.warmup)
        self.start = time.perf_counter()
        self.sent = 0
        self.latencies: dict[int, float] = {}
        self.doubled = 0
        for link in links:
            link.consumer = self._receive

    def due(self) -> int:
        """How many messages should have been sent by now."""
        return min(self.total, int((time.perf_counter() - self.start) * self._options.rate) + 1)

    def send(self) -> None:
        """Send what is due: each user to the one half a round further."""
        users = len(self._links)
        due = self.due()
        for number in range(self.sent, due):
            index = number % users
            data = _MESSAGE % (self._to[(index + users // 2) % users], number)
            if self._options.wants.acks and number // users % self._options.ack_every == 0:
                data += _ACK
            self._links[index].write(data)
        self.sent = due

    def _receive(self, pieces: list[bytes]) -> None:
        now = time.perf_counter()
        for piece in pieces:
            found = _ID.match(piece)
            if found is None:
                continue
            number = int(found[1])
            if number in self.latencies:
                self.doubled += 1
            else:
                self.latencies[number] = now - self.start - number / self._options.rate


async def rate(target: Target, options: Rate) -> Result:
    """The whole work; users 0 … sessions - 1 must exist."""
    links = await enter_all(target, range(options.sessions), options.wants)
    await settle(links)
    schedule = Schedule(links, options)
    await _until(schedule, lambda: schedule.sent >= schedule.skipped)
    meter = Meter(target.tree())
    await _until(schedule, lambda: schedule.sent >= schedule.total)
    usage = meter.read()
    await _until(schedule, lambda: len(schedule.latencies) >= schedule.total, patience=PATIENCE)
    await asyncio.sleep(0.2)  # a doubled message might still come
    measured = [took for number, took in schedule.latencies.items() if number >= schedule.skipped]
    result = Result(
        f"rate, {options.rate:,.0f} messages/s over {options.sessions} users, {options.wants}",
        dict(usage.figures(schedule.total - schedule.skipped, "sent")),
    )
    result.figures |= summary(measured)
    if missing := schedule.total - len(schedule.latencies):
        result.faults.append(f"{missing} not delivered {PATIENCE:.0f} s after the last was sent")
    if schedule.doubled:
        result.faults.append(f"doubled: {schedule.doubled}")
    await leave_all(links)
    return result


async def _until(
    schedule: Schedule, is_over: Callable[[], bool], patience: float = float("inf")
) -> None:
    """Keep sending what is due, millisecond by millisecond."""
    until = time.perf_counter() + patience
    while not is_over() and time.perf_counter() < until:
        schedule.send()
        await asyncio.sleep(0.001)
