"""The immutable XML element, and its wire form.

An `Element` is a value: nothing changes it after it is built (mypy refuses; at run time only slots
exist, because a guard on every assignment would cost more than the parser does). `with_*` and
`without` return new elements.

Theory of operation of the wire form: the stream parser keeps the bytes that stood between a
stanza's tags. Forwarding such a stanza writes a fresh start tag (the server changes `from` and
`to`), then those bytes as they came. They stay valid because every element that Magpie writes
declares its own namespace as the default one, and the parser keeps no bytes that lean on a prefix
declared further out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

NS_CLIENT = "jabber:client"
NS_SERVER = "jabber:server"
NS_STREAMS = "http://etherx.jabber.org/streams"
NS_XML = "http://www.w3.org/XML/1998/namespace"

NO_ATTRS: Mapping[str, str] = {}


# XML 1.0, 2.2: what stands in no document, not even escaped
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_text(text: str) -> str:
    """Character data, with the three characters escaped that may not stand in it.

    What may stand in no document becomes U+FFFD: a text from elsewhere must not end a stream.
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if not text.isprintable():
        text = ILLEGAL.sub("\ufffd", text)
        text = text.replace("\r", "&#13;")  # it would come out as a line feed (XML 1.0, 2.11)
    return text


def escape_attr(value: str) -> str:
    """An attribute value, to stand between apostrophes; illegal characters as in `escape_text`."""
    if "&" in value:
        value = value.replace("&", "&amp;")
    if "<" in value:
        value = value.replace("<", "&lt;")
    if ">" in value:
        value = value.replace(">", "&gt;")
    if "'" in value:
        value = value.replace("'", "&apos;")
    if not value.isprintable():  # tab and line ends would be normalised to blanks (XML 1.0, 3.3.3)
        value = ILLEGAL.sub("\ufffd", value)
        value = value.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
    return value


