"""A stream that we open to another server, as far as TLS (RFC 6120, 4.2 and 5)."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import cast

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.pending import Gone
from magpie.server.s2s.lookup import NoServer, Target
from magpie.server.s2s.settings import S2s
from magpie.server.s2s.tcp import Dialer, ServerCarrier
from magpie.server.stream import Stream
from magpie.xmpp.element import NS_SERVER, NS_STREAMS, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamOpened

log = get_logger(__name__)
NS_TLS = "urn:ietf:params:xml:ns:xmpp-tls"
# The other server says that it is not the domain's: trying again would not help
ELSEWHERE = frozenset(("host-unknown", "host-gone", "improper-addressing"))


class Unreachable(Exception):
    """There is no stream to a domain.

    Attributes:
        condition: what the senders of stanzas are told.
        is_final: nothing suggests that it will be otherwise soon.
    """

    def __init__(self, condition: str, why: str, is_final: bool = False) -> None:
        super().__init__(why)
        self.condition = condition
        self.is_final = is_final


@dataclass(slots=True)
class Opened:
    """A stream on which both have said who they are, and what they can do.

    Attributes:
        id: the stream's, of the other's making.
        features: what the other offers.
        is_proven: its certificate is valid for the domain.
        goes_both_ways: the other's stanzas may come on it, too (XEP-0288).
    """

    stream: Stream
    id: str
    features: Element
    is_proven: bool
    goes_both_ways: bool = False


class Opener:
    """Opens streams to other domains."""

    def __init__(self, host: Host, dialer: Dialer) -> None:
        self._host = host
        self._dialer = dialer
        self._config = host.settings.get(S2s)

    async def open(self, local: str, remote: str) -> Opened:
        """A stream from one of our domains to another, secured.

        Raises:
            Unreachable: there is none.
        """
        try:
            places = await self._dialer.places(remote)
        except NoServer:
            raise Unreachable("remote-server-not-found", "DNS says no", is_final=True) from None
        problem: Exception = OSError("nowhere to go")
        for target in places:
            try:
                return await self._try(target, local, remote)
            except Unreachable:
                raise
            except (OSError, StreamError, TimeoutError) as error:
                reason = str(error) or type(error).__name__
                place = f"{target.host}:{target.port}"
                log.info("s2s.failed", domain=remote, place=place, reason=reason)
                problem = error
        unknown = isinstance(problem, socket.gaierror) and problem.errno != socket.EAI_AGAIN
        condition = "remote-server-not-found" if unknown else "remote-server-timeout"
        raise Unreachable(condition, str(problem), is_final=unknown)

    async def _try(self, target: Target, local: str, remote: str) -> Opened:
        """One place: first with a certificate that must be valid, then as the settings allow."""
        try:
            return await self._secured(target, local, remote, is_strict=True)
        except ssl.SSLCertVerificationError:
            if self._config.certificates == "required":
                raise
        return await self._secured(target, local, remote, is_strict=False)

    async def _secured(self, target: Target, local: str, remote: str, is_strict: bool) -> Opened:
        stream = await self._dialer.connect(target, remote, is_strict)
        try:
            opened = await self.greet(stream, local, remote)
            if not stream.carrier.has_tls:
                opened = await self._start_tls(opened, local, remote)
            if not opened.is_proven and self._config.certificates == "required":
                raise StreamError("policy-violation", "the certificate is for another domain")
            return opened
        except BaseException:
            stream.abort()
            raise

    async def _start_tls(self, opened: Opened, local: str, remote: str) -> Opened:
        stream = opened.stream
        if not opened.features.has("starttls", NS_TLS):
            if not stream.is_secure:
                raise StreamError("policy-violation", "there is no TLS")
            return opened
        stream.send(Element("starttls", NS_TLS))
        answer = await self.element(stream)
        if (answer.ns, answer.name) != (NS_TLS, "proceed"):
            raise StreamError("policy-violation", "TLS was refused")
        stream.restart(self._host.limits.stanza_size)
        await stream.carrier.start_tls()
        return await self.greet(stream, local, remote)

    async def greet(self, stream: Stream, local: str, remote: str) -> Opened:
        """Our header, theirs, and what they offer; also after each restart (RFC 6120, 4.3.3)."""
        stream.begin(local, remote)
        event = await stream.next(self._host.limits.handshake_timeout)
        if not isinstance(event, StreamOpened) or event.content_ns != NS_SERVER:
            raise StreamError("bad-format", "this is no stream of a server")
        features = await self.element(stream)
        if (features.ns, features.name) != (NS_STREAMS, "features"):
            raise StreamError("unsupported-version", "there are no stream features")
        is_proven = cast(ServerCarrier, stream.carrier).proves(remote)
        return Opened(stream, event.attrs.get("id", ""), features, is_proven)

    async def element(self, stream: Stream, within: float = 0.0) -> Element:
        """What the other says next.

        Raises:
            StreamError: nothing in time, or no element. Unreachable: it is not the domain's.
        """
        event = await stream.next(within or self._host.limits.handshake_timeout)
        if not isinstance(event, Element):
            raise StreamError("bad-format")
        if (event.ns, event.name) == (NS_STREAMS, "error"):
            condition = condition_of(event)
            if condition in ELSEWHERE:
                raise Unreachable("remote-server-not-found", condition, is_final=True)
            raise Gone(condition)
        return event


def condition_of(error: Element) -> str:
    """The condition of a stream error that came."""
    return next((child.name for child in error), "undefined-condition")
