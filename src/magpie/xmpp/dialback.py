"""Server Dialback (XEP-0220): its keys (XEP-0185) and its elements, as they stand in a stream."""

from __future__ import annotations

import hashlib
import hmac

from magpie.xmpp.element import NS_SERVER, NS_STREAMS, Element, escape_attr, escape_text
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import StreamParser
from magpie.xmpp.stream import CLOSING, Framing, to_wire

NS = "jabber:server:dialback"
NS_FEATURE = "urn:xmpp:features:dialback"


def key(secret: bytes, receiving: str, originating: str, stream_id: str) -> str:
    """The key for a stream from `originating` to `receiving` (XEP-0185, 3)."""
    text = f"{receiving} {originating} {stream_id}"
    hashed = hashlib.sha256(secret).hexdigest().encode()
    return hmac.digest(hashed, text.encode(), hashlib.sha256).hex()


def is_key(given: str, secret: bytes, receiving: str, originating: str, stream_id: str) -> bool:
    """Whether this is that key."""
    own = key(secret, receiving, originating, stream_id)
    return hmac.compare_digest(own.encode(), given.strip().encode())


def element(
    name: str, sender: str, to: str, *, kind: str = "", stream_id: str = "", text: str = ""
) -> Element:
    """`<db:result/>` or `<db:verify/>` with its key, or with its outcome."""
    attrs = {"from": sender, "to": to, "id": stream_id, "type": kind}
    return Element(name, NS, {name: value for name, value in attrs.items() if value}, text=text)


def refusal(request: Element, error: StanzaError) -> Element:
    """The answer of type error to a request (2.4.2): the stream goes on."""
    attrs = {"from": request.get("to") or "", "to": request.get("from") or "", "type": "error"}
    stream_id = request.get("id")
    if stream_id is not None:
        attrs["id"] = stream_id
    return Element(request.name, NS, attrs, (error.to_element(NS_SERVER),))


def feature() -> Element:
    """Dialback is understood, and its errors are (2.3)."""
    return Element("dialback", NS_FEATURE, children=(Element("errors", NS_FEATURE),))


def header(domain: str, stream_id: str, to: str = "") -> bytes:
    """Our side of a stream between servers; it names dialback's prefix (2.3)."""
    attrs = {"from": domain, "to": to, "id": stream_id, "version": "1.0", "xml:lang": "en"}
    written = "".join(f" {name}='{escape_attr(value)}'" for name, value in attrs.items() if value)
    return (
        f"<?xml version='1.0'?><stream:stream xmlns='{NS_SERVER}' xmlns:db='{NS}'"
        f" xmlns:stream='{NS_STREAMS}'{written}>"
    ).encode()


def wire(item: Element) -> bytes:
    """The wire form of what servers negotiate with. Section 2: "MUST be prefixed"."""
    if item.ns == NS_STREAMS:
        return to_wire(item, NS_SERVER)
    if item.ns != NS:
        return item.to_bytes(NS_SERVER)
    attrs = "".join(f" {name}='{escape_attr(value)}'" for name, value in item.attrs.items())
    inner = escape_text(item.text).encode() + b"".join(child.to_bytes(NS_SERVER) for child in item)
    return b"<db:%b%b>%b</db:%b>" % (item.name.encode(), attrs.encode(), inner, item.name.encode())


FRAMING = Framing(StreamParser, header, wire, CLOSING)
"""A stream of bytes between two servers."""
