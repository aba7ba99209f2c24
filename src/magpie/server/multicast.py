"""A stanza that goes to many: serialised once, only `to` is written in for each."""

from __future__ import annotations

from magpie.xmpp.element import NS_CLIENT, Element


class Multicast:
    """One such stanza.

    Attributes:
        element: the stanza without `to`.
        can_wait: it is presence, which in a storm is written less often than it comes.
    """

    __slots__ = ("_head", "_tail", "can_wait", "element")

    def __init__(self, element: Element) -> None:
        assert element.ns == NS_CLIENT
        assert "to" not in element.attrs
        wire = element.to_bytes(NS_CLIENT)
        end = 1 + len(element.name)
        self.element = element
        self.can_wait = element.name == "presence"
        self._head = wire[:end] + b" to='"
        self._tail = b"'" + wire[end:]

    def wire(self, to: bytes) -> bytes:
        """Its bytes for an address, which is escaped to stand between apostrophes."""
        return b"%b%b%b" % (self._head, to, self._tail)

    def addressed(self, to: str) -> Element:
        """The element for an address."""
        return self.element.with_attr("to", to)
