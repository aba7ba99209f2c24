"""The `<body/>` around what a request or a response of BOSH carries (XEP-0124, 4 and 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from magpie.xmpp.element import Element, escape_attr
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import parse_element

NS = "http://jabber.org/protocol/httpbind"
NS_XMPP = "urn:xmpp:xbosh"
RID_MAX = 2**53 - 1  # XEP-0124, 14.1


class BadRequest(Exception):
    """Why the session ends: a condition of XEP-0124, 17.2."""

    def __init__(self, condition: str = "bad-request") -> None:
        super().__init__(condition)
        self.condition = condition


@dataclass(frozen=True, slots=True)
class Body:
    """What one request says.

    Attributes:
        attrs: its attributes, by the names that `Element` uses.
        rid: its number.
        payload: the elements in it, each as a document of its own.
    """

    attrs: Mapping[str, str]
    rid: int
    payload: Sequence[bytes]

    @classmethod
    def parse(cls, data: bytes) -> Body:
        """Read a request. Raises BadRequest."""
        try:
            element = parse_element(data, "")
        except StreamError:
            raise BadRequest from None
        if (element.name, element.ns) != ("body", NS):
            raise BadRequest
        if any(isinstance(node, str) and node.strip() for node in element.nodes):
            raise BadRequest
        attrs = element.attrs
        rid = number(attrs, "rid", -1)
        if not 0 < rid <= RID_MAX:
            raise BadRequest
        return cls(attrs, rid, [child.to_bytes() for child in element])

    @property
    def sid(self) -> str:
        """The session it belongs to; "" when it asks for one."""
        return self.attrs.get("sid", "")

    @property
    def is_restart(self) -> bool:
        """XEP-0206, 4."""
        return self.attrs.get(f"{{{NS_XMPP}}}restart") in ("true", "1")

    @property
    def is_last(self) -> bool:
        """Whether it ends the session (XEP-0124, 13)."""
        return self.attrs.get("type") == "terminate"


def number(attrs: Mapping[str, str], name: str, default: int) -> int:
    """A whole number that is not negative. Raises BadRequest for what is none."""
    text = attrs.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise BadRequest
    return int(text)


def written(attrs: Mapping[str, str], payload: Sequence[bytes] = ()) -> bytes:
    """A response."""
    head = "".join(f" {name}='{escape_attr(value)}'" for name, value in attrs.items())
    return b"<body xmlns='%b'%b>%b</body>" % (NS.encode(), head.encode(), b"".join(payload))


def terminated(condition: str = "", payload: Sequence[bytes] = ()) -> bytes:
    """The response that ends a session, with a condition when it is not the client's wish."""
    attrs = {"type": "terminate"} | ({"condition": condition} if condition else {})
    return written(attrs, payload)


def opening(domain: str, attrs: Mapping[str, str]) -> bytes:
    """The `<open/>` of RFC 7395 that stands for a request that opens or restarts a stream."""
    given = {"to": attrs.get("to", domain), "version": attrs.get(f"{{{NS_XMPP}}}version", "1.0")}
    for name in ("from", "xml:lang"):
        if name in attrs:
            given[name] = attrs[name]
    return Element("open", "urn:ietf:params:xml:ns:xmpp-framing", given).to_bytes()
