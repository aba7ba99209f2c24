"""The router: what a session sends, from its border to whoever it is for.

Theory of operation. `process` takes one element of a session at a time, in order. Messages run
their guards and rewrites at once, take their place in the journal, and everything after the commit
(copies, delivery, the sender's acknowledgement) is one continuation that the journal calls in its
own order. Whatever is not stored waits behind what the same session has stored: a message in the
same queue without a row, an IQ or presence by suspending the session. So what one session sends is
delivered and answered in the order it was sent (RFC 6120, 10.1).

Only here do exceptions become error stanzas.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from magpie.base.log import get_logger
from magpie.server.events import IqReceived, IqSent, PresenceReceived, PresenceSent
from magpie.server.hooks import Chains, Handler, run_closed, run_open
from magpie.server.host import NO_ROOM, Host
from magpie.server.iq import IqRequest, Scope, answer
from magpie.server.session import Session
from magpie.storage.errors import NotStored
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError, StreamError, error_reply
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.stanza import Iq, Message, Presence, check_iq

log = get_logger(__name__)


class Router:
    """Routes the stanzas of one host."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.nonzas: dict[tuple[str, str], Handler] = {}
        self.iq_sent = Chains(host.hooks, IqSent)
        self.presence_sent = Chains(host.hooks, PresenceSent)
        self.presence_received = Chains(host.hooks, PresenceReceived)
        self.iq_received = Chains(host.hooks, IqReceived)
        self.tap: Callable[[Jid, Element], None] | None = None  # who watches all that comes in

    # From a session

    def process(self, session: Session, element: Element) -> None:
        """Handle one element of a bound stream."""
        if element.ns == NS_CLIENT:
            kind = element.name
            if kind not in ("message", "presence", "iq"):
                session.close(StreamError("unsupported-stanza-type"))
                return
            self.host.measures.stanzas[kind].value += 1
            if session.sm is not None:
                session.sm.handled()
            try:
                stamped, to = self._stamp(session, element)
                if self.tap is not None:
                    self.tap(session.jid, stamped)
                if kind == "message":  # 10.3.1: without an addressee it is for the own account
                    message = Message(stamped, session.jid, to or session.account)
                    self.host.messages.send(message, session)
                    return
            except Exception as error:
                self._failed(session, element, error)
                return
            if session.uncommitted:
                session.suspend()
                self.behind(session, lambda: self._resume_with(session, stamped, to))
                return
            self._other_from(session, stamped, to)
        else:
            self._nonza_from(session, element)

    def _nonza_from(self, session: Session, element: Element) -> None:
        """An element of the stream that is no stanza: acknowledgements, client state."""
        handler = self.nonzas.get((element.ns, element.name))
        if handler is None:
            session.close(StreamError("unsupported-stanza-type"))  # RFC 6120, 4.9.3.24
            return
        handler.runs += 1
        try:
            handler.function(session, element)
        except StreamError as error:
            session.close(error)

    def _stamp(self, session: Session, element: Element) -> tuple[Element, Jid | None]:
        """The stanza with the sender's own address on it, and its addressee.

        RFC 6120, 8.1.2.1: a `from` that is not the sender's ends the stream; the server stamps
        the full JID, whatever the client gave.
        """
        attrs = element.attrs
        given = attrs.get("from")
        own = session.jid
        if given is not None and given != own.text and not self._is_own(given, own):
            session.close(StreamError("invalid-from"))
            raise StanzaError("not-authorized")
        to = attrs.get("to")
        address: Jid | None = None
        if to is not None:
            try:
                address = Jid.parse(to)
            except JidError as error:
                raise StanzaError("jid-malformed") from error
        if address is not None and self.host.former:
            address = self.host.former.current(address)
            if element.name != "iq":  # whose answer comes from where it was sent to
                element = element.with_attr("to", address.text)
        if given == own.text:
            return element, address
        return element.with_written_attr("from", own.text, session.stamp), address

    def _is_own(self, given: str, own: Jid) -> bool:
        try:
            return self.host.former.current(Jid.parse(given)) in (own, own.bare)
        except JidError:
            return False

    def refuse(self, session: Session, element: Element, error: StanzaError) -> None:
        """Answer a stanza with an error, behind what its sender has stored; never an error."""
        self.behind(session, lambda: self.refuse_now(session, element, error))

    def refuse_now(self, session: Session, element: Element, error: StanzaError) -> None:
        """The same in the stanza's own turn: before any `<a/>` that covers it."""
        kind = element.attrs.get("type")
        if kind == "error" or (element.name == "iq" and kind == "result") or session.is_closed:
            return
        self.host.measures.error(error.condition)
        reply = error_reply(element, error).with_attrs(
            **{"to": str(session.jid), "from": element.attrs.get("to") or str(session.account)}
        )
        session.send(reply)

    def _failed(self, session: Session, element: Element, error: Exception) -> None:
        """Answer what a handler raised: its refusal, or that something is broken here."""
        self.refuse(session, element, refusal(element, error))

    def behind(self, session: Session, act: Callable[[], None]) -> None:
        """Run `act` after everything that the session has in the journal has been committed."""
        if not session.uncommitted:
            act()
            return
        session.uncommitted += 1

        def run() -> None:
            session.uncommitted -= 1
            act()

        self.host.journal.after(run)

    def _resume_with(self, session: Session, element: Element, to: Jid | None) -> None:
        is_closed = session.is_closed
        session.proceed(None if is_closed else lambda: self._other_from(session, element, to))

    # Presence and IQ of a session

    def _other_from(self, session: Session, element: Element, to: Jid | None) -> None:
        try:
            if element.name == "presence":
                run = self._presence_from(session, Presence(element, session.jid, to))
            else:
                check_iq(element)
                run = self._iq_from(session, Iq(element, session.jid, to))
        except Exception as error:
            self._failed(session, element, error)
            return
        if run is not None:
            session.suspend()
            self.host.tasks.spawn(f"stanza of {session.jid}", self._wait(session, element, run))

    async def _wait(
        self, session: Session, element: Element, run: Coroutine[Any, Any, None]
    ) -> None:
        """Finish a stanza whose handler waits for something, then let the session go on."""
        try:
            await run
        except Exception as error:
            self._failed(session, element, error)
        finally:
            session.proceed()

    def _presence_from(
        self, session: Session, presence: Presence
    ) -> Coroutine[Any, Any, None] | None:
        event = PresenceSent(presence, session)
        chains = self.presence_sent
        if not run_closed(chains.guard, event) or not run_closed(chains.rewrite, event):
            return None
        for handler in chains.deliver:
            handler.runs += 1
            outcome = handler.function(event)
            if outcome is not None:
                return outcome if isinstance(outcome, Coroutine) else None
        return None

    def _iq_from(self, session: Session, iq: Iq) -> Coroutine[Any, Any, None] | None:
        to = iq.to
        if to is None or to == session.account:
            return self._iq_here(session, iq, Scope.SELF, session.account)
        run_closed(self.iq_sent.guard, IqSent(iq, session))
        return self.iq_to(session, iq, to)

    def iq_to(self, origin: Session | None, iq: Iq, to: Jid) -> Coroutine[Any, Any, None] | None:
        """An IQ for an address, from a session or (`None`) from elsewhere."""
        if to.domain != self.host.domain:
            return self.host.services.find(to.domain).iq(iq, origin)
        if not to.local:
            if to.resource:
                raise StanzaError("service-unavailable")
            return self._iq_here(origin, iq, Scope.HOST, to)
        if not to.resource:
            return self._iq_here(origin, iq, Scope.ACCOUNT, to)
        self._iq_to_device(origin, iq, to)
        return None

    def _iq_here(
        self, origin: Session | None, iq: Iq, scope: Scope, target: Jid
    ) -> Coroutine[Any, Any, None] | None:
        """An IQ that the server answers itself."""
        if not iq.is_request:
            self.host.replies.arrived(iq)
            return None
        payload = iq.payload
        assert payload is not None
        handler = self.host.iqs.find(iq.type, payload.ns, payload.name, scope)
        return answer(IqRequest(self.host, origin, iq, payload, target), handler)

    def _iq_to_device(self, origin: Session | None, iq: Iq, to: Jid) -> None:
        target = self.host.sessions.get(to)
        if target is None:
            raise StanzaError("service-unavailable")  # RFC 6121, 8.5.3.2.3
        event = IqReceived(iq, to.bare, target)
        if run_closed(self.iq_received.guard, event):
            run_closed(self.iq_received.rewrite, event)
            target.send(event.stanza.element)
            wire = target.wire
            if wire is not None and wire.is_clogged and origin is not None:
                self.host.pressure.wait_for(origin, target)  # as with in-band bytestreams
            run_open(self.iq_received.observe, event)

    # Presence for an account or a device of it

    def deliver_presence(
        self, presence: Presence, account: Jid, session: Session | None
    ) -> Coroutine[Any, Any, None] | None:
        """Hand a presence stanza to an account or (`session`) to one device; guards may stop it.

        Await what is returned, where there is something: of stanzas from elsewhere.

        Raises:
            StanzaError: a guard refused it.
        """
        event = PresenceReceived(presence, account, session)
        chains = self.presence_received
        if run_closed(chains.guard, event) and run_closed(chains.rewrite, event):
            run_open(chains.deliver, event)
            run_open(chains.observe, event)
        return event.later


def refusal(element: Element, error: Exception) -> StanzaError:
    """What a handler raised, for the sender of the stanza: or that something is broken here."""
    if isinstance(error, NotStored):
        return StanzaError("resource-constraint", NO_ROOM)
    if isinstance(error, StanzaError):
        return error
    log.error("stanza.failed", error=error, jid=element.attrs.get("from"))
    return StanzaError("internal-server-error")
