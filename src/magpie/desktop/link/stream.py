"""The library's stream, tamed: one attempt at a time, no decisions of its own.

What is bent here, and nowhere else:
* it reconnects by itself, for ever: we ask for one attempt and call the rest off;
* it answers subscription requests with yes: its roster and its message events are taken out;
* it tries each mechanism with a wrong password, the plain one last: we stop at the first;
* its requests for acknowledgement overtake the stanza that they are about: ours stand in the queue.
"""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from typing import Any

import slixmpp
from slixmpp.exceptions import IqError, XMPPError
from slixmpp.xmlstream import ET
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from magpie.base.clock import Clock
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Login
from magpie.desktop.link.errors import problem_of, told
from magpie.desktop.link.names import NS_CLIENT, NS_SM, child
from magpie.desktop.link.places import Place
from magpie.desktop.link.sasl2 import Sasl2
from magpie.desktop.link.secure import SecureClient, Trace

log = get_logger(__name__)

PLUGINS = ("xep_0030", "xep_0115", "xep_0198", "xep_0199")
REPLACED = ("IM", "IMError", "Presence", "Roster Update")
CONNECT_WITHIN = 15.0  # seconds, for one attempt
REQUEST_WITHIN = 30.0
EVER = 1_000_000_000

FAILURES = {
    "not-authorized": Reason.WRONG_PASSWORD,
    "account-disabled": Reason.ACCOUNT_DISABLED,
    "credentials-expired": Reason.WRONG_PASSWORD,
    "policy-violation": Reason.TOO_MANY_TRIES,
    "temporary-auth-failure": Reason.TOO_MANY_TRIES,
}
STREAM_ERRORS = {
    "conflict": Reason.REPLACED,
    "host-unknown": Reason.NO_SERVER,
    "policy-violation": Reason.TOO_MANY_TRIES,
    "not-authorized": Reason.ACCOUNT_DISABLED,
}


