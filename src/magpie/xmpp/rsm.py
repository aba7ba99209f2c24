"""XEP-0059: Result Set Management. What page of a long list is asked for, and which one it is."""

from __future__ import annotations

from dataclasses import dataclass

from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError

NS = "http://jabber.org/protocol/rsm"
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for.

    Attributes:
        max: how many items at most; 0 asks for the count alone; `None` leaves it to us.
        before: the page that ends before this item; "" for the last page.
        after: the page that starts after this item.
        index: the page that starts at this place.
    """

    max: int | None = None
    before: str | None = None
    after: str | None = None
    index: int | None = None

    @classmethod
    def find(cls, query: Element) -> PageRequest:
        """What the `<set/>` in `query` asks for; everything when it has none."""
        found = query.child("set", NS)
        return cls() if found is None else cls.parse(found)

    @classmethod
    def parse(cls, element: Element) -> PageRequest:
        """What a `<set/>` asks for.

        Raises:
            StanzaError: a number is none, or it asks by item and by place (2.6).
        """
        before = element.child_text("before", NS)
        after = element.child_text("after", NS) or None  # COMPAT: an empty one means the start
        index = _number(element, "index")
        if index is not None and (before is not None or after is not None):
            raise StanzaError("bad-request", "a page is asked for by item or by index, not by both")
        return cls(_number(element, "max"), before, after, index)

    @property
    def is_backward(self) -> bool:
        """Whether the page is counted from its end."""
        return self.before is not None

    def to_element(self) -> Element:
        """The `<set/>` that asks for it."""
        parts = (
            ("max", self.max),
            ("before", self.before),
            ("after", self.after),
            ("index", self.index),
        )
        children = (
            Element(name, NS, text=str(value)) for name, value in parts if value is not None
        )
        return Element("set", NS, children=tuple(children))


@dataclass(frozen=True, slots=True)
class PageResult:
    """Which page it is.

    Attributes:
        first: the first item's id, `None` on an empty page.
        last: the last item's id.
        index: the first item's place, where it is known.
        count: how many items there are in all, where it is known.
    """

    first: str | None = None
    last: str | None = None
    index: int | None = None
    count: int | None = None

    @classmethod
    def parse(cls, element: Element) -> PageResult:
        """What a `<set/>` says, as a client reads it."""
        first = element.child("first", NS)
        index = None if first is None else _parsed("index", first.get("index"))
        return cls(
            None if first is None else first.text,
            element.child_text("last", NS),
            index,
            _number(element, "count"),
        )

    def to_element(self) -> Element:
        """The `<set/>` that says so."""
        children: list[Element | str] = []
        if self.first is not None:
            attrs = {} if self.index is None else {"index": str(self.index)}
            children.append(Element("first", NS, attrs, text=self.first))
        if self.last is not None:
            children.append(Element("last", NS, text=self.last))
        if self.count is not None:
            children.append(Element("count", NS, text=str(self.count)))
        return Element("set", NS, children=tuple(children))


def _number(element: Element, name: str) -> int | None:
    return _parsed(name, element.child_text(name, NS))


def _parsed(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise StanzaError("bad-request", f"{name} is not a number")
    return min(int(text), NUMBER_MAX)
