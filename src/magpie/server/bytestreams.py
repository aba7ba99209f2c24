"""Bytestreams by way of the server (XEP-0065): two connections with the same hash, joined.

Theory of operation. Both clients connect and name the hash of stream, requester and target. Until
the requester activates the stream, by a stanza, they wait, and what they say is dropped. From then
on what comes from the one is written to the other; whoever does not keep up makes the other wait,
so of each stream no more than two marks lie here. `features/bytestreams.py` has the stanzas.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import ClassVar, cast

from magpie.base.clock import Timer
from magpie.base.config import Address, Duration, Size, duration, option, size
from magpie.base.log import get_logger
from magpie.server.door import neighbour
from magpie.server.host import Host
from magpie.server.http import everywhere
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.socks import NOT_ALLOWED, SUCCEEDED, Handshake, SocksError, reply

log = get_logger(__name__)
MARK = 256 * 1024  # bytes that wait for one side before the other is not read
WAITING_MAX = 1_000  # connections that wait to be joined
WAITING_PER_ADDRESS = 50
HASH = 40  # characters: SHA-1 in hexadecimal


@dataclass(frozen=True, slots=True)
class ProxyRules:
    """Files from client to client by way of the server (XEP-0065), for those behind firewalls."""

    SECTION: ClassVar[str] = "bytestreams"

    listen: tuple[Address, ...] = option(
        everywhere(7777), doc="Where clients connect for it; empty for nowhere."
    )
    host: str | None = option(
        None,
        shown="the domain, and this machine's addresses",
        doc="The name or address under which they find that place.",
    )
    streams_per_account: int = option(
        20, min=0, doc="How many streams an account may have at the same time; 0: any number."
    )
    bytes_per_second: Size = option(
        size("50 MB"), min=0, doc="How much an account may send so, all streams together; 0: any."
    )
    wait: Duration = option(
        duration("60 s"),
        min=duration("1 s"),
        doc="How long a connection waits for its other side, and to be activated.",
    )
    idle: Duration = option(
        duration("5 min"), min=duration("1 s"), doc="A stream in which nothing moves ends then."
    )


class Bytestreams:
    """The proxy of one host.

    Attributes:
        rules: its section of the settings; `port` where it listens, 0 for nowhere.
    """

    def __init__(self, host: Host) -> None:
        self.host = host
        self.rules = host.settings.get(ProxyRules)
        self.port = 0
        self._servers: list[asyncio.Server] = []
        self._waiting: dict[str, list[Side]] = {}
        self._strangers: Counter[str] = Counter()
        self._streams: dict[Jid, set[Stream]] = {}
        self._buckets: dict[Jid, Bucket] = {}

    async def listen(self, address: str, port: int) -> int:
        """Accept connections at an address; the real port.

        Raises:
            OSError: it cannot be used.
        """
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Side(self), address, port, reuse_address=True)
        self._servers.append(server)
        real = int(server.sockets[0].getsockname()[1])
        self.port = self.port or real
        return real

    def close(self) -> None:
        """Accept no more, and end what runs."""
        for server in self._servers:
            server.close()
        waiting = [side for sides in self._waiting.values() for side in sides]
        streams = [stream for some in self._streams.values() for stream in some]
        for side in waiting:
            side.abort()
        for stream in streams:
            stream.end("stopped")

    @property
    def hosts(self) -> list[str]:
        """Under which names clients find it, the likeliest first."""
        if self.rules.host is not None:
            return [self.rules.host]
        named = [one.host for one in self.rules.listen if one.host not in ("", "0.0.0.0", "::")]
        if not named:
            named = [one.rpartition(":")[0] or one for one in self.host.reach.at]
        return list(dict.fromkeys([*named, self.host.domain]))

    # Connections

    def admit(self, address: str) -> bool:
        """Whether one more connection of that address may wait; counts it when it may."""
        who = neighbour(address)
        if self._strangers.total() >= WAITING_MAX or self._strangers[who] >= WAITING_PER_ADDRESS:
            return False
        self._strangers[who] += 1
        return True

    def forget(self, address: str) -> None:
        """A connection that was admitted waits no longer."""
        who = neighbour(address)
        self._strangers[who] -= 1
        if not self._strangers[who]:
            del self._strangers[who]

    def wait(self, side: Side, name: str) -> bool:
        """A connection wants to be joined under this hash. False: there are two already."""
        sides = self._waiting.setdefault(name, [])
        if len(name) != HASH or len(sides) == 2:
            if not sides:
                del self._waiting[name]
            return False
        sides.append(side)
        return True

    def leave(self, side: Side, name: str) -> None:
        """A connection that waited is gone."""
        sides = self._waiting[name]
        sides.remove(side)
        if not sides:
            del self._waiting[name]

    # Streams

    def activate(self, name: str, owner: Jid) -> None:
        """XEP-0065, 6.3.5: join the two connections of this hash, for the account `owner`.

        Raises:
            StanzaError: nobody, or only one side, is connected; or the owner has too many streams.
        """
        sides = self._waiting.get(name, [])
        if not sides:
            raise StanzaError("item-not-found", "Nobody is connected for this stream.")
        if len(sides) < 2:
            raise StanzaError("not-allowed", "The other side is not connected.")
        running = self._streams.setdefault(owner, set())
        limit = self.rules.streams_per_account if self.host.limits.enabled else 0
        if limit and len(running) >= limit:
            raise StanzaError("resource-constraint", f"You have {limit} streams already.")
        del self._waiting[name]
        running.add(Stream(self, owner, (sides[0], sides[1])))

    def ended(self, stream: Stream) -> None:
        """A stream is over."""
        running = self._streams[stream.owner]
        running.discard(stream)
        if not running:
            del self._streams[stream.owner]
            self._buckets.pop(stream.owner, None)

    def bucket(self, owner: Jid) -> Bucket:
        """What an account may still send: shared by its streams."""
        rate = self.rules.bytes_per_second if self.host.limits.enabled else 0
        return self._buckets.setdefault(owner, Bucket(rate, self.host.clock.monotonic()))


class Bucket:
    """Bytes that may pass: filled at `rate` a second (0: without bound), a second's worth of it."""

    __slots__ = ("_at", "_left", "_rate")

    def __init__(self, rate: int, now: float) -> None:
        self._rate = rate
        self._left = float(rate)
        self._at = now

    def spend(self, count: int, now: float) -> float:
        """Take what came; for how many seconds nothing more should, 0 for not at all."""
        if not self._rate:
            return 0.0
        self._left = min(self._left + (now - self._at) * self._rate, self._rate) - count
        self._at = now
        return max(0.0, -self._left / self._rate)


