"""XEP-0198: stream management of sessions: acknowledgement, hibernation, resumption.

Theory of operation. `h` that we send counts stanzas whose handling is over: for a stored message
that is its commit, so an `<a/>` waits in the journal behind what the session has there.
Acknowledged means committed. What we send stays in `unacked` with its journal number, so that an
acknowledgement moves the account's inbox on. A session whose connection is lost waits for its
client; when it does not come, `Delivery.salvage` finds another place for what it left.

A resumption after a restart finds no session. The journal still tells, for each stream of the last
run, how many of its stanzas were committed, and `<failed h=…/>` passes that on, so that a client
sends nothing twice; what it has not acknowledged itself is replayed from the account's cursor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.management import Management, Waiting
from magpie.server.news import SessionWaiting
from magpie.server.questions import InlineFeatures, SessionBound
from magpie.server.session import Session, Wire
from magpie.server.stream import Stream
from magpie.xmpp import sm
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid

log = get_logger(__name__)
UNACKED_MAX = 5_000  # before a session that acknowledges nothing is ended


class Resumable:
    """The managed sessions of one host, connected or waiting, by the id of their stream."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_id: dict[str, Session] = {}
        self._old: asyncio.Task[dict[str, tuple[str, int]]] | None = None
        host.on_nonza(sm.NS, "enable", self.enable)
        host.answer(InlineFeatures, lambda question: question.names.append(sm.NS))
        host.answer(SessionBound, self.bound)
        host.on_nonza(sm.NS, "r", self.requested)
        host.on_nonza(sm.NS, "a", self.acknowledged)

    def start(self) -> None:
        """Begin to read what streams of the last run have in the journal."""
        span = int(self._host.c2s.resume_timeout * 1_000_000)
        reading = self._host.journal.recent_origins(span)
        self._old = self._host.tasks.spawn("streams of the last run", reading)

    def enable(self, session: Session, element: Element) -> None:
        """`<enable/>` (section 3)."""
        session.send_wire(self._enabled(session, element).to_bytes(NS_CLIENT))

    def bound(self, question: SessionBound) -> None:
        """The same, as the session is bound (XEP-0386, 4.2)."""
        element = question.request.child("enable", sm.NS)
        if element is not None:
            question.answers.append(self._enabled(question.session, element))

    def _enabled(self, session: Session, element: Element) -> Element:
        if session.sm is not None:
            return sm.failed("unexpected-request")
        wants_resume, wanted = sm.parse_enable(element)
        longest = self._host.c2s.resume_timeout
        keep = min(longest, wanted or longest) if wants_resume else 0.0
        session.sm = Management(self._host.clock.monotonic, keep)
        self._by_id[session.sm.id] = session
        at = self._host.c2s.resume_at
        location = "" if at is None else str(at)
        return sm.enabled(session.sm.id, int(keep), location) if keep else sm.enabled()

    def requested(self, session: Session, _element: Element) -> None:
        """`<r/>` (section 4): answered behind what it asks about."""
        management = session.sm
        if management is None:
            raise StreamError("unsupported-stanza-type")
        count = management.count
        self._host.router.behind(session, lambda: session.send_wire(sm.ack(count)))

    def acknowledged(self, session: Session, element: Element) -> None:
        """`<a/>` (section 4)."""
        if session.sm is None:
            raise StreamError("unsupported-stanza-type")
        session.sm.asked_at = 0.0
        self._take(session, sm.parse_h(element))
        if len(session.sm.unacked):
            self._host.liveness.expect(session)

    def _take(self, session: Session, h: int) -> None:
        assert session.sm is not None
        taken = session.inbox.taken
        for _, number in session.sm.unacked.ack(h):
            if number:
                taken(number)
        self._host.pressure.acknowledged(session)

    def overflowing(self, session: Session) -> bool:
        """Whether the client leaves more unacknowledged than memory should hold."""
        return self.unacknowledged(session) + len(session.backlog or ()) > UNACKED_MAX

    def unacknowledged(self, session: Session) -> int:
        """How many stanzas a session holds that its client has not acknowledged."""
        if session.sm is None:
            return 0
        waiting = len(session.gate) if isinstance(session.gate, Waiting) else 0
        return len(session.sm.unacked) + waiting

    # The connection is gone

    def lost(self, session: Session, stream: Wire) -> None:
        """A session's connection is gone without a close."""
        if session.wire is not stream:
            return  # it has moved on
        session.wire = None
        self._host.pressure.released(session)
        management = session.sm
        if management is None or not management.keep:
            self._host.sessions.end(session)
            return
        session.release_gate()
        session.gate = Waiting()
        management.asked_at = 0.0
        management.expiry = self._host.clock.call_later(management.keep, self._expired, session)
        self._host.live.changed(session)
        log.info("session.waiting", jid=session.jid)
        self._host.tell(SessionWaiting(session))

    def _expired(self, session: Session) -> None:
        if session.wire is None:
            self._host.sessions.end(session)

    def forget(self, session: Session) -> None:
        """The session has ended."""
        if session.sm is not None:
            self._by_id.pop(session.sm.id, None)
            if session.sm.expiry is not None:
                session.sm.expiry.cancel()

    # It comes back

    async def resume(self, stream: Stream, account: Jid, element: Element) -> bool:
        """`<resume/>` (section 5): whether the stream carries its session again."""
        found = await self.find(stream, account, element)
        if isinstance(found, Element):
            stream.send(found)
            return False
        self.attach(found, stream, element, lambda resumed: (resumed,))
        return True

    async def find(self, stream: Stream, account: Jid, element: Element) -> Session | Element:
        """The session that a `<resume/>` means, ready to be attached; or a `<failed/>`."""
        previous = element.get("previd") or ""
        sm.parse_h(element)
        session = self._by_id.get(previous)
        if session is None or session.account != account or session.sm is None:
            return sm.failed("item-not-found", await self._counted(previous, account))
        if not session.sm.keep:
            await self._settled(session)
            return sm.failed("item-not-found", session.sm.count)
        while True:
            self._part(session)
            await self._settled(session)
            if session.is_closed or stream.is_over:
                raise ConnectionResetError
            if session.wire is None and not session.uncommitted:
                return session  # else another connection has resumed it meanwhile

    def attach(
        self,
        session: Session,
        stream: Stream,
        element: Element,
        said: Callable[[Element], Iterable[Element]],
    ) -> None:
        """Let the stream carry what `find` has found; `said` is how `<resumed/>` is told."""
        management = session.sm
        assert management is not None
        self._take(session, sm.parse_h(element))  # if it counts too many, the session waits on
        if management.expiry is not None:
            management.expiry.cancel()
            management.expiry = None
        for one in said(sm.resumed(management.id, management.count)):
            stream.send(one)
        session.release_gate()  # XEP-0352, 5.2: a resumed stream is active
        session.wire = stream
        session.drop_unsent()
        left = [one.to_bytes(NS_CLIENT) for one, _ in management.unacked]
        if left:
            stream.write([*left, management.request()])
        log.info("session.resumed", jid=session.jid, ip=stream.address)
        self._host.live.changed(session)
        stream.bound(session)

    def _part(self, session: Session) -> None:
        """Hear no more of the connection that still carries a session, if there is one."""
        old = session.wire
        if old is not None:
            self.lost(session, old)
            old.detach(StreamError("conflict", "Resumed on another connection."))

    async def _settled(self, session: Session) -> None:
        """Wait until all that the session has sent is committed or refused, so that `h` is true."""
        settled = asyncio.Event()
        session.when_done(settled.set)
        await settled.wait()

    async def _counted(self, previous: str, account: Jid) -> int | None:
        """How many stanzas of a stream of the last run the journal has, if it knows the stream."""
        assert self._old is not None
        sender, count = (await self._old).get(previous, ("", 0))
        return count if sender and Jid.parse(sender).bare == account else None

    def stop(self) -> None:
        """End every session: the server is going down."""
        for session in self._host.sessions:
            session.close(StreamError("system-shutdown"))
