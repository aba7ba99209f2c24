"""Where an export goes: one file, or a folder as XEP-0227 lays it out. It appears when it is whole.

"An exporting server SHOULD make sure that the generated file is not accessible to unauthorized
persons, e.g. by enforcing strict file permissions" (XEP-0227, Security Considerations).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from magpie.portability.names import XI
from magpie.xmpp.element import NO_ATTRS, Element

DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"
NAME_MAX = 200  # bytes of a file's name: there are systems that take 255
MAIN = "magpie.xml"
FILES = "files"


class Sheet:
    """One XML file that is being written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._open: list[tuple[str, str]] = []
        file.write(DECLARATION)

    @property
    def ns(self) -> str:
        """The default namespace where the next element will stand."""
        return self._open[-1][1] if self._open else ""

    def start(self, name: str, ns: str, attrs: Mapping[str, str] = NO_ATTRS) -> None:
        """Begin an element that will have content."""
        tag = Element(name, ns, attrs, ("",)).to_bytes(self.ns)
        self._file.write(tag[:-2] + b">\n")  # of "<name …/>"
        self._open.append((name, ns))

    def end(self) -> None:
        """End the element that began last."""
        name, _ = self._open.pop()
        self._file.write(f"</{name}>\n".encode())

    def add(self, element: Element) -> None:
        """Write a whole element."""
        self._file.write(element.to_bytes(self.ns) + b"\n")

    def add_written(self, wire: bytes) -> None:
        """Write what is XML already, and names its own namespace."""
        self._file.write(wire + b"\n")


class Output:
    """One export; make it with `opened`. `folder`: where its files are, if it may have more."""

    def __init__(self, main: Sheet, folder: Path | None) -> None:
        self.main = main
        self.folder = folder

    @contextmanager
    def part(self, parent: Sheet, *names: str) -> Iterator[Sheet]:
        """Where a host or an account is written: a file of its own that `parent` includes."""
        if self.folder is None:
            yield parent
            return
        place = Path(*map(file_name, names))
        file = self.folder / place
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        attrs = {"href": quote(place.as_posix())}
        parent.add(Element("include", XI, attrs))
        with written(file) as stream:
            yield Sheet(stream)

    def keep_file(self, name: str, source: Path) -> bool:
        """Copy a file that belongs to the export. False: one XML file holds no others."""
        if self.folder is None:
            return False
        place = self.folder / FILES
        place.mkdir(mode=0o700, exist_ok=True)
        with source.open("rb") as original, written(place / name) as copy:
            shutil.copyfileobj(original, copy, 1 << 20)
        return True


@contextmanager
def opened(target: Path) -> Iterator[Output]:
    """The output at `target`: one file where it is named *.xml, a folder else.

    Raises:
        FileExistsError: there is a folder of that name that is not empty.
    """
    is_file = target.suffix.lower() == ".xml"
    if not is_file and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(17, "it is there already, and not an empty folder", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{target.name[:NAME_MAX]}.", dir=target.parent))
    try:
        main = place / MAIN
        with written(main) as stream:
            yield Output(Sheet(stream), None if is_file else place)
        if is_file:
            main.replace(target)
        else:
            for folder in {file.parent for file in place.rglob("*")}:
                sync(folder)
            place.replace(target)
        sync(target.parent)
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def written(file: Path) -> Iterator[BinaryIO]:
    """A new file, nobody else's to read, and on disk in the end."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def file_name(name: str) -> str:
    """A name that every system takes; XEP-0227 allows for names that are too long."""
    if len(name.encode()) <= NAME_MAX:
        return name
    return sha256(name.encode()).hexdigest() + Path(name).suffix