class Stream:
    """Two sides that are joined; `moved` bytes have passed."""

    def __init__(self, proxy: Bytestreams, owner: Jid, sides: tuple[Side, Side]) -> None:
        self._proxy = proxy
        self._bucket = proxy.bucket(owner)
        self._sides = sides
        self._seen = 0
        self._is_over = False
        self.owner = owner
        self.moved = 0
        for side, other in (sides, sides[::-1]):
            side.join(self, other)
        self._timer = self._set_timer()

    def _set_timer(self) -> Timer:
        return self._proxy.host.clock.call_later(self._proxy.rules.idle, self._look)

    def _look(self) -> None:
        """Nothing has moved since the last look: it ends."""
        if self.moved == self._seen:
            self.end("idle")
        else:
            self._seen = self.moved
            self._timer = self._set_timer()

    def passed(self, count: int) -> float:
        """Bytes have come; for how long to wait with the next."""
        self.moved += count
        return self._bucket.spend(count, self._proxy.host.clock.monotonic())

    def end(self, why: str = "") -> None:
        """Both sides close: at once where there is a reason, else when all is written."""
        if self._is_over:
            return
        self._is_over = True
        self._timer.cancel()
        for side in self._sides:
            if why:
                side.abort()
            else:
                side.finish()
        self._proxy.ended(self)
        log.info("bytestream.ended", jid=self.owner, bytes=self.moved, why=why or "closed")


