"""Signing in and having a session with one answer (XEP-0388, with 0386, 0198 and 0484 inline).

Where the server offers it. With a token of last time, all is said as soon as the line is safe,
before the server has said anything: one trip, and the session goes on, or a new one begins. A token
that is refused is thrown away, and the password is tried, once. Whatever else a server offers is
the library's to do, in the older way.
"""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Protocol

from slixmpp.jid import JID
from slixmpp.plugins.xep_0198 import stanza as sm_stanzas
from slixmpp.util.sasl.client import SASLCancelled, SASLFailed
from slixmpp.xmlstream import ET, StanzaBase
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link import ticket as tickets
from magpie.desktop.link.names import (
    NS_BIND2,
    NS_CARBONS,
    NS_FAST,
    NS_SASL2,
    NS_SM,
    add,
    child,
    children,
    get,
    make,
    text,
)
from magpie.desktop.link.scram import FastScram
from magpie.desktop.link.secure import SecureClient
from magpie.desktop.link.ticket import Ticket

MECHANISMS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1")  # best first
TAG = "Magpie"


class Step(Enum):
    """Where a connection is."""

    IDLE = auto()
    TICKET = auto()  # the token has been shown
    PASSWORD = auto()  # SCRAM goes on
    DONE = auto()  # signed in


class Told(Protocol):
    """Whom it tells how it ended."""

    def refused(self, condition: str, text: str) -> None:
        """The password is not taken (RFC 6120, 6.5)."""

    def farewell(self) -> None:
        """The token is void, as was asked for."""


