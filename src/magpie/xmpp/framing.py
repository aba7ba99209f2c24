"""A stream in frames (RFC 7395): each frame holds one element, which is a document of its own."""

from __future__ import annotations

from magpie.xmpp.element import NS_CLIENT, NS_STREAMS, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import (
    BLANK_BYTES,
    StreamClosed,
    StreamEvent,
    StreamOpened,
    StreamParser,
    parse_element,
)
from magpie.xmpp.stream import Framing

NS = "urn:ietf:params:xml:ns:xmpp-framing"
HEAD = f"<stream:stream xmlns:stream='{NS_STREAMS}' xmlns='{NS_CLIENT}'>".encode()
STANZAS = (b"<message", b"<presence", b"<iq")
DECLARED = f" xmlns='{NS_CLIENT}'".encode()


class FrameParser(StreamParser):
    """Parses a stream of frames: `feed` takes each of them whole."""

    __slots__ = ()

    def feed(self, data: bytes) -> list[StreamEvent]:
        """The event of one frame; white space alone is a sign of life and no event."""
        if self.is_dead or not data.strip(BLANK_BYTES):
            return []
        try:
            return [self._element(data) if self._is_open else self._opened(data)]
        except StreamError as error:
            self.close()
            return [error]

    def _opened(self, data: bytes) -> StreamEvent:
        """RFC 7395, 3.4: the first frame is `<open/>`."""
        element = parse_element(data, "")
        if element.name != "open":
            raise StreamError("bad-format", "the first frame is not <open/>")
        if element.ns != NS:
            raise StreamError("invalid-namespace")
        super().feed(HEAD)  # all that follows is as if it stood in one document
        return StreamOpened(dict(element.attrs), NS_CLIENT)

    def _element(self, data: bytes) -> StreamEvent:
        """RFC 7395, 3.3.3: one element in each frame, and all of it."""
        events = super().feed(data)
        for event in events:
            if isinstance(event, StreamError):
                raise event
        if len(events) != 1 or self.pending:
            raise StreamError("bad-format", "a frame holds one element")
        element = events[0]
        if not isinstance(element, Element):
            raise StreamError("not-well-formed")
        is_close = element.name == "close" and element.ns == NS
        return StreamClosed() if is_close else element


def header(domain: str, id: str, to: str = "") -> bytes:
    """Our `<open/>` (RFC 7395, 3.4)."""
    attrs = {"from": domain, "to": to, "id": id, "version": "1.0", "xml:lang": "en"}
    given = {key: value for key, value in attrs.items() if value}
    return Element("open", NS, given).to_bytes()


def document(piece: bytes) -> bytes:
    """An element as it stands in a stream, made a document: a stanza names its namespace."""
    for name in STANZAS:
        if piece.startswith(name):
            return name + DECLARED + piece[len(name) :]
    return piece


def negotiated(element: Element) -> bytes:
    """The wire form of an element of the negotiation; `document` has still to look at stanzas."""
    if element.ns != NS_STREAMS:
        return element.to_bytes(NS_CLIENT)
    inner = b"".join(child.to_bytes() for child in element)
    name = element.name.encode()
    declared = f"xmlns:stream='{NS_STREAMS}'".encode()
    return b"<stream:%b %b>%b</stream:%b>" % (name, declared, inner, name)


FRAMES = Framing(FrameParser, header, negotiated, Element("close", NS).to_bytes())
"""As RFC 7395 has it."""
