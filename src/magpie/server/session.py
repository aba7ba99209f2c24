"""A session: one bound resource of an account, whatever carries it.

Theory of operation. A session outlives its connection when stream management can resume it: then
`wire` is `None` and what is sent is only queued. Everything sent goes through `send`; the bytes of
one turn of the event loop leave in one write (`Flusher`). Everything received comes through
`receive` in order; a handler that must wait (I/O) suspends the session, and what arrives meanwhile
is queued behind it (RFC 6120, 10.1).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar, cast

from magpie.base.clock import Timer
from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.inbox import Inbox
from magpie.server.management import Management
from magpie.server.multicast import Multicast
from magpie.xmpp.element import NS_CLIENT, Element, escape_attr
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence

log = get_logger(__name__)
T = TypeVar("T")
STORM = 128  # copies of multicast stanzas that are written at once, in each span of
HOLD = 0.05  # seconds; those beyond wait for its end
WAITING_MAX = 64  # stanzas queued behind a suspended one before the socket is no longer read


class SessionKey(Generic[T]):
    """A typed slot that a feature keeps on a session: `session[KEY]`."""

    __slots__ = ("default", "name")

    def __init__(self, name: str, default: T) -> None:
        self.name = name
        self.default = default


class Wire(Protocol):
    """What carries a session: a TCP or web socket, or memory.

    Attributes:
        address: the peer's IP address as text.
        is_secure: TLS, or nobody in between (loopback); has_tls: TLS.
        is_clogged: more is waiting to be written than the mark allows.
        heard_at: when bytes last came, in the clock's seconds.
        asked_at: when the silent peer was asked for a sign of life; 0 when it was not.
    """

    address: str
    has_tls: bool
    is_clogged: bool
    heard_at: float
    asked_at: float

    @property
    def is_secure(self) -> bool:
        """TLS, or nobody in between."""

    @property
    def is_paused(self) -> bool:
        """Whether the peer is not read now."""

    def abort(self) -> None:
        """Drop the connection without a word."""

    def rest(self) -> None:
        """Give back memory until the peer sends again."""

    def write(self, pieces: Sequence[bytes]) -> None:
        """Send elements of the stream's content, each in its wire form."""

    def close(self, error: StreamError | None = None) -> None:
        """Send the error if any, close the stream, then the connection. Idempotent."""

    def detach(self, error: StreamError) -> None:
        """Close as `close` does; the session goes on without this wire."""

    def pause(self, reason: object) -> None:
        """Do not read from the peer until `resume` is called for each reason."""

    def resume(self, reason: object) -> None:
        """The opposite of `pause`."""


class Gate(Protocol):
    """Holds back what a client need not hear now (XEP-0352)."""

    def admit(self, element: Element, number: int) -> Sequence[tuple[Element, int]]:
        """What to send now, in order: nothing, or what was held followed by `element`.

        `number` is the stanza's place in the journal, and goes with it.
        """

    def release(self) -> Sequence[tuple[Element, int]]:
        """All that is held."""


