"""The stream itself: its header, its end, its features and its errors (RFC 6120, 4)."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from magpie.xmpp.element import NS_CLIENT, NS_STREAMS, Element, escape_attr
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import StreamOpened, StreamParser

CLOSING = b"</stream:stream>"


@dataclass(frozen=True, slots=True)
class Framing:
    """How a client's stream looks on what carries it.

    Attributes:
        parser: makes one for a stream, with the bound on a stanza's bytes.
        header: opens our side: our domain, the stream's id, who the peer is.
        element: the wire form of an element of the negotiation.
        closing: ends our side.
    """

    parser: Callable[[int], StreamParser]
    header: Callable[[str, str, str], bytes]
    element: Callable[[Element], bytes]
    closing: bytes


def header(
    domain: str, id: str, to: str = "", *, content_ns: str = NS_CLIENT, lang: str = "en"
) -> bytes:
    """Our `<stream:stream>`, answering one or opening one (RFC 6120, 4.7).

    Args:
        domain: who we are.
        id: the stream's id, unguessable; "" for a stream that we open.
        to: who the peer is, where it has said so.
        content_ns: jabber:client or jabber:server.
        lang: the language of what we write.
    """
    attrs = {"from": domain, "to": to, "id": id, "version": "1.0", "xml:lang": lang}
    written = "".join(f" {key}='{escape_attr(value)}'" for key, value in attrs.items() if value)
    return (
        f"<?xml version='1.0'?><stream:stream xmlns='{content_ns}'"
        f" xmlns:stream='{NS_STREAMS}'{written}>"
    ).encode()


def to_wire(element: Element, content_ns: str = NS_CLIENT) -> bytes:
    """Features or an error, with the prefix `stream:` that older peers look for (4.8.5)."""
    inner = b"".join(child.to_bytes(content_ns) for child in element)
    name = element.name.encode()
    if not inner:
        return b"<stream:%b/>" % name
    return b"<stream:%b>%b</stream:%b>" % (name, inner, name)


def negotiated(element: Element) -> bytes:
    """The wire form of an element of a client's negotiation."""
    return to_wire(element) if element.ns == NS_STREAMS else element.to_bytes(NS_CLIENT)


BYTES = Framing(StreamParser, header, negotiated, CLOSING)
"""As RFC 6120 has it: one document, a byte after the other."""


def features(*children: Element) -> Element:
    """`<stream:features>` (RFC 6120, 4.3.2)."""
    return Element("features", NS_STREAMS, children=children)


def check_opened(
    opened: StreamOpened, hosts: Container[str], content_ns: str = NS_CLIENT
) -> tuple[str, Jid | None]:
    """The host that the peer's header asks for, and who the peer says it is.

    Raises:
        StreamError: the header is not one that we can go on with; ours is sent before the error
            (RFC 6120, 4.9.1.2).
    """
    attrs = opened.attrs
    if opened.content_ns != content_ns:
        raise StreamError("invalid-namespace", f"this is a stream of {content_ns}")  # 4.8.2
    _check_version(attrs.get("version"))
    to = attrs.get("to")
    if not to:
        raise StreamError("improper-addressing", "the header has no 'to'")  # 4.7.2
    host = _address(to, "host-unknown")
    if not host.is_domain or host.domain not in hosts:
        raise StreamError("host-unknown")  # 4.9.3.6
    sender = attrs.get("from")
    return host.domain, _address(sender, "invalid-from") if sender else None


def _check_version(version: str | None) -> None:
    """RFC 6120, 4.7.5: a newer one is ours to answer with 1.0; an older one has no features."""
    major, dot, minor = (version or "").partition(".")
    if not (dot and major.isdecimal() and minor.isdecimal() and len(major) < 10):
        raise StreamError("unsupported-version")
    if int(major) < 1:
        raise StreamError("unsupported-version")


def _address(text: str, condition: str) -> Jid:
    try:
        return Jid.parse(text)
    except JidError:
        raise StreamError(condition) from None
