"""One room (XEP-0045): talk in a closed loop, many who enter, and what a room costs in memory.

Talk: a few of the occupants speak; each says the next thing when it has got its last one back. A
delivery is one message at one occupant. Afterwards each occupant must have got each message once,
and all in the same order. The server keeps the talk in the room's archive.
"""

import asyncio
import re
import time
from dataclasses import dataclass

from magpie.bench.latency import summary
from magpie.bench.meter import Meter
from magpie.bench.report import Result
from magpie.bench.sessions import Wants, enter_all, gather_some, leave_all, settle
from magpie.bench.target import Target
from magpie.bench.wire import Link, WireError

BODY = b"The quick magpie carries sixty-two characters over the hedge.."
ACKS = Wants(acks=True)
_ID = re.compile(rb"<message\s[^>]*?\bid=['\"]g(\d+)")
_JOIN = (
    b"<presence to='%s/%s'><x xmlns='http://jabber.org/protocol/muc'>"
    b"<history maxstanzas='0'/></x></presence>"
)
_OPEN = (
    b"<iq type='set' id='open' to='%s'><query xmlns='http://jabber.org/protocol/muc#owner'>"
    b"<x xmlns='jabber:x:data' type='submit'/></query></iq>"
)


@dataclass(frozen=True, slots=True)
class Muc:
    """The options of the talk; times in seconds."""

    occupants: int = 100
    window: int = 10  # messages on their way, each of another occupant
    seconds: float = 5.0
    warmup: float = 2.0


@dataclass(frozen=True, slots=True)
class Entrance:
    """The options of the second work."""

    occupants: int = 1_000
    at_once: int = 16
    patience: float = 240.0  # seconds to wait for the last presence


@dataclass(frozen=True, slots=True)
class Rooms:
    """The options of the third work."""

    rooms: int = 500
    rest: float = 12.0  # seconds of silence before memory is read


def address(target: Target, name: str = "bench") -> bytes:
    """Of a room."""
    return f"{name}@rooms.{target.domain}".encode()


async def make(link: Link, room: bytes) -> None:
    """Enter a room that is not there, and open it as it is by default."""
    link.write(_JOIN % (room, b"owner"))
    await _entered(link)
    answer = await link.ask(_OPEN % room, b"open")
    if b"result" not in answer[:200]:
        raise WireError(answer.decode(errors="replace"))


async def join(link: Link, room: bytes, nick: bytes) -> None:
    """Enter a room; one's own presence comes last."""
    link.write(_JOIN % (room, nick))
    await _entered(link)


async def _entered(link: Link) -> None:
    while True:
        piece = await link.expect(b"<presence")
        if b"type='error'" in piece or b'type="error"' in piece:
            raise WireError(piece.decode(errors="replace"))
        if b"'110'" in piece or b'"110"' in piece:
            return


class Talk:
    """What all occupants share: who says what when, and what came of it."""

    def __init__(self) -> None:
        self.is_sending = True
        self.is_measuring = False
        self.sent = 0
        self.delivered = 0
        self.latencies: list[float] = []
        self.sent_at: dict[int, float] = {}
        self.by_speaker: dict[int, Listener] = {}

    def next(self, speaker: "Listener") -> bytes:
        """The number of a new message."""
        number = self.sent
        self.sent += 1
        self.by_speaker[number] = speaker
        self.sent_at[number] = time.perf_counter()
        return b"g%d" % number


class Listener:
    """One occupant: counts what comes, in which order, and speaks again when its own comes."""

    def __init__(self, link: Link, room: bytes, talk: Talk) -> None:
        self.link = link
        self.heard: list[int] = []
        self.refused: list[bytes] = []
        self._room = room
        self._talk = talk
        link.hand_over(self.receive)

    def speak(self) -> None:
        """Say the next thing."""
        self.link.write(
            b"<message to='%s' type='groupchat' id='%b'><body>%s</body></message>"
            % (self._room, self._talk.next(self), BODY)
        )

    def receive(self, pieces: list[bytes]) -> None:
        """Take what has arrived."""
        talk = self._talk
        for piece in pieces:
            found = _ID.match(piece)
            if found is None:
                continue
            if b"<error" in piece:
                self.refused.append(piece)
                continue
            number = int(found[1])
            self.heard.append(number)
            talk.delivered += 1
            if talk.by_speaker.get(number) is self:
                took = time.perf_counter() - talk.sent_at.pop(number)
                if talk.is_measuring:
                    talk.latencies.append(took)
                if talk.is_sending:
                    self.speak()