class Session:
    """One bound resource.

    Attributes:
        jid: its full address; `account` is the bare one.
        wire: what carries it now; `None` while it waits to be resumed.
        presence: its last broadcast available presence; `None` while it is unavailable.
        priority: of that presence (RFC 6121, 4.7.2.3); meaningless without one.
        inbox: the account's.
        sm: stream management, once enabled.
        gate: what holds back traffic, set by a feature.
        opened_at: µs since epoch.
        stamp: its address as the attribute `from` of what it sends, written.
        backlog: live stored messages that wait for the end of an offline replay, or `None`.
        is_closed: ended for good.
    """

    __slots__ = (
        "_out",
        "_slots",
        "_then",
        "_waiting",
        "account",
        "backlog",
        "gate",
        "host",
        "inbox",
        "is_closed",
        "is_flushing",
        "jid",
        "opened_at",
        "presence",
        "priority",
        "sm",
        "stamp",
        "uncommitted",
        "wire",
    )

    def __init__(self, host: Host, jid: Jid, wire: Wire, inbox: Inbox) -> None:
        self.host = host
        self.jid = jid
        self.account = jid.bare
        self.stamp = f" from='{escape_attr(jid.text)}'".encode()
        self.wire: Wire | None = wire
        self.inbox = inbox
        self.presence: Presence | None = None
        self.priority = 0
        self.sm: Management | None = None
        self.gate: Gate | None = None
        self.opened_at = host.clock.now()
        self.backlog: list[tuple[int, Element]] | None = None
        self.is_closed = False
        self.is_flushing = False
        self.uncommitted = 0  # what it sent that waits in the journal
        self._slots: dict[SessionKey[Any], Any] | None = None
        self._waiting: deque[Element] | None = None
        self._then: list[Callable[[], None]] = []  # when nothing waits any more
        self._out: list[bytes] = []

    def __repr__(self) -> str:
        """Its address."""
        return f"<Session {self.jid}>"

    def __getitem__(self, key: SessionKey[T]) -> T:
        """A feature's slot, or its default."""
        return cast(T, key.default if self._slots is None else self._slots.get(key, key.default))

    def __setitem__(self, key: SessionKey[T], value: T) -> None:
        """Set a feature's slot."""
        if self._slots is None:
            self._slots = {}
        self._slots[key] = value

    @property
    def is_available(self) -> bool:
        """Whether it has sent available presence."""
        return self.presence is not None

    @property
    def is_reachable(self) -> bool:
        """Whether messages to the bare address reach it (RFC 6121, 8.5.2.1.1)."""
        return self.presence is not None and self.priority >= 0

    # Sending

    def send(self, element: Element, number: int = 0) -> None:
        """Send a stanza; `number` is its place in the journal when the inbox is to follow it."""
        gate = self.gate
        if gate is None:
            self._put(element, number)
            return
        admitted = gate.admit(element, number)
        if admitted:
            *held, last = admitted
            self._let_go(held)
            self._put(*last)
        elif number:
            self.inbox.delivered(number)  # held is not taken: the cursor waits for it

    def send_copy(self, copy: Multicast, to: bytes) -> None:
        """Send a stanza that goes to many; `to` is the account or this device, as the wire has it.

        Stream management holds the one element that all share: were it sent again, it would be
        without `to`, which means the same to the client (RFC 6120, 8.1.1.1).
        """
        if self.gate is not None:
            is_waiting = self.wire is None
            address = self.jid if b"/" in to else self.account
            self.send(copy.element if is_waiting else copy.addressed(address.text))
            return
        if self.sm is not None:
            self.sm.sent(copy.element, 0)
        if self.wire is not None:
            self._out.append(copy.wire(to))
            if not self.is_flushing:
                flusher = self.host.flusher
                (flusher.hold if copy.can_wait else flusher.add)(self)

    def send_stored(self, element: Element, number: int) -> None:
        """Send a stored message; behind the replay when one is running."""
        if self.backlog is None:
            self.send(element, number)
        else:
            self.backlog.append((number, element))

    def send_wire(self, wire: bytes) -> None:
        """Send something that is not a stanza (an acknowledgement): not counted, not held."""
        self._out.append(wire)
        if not self.is_flushing:
            self.host.flusher.add(self)

    def _put(self, element: Element, number: int) -> None:
        management = self.sm
        if management is not None:
            management.sent(element, number)
            if number:
                self.inbox.delivered(number)
                if len(management.unacked) == 1:
                    self.host.liveness.expect(self)
        elif number:
            if self.wire is None:  # it was held for a client that has gone
                self.inbox.dropped(number)
            else:
                self.inbox.taken(number)
        if self.wire is not None:
            self._out.append(element.to_bytes(NS_CLIENT))
            if not self.is_flushing:
                self.host.flusher.add(self)

    def flush(self) -> None:
        """Write what this turn of the loop has gathered."""
        self.is_flushing = False
        if self.wire is None:
            self._out.clear()
            return
        if self.sm is not None and self.sm.wants_ack():
            self._out.append(self.sm.request())
        out = self._out
        if out:
            self._out = []
            self.wire.write(out)

    def release_gate(self) -> None:
        """Send what a feature holds back: the gate is going."""
        gate, self.gate = self.gate, None
        if gate is not None:
            self._let_go(gate.release())

    def _let_go(self, held: Iterable[tuple[Element, int]]) -> None:
        for element, number in held:
            if number:
                self.inbox.lost((number,))
            self._put(element, number)

    def drop_unsent(self) -> None:
        """Forget bytes that a lost connection did not take: stream management has the stanzas."""
        self._out.clear()

    # Receiving

    def receive(self, element: Element) -> None:
        """Take one element of the peer's stream, in order."""
        waiting = self._waiting
        if waiting is None:
            self.host.router.process(self, element)
            return
        waiting.append(element)
        if len(waiting) == WAITING_MAX and self.wire is not None:
            self.wire.pause(self)

    def suspend(self) -> None:
        """Queue what arrives until `proceed`: the element in hand is not done yet."""
        assert self._waiting is None, "one element at a time"
        self._waiting = deque()

    def proceed(self, act: Callable[[], None] | None = None) -> None:
        """Go on: finish the element in hand by `act`, then take what has arrived meanwhile."""
        arrived = self._waiting or deque()
        self._waiting = None
        if self.wire is not None:
            self.wire.resume(self)
        if act is not None:
            act()
        while arrived and not self.is_closed:
            if not self._may_go_on(arrived):
                return
            self.host.router.process(self, arrived.popleft())
        if self._then:
            then, self._then = self._then, []
            for step in then:
                self.when_done(step)

    def when_done(self, act: Callable[[], None]) -> None:
        """Run `act` when all that the peer has sent so far is handled, and committed."""
        if self._waiting is None:
            self.host.router.behind(self, act)
        else:
            self._then.append(act)

    def _may_go_on(self, arrived: deque[Element]) -> bool:
        """False when the session was suspended again: then what has arrived waits on."""
        if self._waiting is None:
            return True
        self._waiting.extend(arrived)
        return False

    def unclogged(self) -> None:
        """The client has read what waited for it."""
        self.host.pressure.released(self)

    # Ending

    def lost(self, wire: Wire) -> None:
        """The connection is gone, without a close."""
        self.host.streams.lost(self, wire)

    def close(self, error: StreamError | None = None) -> None:
        """End the session for good, with the stream that carries it."""
        self.host.sessions.end(self, error)


