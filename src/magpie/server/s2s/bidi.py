"""XEP-0288: stanzas go both ways over one stream between servers."""

from __future__ import annotations

from magpie.server.host import Host
from magpie.server.inflow import Inflow, addresses
from magpie.server.stream import Stream
from magpie.xmpp.element import NS_CLIENT, NS_SERVER, Element
from magpie.xmpp.errors import StreamError

NS = "urn:xmpp:bidi"
NS_FEATURE = "urn:xmpp:features:bidi"


def feature() -> Element:
    """Who connects may have our stanzas on its stream (2.1)."""
    return Element("bidi", NS_FEATURE)


def is_offered(features: Element) -> bool:
    """Whether the other offers it."""
    return features.has("bidi", NS_FEATURE)


def wish() -> Element:
    """We want the other's on ours (2.2)."""
    return Element("bidi", NS)


def is_wish(element: Element) -> bool:
    """Whether it is the other's."""
    return (element.ns, element.name) == (NS, "bidi")


class Backflow(Inflow):
    """What the other server sends on a stream that we have opened to it."""

    def __init__(self, host: Host, stream: Stream, remote: str) -> None:
        super().__init__(host, stream)
        self._remote = remote

    def process(self, element: Element) -> None:
        """2.2: it "MUST only send stanzas for which it has been authenticated"."""
        sender, to = addresses(element)
        if sender.domain != self._remote:
            raise StreamError("invalid-from")
        if not self._host.services.is_ours(to.domain):
            raise StreamError("host-unknown")
        self.route(element.in_content(NS_SERVER, NS_CLIENT))
