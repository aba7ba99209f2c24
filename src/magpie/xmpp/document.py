"""Large XML documents, read piece by piece: bytes in, pieces out. No I/O.

Theory of operation. The caller says of which elements it wants to hear when they begin and when
they end (the frame of the document); every other element is built whole, and given out when its end
tag has come. So a document of any length costs as much memory as its largest whole element, which
is bounded, as the depth is. A document type ends it at once: there are no entities but XML's five.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from magpie.xmpp.element import Element
from magpie.xmpp.parser import merged, plain

SEPARATOR = "}"
NAMES_MAX = 4096

Path = tuple[tuple[str, str], ...]
"""The elements around a place, the root first: of each its namespace and its name."""


class DocumentError(Exception):
    """Why a document cannot be read, in one sentence; `line`: where."""

    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True)
class Opened:
    """An element of the frame begins: itself without its content."""

    element: Element


@dataclass(frozen=True, slots=True)
class Closed:
    """The element of the frame that began last and has not ended yet, ends."""


Piece = Opened | Closed | Element


class DocumentParser:
    """Parses one document."""

    def __init__(
        self,
        is_frame: Callable[[Path], bool],
        max_size: int,
        max_depth: int = 100,
        within: Path = (),
    ) -> None:
        """Bounds: bytes of one whole element, levels of elements in all.

        `is_frame` is asked of the element at the end of a path, and only where all around it are.
        `within`: where the document is included, if it is.
        """
        self._is_frame = is_frame
        self._max_size = max_size
        self._max_depth = max_depth
        self._frame: Path = within
        self._whole: list[tuple[str, dict[str, str], list[Element | str]]] = []
        self._pieces: list[Piece] = []
        self._start = 0  # where the open whole element, or what was last given out, ended
        self._fed = 0
        self._names: dict[str, str] = {}
        self._expat: Any = expat.ParserCreate("utf-8", SEPARATOR, self._names)
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._on_start
        self._expat.EndElementHandler = self._on_end
        self._expat.CharacterDataHandler = self._on_text
        self._expat.XmlDeclHandler = self._on_declaration
        self._expat.StartDoctypeDeclHandler = self._on_document_type

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces that `data` completes; no data at all is the end of the document.

        Raises:
            DocumentError: it is no such document, or a bound is reached.
        """
        if not self._fed and (b"\0" in data[:2] or data[:2] in (b"\xfe\xff", b"\xff\xfe")):
            raise DocumentError("it is not UTF-8", 1)  # expat would guess UTF-16
        self._fed += len(data)
        try:
            self._expat.Parse(data, not data)
        except expat.ExpatError as error:
            raise DocumentError(self._why(error), error.lineno) from None
        if self._fed - self._start > self._max_size:
            raise self._error(f"one element has more than {self._max_size} bytes")
        if len(self._names) > NAMES_MAX:
            self._names.clear()
        pieces, self._pieces = self._pieces, []
        return pieces

    @staticmethod
    def _why(error: expat.ExpatError) -> str:
        text = expat.ErrorString(error.code)
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
            return "it ends too early"
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]:
            return "it has an entity, and they are not allowed"
        return f"it is not well-formed: {text}"

    def _error(self, text: str) -> DocumentError:
        return DocumentError(text, self._expat.CurrentLineNumber)

    # expat's callbacks

    def _on_start(self, name: str, attrs: dict[str, str]) -> None:
        if len(self._frame) + len(self._whole) >= self._max_depth:
            raise self._error(f"elements are deeper than {self._max_depth}")
        attrs = plain(attrs)
        if not self._whole:
            self._start = self._expat.CurrentByteIndex
            ns, _, local = name.rpartition(SEPARATOR)
            path = (*self._frame, (ns, local))
            if self._is_frame(path):
                self._frame = path
                self._pieces.append(Opened(Element(local, ns, attrs)))
                return
        self._whole.append((name, attrs, []))

    def _on_end(self, _name: str) -> None:
        if not self._whole:
            self._frame = self._frame[:-1]
            self._pieces.append(Closed())
            return
        name, attrs, nodes = self._whole.pop()
        ns, _, local = name.rpartition(SEPARATOR)
        element = Element(local, ns, attrs, merged(nodes))
        if self._whole:
            self._whole[-1][2].append(element)
            return
        self._start = self._expat.CurrentByteIndex
        self._pieces.append(element)

    def _on_text(self, text: str) -> None:
        if self._whole:
            self._whole[-1][2].append(text)
        else:
            self._start = self._expat.CurrentByteIndex  # blanks of the frame are nobody's

    def _on_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise self._error("it is not UTF-8")

    def _on_document_type(self, *_: object) -> None:
        raise self._error("it has a document type, and they are not allowed")
