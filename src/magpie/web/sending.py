"""The bytes of a blob to a client: by the kernel alone where it can, else in pieces.

`sendfile` takes a third of the time and none of the memory, but knows nothing of TLS, and uvloop
does not offer it. So the socket is written to under the library's feet, when its own buffer is
empty and before it has anything more to say.
"""

from __future__ import annotations

import asyncio
import os
from typing import BinaryIO

from aiohttp import web

from magpie.storage.blobs import Blob

PIECE = 256 * 1024  # bytes read at a time
AT_ONCE = 8 << 20  # bytes that the kernel moves in one go, at most
SILENCE = 120.0  # seconds in which a client takes nothing: it has gone


async def send(
    request: web.Request, response: web.StreamResponse, blob: Blob, start: int, end: int
) -> None:
    """Send the bytes from `start` to `end`, at the client's pace.

    Raises ConnectionError: the client is gone, or has taken nothing for long. What was begun is
    then cut off: an answer about it would be taken for the file.
    """
    transport = request.transport
    if transport is None or transport.is_closing():
        raise ConnectionResetError
    try:
        if blob.file is not None and not request.secure and hasattr(os, "sendfile"):
            await _send_headers(response, transport)
            await _send_file(transport, blob.file, start, end)
        else:
            await _send_pieces(response, blob, start, end)
        await response.write_eof()
    except OSError as error:  # TimeoutError is one, too
        transport.abort()
        raise ConnectionResetError from error


async def _send_pieces(response: web.StreamResponse, blob: Blob, start: int, end: int) -> None:
    while start < end:
        piece = await blob.read(start, min(PIECE, end - start))
        if not piece:
            raise ConnectionResetError  # the file is shorter than it was
        start += len(piece)
        async with asyncio.timeout(SILENCE):
            await response.write(piece)


async def _send_headers(response: web.StreamResponse, transport: asyncio.WriteTransport) -> None:
    async with asyncio.timeout(SILENCE):
        await response.write(b"")
        while transport.get_write_buffer_size():  # noqa: ASYNC110  (it tells of its marks only)
            await asyncio.sleep(0.005)


async def _send_file(
    transport: asyncio.WriteTransport, file: BinaryIO, start: int, end: int
) -> None:
    # A number of its own: the loop lets nobody else wait for a transport's
    socket = os.dup(transport.get_extra_info("socket").fileno())
    try:
        while start < end:
            moved = await asyncio.to_thread(_move, socket, file.fileno(), start, end)
            if moved == start:
                await _writable(socket)
            start = moved
    finally:
        os.close(socket)


def _move(socket: int, file: int, start: int, end: int) -> int:
    """Move what the socket takes without waiting; returns how far that was."""
    stop = min(end, start + AT_ONCE)
    while start < stop:
        try:
            count = os.sendfile(socket, file, start, stop - start)
        except BlockingIOError:
            break
        if not count:
            raise ConnectionResetError  # the file is shorter than it was
        start += count
    return start


async def _writable(socket: int) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_writer(socket, ready.set)
    try:
        async with asyncio.timeout(SILENCE):
            await ready.wait()
    finally:
        loop.remove_writer(socket)
