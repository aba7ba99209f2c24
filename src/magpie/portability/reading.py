"""Reading an export: one file, or several that include each other (XInclude), piece by piece.

"An importing server MUST support <include/> elements having an 'href' attribute containing a
relative URI, having no 'parse' attribute, and having no 'xpointer' attribute" (XEP-0227, 5). Those
below the children of a user "SHOULD NOT be processed": they are somebody's data. What is included
must lie in the folder of the export.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from magpie.portability.names import FRAME_NAMESPACES, FRAMES, XI
from magpie.xmpp.document import Closed, DocumentError, DocumentParser, Opened, Piece
from magpie.xmpp.document import Path as Place
from magpie.xmpp.element import Element

CHUNK = 1 << 16
SIZE_MAX = 16 << 20  # bytes of one element: a card with its picture, an item, a message
DEPTH_MAX = 10  # files that include each other
INCLUDING = ("server-data", "host", "user")


class Unusable(Exception):
    """Why a file cannot be taken in, in one line."""


def sources(given: Path) -> list[Path]:
    """The files that an import begins with: the one that is named, or those of a folder.

    COMPAT Prosody 0.12: a file for each account, NAME@DOMAIN.xml, in one folder. Of ejabberd's and
    our own folders, which have one main file, the others are found by it.

    Raises:
        Unusable: there is none.
    """
    if given.is_file():
        return [given]
    if not given.is_dir():
        raise Unusable(f"{given}: there is no such file or folder")
    found = [file for file in sorted(given.glob("*.xml")) if root_of(file) == "server-data"]
    if not found:
        raise Unusable(f"{given}: there is no file of XEP-0227 in this folder")
    return found


def root_of(file: Path) -> str:
    """The name of a document's root element, "" when there is none to be seen."""
    parser = DocumentParser(lambda place: len(place) == 1, SIZE_MAX)
    try:
        with file.open("rb") as stream:
            while data := stream.read(CHUNK):
                for piece in parser.feed(data):
                    return piece.element.name if isinstance(piece, Opened) else ""
    except (DocumentError, OSError):
        return "server-data"  # it is read as such, and what is wrong is said then
    return ""


def is_frame(place: Place) -> bool:
    """Whether the element at the end of the path is read piece by piece."""
    ns, name = place[-1]
    parent = place[-2][1] if len(place) > 1 else ""
    return (parent, name) in FRAMES and ns in FRAME_NAMESPACES[name]


def pieces(
    file: Path, folder: Path | None = None, within: Place = (), depth: int = 0
) -> Iterator[Piece]:
    """All pieces of a file, with those that it includes. Raises Unusable.

    `within`: where it is included; `depth`: by how many files.
    """
    folder = folder or file.parent
    if depth > DEPTH_MAX:
        raise Unusable(f"{file}: more than {DEPTH_MAX} files include each other")
    parser = DocumentParser(is_frame, SIZE_MAX, within=within)
    place = list(within)
    try:
        with file.open("rb") as stream:
            while True:
                data = stream.read(CHUNK)
                for piece in parser.feed(data):
                    if isinstance(piece, Opened):
                        place.append((piece.element.ns, piece.element.name))
                    elif isinstance(piece, Closed):
                        place.pop()
                    elif is_include(piece) and place and place[-1][1] in INCLUDING:
                        inner = included(piece, file, folder)
                        yield from pieces(inner, folder, tuple(place), depth + 1)
                        continue
                    yield piece
                if not data:
                    return
    except DocumentError as error:
        raise Unusable(f"{file}:{error.line}: {error}") from None
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from None


def is_include(element: Element) -> bool:
    return (element.name, element.ns) == ("include", XI)


def included(include: Element, file: Path, folder: Path) -> Path:
    """The file that is meant. Raises Unusable."""
    href = include.get("href") or ""
    parts = urlsplit(href)
    is_relative = not (parts.scheme or parts.netloc or parts.query or parts.fragment)
    path = unquote(parts.path)
    if not is_relative or not path or "\0" in path or {"parse", "xpointer"} & set(include.attrs):
        raise Unusable(f"{file}: an include that is not a plain relative file name")
    wanted = (file.parent / path).resolve()
    if not wanted.is_relative_to(folder.resolve()):
        raise Unusable(f"{file}: an include of a file outside of {folder}")
    if not wanted.is_file():
        raise Unusable(f"{file}: the file {path} that it includes is not there")
    return wanted
