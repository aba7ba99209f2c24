"""The library's client, made safe: no stranger's certificate, no password on an open line.

* It trusts by OpenSSL alone: `trust` judges each certificate before the stream goes on.
* It goes on without encryption where none is offered: here that is the end.
* It can bind SCRAM to what TLS 1.3 has not: we bind to the certificate (see `scram`).
"""

import asyncio
import html
import re
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import slixmpp
from slixmpp.util import bytes as to_bytes
from slixmpp.util.sasl.client import SASLCancelled, saslprep
from slixmpp.util.stringprep_profiles import StringPrepError
from slixmpp.xmlstream import ET

from magpie.base.clock import Clock
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Login
from magpie.desktop.link import trust
from magpie.desktop.link.names import NS_BINDING, NS_SASL, NS_TLS, child, children, get
from magpie.desktop.link.scram import FastScram, advertised, server_end_point

# What nobody is shown: passwords, their proofs, and tokens
SECRET = re.compile(
    r"(<(?:\w+:)?(?:auth|response|initial-response|password)\b[^>]*>)[^<]+"
    r"|(<(?:\w+:)?token\b[^>]*\btoken=[\"'])[^\"']+"
)
HEADER = (
    "<stream:stream to='{domain}' {sender}xmlns:stream='http://etherx.jabber.org/streams'"
    " xmlns='jabber:client' xml:lang='en' version='1.0'>"
)

Trace = Callable[[str, str], object]  # of a direction, "in" or "out", and what passed


