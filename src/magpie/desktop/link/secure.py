"""The library's client, made safe: no stranger's certificate, no password on an open line.

* It trusts by OpenSSL alone: `trust` judges each certificate before the stream goes on.
* It goes on without encryption where none is offered: here that is the end.
* It can bind SCRAM to what TLS 1.3 has not: we bind to the certificate (see `scram`).
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import slixmpp
from slixmpp.xmlstream import ET

from magpie.base.clock import Clock
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Login
from magpie.desktop.link import trust
from magpie.desktop.link.names import NS_BINDING, NS_TLS, child, children
from magpie.desktop.link.scram import server_end_point

SECRET = re.compile(r"<(auth|response|password)\b")

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
        self._offered: ET.Element | None = None  # the features of the stream, as they last came
        self.enable_plaintext = False
        self.plugin["feature_mechanisms"].sasl_callback = self._credentials

    def fail(self, problem: Problem) -> None:
        """The attempt ends for this reason."""
        raise NotImplementedError

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
        super().connection_made(transport, send_event)

    def incoming_filter(self, xml: ET.Element) -> ET.Element:
        """The library hands out each element here before it makes a stanza of it."""
        if xml.tag == f"{{{self.stream_ns}}}features":
            self._offered = xml
        if self._trace:
            self._trace("in", ET.tostring(xml, encoding="unicode"))
        return xml

    def send_raw(self, data: str | bytes) -> None:
        """All that leaves passes here."""
        if self._trace:
            words = data if isinstance(data, str) else data.decode()
            self._trace("out", "(secret)" if SECRET.search(words) else words)
        super().send_raw(data)

    async def _handle_stream_features(self, features: Any) -> bool | None:
        """Before the library goes on: is the line safe, and is there an account to make?"""
        is_safe = self.transport and self.transport.get_extra_info("ssl_object")
        if not is_safe and child(self._offered, "starttls", NS_TLS) is None:
            self.fail(Problem(Reason.NO_TLS))
            return True
        if is_safe and self.before_sign_in and "mechanisms" not in self.features:
            first, self.before_sign_in = self.before_sign_in, None
            try:
                await first()
            except Problem as problem:
                self.fail(problem)
                return True
        return await super()._handle_stream_features(features)

    def _credentials(self, required: set[str], optional: set[str]) -> dict[str, Any]:
        found: dict[str, Any] = self.plugin["feature_mechanisms"]._default_credentials(
            required, optional - {"channel_binding"}
        )
        if "channel_binding" in optional:
            found["channel_binding"] = self._binding()
        return found

    def _binding(self) -> bytes:
        """What SCRAM is bound to, where the server says that it knows this kind (XEP-0440)."""
        kinds = children(
            child(self._offered, "sasl-channel-binding", NS_BINDING), "channel-binding", NS_BINDING
        )
        tls = self.transport and self.transport.get_extra_info("ssl_object")
        if not tls or all(kind.get("type") != "tls-server-end-point" for kind in kinds):
            return b""
        shown = trust.chain(tls)
        return server_end_point(shown[0]) if shown else b""
