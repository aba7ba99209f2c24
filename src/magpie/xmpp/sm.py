"""XEP-0198: Stream Management. What was sent and not yet acknowledged, and the counters for it.

Counters run modulo 2**32 (section 4). Both sides start at 0 when stream management is enabled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from magpie.xmpp.element import Element
from magpie.xmpp.errors import NS_STANZA_ERRORS, StreamError

NS = "urn:xmpp:sm:3"
MASK = 2**32 - 1
REQUEST = f"<r xmlns='{NS}'/>".encode()

Item = TypeVar("Item")


class Unacked(Generic[Item]):
    """What was sent on a stream, until the peer says that it has handled it.

    Attributes:
        acked: the peer's last `h`.
    """

    __slots__ = ("_items", "acked")

    def __init__(self, acked: int = 0) -> None:
        """Start with what the peer has acknowledged so far."""
        self.acked = acked
        self._items: list[Item] = []

    def __len__(self) -> int:
        """How many items wait."""
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        """The waiting items, oldest first."""
        return iter(self._items)

    @property
    def sent(self) -> int:
        """How many items were sent on the stream, modulo 2**32."""
        return (self.acked + len(self._items)) & MASK

    def add(self, item: Item) -> None:
        """An item was sent."""
        self._items.append(item)

    def ack(self, h: int) -> list[Item]:
        """The items that the peer has handled with this `h` and not with the last, oldest first.

        Raises:
            StreamError: it has handled more than was sent (section 4).
        """
        items = self._items
        count = (h - self.acked) & MASK
        if count > len(items):
            attrs = {"h": str(h), "send-count": str(self.sent)}
            extra = Element("handled-count-too-high", NS, attrs)
            raise StreamError("undefined-condition", "more handled than sent", extra)
        self.acked = h
        handled = items[:count]
        del items[:count]
        return handled

    def take(self) -> list[Item]:
        """All that waits, taken out: the stream will not be resumed."""
        self.acked = self.sent
        left, self._items = self._items, []
        return left


def counted(h: int, more: int = 1) -> int:
    """The counter of handled stanzas after `more` of them."""
    return (h + more) & MASK


def ack(h: int) -> bytes:
    """`<a/>`, which says that we have handled `h` stanzas."""
    return b"<a xmlns='urn:xmpp:sm:3' h='%d'/>" % h


def parse_h(element: Element) -> int:
    """The counter in an `<a/>`, `<resume/>` or `<resumed/>`.

    Raises:
        StreamError: it has none.
    """
    h = _number(element.get("h"))
    if h is None or h > MASK:
        raise StreamError("bad-format", "h is not a counter")
    return h


def parse_enable(element: Element) -> tuple[bool, int | None]:
    """What an `<enable/>` asks for: whether to resume, and for how many seconds at most."""
    return element.get("resume") in ("true", "1"), _number(element.get("max"))


def enabled(resume_id: str = "", seconds: int = 0, location: str = "") -> Element:
    """`<enabled/>`: with an id, the stream can be resumed for that many seconds (section 3)."""
    attrs = {}
    if resume_id:
        attrs = {"id": resume_id, "resume": "true", "max": str(seconds)}
        if location:
            attrs["location"] = location
    return Element("enabled", NS, attrs)


def resumed(resume_id: str, h: int) -> Element:
    """`<resumed/>` (section 5)."""
    return Element("resumed", NS, {"previd": resume_id, "h": str(h)})


def failed(condition: str, h: int | None = None) -> Element:
    """`<failed/>`: not enabled, or not resumed; `h` where the old stream's counter is known."""
    attrs = {} if h is None else {"h": str(h)}
    return Element("failed", NS, attrs, (Element(condition, NS_STANZA_ERRORS),))


def _number(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return int(text)
