"""Pairs of users chatting in a closed loop: the next message goes when an earlier one arrived.

A message counts as delivered when its receiver has read it. Afterwards the work makes sure that
each message came exactly once and in order.
"""

import asyncio
import re
import time
from collections import deque
from dataclasses import dataclass, field

from magpie.bench.latency import summary
from magpie.bench.meter import Meter, Usage
from magpie.bench.report import Result
from magpie.bench.sessions import EVERYTHING, Wants, enter_all, leave_all, settle
from magpie.bench.target import Target
from magpie.bench.wire import NS_SM, Link, WireError

BODY = b"The quick magpie carries sixty-two characters over the hedge.."
NO_STORE = b"<no-store xmlns='urn:xmpp:hints'/>"
_ACK = b"<r xmlns='%s'/>" % NS_SM.encode()
_ID = re.compile(rb"<message\s[^>]*?\bid=['\"]c(\d+)")
_PREFS = b"<iq type='set' id='prefs'><prefs xmlns='urn:xmpp:mam:2' default='%s'/></iq>"


@dataclass(frozen=True, slots=True)
class Chat:
    """The options of the work; times in seconds."""

    pairs: int = 20
    window: int = 10
    seconds: float = 5.0
    warmup: float = 2.0
    wants: Wants = EVERYTHING
    ack_every: int = 5  # messages between two `<r/>` of a client
    prefs: str = ""  # archive preference that the users set first: always, never; or none
    is_stored: bool = True  # False: messages carry `<no-store/>` (XEP-0334)


@dataclass(slots=True)
class Tally:
    """What all pairs of a run share."""

    is_sending: bool = True
    is_measuring: bool = False
    delivered: int = 0
    latencies: list[float] = field(default_factory=list)


class Order:
    """Notes which of the numbers 0, 1, 2, … arrived, and what was wrong with their order."""

    __slots__ = ("doubled", "expected", "late", "missing")

    def __init__(self) -> None:
        self.expected = 0
        self.missing: set[int] = set()
        self.doubled = 0
        self.late = 0

    def note(self, number: int) -> bool:
        """Take in a number; whether it is new."""
        if number == self.expected:
            self.expected += 1
            return True
        if number > self.expected:
            self.missing.update(range(self.expected, number))
            self.expected = number + 1
            return True
        if number in self.missing:
            self.missing.remove(number)
            self.late += 1
            return True
        self.doubled += 1
        return False

    def faults(self, sent: int) -> dict[str, int]:
        """How many of `sent` numbers were lost, doubled, out of order."""
        lost = len(self.missing) + sent - self.expected
        return {"lost": lost, "doubled": self.doubled, "out of order": self.late}


class Pair:
    """One sender, one receiver, and the messages between them."""

    def __init__(self, sender: Link, receiver: Link, options: Chat, tally: Tally) -> None:
        self.sender = sender
        self.order = Order()
        self.sent = 0
        self.errors: list[bytes] = []
        self._tally = tally
        self._sent_at: deque[float] = deque()
        self._ack_every = options.ack_every if options.wants.acks else 0
        self._template = (
            b"<message to='%s' type='chat' id='c%%d'><body>%s</body>"
            b"<active xmlns='http://jabber.org/protocol/chatstates'/>"
            b"<request xmlns='urn:xmpp:receipts'/>%s</message>"
            % (
                receiver.jid.split("/")[0].encode(),
                BODY,
                b"" if options.is_stored else NO_STORE,
            )
        )
        sender.consumer = self._refused
        receiver.consumer = self.receive

    def send(self, count: int) -> None:
        """Put `count` further messages on their way, in one write."""
        now = time.perf_counter()
        parts = []
        for number in range(self.sent, self.sent + count):
            parts.append(self._template % number)
            if self._ack_every and number % self._ack_every == 0:
                parts.append(_ACK)
            self._sent_at.append(now)
        self.sent += count
        self.sender.write(b"".join(parts))

    def receive(self, pieces: list[bytes]) -> None:
        """Take what has arrived at the receiver, and send as many again."""
        tally = self._tally
        now = time.perf_counter()
        count = 0
        for piece in pieces:
            found = _ID.match(piece)
            if found is None or not self.order.note(int(found[1])):
                continue
            count += 1
            took = now - self._sent_at.popleft()
            if tally.is_measuring:
                tally.latencies.append(took)
        tally.delivered += count
        if count and tally.is_sending:
            self.send(count)

    def _refused(self, pieces: list[bytes]) -> None:
        self.errors += [piece for piece in pieces if piece.startswith(b"<message")]

    @property
    def is_done(self) -> bool:
        """Whether all that was sent has arrived, and was acknowledged where that is on."""
        return not self._sent_at and not (self._ack_every and self.sender.acknowledged < self.sent)


async def chat(target: Target, options: Chat) -> Result:
    """The whole work, from log in to log out; users 0 … 2 × pairs - 1 must exist."""
    links = await enter_all(target, range(2 * options.pairs), options.wants)
    if options.prefs:
        for link in links:
            answer = await link.ask(_PREFS % options.prefs.encode(), b"prefs")
            if b"error" in answer:
                raise WireError(answer.decode(errors="replace"))
    await settle(links)
    tally = Tally()
    pairs = [
        Pair(links[2 * index], links[2 * index + 1], options, tally)
        for index in range(options.pairs)
    ]
    for pair in pairs:
        pair.send(options.window)
    await asyncio.sleep(options.warmup)
    tally.is_measuring = True
    before = tally.delivered
    meter = Meter(target.tree())
    await asyncio.sleep(options.seconds)
    usage = meter.read()
    delivered = tally.delivered - before
    tally.is_measuring = tally.is_sending = False
    faults = await _drain(pairs)
    result = _result(target, options, usage, delivered, tally)
    result.faults = faults
    await leave_all(links)
    return result


async def _drain(pairs: list[Pair], patience: float = 20.0) -> list[str]:
    """Wait for what is on its way, then say what was lost, doubled, reordered or refused."""
    until = time.perf_counter() + patience
    for pair in pairs:
        if pair.sender.is_managed:
            pair.sender.write(_ACK)
    # Polled, not signalled: the callbacks on the hot path do nothing that only the end needs.
    while not all(pair.is_done for pair in pairs) and time.perf_counter() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)  # a doubled message might still come
    totals: dict[str, int] = {}
    for pair in pairs:
        found = pair.order.faults(pair.sent)
        found["refused"] = len(pair.errors)
        found["unacknowledged"] = 0 if pair.is_done else pair.sent - pair.sender.acknowledged
        for name, count in found.items():
            totals[name] = totals.get(name, 0) + count
    faults = [f"{name}: {count}" for name, count in totals.items() if count]
    first = next((pair.errors[0] for pair in pairs if pair.errors), None)
    return faults + ([first.decode(errors="replace")] if first else [])


def _result(target: Target, options: Chat, usage: Usage, delivered: int, tally: Tally) -> Result:
    tree = target.tree()
    result = Result(
        f"chat, {options.pairs} pairs, {options.window} in flight, {options.wants}",
        dict(usage.figures(delivered, "delivered")),
    )
    result.figures |= summary(tally.latencies)
    if tree:
        result.figures["resident MB"] = tree.rss() / 1e6
    return result
