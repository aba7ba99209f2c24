"""The stream parser: bytes in, stream events out (RFC 6120, 4 and 11). No I/O.

Theory of operation. One `expat` parser lives as long as its XML stream. It builds each child of
the stream's root into an `Element` and hands it out when its end tag has come. Three things are
bounded while bytes arrive, before anything is built from them: the bytes of one stanza (counted
from the end of the last one, so an endless attribute is refused too), the depth, and, in the names
that all parsers share, the size of that cache. What RFC 6120, 11.1 forbids (document types,
entities, comments, processing instructions) ends the stream.

An error ends the parser: it is returned as the last event, and every later `feed` returns nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from magpie.xmpp.element import NS_STREAMS, NS_XML, Element
from magpie.xmpp.errors import StreamError

# A start tag with its quoted values: '>' may stand in them unescaped (XML 1.0, 2.3)
START_TAG = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
SEPARATOR = "}"
UNDEFINED_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
SLASH = ord("/")
NAMES_MAX = 4096

# Names are few in honest traffic: all parsers share what they split once. Cleared when it grows.
_interned: dict[str, str] = {}
_names: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class StreamOpened:
    """The peer's `<stream:stream>`.

    Attributes:
        attrs: its attributes, by the names that `Element` uses.
        content_ns: the default namespace it declares, "" when none.
    """

    attrs: dict[str, str]
    content_ns: str


@dataclass(frozen=True, slots=True)
class StreamClosed:
    """The peer's `</stream:stream>`."""


StreamEvent = StreamOpened | Element | StreamClosed | StreamError


_Frame = tuple[str, dict[str, str], list["Element | str"]]


class StreamParser:
    """Parses one XML stream."""

    __slots__ = (
        "_chunks",
        "_content_ns",
        "_events",
        "_expat",
        "_fed",
        "_foreign_prefix",
        "_is_open",
        "_path",
        "_start",
        "_taken",
        "is_dead",
        "max_depth",
        "max_size",
    )

    def __init__(self, max_size: int, max_depth: int = 100) -> None:
        """Bounds: bytes in one stanza or stream header, levels of elements in one stanza."""
        self.max_size = max_size
        self.max_depth = max_depth
        self.is_dead = False
        self._events: list[StreamEvent] = []
        self._is_open = False
        self._content_ns = ""
        self._foreign_prefix = False  # the root declares a prefix that a stanza could lean on
        self._path: list[_Frame] = []
        self._fed = 0  # bytes given to expat so far
        self._taken = 0  # where the last whole top-level element ended
        self._start = 0  # where the open stanza started
        self._chunks: list[bytes] = []  # the bytes from `_taken` on
        self._expat = self._make_expat()

    def _make_expat(self) -> Any:
        # UTF-8 whatever the declaration says (RFC 6120, 11.6); the declaration is checked below
        parser = expat.ParserCreate("utf-8", SEPARATOR, _interned)
        parser.buffer_size = 1024
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.StartNamespaceDeclHandler = self._on_root_prefix
        parser.XmlDeclHandler = self._on_declaration
        parser.StartDoctypeDeclHandler = self._on_restricted
        parser.CommentHandler = self._on_restricted
        parser.ProcessingInstructionHandler = self._on_restricted
        parser.EntityDeclHandler = self._on_restricted
        if hasattr(parser, "SetReparseDeferralEnabled"):
            # expat 2.6 waits for more bytes before it looks again at a token that was cut, and so
            # holds back a stanza that is whole; our bound on size bounds the cost of looking
            parser.SetReparseDeferralEnabled(False)
        return parser

    def feed(self, data: bytes) -> list[StreamEvent]:
        """The events that `data` completes; after a `StreamError` there are no more."""
        if self.is_dead:
            return []
        if not self._chunks and self._is_open and data.isspace():
            return []  # whitespace keepalive (RFC 6120, 4.6.1)
        self._chunks.append(data)
        self._fed += len(data)
        try:
            self._expat.Parse(data, False)
            if self._fed - self._taken > self.max_size:
                raise StreamError(
                    "policy-violation", f"more than {self.max_size} bytes in one stanza"
                )
        except StreamError as error:
            self._die(error)
        except expat.ExpatError as error:
            restricted = error.code == UNDEFINED_ENTITY
            self._die(StreamError("restricted-xml" if restricted else "not-well-formed"))
        else:
            if self._taken:
                self._drop_taken()
        if len(_names) > NAMES_MAX or len(_interned) > NAMES_MAX:
            _names.clear()
            _interned.clear()
        events = self._events
        self._events = []
        return events

    def _die(self, error: StreamError) -> None:
        self._events.append(error)
        self.is_dead = True
        self._path.clear()
        self._chunks.clear()
        self._expat = None

    def _drop_taken(self) -> None:
        left = self._fed - self._taken
        if left == 0:
            self._chunks.clear()
        elif left < sum(map(len, self._chunks)):
            self._chunks = [b"".join(self._chunks)[-left:]]

    # expat's callbacks

    def _on_start(self, name: str, attrs: dict[str, str]) -> None:
        if attrs:
            for key in attrs:
                if SEPARATOR in key:
                    attrs = _plain(attrs)
                    break
        path = self._path
        if not path:
            if not self._is_open:
                self._open_stream(name, attrs)
                return
            self._start = self._expat.CurrentByteIndex
        elif len(path) > self.max_depth:
            raise StreamError("policy-violation", f"elements nested deeper than {self.max_depth}")
        path.append((name, attrs, []))

    def _on_end(self, _name: str) -> None:
        path = self._path
        if not path:
            self._events.append(StreamClosed())
            return
        name, attrs, nodes = path.pop()
        pair = _names.get(name) or _split(name)
        content = tuple(nodes) if len(nodes) < 2 else _merged(nodes)
        if path:
            path[-1][2].append(Element(pair[1], pair[0], attrs, content))
        else:
            self._events.append(Element(pair[1], pair[0], attrs, content, inner=self._take()))

    def _on_text(self, text: str) -> None:
        if self._path:
            self._path[-1][2].append(text)
        elif not text.isspace():
            raise StreamError("bad-format", "text between stanzas")

    def _on_root_prefix(self, prefix: str | None, uri: str) -> None:
        """A namespace that the stream's root declares: expat tells before the tag itself."""
        if prefix is None:
            self._content_ns = uri
        elif prefix != "stream" or uri != NS_STREAMS:
            self._foreign_prefix = True

    def _on_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise StreamError("unsupported-encoding")

    def _on_restricted(self, *_: object) -> None:
        raise StreamError("restricted-xml")  # RFC 6120, 11.1

    # Parts of them

    def _open_stream(self, name: str, attrs: dict[str, str]) -> None:
        ns, _, local = name.rpartition(SEPARATOR)
        if local != "stream":
            raise StreamError("bad-format", "the root is not a stream")
        if ns != NS_STREAMS:
            raise StreamError("invalid-namespace")
        self._is_open = True
        self._expat.StartNamespaceDeclHandler = None
        self._events.append(StreamOpened(attrs, self._content_ns))
        self._start = self._expat.CurrentByteIndex
        self._taken = self._tag_end(self._joined())

    def _take(self) -> bytes | None:
        """Note the end of the open stanza and return its content's bytes, if they may be reused."""
        chunk = self._joined()
        base = self._fed - len(chunk)
        end = self._expat.CurrentByteIndex - base  # where the end tag starts
        content = self._tag_end(chunk) - base  # where the start tag ends
        if chunk[content - 2] == SLASH:  # an empty element: its only tag
            self._taken = content + base
            inner = b""
        else:
            self._taken = chunk.index(b">", end) + 1 + base
            inner = chunk[content:end]
        if self._taken - self._start > self.max_size:
            raise StreamError("policy-violation", f"more than {self.max_size} bytes in one stanza")
        if self._foreign_prefix or b"stream:" in inner:
            return None
        if chunk.find(b"xmlns:", self._start - base, content) >= 0:
            return None  # a prefix declared on the start tag, which is written anew
        return inner

    def _joined(self) -> bytes:
        if len(self._chunks) > 1:
            self._chunks = [b"".join(self._chunks)]
        return self._chunks[0]

    def _tag_end(self, chunk: bytes) -> int:
        """Where the start tag at `_start` ends, in bytes from the start of the stream."""
        base = self._fed - len(chunk)
        tag = START_TAG.match(chunk, self._start - base)
        assert tag is not None, "expat has just accepted it"
        return tag.end() + base