class SecureClient(slixmpp.ClientXMPP):
    """What has to hold before anybody signs in. `fail` is told when it does not."""

    def __init__(self, login: Login, clock: Clock, trace: Trace | None) -> None:
        super().__init__(f"{login.address}/{login.device}", login.password)
        self.login = login
        self.kept = ""  # the fingerprint by which the server was trusted
        self.trusted: list[bytes] = []  # the certificate that has it, as DER
        self.is_judging = False  # by fingerprint, not by the machine's authorities
        self.before_sign_in: Callable[[], Awaitable[None]] | None = None
        self._clock = clock
        self._trace = trace
        self.is_pinned = bool(login.ticket)  # it has signed in by SCRAM: never again by less
        self.offered: ET.Element | None = None  # the features of the stream, as they last came
        self.enable_plaintext = False
        self.plugin["feature_mechanisms"].sasl_callback = self._credentials
        self.add_event_handler("auth_success", self._signed_in)

    def _signed_in(self, _: object) -> None:
        name: str = getattr(self.plugin["feature_mechanisms"].mech, "name", "")
        self.is_pinned = self.is_pinned or name.startswith("SCRAM-")

    def fail(self, problem: Problem) -> None:
        """The attempt ends for this reason."""
        raise NotImplementedError

    def secured(self) -> None:
        """The line is safe, and the stream has begun on it."""

    def negotiate(self) -> bool:
        """Whether what is offered on a safe line is dealt with, and the library stays out of it."""
        return False

    def get_ssl_context(self) -> ssl.SSLContext:
        """The library asks for it before each handshake."""
        return trust.by_fingerprint() if self.is_judging else trust.by_authorities()

    def connection_made(self, transport: asyncio.BaseTransport, send_event: bool = True) -> None:
        """Plain at first; again after the handshake, when the certificate is judged."""
        tls = transport.get_extra_info("ssl_object")
        if tls is not None and self.is_judging:
            domain = self.boundjid.host
            try:
                self.kept = trust.judge(tls, domain, self.login.trusted, self._clock)
                shown = trust.chain(tls)
                self.trusted = [der for der in shown if trust.fingerprint(der) == self.kept]
            except Problem as problem:
                transport.abort()  # type: ignore[attr-defined]
                self.fail(problem)
                return
        # Who we are is told on a safe line only (RFC 6120, 4.7.1); XEP-0484, 4.1 wants it there
        sender = f"from='{html.escape(self.login.address)}' " if tls is not None else ""
        self.stream_header = HEADER.format(domain=self.boundjid.host, sender=sender)
        super().connection_made(transport, send_event)
        if tls is not None and not self.is_connecting():
            self.offered = None
            self.secured()

    def incoming_filter(self, xml: ET.Element) -> ET.Element:
        """The library hands out each element here before it makes a stanza of it."""
        if xml.tag == f"{{{self.stream_ns}}}features":
            self.offered = xml
        if self._trace:
            self._trace("in", unspoken(ET.tostring(xml, encoding="unicode")))
        return xml

    def send_raw(self, data: str | bytes) -> None:
        """All that leaves passes here."""
        if self._trace:
            words = data if isinstance(data, str) else data.decode()
            self._trace("out", unspoken(words))
        super().send_raw(data)

    async def _handle_stream_features(self, features: Any) -> bool | None:
        """Before the library goes on: is the line safe, and is there an account to make?"""
        is_safe = self.transport and self.transport.get_extra_info("ssl_object")
        if not is_safe and child(self.offered, "starttls", NS_TLS) is None:
            self.fail(Problem(Reason.NO_TLS))
            return True
        if is_safe and self.before_sign_in and "mechanisms" not in self.features:
            first, self.before_sign_in = self.before_sign_in, None
            try:
                await first()
            except Problem as problem:
                self.fail(problem)
                return True
        if is_safe and (self.negotiate() or not self._is_strong()):
            return True
        return await super()._handle_stream_features(features)

    def _is_strong(self) -> bool:
        """Whether the library may sign in: by SCRAM where that is offered, and ever after.

        XEP-0474, 6: "Clients MUST pin the fact that they did use some sort of SCRAM mechanism".
        """
        plugin = self.plugin["feature_mechanisms"]
        scram = {name for name in self._mechanisms() if name.startswith("SCRAM-")}
        plugin.use_mechs = scram or None
        if scram or not self.is_pinned or "mechanisms" in self.features:
            return True
        self.fail(Problem(Reason.TAMPERED, "only weaker ways to sign in are offered"))
        return False

    def _mechanisms(self) -> list[str]:
        offer = children(child(self.offered, "mechanisms", NS_SASL), "mechanism", NS_SASL)
        return [(one.text or "").strip() for one in offer]

    def scram(self, offered: list[str], known: tuple[str, ...]) -> FastScram | None:
        """The best mechanism of `known`, bound where that can be; `None` when none is offered."""
        plugin = self.plugin["feature_mechanisms"]
        plugin.mech_list = set(offered)
        names = [f"{name}-PLUS" for name in known] if self.binding() else []
        best = next((name for name in (*names, *known) if name in offered), None)
        if best is None:
            return None
        try:
            facts = self._credentials(
                FastScram.required_credentials, FastScram.optional_credentials
            )
            for fact in ("username", "password"):
                facts[fact] = to_bytes(saslprep(facts[fact]))
            # XEP-0474, 5.1: "only the mechanism list of the SASL protocol the client uses"
            facts |= {"authzid": b"", "offer": advertised(offered, self._kinds())}
            security = plugin._default_security(FastScram.security)
            return FastScram(best, facts, security)  # type: ignore[no-untyped-call]
        except (SASLCancelled, StringPrepError):
            return None

    def _credentials(self, required: set[str], optional: set[str]) -> dict[str, Any]:
        own = {"channel_binding": self.binding, "offer": self._advertised}
        found: dict[str, Any] = self.plugin["feature_mechanisms"]._default_credentials(
            required, optional - set(own)
        )
        return found | {name: fact() for name, fact in own.items() if name in optional}

    def _kinds(self) -> list[str]:
        """How the server says that one can bind to it (XEP-0440)."""
        found = child(self.offered, "sasl-channel-binding", NS_BINDING)
        return [get(one, "type") for one in children(found, "channel-binding", NS_BINDING)]

    def _advertised(self) -> bytes:
        """What the server offers for the library's way of signing in (XEP-0474, 5.1)."""
        return advertised(self._mechanisms(), self._kinds())

    def binding(self) -> bytes:
        """What SCRAM is bound to, where the server says that it knows this kind (XEP-0440)."""
        return self.end_point() if "tls-server-end-point" in self._kinds() else b""

    def end_point(self) -> bytes:
        """What stands for the server's certificate (RFC 5929, 4)."""
        tls = self.transport and self.transport.get_extra_info("ssl_object")
        shown = trust.chain(tls) if tls else []
        return server_end_point(shown[0]) if shown else b""


def unspoken(words: str) -> str:
    """A stanza without its secrets."""
    return SECRET.sub(lambda found: f"{found[1] or found[2]}(secret)", words)
