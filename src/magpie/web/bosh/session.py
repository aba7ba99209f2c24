"""One BOSH session: a `Carrier` whose connection is a sequence of requests.

Theory of operation. To the stream, the session is a web socket: each element in a request becomes
a frame, and each frame that the stream writes is an element of some response. Requests are numbered
(`rid`); one that comes before its turn waits in `_early`, one that comes again gets its response
again. A request whose turn has come is held until there is something to say, or it has waited long
enough, or more are held than was agreed. Between two requests there is no connection: a session
that nobody asks after for `INACTIVITY` seconds has lost it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, MutableMapping, Sequence

from magpie.base.clock import Timer
from magpie.base.log import get_logger
from magpie.server.door import Door
from magpie.server.negotiation import negotiate
from magpie.server.stream import Stream
from magpie.server.tcp import WRITE_MARK
from magpie.web.bosh.body import BadRequest, Body, number, opening, terminated, written
from magpie.web.bosh.terms import INACTIVITY, PAUSE_MAX, Terms
from magpie.web.peer import Peer
from magpie.xmpp.framing import FRAMES, document
from magpie.xmpp.parser import parse_element
from magpie.xmpp.stream import Framing

log = get_logger(__name__)
OPENING = b"<open "
ERROR = b"<stream:error"


class BoshSession:
    """One session; it enters itself into `sessions`, and leaves when it is over."""

    can_start_tls = False
    is_web = True

    def __init__(
        self, door: Door, peer: Peer, first: Body, sessions: MutableMapping[str, BoshSession]
    ) -> None:
        """`first` asks for it. Raises BadRequest when it does so wrongly, or the door is full."""
        self._door = door
        self._clock = door.host.clock
        self.address, self.is_secure, self.has_tls = peer.address, peer.is_secure, peer.has_tls
        self._terms = Terms(first)
        self._last = first.rid - 1  # whose turn has come latest
        self._early: dict[int, Body] = {}
        self._held: dict[int, asyncio.Future[bytes]] = {}
        self._timers: dict[int, Timer] = {}
        self._sent: dict[int, bytes] = {}  # responses that may be asked for again
        self._out: list[bytes] = []
        self._size = 0
        self._is_flushing = self._is_paused = self._is_ending = False
        self._is_stranger = True
        self._ended = ""  # the condition, of a session that is over
        self._sessions = sessions
        self._sid = secrets.token_urlsafe(24)
        self._silence: Timer | None = None
        self._told = self._terms.told(
            self._sid, door.host.domain
        )  # attributes for the next response
        if not door.admits(self.address):
            raise BadRequest("policy-violation")
        self._stream: Stream | None = Stream(door.host, self, negotiate)
        sessions[self._sid] = self

    # Requests

    async def take(self, body: Body) -> bytes:
        """The response to one request."""
        rid = body.rid
        if rid <= self._last and rid not in self._held:
            if rid in self._sent:
                return self._sent[rid]  # XEP-0124, 14.3: it got lost
            return self._refuse("item-not-found")
        if rid > self._last + self._terms.requests:
            return self._refuse("item-not-found")  # XEP-0124, 14.2
        again = self._held.pop(rid, None)
        if again is not None and not again.done():
            again.set_result(written({}))  # its connection is gone, or soon will be
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._hold_back(rid, future)
        if rid > self._last:
            self._early[rid] = body
        if self._silence is not None:
            self._silence.cancel()
        self._proceed()
        return await future

    def _hold_back(self, rid: int, future: asyncio.Future[bytes]) -> None:
        self._held[rid] = future
        if rid in self._timers:
            self._timers[rid].cancel()
        self._timers[rid] = self._clock.call_later(self._terms.wait_for(rid), self._overdue, rid)

    def _overdue(self, rid: int) -> None:
        """It has waited long enough; one whose turn has not come was never followed up."""
        if rid <= self._last:
            self._answer(rid)
        else:
            self._refuse("item-not-found")

    def _proceed(self) -> None:
        """Take the requests whose turn has come, and hold no more of them than was agreed."""
        try:
            while not self._is_paused and self._last + 1 in self._early:
                self._last += 1
                self._process(self._early.pop(self._last))
        except BadRequest as error:
            self._refuse(error.condition)
            return
        self._respond()

    def _process(self, body: Body) -> None:
        self._terms.check_key(body)
        if self._door.host.limits.enabled:
            self._terms.check_pace(body, self._clock.monotonic())
        stream = self._stream
        if stream is None:
            raise BadRequest("item-not-found")
        if body.rid == self._terms.first or body.is_restart:
            stream.feed(opening(self._door.host.domain, body.attrs))
        else:
            stream.feed(b" ")  # a sign of life
        for frame in body.payload:
            stream.feed(frame)
        if body.is_last:
            stream.feed(FRAMES.closing)
        elif "pause" in body.attrs:
            self._pause(number(body.attrs, "pause", 0))

    def _pause(self, seconds: int) -> None:
        """XEP-0124, 10: everything is answered, and then there may be silence for longer."""
        if seconds > PAUSE_MAX:
            raise BadRequest("policy-violation")
        for rid in sorted(self._held):
            self._answer(rid)
        self._await_request(seconds)

    # Responses

    def _respond(self) -> None:
        """Answer what is held for nothing any more, the oldest first."""
        self._is_flushing = False
        while self._held and (self._out or self._is_ending or self._is_too_many()):
            rid = min(self._held)
            if rid > self._last:
                break  # its turn has not come
            self._answer(rid)

    def _is_too_many(self) -> bool:
        turned = sum(rid <= self._last for rid in self._held)
        is_opening = self._last == self._terms.first  # the features come in a moment
        return turned > max(self._terms.hold, is_opening)

    def _answer(self, rid: int) -> None:
        """Respond to a held request with all that there is to say."""
        future = self._held.pop(rid, None)
        timer = self._timers.pop(rid, None)
        if timer is not None:
            timer.cancel()
        if future is None:
            return
        out, self._out = self._out, []
        size, self._size = self._size, 0
        if self._is_ending:
            response = terminated(self._ended, out)
        else:
            told, self._told = self._told, {}
            response = written(told, out)
        self._sent[rid] = response
        while len(self._sent) > self._terms.requests + 1:
            del self._sent[min(self._sent)]
        if not future.done():
            future.set_result(response)
        if size > WRITE_MARK and self._stream is not None:
            self._stream.unclogged()
        if self._is_ending:
            self._leave()
        elif not self._held:
            self._await_request(INACTIVITY)

    def _refuse(self, condition: str) -> bytes:
        """End the session for a fault of the client's; the connection is as good as lost."""
        log.info("bosh.refused", ip=self.address, condition=condition)
        self._ended = condition
        self.abort()
        return terminated(condition)

    def _await_request(self, seconds: float) -> None:
        if self._silence is not None:
            self._silence.cancel()
        self._silence = self._clock.call_later(seconds, self.abort)

    def _leave(self) -> None:
        """Nobody can ask for the session any more."""
        if self._sessions.pop(self._sid, None) is None:
            return
        self._door.left(self.address, self._is_stranger)
        if self._silence is not None:
            self._silence.cancel()
        for timer in self._timers.values():
            timer.cancel()
        asyncio.get_running_loop().call_soon(self._lost)

    def _lost(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.lost()

    # The stream calls (`Carrier`)

    @property
    def framing(self) -> Framing:
        """As over a web socket; frames are unpacked into the responses."""
        return FRAMES

    @property
    def unsent(self) -> int:
        """What waits for the next response."""
        return self._size

    def write(self, pieces: Sequence[bytes]) -> None:
        """Send elements with the next response."""
        if self._is_ending:
            return
        before = self._size
        for piece in pieces:
            if piece.startswith(OPENING):
                self._told["authid"] = parse_element(piece, "").get("id") or ""
            elif piece != FRAMES.closing:
                self._out.append(document(piece))
                self._size += len(piece)
            if piece.startswith(ERROR):
                self._ended = "remote-stream-error"
        if self._size > self._door.host.c2s.write_buffer:
            log.info("stream.cut_off", ip=self.address, why="buffer")
            self.abort()
        elif before <= WRITE_MARK < self._size and self._stream is not None:
            self._stream.clogged()
        self._respond_soon()

    def _respond_soon(self) -> None:
        if not self._is_flushing:
            self._is_flushing = True
            asyncio.get_running_loop().call_soon(self._respond)

    def end(self) -> None:
        """Close with the next response."""
        self._is_ending = True
        self._respond_soon()

    def abort(self) -> None:
        """Close at once."""
        self._is_ending = True
        self._ended = self._ended or "remote-connection-failed"
        for rid in sorted(self._held):
            self._answer(rid)
        self._leave()

    def pause_reading(self) -> None:
        """Let requests wait: no more come than were agreed on."""
        self._is_paused = True

    def resume_reading(self) -> None:
        """Take them again."""
        self._is_paused = False
        asyncio.get_running_loop().call_soon(self._proceed)

    def signed_in(self) -> None:
        """The peer is no stranger any more."""
        self._is_stranger = False
        self._door.signed_in(self.address)

    async def start_tls(self) -> None:
        """There is none: TLS is below HTTP."""
        raise ConnectionResetError

    def bindings(self) -> Mapping[str, bytes]:
        """None: each request may come over a connection of its own."""
        return {}
