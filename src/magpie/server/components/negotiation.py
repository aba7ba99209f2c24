"""The beginning of a component's stream (XEP-0114, 3): its domain, and that it knows the secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from magpie.base.log import get_logger
from magpie.server.components.component import NS, Component
from magpie.server.components.gateway import Gateway
from magpie.server.host import Host
from magpie.server.stream import Stream
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamEvent, StreamOpened

log = get_logger(__name__)


def proof(stream_id: str, secret: str) -> str:
    """What shows that one knows the secret (section 3)."""
    return hashlib.sha1((stream_id + secret).encode()).hexdigest()  # noqa: S324 (the standard's own)


class Negotiation:
    """The beginning of each component's stream."""

    def __init__(self, gateways: Mapping[str, Gateway], known: Mapping[str, str]) -> None:
        """`known`: the secrets by domain."""
        self._gateways = gateways
        self._known = known

    async def __call__(self, host: Host, stream: Stream) -> None:
        """From the first byte to a stream that stanzas come on."""
        try:
            await self._tell(host, stream)
        except StreamError as error:
            log.warning("component.refused", ip=stream.address, condition=error.condition)
            stream.close(error)
        except OSError:
            stream.abort()

    async def _tell(self, host: Host, stream: Stream) -> None:
        within = host.limits.handshake_timeout
        opened = await stream.next(within)
        if not isinstance(opened, StreamOpened):
            raise StreamError("bad-format")
        stream_id = secrets.token_urlsafe(16)
        domain = opened.attrs.get("to", "")
        stream.open(stream_id, "", domain or host.domain)
        if opened.content_ns != NS:
            raise StreamError("invalid-namespace", f"this is a stream of {NS}")
        gateway = self._gateways.get(domain)
        if gateway is None:
            raise StreamError("host-unknown", f"There is no [components.secrets] for {domain}.")
        stream.write(())  # the header, for its id is what the other side waits for
        self._check(host, stream, await stream.next(within), proof(stream_id, self._known[domain]))
        component = Component(host, stream, domain)
        if not gateway.connect(component):
            raise StreamError("conflict", f"A component is connected for {domain} already.")
        stream.carrier.signed_in()
        log.info("component.connected", domain=domain, ip=stream.address)
        stream.send(Element("handshake", NS))
        stream.bound(component)

    def _check(self, host: Host, stream: Stream, event: StreamEvent, wanted: str) -> None:
        """Raises StreamError: it is not proven."""
        if host.failures.is_over(stream.address):
            raise StreamError("policy-violation", "Too many attempts: try again later.")
        if not isinstance(event, Element) or (event.ns, event.name) != (NS, "handshake"):
            raise StreamError("not-authorized")
        if not hmac.compare_digest(event.text.strip().lower().encode(), wanted.encode()):
            host.failures.note(stream.address)
            raise StreamError("not-authorized")
