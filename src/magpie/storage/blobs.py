"""Bytes of files, under names of our own making: on the local disk, or wherever `Blobs` is kept.

A draft is written from its start to its end, perhaps in several sittings; kept, it is a blob,
complete and on disk, and never changes again. Nothing here runs on the event loop for long: the
disk is worked with in threads.
"""

import asyncio
import hashlib
import os
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar, cast

T = TypeVar("T")

NAME = re.compile(r"[A-Za-z0-9_-]{16,64}(?:\.[a-z]{1,12})?")
BLOCK = 1 << 20  # bytes read at a time where a draft goes on
SYNC_EVERY = 64 << 20  # bytes: a journal on the same disk must not wait for all of a large file


class Blob(Protocol):
    """A blob that is being read. `file`: open for reading, where it is one of this machine."""

    size: int

    @property
    def file(self) -> BinaryIO | None: ...

    async def read(self, start: int, count: int) -> bytes:
        """Up to `count` bytes from `start` on."""

    async def close(self) -> None: ...


class Draft(Protocol):
    """A blob that is being written. `size`: how many bytes of it are here."""

    size: int

    async def write(self, chunks: list[bytes]) -> None:
        """Append; returns when the chunks before these are written, so that one write may wait."""

    async def pause(self) -> int:
        """Leave it for another sitting; returns how many bytes of it are safe."""

    async def keep(self) -> bytes:
        """Make it a blob, on disk; returns its SHA-256."""


class Blobs(Protocol):
    """Where blobs are kept. Everything may raise OSError."""

    async def draft(self, name: str, offset: int) -> Draft:
        """Go on writing at `offset`, which a former sitting has reached; 0 begins anew."""

    async def drafted(self, name: str) -> int:
        """How many bytes of a draft are here."""

    async def put(self, name: str, content: bytes) -> None:
        """Keep a small blob at once."""

    async def open(self, name: str) -> Blob:
        """Read a blob. Raises FileNotFoundError."""

    async def delete(self, name: str) -> None:
        """Delete a blob and its draft, if they are there."""

    async def free(self) -> int:
        """Bytes that may still be written."""


class LocalBlobs:
    """Blobs in a folder: `ab/abcdef…`, drafts with `.part`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def draft(self, name: str, offset: int) -> "LocalDraft":
        return await asyncio.to_thread(LocalDraft, self._path(name), offset)

    async def drafted(self, name: str) -> int:
        part = part_of(self._path(name))
        return await asyncio.to_thread(lambda: part.stat().st_size if part.exists() else 0)

    async def put(self, name: str, content: bytes) -> None:
        draft = await self.draft(name, 0)
        await draft.write([content])
        await draft.keep()

    async def open(self, name: str) -> "LocalBlob":
        return await asyncio.to_thread(LocalBlob, self._path(name))

    async def delete(self, name: str) -> None:
        await asyncio.to_thread(self._delete, self._path(name))

    async def free(self) -> int:
        return await asyncio.to_thread(self._free)

    def _path(self, name: str) -> Path:
        """Where a blob lies. A name that is none of ours is a mistake of the program."""
        if not NAME.fullmatch(name):
            raise ValueError("no name of a blob")
        return self._folder / name[:2] / name

    @staticmethod
    def _delete(path: Path) -> None:
        for file in (path, part_of(path)):
            file.unlink(missing_ok=True)

    def _free(self) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return shutil.disk_usage(self._folder).free


class LocalBlob:
    """A file that is open for reading."""

    def __init__(self, path: Path) -> None:
        self.file = cast(BinaryIO, path.open("rb", buffering=0))
        self.size = os.fstat(self.file.fileno()).st_size

    async def read(self, start: int, count: int) -> bytes:
        return await asyncio.to_thread(os.pread, self.file.fileno(), count, start)

    async def close(self) -> None:
        self.file.close()


class LocalDraft:
    """A file that is open for appending, with the hash of what is in it."""

    def __init__(self, path: Path, offset: int) -> None:
        self._path = path
        self._part = part_of(path)
        self._hash = hashlib.sha256()
        self._lock = threading.Lock()  # a write may still run when its caller has been cancelled
        self._writing: asyncio.Future[None] | None = None
        self._unsynced = 0
        self.size = offset
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._fd = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._resume(offset)
        except BaseException:
            os.close(self._fd)
            raise

    def _resume(self, offset: int) -> None:
        """Hash what is here already; what a broken sitting left beyond it goes."""
        done = 0
        while done < offset:
            block = os.pread(self._fd, min(BLOCK, offset - done), done)
            if not block:
                raise ValueError(f"the draft has {done} bytes only")
            self._hash.update(block)
            done += len(block)
        os.truncate(self._fd, offset)
        os.lseek(self._fd, offset, os.SEEK_SET)

    async def write(self, chunks: list[bytes]) -> None:
        await self._written()
        self.size += sum(map(len, chunks))
        loop = asyncio.get_running_loop()
        self._writing = loop.run_in_executor(None, self._append, chunks)

    def _append(self, chunks: list[bytes]) -> None:
        with self._lock:
            if self._fd < 0:
                return
            for chunk in chunks:
                self._hash.update(chunk)
                view = memoryview(chunk)
                while view:
                    view = view[os.write(self._fd, view) :]
                self._unsynced += len(chunk)
            if self._unsynced >= SYNC_EVERY:
                os.fdatasync(self._fd)
                self._unsynced = 0

    async def _written(self) -> None:
        """Wait for the write under way, and raise what it raised."""
        writing, self._writing = self._writing, None
        if writing is not None:
            await writing

    async def pause(self) -> int:
        return await self._close(self._sync)

    def _sync(self) -> int:
        os.fdatasync(self._fd)
        return os.fstat(self._fd).st_size

    async def keep(self) -> bytes:
        return await self._close(self._keep)

    def _keep(self) -> bytes:
        os.fsync(self._fd)
        self._part.replace(self._path)
        for folder in (self._path.parent, self._path.parent.parent):
            sync_folder(folder)
        return self._hash.digest()

    async def _close(self, last: Callable[[], T]) -> T:
        try:
            await self._written()
        except BaseException:
            await self._ended(lambda: None)
            raise
        return await self._ended(last)

    async def _ended(self, last: Callable[[], T]) -> T:
        """Whoever waits may be cancelled; the end comes all the same, though it has to queue."""
        return await asyncio.shield(asyncio.to_thread(self._end, last))

    def _end(self, last: Callable[[], T]) -> T:
        with self._lock:
            try:
                return last()
            finally:
                os.close(self._fd)
                self._fd = -1


def part_of(path: Path) -> Path:
    """Where the draft of a blob lies."""
    return path.with_name(path.name + ".part")


def sync_folder(folder: Path) -> None:
    """The names in it are on disk too."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