async def muc(target: Target, options: Muc) -> Result:
    """The whole talk; users 0 … occupants - 1 must exist."""
    links = await enter_all(target, range(options.occupants), ACKS)
    room = address(target)
    await make(links[0], room)
    for index, link in enumerate(links[1:], 1):
        await join(link, room, b"n%d" % index)
    await settle(links)
    talk = Talk()
    listeners = [Listener(link, room, talk) for link in links]
    for listener in listeners[: options.window]:
        listener.speak()
    await asyncio.sleep(options.warmup)
    talk.is_measuring = True
    before = talk.delivered
    meter = Meter(target.tree())
    await asyncio.sleep(options.seconds)
    usage = meter.read()
    delivered = talk.delivered - before
    talk.is_measuring = talk.is_sending = False
    faults = await _drain(listeners, talk)
    work = f"room, {options.occupants} occupants, {options.window} messages in flight, archived"
    result = Result(work, dict(usage.figures(delivered, "delivered")), faults)
    result.figures |= summary(talk.latencies)
    await leave_all(links)
    return result


async def _drain(listeners: list[Listener], talk: Talk, patience: float = 20.0) -> list[str]:
    """Wait for what is on its way; what was lost, doubled, or heard in another order."""
    until = time.perf_counter() + patience
    # Polled, not signalled: counting is the hot path.
    while time.perf_counter() < until:
        if all(len(one.heard) >= talk.sent for one in listeners):
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)  # a doubled message might still come
    faults = {
        "lost": sum(talk.sent - len(set(one.heard)) for one in listeners),
        "doubled": sum(len(one.heard) - len(set(one.heard)) for one in listeners),
        "in another order": sum(one.heard != listeners[0].heard for one in listeners),
        "refused": sum(len(one.refused) for one in listeners),
    }
    found = [f"{name}: {count}" for name, count in faults.items() if count]
    first = next((one.refused[0] for one in listeners if one.refused), None)
    return found + ([first.decode(errors="replace")] if first else [])


class Crowd:
    """Counts the presence stanzas of all links."""

    def __init__(self) -> None:
        self.count = 0

    def consume(self, pieces: list[bytes]) -> None:
        """Count those among the pieces."""
        self.count += sum(1 for piece in pieces if piece.startswith(b"<presence"))

    async def is_told(self, wanted: int, until: float) -> None:
        """Wait until so many have come, or it is too late."""
        # Polled, not signalled: counting is the hot path.
        while self.count < wanted and time.perf_counter() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def entrance(target: Target, options: Entrance) -> Result:
    """Many enter one room, some at a time, and each sees each: N x N presences in all."""
    links = await enter_all(target, range(options.occupants), Wants(presence=False))
    room = address(target, "crowd")
    await make(links[0], room)
    crowd = Crowd()
    for link in links:
        link.hand_over(crowd.consume)
    meter = Meter(target.tree())
    until = time.perf_counter() + options.patience
    wanted = 0
    for start in range(1, options.occupants, options.at_once):
        batch = range(start, min(start + options.at_once, options.occupants))
        for index in batch:
            links[index].write(_JOIN % (room, b"n%d" % index))
            wanted += 2 * index + 1  # those who are there see it, it sees them, and itself
        await crowd.is_told(wanted, until)
    usage = meter.read()
    result = Result(f"room, {options.occupants} users enter, {options.at_once} at a time")
    if usage.server is not None:
        result.figures["server CPU s"] = usage.server
        result.figures["server CPU per presence µs"] = usage.server / max(1, crowd.count) * 1e6
    result.figures["presences received"] = crowd.count
    result.figures["all inside s"] = usage.wall
    result.figures |= usage.loads()
    if crowd.count < wanted:
        result.faults.append(f"only {crowd.count} of {wanted} presence stanzas arrived")
    await leave_all(links)
    return result


async def idle_rooms(target: Target, options: Rooms) -> Result:
    """Rooms with one occupant each, and the same rooms when nobody is in them any more."""
    tree = target.tree()
    if tree is None:
        raise WireError("memory can only be read where the server's process id is given")
    (link,) = await enter_all(target, range(1), Wants())
    for number in range(10):  # what the server needs once is not charged to the rooms
        await make(link, address(target, f"first{number}"))
    await asyncio.sleep(options.rest)
    rss = tree.rss()
    for number in range(options.rooms):
        await make(link, address(target, f"room{number}"))
    await asyncio.sleep(options.rest)
    held = tree.rss()
    result = Result(f"{options.rooms} rooms, one occupant each")
    result.figures["RSS per room kB"] = (held - rss) / options.rooms / 1000
    result.figures["RSS before MB"] = rss / 1e6
    result.figures["RSS after MB"] = held / 1e6
    await gather_some(Link.close, [link], 1)
    return result
