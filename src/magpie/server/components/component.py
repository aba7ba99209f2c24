"""A program that is connected for a domain (XEP-0114): the stanzas on its stream, both ways."""

from __future__ import annotations

from collections.abc import Callable

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.inflow import STANZAS, Inflow, addresses
from magpie.server.session import Session
from magpie.server.stream import Stream
from magpie.xmpp.element import NS_CLIENT, NS_STREAMS, Element, escape_attr
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamParser
from magpie.xmpp.stream import CLOSING, Framing, to_wire

log = get_logger(__name__)
NS = "jabber:component:accept"


def header(domain: str, stream_id: str, to: str = "") -> bytes:
    """Our side of a component's stream. Section 3: `from` is the component's own domain."""
    return (
        f"<?xml version='1.0'?><stream:stream xmlns='{NS}' xmlns:stream='{NS_STREAMS}'"
        f" from='{escape_attr(domain)}' id='{escape_attr(stream_id)}'>"
    ).encode()


def wire(item: Element) -> bytes:
    """The wire form of what is no stanza."""
    return to_wire(item, NS) if item.ns == NS_STREAMS else item.to_bytes(NS)


FRAMING = Framing(StreamParser, header, wire, CLOSING)
"""A stream of bytes to a component."""


class Component(Inflow):
    """Such a program.

    Attributes:
        gone: called when it is.
    """

    def __init__(self, host: Host, stream: Stream, domain: str) -> None:
        super().__init__(host, stream)
        self._domain = domain
        self.gone: Callable[[], None] = lambda: None

    def send(self, element: Element, origin: Session | None) -> None:
        """Hand a stanza over; who sends faster than it takes is not read meanwhile."""
        self.wire.write((element.in_content(NS_CLIENT, NS).to_bytes(NS),))
        if self.wire.is_clogged and origin is not None:
            self._host.pressure.wait_for(origin, self)

    def process(self, element: Element) -> None:
        """A stanza of the domain's: others it may not speak for."""
        if element.ns != NS or element.name not in STANZAS:
            raise StreamError("unsupported-stanza-type")
        sender, _ = addresses(element)
        if sender.domain != self._domain:
            raise StreamError("invalid-from")
        self.route(element.in_content(NS, NS_CLIENT))

    def ended(self) -> None:
        """Nobody answers for the domain any more."""
        log.info("component.gone", domain=self._domain)
        self.gone()
