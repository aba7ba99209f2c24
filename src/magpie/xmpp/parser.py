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

from magpie.xmpp import deferral
from magpie.xmpp.element import NS_STREAMS, NS_XML, Element, escape_attr
from magpie.xmpp.errors import StreamError

# A start tag with its quoted values: '>' may stand in them unescaped (XML 1.0, 2.4)
START_TAG = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
# A start tag whose own name has a prefix, or that declares one
PREFIXED = re.compile(rb"<[^\s:/>]*:|.*?\sxmlns:", re.DOTALL)
SEPARATOR = "}"
WAITS = deferral.waits()
UNDEFINED_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
SLASH = ord("/")
BLANKS = " \t\r\n"  # XML 1.0, 2.3; Python knows more
BLANK_BYTES = BLANKS.encode()
NAMES_MAX = 4096
CHUNKS_MAX = 64  # pieces kept before they are joined: each has a price in memory

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
_new = Element.__new__


class _Ended(Exception):
    """The stream's end tag: nothing is parsed any more."""


class StreamParser:
    """Parses one XML stream."""

    __slots__ = (
        "_chunks",
        "_content_ns",
        "_events",
        "_expat",
        "_fed",
        "_foreign_prefix",
        "_given",
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
        self._fed = 0  # bytes that have come so far
        self._given = deferral.Given() if WAITS else None
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
            # it would hold back a stanza that is whole, see `deferral`
            parser.SetReparseDeferralEnabled(False)
        return parser

    def feed(self, data: bytes) -> list[StreamEvent]:
        """The events that `data` completes; after a `StreamError` there are no more."""
        if self.is_dead:
            return []
        chunks = self._chunks
        if not chunks and self._is_open and not data.strip(BLANK_BYTES):
            return []  # whitespace keepalive (RFC 6120, 4.6.1)
        if self._expat is None:
            self._wake()
        chunks.append(data)
        self._fed += len(data)
        try:
            if self._fed - len(data) < 2:
                self._check_start()
            if self._given is not None:
                data = self._given.of(data, self._is_open)
            self._expat.Parse(data, False)
            left = self._fed - self._taken
            if not left:
                chunks.clear()
            elif left > self.max_size:
                raise self._too_large()
            else:
                self._drop_taken(left)
        except _Ended:
            self.close()  # what may follow is of no stream (RFC 6120, 4.4)
        except StreamError as error:
            self._die(error)
        except expat.ExpatError as error:
            restricted = error.code == UNDEFINED_ENTITY
            self._die(StreamError("restricted-xml" if restricted else "not-well-formed"))
        if len(_names) > NAMES_MAX or len(_interned) > NAMES_MAX:
            _names.clear()
            _interned.clear()
        events = self._events
        self._events = []
        return events

    @property
    def pending(self) -> int:
        """How many bytes have come of what is not yet whole. After `<starttls/>`: 0, or refuse."""
        return self._fed - self._taken

    def rest(self) -> None:
        """Between two stanzas: let go of expat's 10 kB until the next bytes come."""
        if self._is_open and not self._chunks and not self._foreign_prefix:
            self._expat = None

    def _wake(self) -> None:
        """A new expat, as far into the stream as the last one was."""
        content_ns = escape_attr(self._content_ns)
        head = f"<stream:stream xmlns:stream='{NS_STREAMS}' xmlns='{content_ns}'>".encode()
        self._expat = self._make_expat()
        self._expat.StartElementHandler = None
        self._expat.StartNamespaceDeclHandler = None
        self._expat.Parse(head, False)
        self._expat.StartElementHandler = self._on_start
        self._fed = self._taken = len(head)

    def close(self) -> None:
        """Take no more, and let go of all memory at once: expat and this object hold each other."""
        self.is_dead = True
        self._path.clear()
        self._chunks.clear()
        self._given = self._expat = None

    def _die(self, error: StreamError) -> None:
        self._events.append(error)
        self.close()

    def _check_start(self) -> None:
        """Only UTF-8 (RFC 6120, 11.6): whatever it is told, expat guesses UTF-16 by two bytes."""
        start = b"".join(self._chunks)[:2]
        if b"\0" in start or start[:1] in (b"\xfe", b"\xff"):
            raise StreamError("unsupported-encoding")

    def _drop_taken(self, left: int) -> None:
        """Keep the bytes that are still needed, `left` at most, and those in few pieces."""
        chunks = self._chunks
        if self._is_open and not self._path and left <= len(chunks[-1]):
            chunks[:] = [chunks[-1][-left:]]
            if not chunks[0].strip(BLANK_BYTES):  # a keepalive behind a stanza
                self._taken = self._fed
                chunks.clear()
        elif len(chunks) > CHUNKS_MAX or left < len(chunks[0]):
            chunks[:] = [b"".join(chunks)[-left:]]

    # expat's callbacks

    def _on_start(self, name: str, attrs: dict[str, str]) -> None:
        if attrs and SEPARATOR in "".join(attrs):
            attrs = plain(attrs)
        path = self._path
        if path:
            if len(path) >= self.max_depth:
                raise StreamError("policy-violation", f"elements deeper than {self.max_depth}")
        elif self._is_open:
            self._start = self._expat.CurrentByteIndex
        else:
            self._open_stream(name, attrs)
            return
        path.append((name, attrs, []))

    def _on_end(self, _name: str) -> None:
        path = self._path
        if not path:
            self._events.append(StreamClosed())
            raise _Ended
        name, attrs, nodes = path.pop()
        # What Element(...) does, without the call: this is where the parser's time goes
        element = _new(Element)
        element._wire = element._inner = None
        element.ns, element.name = _names.get(name) or _split(name)  # type: ignore[misc]
        element.attrs = attrs  # type: ignore[misc]
        element.nodes = tuple(nodes) if len(nodes) < 2 else merged(nodes)  # type: ignore[misc]
        if path:
            path[-1][2].append(element)
        else:
            self._take(element)
            self._events.append(element)

    def _on_text(self, text: str) -> None:
        if self._path:
            self._path[-1][2].append(text)
        elif text.strip(BLANKS):
            raise StreamError("bad-format", "text between stanzas")

    def _on_root_prefix(self, prefix: str | None, uri: str | None) -> None:
        """A namespace that the stream's root declares: expat tells before the tag itself."""
        if prefix is None:
            self._content_ns = uri or ""
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
        chunk = self._joined()
        base = self._fed - len(chunk)
        self._taken = _tag_end(chunk, self._start - base) + base

    def _take(self, element: Element) -> None:
        """Note the end of the open stanza, and give it its bytes as far as they may be reused."""
        chunks = self._chunks
        chunk = chunks[0] if len(chunks) == 1 else self._joined()
        base = self._fed - len(chunk)
        start = self._start - base
        content = chunk.find(b">", start) + 1  # where the start tag ends
        # Quotes of one kind, in pairs: that '>' is in none of the values. Otherwise look closer.
        if chunk.find(b'"', start, content) >= 0 or chunk.count(b"'", start, content) & 1:
            content = _tag_end(chunk, start)
        if chunk[content - 2] == SLASH:  # an empty element: its only tag
            end = taken = content
            inner = b""
        else:
            end = self._expat.CurrentByteIndex - base  # where the end tag starts
            taken = chunk.index(b">", end) + 1
            inner = chunk[content:end]
        self._taken = taken + base
        if taken - start > self.max_size:
            raise self._too_large()
        if self._foreign_prefix or b"stream:" in inner:
            return
        if chunk.find(b":", start, content) >= 0 and PREFIXED.match(chunk, start, content):
            return  # a prefix on or in the start tag, which is written anew without it
        element._inner = inner
        is_plain = taken - end in (0, len(element.name) + 3)  # no blanks in the end tag
        if is_plain and chunk.find(b"xmlns", start, content) < 0:
            element._wire = chunk[start:taken]

    def _too_large(self) -> StreamError:
        return StreamError("policy-violation", f"more than {self.max_size} bytes in one stanza")

    def _joined(self) -> bytes:
        chunks = self._chunks
        if len(chunks) > 1:
            chunks[:] = [b"".join(chunks)]
        return chunks[0]


def _tag_end(chunk: bytes, start: int) -> int:
    """Where the start tag ends that starts there."""
    tag = START_TAG.match(chunk, start)
    assert tag is not None, "expat has just accepted it"
    return tag.end()


def _split(name: str) -> tuple[str, str]:
    ns, _, local = name.rpartition(SEPARATOR)
    if ns == NS_XML:  # written anew, it would need a declaration that XML forbids
        raise StreamError("bad-namespace-prefix", "no element is named in xml:")
    pair = _names[name] = (ns, local)
    return pair


def merged(nodes: list[Element | str]) -> tuple[Element | str, ...]:
    """The nodes with each run of text as one: expat cuts it at its buffer and at each `feed`."""
    if str not in map(type, nodes):
        return tuple(nodes)
    found: list[Element | str] = []
    run: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            run.append(node)
            continue
        if run:
            found.append("".join(run))
            run = []
        found.append(node)
    if run:
        found.append("".join(run))
    return tuple(found)


def plain(attrs: dict[str, str]) -> dict[str, str]:
    """The attributes under the names that `Element` uses."""
    found = {}
    for name, value in attrs.items():
        ns, _, local = name.rpartition(SEPARATOR)
        found["xml:" + local if ns == NS_XML else f"{{{ns}}}{local}" if ns else local] = value
    return found


def parse_element(data: bytes | str, content_ns: str = "jabber:client") -> Element:
    """One element in its wire form, as it stands in a stream of `content_ns`.

    Raises:
        StreamError: as the stream parser gives it; `not-well-formed` for anything but one element.
    """
    if isinstance(data, str):
        data = data.encode()
    default = escape_attr(content_ns)
    head = f"<stream:stream xmlns:stream='{NS_STREAMS}' xmlns='{default}'>".encode()
    parser = StreamParser(max_size=len(head) + len(data) + 64, max_depth=200)
    events = parser.feed(head + data.strip())
    if isinstance(events[-1], StreamError):
        raise events[-1]
    if len(events) != 2 or not isinstance(events[1], Element):
        raise StreamError("not-well-formed")
    return events[1]