class Element:
    """One XML element: name, namespace, attributes, and its child elements and text in order.

    Attributes:
        name: local name.
        ns: namespace name, `""` for none.
        attrs: attributes by local name; `xml:lang` by that name, any other namespaced attribute
            as `{namespace}name`.
        nodes: child elements and character data in document order.
    """

    __slots__ = ("_inner", "_wire", "attrs", "name", "nodes", "ns")

    name: Final[str]
    ns: Final[str]
    attrs: Final[Mapping[str, str]]
    nodes: Final[tuple[Element | str, ...]]
    _inner: bytes | None
    _wire: bytes | None  # where its own namespace is the default: a stanza in its stream

    def __init__(
        self,
        name: str,
        ns: str,
        attrs: Mapping[str, str] = NO_ATTRS,
        children: tuple[Element | str, ...] = (),
        text: str = "",
        inner: bytes | None = None,
    ) -> None:
        """Build from parts; `text` stands before `children`; `inner` is the content's wire form."""
        self.name = name
        self.ns = ns
        self.attrs = attrs
        self.nodes = (text, *children) if text else children
        self._inner = inner
        self._wire = None

    # Reading

    @property
    def text(self) -> str:
        """All character data directly inside, joined."""
        nodes = self.nodes
        if len(nodes) == 1 and isinstance(nodes[0], str):
            return nodes[0]
        return "".join(node for node in nodes if isinstance(node, str))

    @property
    def children(self) -> tuple[Element, ...]:
        """The child elements, without the text between them."""
        return tuple(node for node in self.nodes if isinstance(node, Element))

    def __iter__(self) -> Iterator[Element]:
        """Iterate over the child elements."""
        return (node for node in self.nodes if isinstance(node, Element))

    def get(self, name: str, default: str | None = None) -> str | None:
        """An attribute's value."""
        return self.attrs.get(name, default)

    def child(self, name: str, ns: str | None = None) -> Element | None:
        """The first child of that name, in that namespace or (`None`) in this element's own."""
        if ns is None:
            ns = self.ns
        for node in self.nodes:
            if node.__class__ is Element and node.name == name and node.ns == ns:
                return node
        return None

    def has(self, name: str, ns: str | None = None) -> bool:
        """Whether there is such a child; namespaces as for `child`."""
        return self.child(name, ns) is not None

    def child_text(self, name: str, ns: str | None = None) -> str | None:
        """The text of the first such child, or `None` when there is no such child."""
        found = self.child(name, ns)
        return None if found is None else found.text

    # Deriving

    def with_attrs(self, **changes: str | None) -> Element:
        """The same element with attributes set, or (`None`) removed."""
        attrs = {**self.attrs, **changes}
        kept = {key: value for key, value in attrs.items() if value is not None}
        return Element(self.name, self.ns, kept, self.nodes, inner=self._inner)

    def with_attr(self, name: str, value: str) -> Element:
        """The same element with one attribute set."""
        return Element(
            self.name, self.ns, {**self.attrs, name: value}, self.nodes, inner=self._inner
        )

    def with_written_attr(self, name: str, value: str, wire: bytes) -> Element:
        """The same with one attribute more or another, whose wire form is `wire`, blank first."""
        other = Element(
            self.name, self.ns, {**self.attrs, name: value}, self.nodes, inner=self._inner
        )
        own = self._wire
        if own is not None and name not in self.attrs:
            end = len(self.name.encode()) + 1
            other._wire = b"%b%b%b" % (own[:end], wire, own[end:])
        return other

    def with_child(self, *children: Element | str) -> Element:
        """The same element with children added at the end."""
        if self._inner is None:
            return Element(self.name, self.ns, self.attrs, (*self.nodes, *children))
        added = b"".join([_node_bytes(child, self.ns) for child in children])
        return self._longer(children, added)

    def with_written(self, child: Element, wire: bytes) -> Element:
        """The same with one child more, whose wire form inside this element is `wire`."""
        if self._inner is None:
            return self.with_child(child)
        return self._longer((child,), wire)

    def _longer(self, children: tuple[Element | str, ...], added: bytes) -> Element:
        inner = self._inner
        assert inner is not None
        longer = Element(
            self.name, self.ns, self.attrs, (*self.nodes, *children), inner=inner + added
        )
        wire = self._wire
        if inner and wire is not None:
            end = len(wire) - len(self.name.encode()) - 3
            longer._wire = b"%b%b%b" % (wire[:end], added, wire[end:])
        return longer

    def without(self, unwanted: Callable[[Element], bool]) -> Element:
        """The same element without the child elements that `unwanted` is true of."""
        kept = tuple(
            node for node in self.nodes if not (isinstance(node, Element) and unwanted(node))
        )
        if len(kept) == len(self.nodes):
            return self
        return Element(self.name, self.ns, self.attrs, kept)

    def in_content(self, source: str, target: str) -> Element:
        """The same as content of another kind of stream (RFC 6120, 4.8.3): its namespace is.

        Args:
            source: the content namespace in which it stands, such as jabber:server.
            target: the one in which it is to stand.
        """
        nodes = tuple(
            node.in_content(source, target) if isinstance(node, Element) else node
            for node in self.nodes
        )
        ns = target if self.ns == source else self.ns
        moved = Element(self.name, ns, self.attrs, nodes)
        if self._inner is not None and source.encode() not in self._inner:
            moved._inner, moved._wire = self._inner, self._wire
        return moved

    def with_children(self, children: tuple[Element | str, ...]) -> Element:
        """The same element with other content."""
        return Element(self.name, self.ns, self.attrs, children)

    # Writing

    def to_bytes(self, parent_ns: str = "") -> bytes:
        """The wire form (UTF-8), to stand where `parent_ns` is the default namespace."""
        if self.ns == parent_ns:
            wire = self._wire
            if wire is None:
                wire = self._wire = self._written(f"<{self.name}")
            return wire
        return self._written(f"<{self.name} xmlns='{escape_attr(self.ns)}'")

    def _written(self, head: str) -> bytes:
        attrs = self.attrs
        if attrs:
            values = "".join(attrs.values())  # one look for all: most need no escape
            if values == escape_attr(values) and "{" not in "".join(attrs):
                for key, value in attrs.items():
                    head += f" {key}='{value}'"
            else:
                head += _escaped(attrs)
        inner = self.inner_bytes()
        if not inner:
            return head.encode() + b"/>"
        return b"%b>%b</%b>" % (head.encode(), inner, self.name.encode())

    def inner_bytes(self) -> bytes:
        """The wire form of the content alone, where this element's namespace is the default."""
        inner = self._inner
        if inner is None:
            ns = self.ns
            inner = self._inner = b"".join([_node_bytes(node, ns) for node in self.nodes])
        return inner

    def __str__(self) -> str:
        """The wire form as text."""
        return self.to_bytes().decode()

    def __repr__(self) -> str:
        """Name and namespace only: text of messages must not reach a log by accident."""
        return f"<Element {{{self.ns}}}{self.name}>"

    def __eq__(self, other: object) -> bool:
        """Equal when name, namespace, attributes and content are; the wire form does not count."""
        if not isinstance(other, Element):
            return NotImplemented
        return (
            self.name == other.name
            and self.ns == other.ns
            and dict(self.attrs) == dict(other.attrs)
            and self.nodes == other.nodes
        )

    __hash__ = None  # type: ignore[assignment]  # attributes are a mapping: compare, do not key by it


def _node_bytes(node: Element | str, parent_ns: str) -> bytes:
    return escape_text(node).encode() if isinstance(node, str) else node.to_bytes(parent_ns)


def _escaped(attrs: Mapping[str, str]) -> str:
    """Attributes that need more than quotes; each namespace of theirs with a prefix of its own."""
    written = ""
    for count, (key, value) in enumerate(attrs.items()):
        if key[0] == "{":
            ns, _, local = key[1:].rpartition("}")
            written += f" xmlns:n{count}='{escape_attr(ns)}'"
            key = f"n{count}:{local}"
        written += f" {key}='{escape_attr(value)}'"
    return written