class Flusher:
    """Writes once per turn of the event loop what its sessions were sent in it.

    Presence that goes to many may wait a little longer: in a storm of logins each turn has one
    more stanza for everybody, and a write costs more than the stanza. What else a session is
    sent meanwhile takes it along, so the order holds.
    """

    def __init__(
        self,
        call_soon: Callable[[Callable[[], None]], object],
        call_later: Callable[[float, Callable[[], None]], Timer],
    ) -> None:
        self._call_soon = call_soon
        self._call_later = call_later
        self._dirty: list[Session] = []
        self._copies = 0
        self._held: dict[Session, None] = {}

    def hold(self, session: Session) -> None:
        """Flush the session soon: this turn in quiet times, within `HOLD` seconds in a storm."""
        self._copies += 1
        if self._copies <= STORM:
            if self._copies == 1:
                self._call_later(HOLD, self._let_go)
            self.add(session)
        else:
            self._held[session] = None

    def _let_go(self) -> None:
        self._copies = 0
        held, self._held = self._held, {}
        for session in held:
            if not session.is_flushing:
                session.flush()

    def add(self, session: Session) -> None:
        """Flush the session at the end of this turn."""
        session.is_flushing = True
        if not self._dirty:
            self._call_soon(self.flush)
        self._dirty.append(session)

    def flush(self) -> None:
        """Flush all that were added."""
        dirty = self._dirty
        self._dirty = []
        for session in dirty:
            try:
                session.flush()
            except Exception as error:  # of one: the others' turn comes all the same
                log.error("session.not_flushed", jid=session.jid, error=error)
                session.close(StreamError("internal-server-error"))
