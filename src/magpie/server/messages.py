"""Messages: from the sender's guards through the journal to the recipient's devices."""

from __future__ import annotations

from collections.abc import Callable

from magpie.base.log import get_logger
from magpie.server.events import MessageReceived, MessageSent
from magpie.server.hooks import Chains, run_closed, run_open
from magpie.server.host import NO_ROOM, Host
from magpie.server.services import Service
from magpie.server.session import Session
from magpie.storage.errors import NotStored
from magpie.storage.journal import Committed, Entry
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.stanza import Message

log = get_logger(__name__)


class Messages:
    """Sends the messages of one host."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.sent = Chains(host.hooks, MessageSent)
        self.received = Chains(host.hooks, MessageReceived)

    def send(self, message: Message, session: Session | None = None) -> None:
        """Send a message of a session's, or (`None`) of the server's own.

        Raises:
            StanzaError: refused; nothing has happened.
        """
        to = message.to
        assert to is not None
        host = self.host
        service: Service | None = None
        if to.domain != host.domain:
            service = host.services.find(to.domain)
        owners: list[tuple[str, str]] = []
        sent = MessageSent(message, session, owners)
        for handlers in (self.sent.guard, self.sent.rewrite):
            if handlers and not run_closed(handlers, sent):
                return
        if service is not None:
            self._hand_over(sent, service)
            return
        received: MessageReceived | None = None
        if to.local:
            target = host.sessions.get(to) if to.resource else None
            received = MessageReceived(sent.stanza, to.bare, target, session, owners)
            if not host.accounts.is_there(to.bare):
                raise StanzaError("service-unavailable")  # RFC 6121, 8.5.1
            for handlers in (self.received.guard, self.received.rewrite):
                if handlers and not run_closed(handlers, received):
                    return
        self._store(sent, received)

    def _hand_over(self, sent: MessageSent, service: Service) -> None:
        """Who answers for the domain takes it; the sender's own archive may keep it too."""
        run_closed(self.sent.store, sent)
        then = service.message(sent.stanza, sent.session)
        self._append(sent, None, then)

    def _store(self, sent: MessageSent, received: MessageReceived | None) -> None:
        run_closed(self.sent.store, sent)
        if received is not None:
            run_closed(self.received.store, received)
        self._append(sent, received)

    def _append(
        self,
        sent: MessageSent,
        received: MessageReceived | None,
        then: Callable[[], None] | None = None,
    ) -> None:
        session = sent.session
        if not sent.owners:
            self.behind(session, lambda: self._finish(sent, received, then))
            return
        if session is not None:
            session.uncommitted += 1
        accepted_at = self.host.clock.monotonic()

        def committed(outcome: Committed | Exception) -> None:
            if session is not None:
                session.uncommitted -= 1
            if isinstance(outcome, Exception):
                self._not_stored(sent, outcome)
                return
            sent.stanza_id = outcome.stanza_id
            if received is not None:
                received.stanza_id = outcome.stanza_id
                received.number = outcome.id if received.is_kept else 0
            self._finish(sent, received, then)
            self.host.measures.delivery.observe(self.host.clock.monotonic() - accepted_at)

        self.host.journal.append(self._entry((received or sent).stanza, sent), committed)
        if session is not None:
            self.host.pressure.stored(session)

    # For services that keep messages in archives of their own

    def store(
        self,
        entry: Entry,
        element: Element,
        origin: Session | None,
        done: Callable[[Committed], None],
    ) -> None:
        """Take a place in the journal for what `element` asked for; `done` when it is on disk.

        If it cannot be written the sender of `element` is told. What `origin` sends next, and the
        acknowledgement of this, wait for it.
        """
        if origin is not None:
            origin.uncommitted += 1
            entry.origin = origin.sm.origin() if origin.sm is not None else None

        def committed(outcome: Committed | Exception) -> None:
            if origin is not None:
                origin.uncommitted -= 1
            if not isinstance(outcome, Exception):
                done(outcome)
                return
            if not isinstance(outcome, NotStored):  # that is logged once for all
                log.error("message.not_stored", error=outcome)
            error = StanzaError("resource-constraint", NO_ROOM)
            if origin is not None:
                self.host.router.refuse_now(origin, element, error)
            else:
                self.host.relay.bounce(element, error)

        self.host.journal.append(entry, committed)
        if origin is not None:
            self.host.pressure.stored(origin)

    def hold(self, origin: Session | None) -> None:
        """What `origin` sends next, and its acknowledgement, wait for all that is sent now."""
        if origin is not None:
            origin.uncommitted += 1
            session = origin

            def release() -> None:
                session.uncommitted -= 1

            self.host.journal.after(release)

    def behind(self, session: Session | None, act: Callable[[], None]) -> None:
        """Act when what its sender has sent before is committed; elsewhere: all before."""
        if session is not None:
            self.host.router.behind(session, act)
        elif self.host.journal.is_idle:
            act()
        else:
            self.host.journal.after(act)

    def _entry(self, message: Message, sent: MessageSent) -> Entry:
        """What the journal takes; `origin` tells a stream of ours how far it was committed."""
        management = sent.session.sm if sent.session is not None else None
        owners = sent.owners  # a note to oneself names one archive twice
        return Entry(
            self.host.clock.now(),
            message.sender.text,
            message.to.text if message.to is not None else "",
            message.type,
            message.element.to_bytes(NS_CLIENT),
            message.body,
            management.origin() if management is not None else None,
            tuple(owners if len(owners) < 2 or owners[0] != owners[1] else owners[:1]),
        )

    def _not_stored(self, sent: MessageSent, error: Exception) -> None:
        """The batch did not commit: the sender is told, nobody else hears of the message."""
        if not isinstance(error, NotStored):  # that is logged once for all
            log.error("message.not_stored", error=error)
        self._refuse(sent, StanzaError("resource-constraint", NO_ROOM))

    def _refuse(self, sent: MessageSent, error: StanzaError) -> None:
        if sent.session is not None:
            self.host.router.refuse_now(sent.session, sent.stanza.element, error)
        else:
            self.host.relay.bounce(sent.stanza.element, error)

    def _finish(
        self,
        sent: MessageSent,
        received: MessageReceived | None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Everything that follows the commit."""
        run_open(self.sent.copy, sent)
        if then is not None:
            then()
        if received is not None:
            if received.session is not None and received.session.is_closed:
                received.session = None
            run_open(self.received.copy, received)
            try:
                run_closed(self.received.deliver, received)
            except StanzaError as error:
                self._refuse(sent, error)
            run_open(self.received.observe, received)
        run_open(self.sent.observe, sent)
