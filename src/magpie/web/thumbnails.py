"""Small pictures of the images that people send, made when somebody first asks for one.

Pictures come from anybody, and decoding them is where programs get hurt. So each is made by a
process of its own (`thumbnailer.py`) with little memory and time, one at once, and what came out of
it, be it nothing, is kept beside the file.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE

from magpie.base.log import get_logger
from magpie.server.uploads import Uploads, thumbnail_of
from magpie.storage.blobs import Blob
from magpie.storage.uploads import Upload

log = get_logger(__name__)
PROGRAM = (sys.executable, "-I", "-m", "magpie.web.thumbnailer")
WITHIN = 20.0  # seconds for one picture
SOURCE_MAX = 64_000_000  # bytes of a file that is looked into
RESULT_MAX = 1_000_000  # bytes of a small picture
WAITING_MAX = 64  # who may wait for theirs; the others get none now
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


class Thumbnails:
    """The small pictures of one host."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def of(self, upload: Upload) -> bytes | None:
        """A JPEG or PNG, or empty where none can be made; None where it cannot be made now."""
        if upload.type not in PICTURES or upload.size > SOURCE_MAX:
            return b""
        kept = await self._kept(upload)
        if kept is not None or self._waiting >= WAITING_MAX:
            return kept
        self._waiting += 1
        try:
            async with self._turn:
                kept = await self._kept(upload)
                return await self._make(upload) if kept is None else kept
        finally:
            self._waiting -= 1

    async def _kept(self, upload: Upload) -> bytes | None:
        try:
            blob = await self._uploads.blobs.open(thumbnail_of(upload.token))
        except FileNotFoundError:
            return None
        try:
            return await blob.read(0, blob.size) if blob.size else b""
        finally:
            await blob.close()

    async def _make(self, upload: Upload) -> bytes | None:
        try:
            blob = await self._uploads.open(upload)
        except FileNotFoundError:
            return None
        try:
            content = await made_from(blob)
        finally:
            await blob.close()
        await self._uploads.blobs.put(thumbnail_of(upload.token), content)
        return content


async def made_from(blob: Blob) -> bytes:
    """The small picture of an image, or empty: it is none, or one that would hurt."""
    if blob.file is None:  # somewhere else than on this machine
        return b""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, stdin=blob.file, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        async with asyncio.timeout(WITHIN):
            assert process.stdout is not None
            content = await process.stdout.read(RESULT_MAX + 1)
            code = await process.wait() if len(content) <= RESULT_MAX else 1
    except TimeoutError:
        code = 1
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code:
        log.info("thumbnail.refused", size=blob.size)
        return b""
    return content