def _split(name: str) -> tuple[str, str]:
    ns, _, local = name.rpartition(SEPARATOR)
    pair = _names[name] = (ns, local)
    return pair


def _merged(nodes: list[Element | str]) -> tuple[Element | str, ...]:
    """The nodes with each run of text as one: expat cuts it at its buffer and at each `feed`."""
    if str not in map(type, nodes):
        return tuple(nodes)
    merged: list[Element | str] = []
    run: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            run.append(node)
            continue
        if run:
            merged.append("".join(run))
            run = []
        merged.append(node)
    if run:
        merged.append("".join(run))
    return tuple(merged)


def _plain(attrs: dict[str, str]) -> dict[str, str]:
    """The attributes under the names that `Element` uses."""
    for name in attrs:
        if SEPARATOR in name:
            break
    else:
        return attrs
    plain = {}
    for name, value in attrs.items():
        ns, _, local = name.rpartition(SEPARATOR)
        plain["xml:" + local if ns == NS_XML else f"{{{ns}}}{local}" if ns else local] = value
    return plain


def parse_element(data: bytes | str, content_ns: str = "jabber:client") -> Element:
    """One element in its wire form, as it stands in a stream of `content_ns`.

    Raises:
        StreamError: as the stream parser gives it; `not-well-formed` for anything but one element.
    """
    if isinstance(data, str):
        data = data.encode()
    head = f"<stream:stream xmlns:stream='{NS_STREAMS}' xmlns='{content_ns}'>".encode()
    parser = StreamParser(max_size=len(head) + len(data) + 64, max_depth=200)
    events = parser.feed(head + data.strip())
    if isinstance(events[-1], StreamError):
        raise events[-1]
    if len(events) != 2 or not isinstance(events[1], Element):
        raise StreamError("not-well-formed")
    return events[1]
