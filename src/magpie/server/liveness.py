"""Signs of life: one sweep over all sessions asks the silent and cuts off the dead."""

from __future__ import annotations

from magpie.base import memory
from magpie.base.clock import Timer
from magpie.server.host import Host
from magpie.server.session import Session
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.stanza import Iq

SWEEP = 5.0  # seconds between two looks at everybody
PAUSE = 0.5  # seconds after a message in which more may come before we ask about them
FELL_SILENT = 100  # sessions after which memory is given back: what they needed at first
NS_PING = "urn:xmpp:ping"


class Liveness:
    """Watches the sessions of one host.

    With stream management a request for acknowledgement does both jobs: it moves the inbox on and
    shows whether the client is there. Without it the server pings (XEP-0199, 4.4).
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._timer: Timer | None = None
        self._expected: set[Session] = set()
        self._fell_silent = 0

    def start(self) -> None:
        """Begin to sweep."""
        self._timer = self._host.clock.call_later(SWEEP, self._sweep)

    def stop(self) -> None:
        """Sweep no more."""
        if self._timer is not None:
            self._timer.cancel()

    def expect(self, session: Session) -> None:
        """A stored message went to a managed session: ask before long whether it came.

        A client that leaves soon has acknowledged then, and does not get the message again.
        """
        if not self._expected:
            self._host.clock.call_later(PAUSE, self._ask)
        self._expected.add(session)

    def _ask(self) -> None:
        expected, self._expected = self._expected, set()
        for session in expected:
            management = session.sm
            if session.wire is None or management is None or management.asked_at:
                continue
            if len(management.unacked):
                session.send_wire(management.request())

    def _sweep(self) -> None:
        now = self._host.clock.monotonic()
        for session in self._host.sessions:
            self._look(session, now)
        if self._fell_silent >= FELL_SILENT:
            self._fell_silent = 0
            memory.give_back()
        self.start()

    def _look(self, session: Session, now: float) -> None:
        management = session.sm
        if self._host.streams.overflowing(session):
            session.close(StreamError("policy-violation", "Nothing is acknowledged."))
            return
        wire = session.wire
        if wire is None:
            return
        if wire.is_paused:
            return  # who is not listened to cannot give a sign of life
        if now - wire.heard_at > SWEEP:
            wire.rest()
            self._fell_silent += now - wire.heard_at <= 2 * SWEEP
        waits = management is not None and bool(management.asked_at)
        asked_at = management.asked_at if management is not None and waits else wire.asked_at
        if asked_at:
            silent_since = max(asked_at, wire.heard_at)
            if now - silent_since > self._host.c2s.ping_timeout:
                wire.abort()
            return
        idle = self._host.c2s.idle_ping
        is_silent = idle is not None and now - wire.heard_at > idle
        if management is not None:
            if len(management.unacked) or is_silent:
                session.send_wire(management.request())
        elif is_silent:
            wire.asked_at = now
            payload = Element("ping", NS_PING)
            self._host.replies.ask(session, "get", payload, _answered, self._host.c2s.ping_timeout)


def _answered(_reply: Iq | None) -> None:
    """Any byte is a sign of life; what the answer says does not matter."""