class Sasl2:
    """Of one stream, for all its connections.

    Attributes:
        ticket: what to come back with.
        has_copies: the session has carbons (XEP-0280) from its first moment.
        starts_over: this connection is spoilt; the next one begins without the token.
        is_farewell: sign in only to make the token void (XEP-0484, 3.6).
    """

    def __init__(self, stream: SecureClient, told: Told, ticket: str) -> None:
        self.ticket = tickets.read(ticket)
        self.has_copies = self.starts_over = self.is_farewell = False
        self._stream = stream
        self._told = told
        self._step = Step.IDLE
        self._scram: FastScram | None = None
        self._wanted = ""  # the mechanism that a token was asked for
        handlers: dict[str, Callable[[ET.Element], None]] = {
            "challenge": self._challenged,
            "success": self._succeeded,
            "failure": self._failed,
            "continue": lambda _: stream.fail(Problem(Reason.UNSUPPORTED, "a second step")),
        }
        for name, handler in handlers.items():
            self._handle(name, handler)

    def secured(self) -> None:
        """The line is safe: who has a token need not wait to hear what is offered."""
        self._step, self.starts_over = Step.IDLE, False
        if self.ticket is None or self._stream.before_sign_in is not None:
            return
        self._step, self._wanted = Step.TICKET, self.ticket.mechanism
        fast = make("fast", NS_FAST)
        if self.is_farewell:
            fast.set("invalidate", "true")
        proof = self.ticket.proof(self._username, self._binding(self.ticket))
        self._say(self.ticket.mechanism, proof, fast)

    def offered(self) -> bool:
        """The features of the stream are here: whether they are for us to deal with."""
        if self._step is Step.DONE:
            return bool(self._stream.bound)
        if self._step is Step.PASSWORD:
            return True
        if self._step is Step.TICKET:
            if self._wanted not in _names(child(self._inline, "fast", NS_FAST), NS_FAST):
                self._start_over()
            return True
        return self._with_password()

    def ended(self) -> None:
        """The connection is gone. A server that hung up on the token will not like it again."""
        if self._step is Step.TICKET and self._offer is not None:
            self._spend()
        self._step = Step.IDLE

    @property
    def _offer(self) -> ET.Element | None:
        return child(self._stream.offered, "authentication", NS_SASL2)

    @property
    def _inline(self) -> ET.Element | None:
        return child(self._offer, "inline", NS_SASL2)

    @property
    def _username(self) -> str:
        return str(self._stream.requested_jid.user)

    def _binding(self, ticket: Ticket) -> bytes:
        return self._stream.end_point() if ticket.is_bound else b""

    def _with_password(self) -> bool:
        """Begin SCRAM; whether the server can do that, and give us a session with it."""
        names = _names(self._offer, NS_SASL2)
        scram = self._stream.scram(names, MECHANISMS)
        if scram is None or child(self._inline, "bind", NS_BIND2) is None or self.is_farewell:
            return False
        self._step, self._scram = Step.PASSWORD, scram
        fast = _names(child(self._inline, "fast", NS_FAST), NS_FAST)
        self._wanted = tickets.wanted(fast, can_bind=bool(self._stream.binding()))
        wishes = [make("request-token", NS_FAST, mechanism=self._wanted)] if self._wanted else []
        self._say(scram.name, scram.process(), *wishes)
        return True

    def _say(self, mechanism: str, initial: bytes, *wishes: ET.Element) -> None:
        said = make("authenticate", NS_SASL2, mechanism=mechanism)
        add(said, "initial-response", NS_SASL2, tickets.encoded(initial))
        login = self._stream.login
        agent = add(said, "user-agent", NS_SASL2)
        agent.set("id", tickets.installation(login.address, login.device))
        add(agent, "software", NS_SASL2, TAG)
        add(agent, "device", NS_SASL2, login.device)
        said.extend(wishes)
        if not self.is_farewell:
            said.extend(self._session())
        self._stream.send_raw(ET.tostring(said, encoding="unicode"))

    def _session(self) -> Iterable[ET.Element]:
        """The session before, if there is one, or a new one with all it needs.

        XEP-0198, 9.2: "that MUST be processed first … and MUST entirely ignore the <bind/>".
        """
        management = self._stream.plugin["xep_0198"]
        if management.sm_id:
            h = str(management.handled)
            yield make("resume", NS_SM, previd=management.sm_id, h=h)
        bind = make("bind", NS_BIND2)
        add(bind, "tag", NS_BIND2, TAG)
        add(bind, "enable", NS_CARBONS)
        add(bind, "enable", NS_SM, resume="true")
        yield bind

    def _challenged(self, element: ET.Element) -> None:
        if self._step is not Step.PASSWORD or self._scram is None:
            return
        try:
            answer = self._scram.process(tickets.decoded(element.text or ""))
        except (SASLFailed, SASLCancelled, KeyError, ValueError) as error:
            self._stream.fail(Problem(Reason.TAMPERED, str(error)))
            return
        said = make("response", NS_SASL2, tickets.encoded(answer))
        self._stream.send_raw(ET.tostring(said, encoding="unicode"))

    def _failed(self, element: ET.Element) -> None:
        if self._step is Step.TICKET:
            # XEP-0484, 4.1: "discard the token and automatically fall back"
            self._step = Step.IDLE
            self.ticket = None
            if not self._with_password():
                self._start_over()
        elif self._step is Step.PASSWORD:
            self._step = Step.IDLE
            conditions = [one.tag.rpartition("}")[2] for one in element if one.tag[1:4] == "urn"]
            self._told.refused(next(iter(conditions), ""), text(element, "text", NS_SASL2))

    def _succeeded(self, element: ET.Element) -> None:
        if not self._is_proved(tickets.decoded(text(element, "additional-data", NS_SASL2))):
            self._stream.fail(Problem(Reason.TAMPERED, "the server did not prove itself"))
            return
        self._step, self._scram = Step.DONE, None
        if self.is_farewell:
            self._told.farewell()
            return
        new = get(child(element, "token", NS_FAST), "token")
        if new and self._wanted:
            self.ticket = Ticket(self._wanted, new)
        stream = self._stream
        stream.authenticated = stream.is_pinned = True
        stream.features.add("mechanisms")
        resumed, bound = child(element, "resumed", NS_SM), child(element, "bound", NS_BIND2)
        if resumed is not None:
            stream.features.add("bind")
            stream.bound = True
            management = stream.plugin["xep_0198"]
            management.enabled_out = True
            management._handle_resumed(sm_stanzas.Resumed(stream, resumed))
        elif bound is not None:
            self._bind(bound, text(element, "authorization-identifier", NS_SASL2))

    def _bind(self, bound: ET.Element, address: str) -> None:
        """A new session, and all that the library does when it has one."""
        stream = self._stream
        management = stream.plugin["xep_0198"]
        if management.sm_id:
            stream.event("session_end")  # the one before is over: it could not be resumed
        stream.boundjid = JID(address)
        stream.bound = stream.sessionstarted = True
        stream.features.add("bind")
        features = child(child(self._inline, "bind", NS_BIND2), "inline", NS_BIND2)
        self.has_copies = any(
            get(one, "var") == NS_CARBONS for one in children(features, "feature", NS_BIND2)
        )
        enabled = child(bound, "enabled", NS_SM)
        if enabled is not None:
            management.enabled_out = True
            management._handle_enabled(sm_stanzas.Enabled(stream, enabled))
        stream.event("session_bind", stream.boundjid)
        stream.session_bind_event.set()
        stream.event("session_start")

    def _is_proved(self, answer: bytes) -> bool:
        """Whether the server has the token, or knows the password, as we do."""
        if self._step is Step.TICKET and self.ticket is not None:
            return self.ticket.is_answered(answer, self._binding(self.ticket))
        if self._step is not Step.PASSWORD or self._scram is None:
            return False
        try:
            self._scram.process(answer)
        except (SASLFailed, SASLCancelled, KeyError, ValueError):
            return False
        return self._scram.is_proved

    def _spend(self) -> None:
        self.ticket, self.starts_over = None, True

    def _start_over(self) -> None:
        self._spend()
        self._stream.fail(Problem(Reason.UNAVAILABLE, "a token that is of no use any more"))

    def _handle(self, name: str, handler: Callable[[ET.Element], None]) -> None:
        def run(stanza: StanzaBase) -> None:
            handler(stanza.xml)

        path = MatchXPath(f"{{{NS_SASL2}}}{name}")
        self._stream.register_handler(Callback(f"sasl2 {name}", path, run))


def _names(parent: ET.Element | None, ns: str) -> list[str]:
    return [(one.text or "").strip() for one in children(parent, "mechanism", ns)]