class Side(asyncio.Protocol):
    """One connection: it says hello, waits, and is joined with another."""

    def __init__(self, proxy: Bytestreams) -> None:
        self._proxy = proxy
        self._transport: asyncio.Transport | None = None
        self._address = ""
        self._is_admitted = False
        self._timer: Timer | None = None
        self._handshake: Handshake | None = Handshake()
        self._name = ""
        self._stream: Stream | None = None
        self._other: Side | None = None
        self._has_ended = False
        self._holds: set[str] = set()  # why this side is not read

    # asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        self._transport = transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self._address = peer[0].partition("%")[0] if peer else ""
        if not self._proxy.admit(self._address):
            transport.abort()
            return
        self._is_admitted = True
        transport.set_write_buffer_limits(high=MARK)
        self._timer = self._proxy.host.clock.call_later(self._proxy.rules.wait, self.abort)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._stream is not None and self._other is not None:
            self._other.write(data)
            wait = self._stream.passed(len(data))
            if wait:
                self.hold("rate")
                self._timer = self._proxy.host.clock.call_later(wait, self.release, "rate")
        elif self._handshake is not None:
            self._greet(self._handshake, data)
        # XEP-0065, 8.1: what is sent before the activation is ignored

    def eof_received(self) -> bool:
        """This side has said all; the other may have more to say."""
        if self._stream is None or self._other is None:
            return False
        self._has_ended = True
        if self._other._has_ended:
            self._stream.end()
        else:
            self._other.write_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._transport = None
        self._not_waiting()
        if self._stream is not None:
            self._stream.end()
        elif self._name:
            self._proxy.leave(self, self._name)

    def pause_writing(self) -> None:
        """This side does not keep up: the other is not read."""
        if self._other is not None:
            self._other.hold("mark")

    def resume_writing(self) -> None:
        """It does again."""
        if self._other is not None:
            self._other.release("mark")

    # The proxy and the other side call

    def join(self, stream: Stream, other: Side) -> None:
        """What comes from now on goes to the other side."""
        self._not_waiting()
        self._name = ""
        self._stream = stream
        self._other = other

    def write(self, data: bytes) -> None:
        """Send bytes to this side."""
        if self._transport is not None:
            self._transport.write(data)

    def write_eof(self) -> None:
        """Nothing more will come from the other side."""
        if self._transport is not None and self._transport.can_write_eof():
            self._transport.write_eof()

    def hold(self, why: str) -> None:
        """Leave this side's bytes in the kernel."""
        if not self._holds and self._transport is not None:
            self._transport.pause_reading()
        self._holds.add(why)

    def release(self, why: str) -> None:
        """Take them again, unless something else is against it."""
        self._holds.discard(why)
        if not self._holds and self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def finish(self) -> None:
        """Close when all is written; a peer that does not take it is cut off."""
        if self._transport is not None:
            self._transport.close()
            self._timer = self._proxy.host.clock.call_later(self._proxy.rules.wait, self.abort)

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def _greet(self, handshake: Handshake, data: bytes) -> None:
        try:
            self.write(handshake.feed(data))
        except SocksError as error:
            self._refuse(error.reply)
            return
        if handshake.address is None:
            return
        self._handshake = None
        if not self._proxy.wait(self, handshake.address):
            self._refuse(reply(NOT_ALLOWED, handshake.address))
            return
        self._name = handshake.address
        self.write(reply(SUCCEEDED, self._name))

    def _refuse(self, answer: bytes) -> None:
        self._handshake = None
        self.write(answer)
        if self._transport is not None:
            self._transport.close()

    def _not_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._is_admitted:
            self._is_admitted = False
            self._proxy.forget(self._address)