class Stream(SecureClient):
    """One account's stream. `lost` is called once for each connection that ends."""

    def __init__(
        self,
        login: Login,
        clock: Clock,
        lost: Callable[[Problem | None], None],
        trace: Trace | None = None,
    ) -> None:
        super().__init__(login, clock, trace)
        self.problem: Problem | None = None
        self.outcome: asyncio.Future[bool] | None = None  # whether the session was resumed
        self.is_session = False
        self._lost = lost
        self._tasks = Tasks("link")
        self._is_asking = False
        self.sasl2 = Sasl2(self, self, login.ticket)
        self.whitespace_keepalive = False
        self.roster.auto_authorize = None  # type: ignore[assignment]
        self.roster.auto_subscribe = False
        for plugin in PLUGINS:
            self.register_plugin(plugin)
        self.plugin["xep_0198"].window = self.plugin["xep_0198"].window_counter = EVER
        for name in REPLACED:
            self.remove_handler(name)
        handlers: dict[str, Callable[..., object]] = {
            "session_start": lambda _: self._begun(is_resumed=False),
            "session_resumed": lambda _: self._begun(is_resumed=True),
            "failed_auth": self._refused,
            "failed_all_auth": lambda _: self.fail(self.problem or Problem(Reason.WRONG_PASSWORD)),
            "connection_failed": self._unreachable,
            "ssl_invalid_chain": self._untrusted,
            "stream_error": self._errored,
            "disconnected": self._ended,
        }
        for name, handler in handlers.items():
            self.add_event_handler(name, handler)

    def handle(
        self, tag: str, handler: Callable[[ET.Element], object], ns: str = NS_CLIENT
    ) -> None:
        """Have `handler(element)` called for each stanza of that name."""

        def run(stanza: slixmpp.xmlstream.StanzaBase) -> None:
            try:
                handler(stanza.xml)
            except Exception as error:  # a stanza that we cannot bear must not end the stream
                log.error("stanza.failed", error=error, tag=tag)

        self.register_handler(Callback(f"link {ns} {tag}", MatchXPath(f"{{{ns}}}{tag}"), run))

    def handle_set(self, tag: str, ns: str, handler: Callable[[ET.Element, str], object]) -> None:
        """Have `handler(payload, sender)` called for each request that sets, and answer it."""

        def run(stanza: slixmpp.xmlstream.StanzaBase) -> None:
            payload = child(stanza.xml, tag, ns)
            if payload is not None and stanza["type"] == "set":
                stanza.reply().send()
                handler(payload, stanza.xml.get("from", ""))

        path = f"{{{NS_CLIENT}}}iq/{{{ns}}}{tag}"
        self.register_handler(Callback(f"link {ns} {tag}", MatchXPath(path), run))

    def on_acknowledged(self, heard: Callable[[str], object]) -> None:
        """Have `heard(id)` called for each stanza that the server has."""
        self.add_event_handler("stanza_acked", lambda stanza: heard(stanza.xml.get("id", "")))

    def spawn(self, name: str, coroutine: Coroutine[Any, Any, object]) -> None:
        """Something of this stream to do meanwhile."""
        self._tasks.spawn(name, coroutine)

    @property
    def can_resume(self) -> bool:
        """Whether the session before may go on (XEP-0198)."""
        return bool(self.plugin["xep_0198"].sm_id)

    async def attempt(self, place: Place) -> bool:
        """Connect and sign in there; whether the session before was resumed.

        Raises:
            Problem: it did not come to that.
        """
        try:
            return await self._attempt(place)
        except Problem:
            if not self.sasl2.starts_over:
                raise
            return await self._attempt(place)

    async def _attempt(self, place: Place) -> bool:
        self.problem = None
        self.is_session = False
        self.outcome = asyncio.get_running_loop().create_future()
        self.enable_direct_tls, self.enable_starttls = place.direct_tls, not place.direct_tls
        self.connect(place.host, place.port)
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                return await self.outcome
        except TimeoutError:
            raise Problem(Reason.TIMED_OUT) from None
        finally:
            self.outcome = None
            self.cancel_connection_attempt()
            if not self.is_session:
                await self._gone()

    async def _gone(self) -> None:
        """Cut it, and wait until that is known: its end must not look like the next one's."""
        self.cut()
        for _ in range(10):
            if self.transport is None:
                return
            await asyncio.sleep(0)

    def end(self) -> None:
        """There will be no other attempt: what the library began for this stream ends, too."""
        self.cut()
        self._tasks.cancel_all()
        if self._run_out_filters is not None:
            self._run_out_filters.cancel()

    def cut(self) -> None:
        """No goodbye: a session can be resumed afterwards."""
        self.is_session = False
        if self.transport is not None:
            self.transport.abort()

    def fail(self, problem: Problem) -> None:
        """The attempt, or the session, ends for this reason."""
        self.problem = self.problem or problem
        if self.outcome and not self.outcome.done():
            self.outcome.set_exception(self.problem)
        self.cut()

    async def ask(
        self,
        kind: str,
        payload: ET.Element,
        to: str = "",
        within: float = REQUEST_WITHIN,
    ) -> ET.Element:
        """Send an IQ and wait for its result.

        Raises:
            Problem: an error came back, or nothing in time, or there is no connection.
        """
        answer = await self.answer(kind, payload, to, within)
        if answer.get("type") == "error":
            raise problem_of(answer)
        return answer

    async def answer(
        self, kind: str, payload: ET.Element, to: str = "", within: float = REQUEST_WITHIN
    ) -> ET.Element:
        """The same, but an error is an answer too."""
        if self.transport is None:
            raise Problem(Reason.NOT_CONNECTED)
        iq = self.Iq()
        iq["type"] = kind
        if to:
            iq["to"] = to
        iq.xml.append(payload)
        try:
            return (await iq.send(timeout=within)).xml  # type: ignore[no-any-return]
        except IqError as error:
            return error.iq.xml  # type: ignore[no-any-return]
        except XMPPError as error:
            raise told(error) from None

    def put(self, element: ET.Element) -> None:
        """Send a message, and ask for its acknowledgement once this turn of the loop is over."""
        stanza = self.Message() if element.tag.endswith("}message") else self.Presence()
        stanza.xml = element
        self.send(stanza)
        if not self._is_asking and self.is_managed:
            self._is_asking = True
            self.loop.call_soon(self._ask_acknowledgement)

    @property
    def is_managed(self) -> bool:
        """Whether stanzas are acknowledged (XEP-0198)."""
        return bool(self.plugin["xep_0198"].enabled_in)

    def secured(self) -> None:
        self.sasl2.secured()

    def negotiate(self) -> bool:
        return self.sasl2.offered()

    def refused(self, condition: str, text: str) -> None:
        """See `sasl2.Told`."""
        self.fail(Problem(FAILURES.get(condition, Reason.UNAVAILABLE), text or condition))

    def farewell(self) -> None:
        """See `sasl2.Told`."""
        if self.outcome and not self.outcome.done():
            self.outcome.set_result(False)

    def _begun(self, *, is_resumed: bool) -> None:
        self.is_session = True
        if self.outcome and not self.outcome.done():
            self.outcome.set_result(is_resumed)

    def _refused(self, failure: slixmpp.xmlstream.StanzaBase) -> None:
        reason = FAILURES.get(failure["condition"])
        if reason:  # a weaker mechanism would not make the password right, but give it away
            self.fail(Problem(reason, failure["text"] or ""))

    def _unreachable(self, error: object) -> None:
        if isinstance(error, ssl.SSLCertVerificationError):
            self._untrusted(error)
        elif isinstance(error, ssl.SSLError):
            self.fail(Problem(Reason.NOT_XMPP, str(error)))
        elif isinstance(error, str):
            self.fail(Problem(Reason.NAME_UNKNOWN, error))
        else:
            self.fail(Problem(Reason.NO_SERVER, str(error)))

    def _untrusted(self, error: object) -> None:
        self.fail(Problem(Reason.CERTIFICATE_UNKNOWN, str(error)))

    def _errored(self, error: slixmpp.xmlstream.StanzaBase) -> None:
        reason = STREAM_ERRORS.get(error["condition"], Reason.UNAVAILABLE)
        self.problem = Problem(reason, error["text"] or error["condition"])

    def _ended(self, reason: object) -> None:
        was_session, self.is_session = self.is_session, False
        self.sasl2.ended()
        if getattr(self.plugin["feature_mechanisms"].mech, "is_deceived", False):
            self.problem = Problem(Reason.TAMPERED)
        if self.outcome and not self.outcome.done():
            if isinstance(reason, ssl.SSLCertVerificationError):
                self.problem = Problem(Reason.CERTIFICATE_UNKNOWN, str(reason))
            self.outcome.set_exception(self.problem or Problem(Reason.NOT_XMPP, str(reason or "")))
        elif was_session:
            self._lost(self.problem)

    def _ask_acknowledgement(self) -> None:
        self._is_asking = False
        if self.is_managed and self.is_session:
            self.send(f"<r xmlns='{NS_SM}'/>")
