"""Bytes on the local disk: whole or not there, in one sitting or in several."""

import asyncio
import errno
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from magpie.storage.blobs import LocalBlobs

NAME = "abcdefghijklmnop"


@pytest.fixture
def blobs(tmp_path):
    return LocalBlobs(tmp_path / "blobs")


async def read(blobs, name=NAME):
    blob = await blobs.open(name)
    try:
        return await blob.read(0, blob.size)
    finally:
        await blob.close()


async def test_a_draft_becomes_a_blob(blobs):
    draft = await blobs.draft(NAME, 0)
    for part in ([b"one", b"two"], [b"three"]):
        await draft.write(part)
    with pytest.raises(FileNotFoundError):
        await blobs.open(NAME)
    assert await draft.keep() == hashlib.sha256(b"onetwothree").digest()
    assert await read(blobs) == b"onetwothree"
    assert await blobs.drafted(NAME) == 0


async def test_a_draft_goes_on_where_it_was_left(blobs):
    draft = await blobs.draft(NAME, 0)
    await draft.write([b"one", b"lost"])
    assert await draft.pause() == 7
    assert await blobs.drafted(NAME) == 7
    draft = await blobs.draft(NAME, 3)
    await draft.write([b"two"])
    assert await draft.keep() == hashlib.sha256(b"onetwo").digest()
    assert await read(blobs) == b"onetwo"


async def test_a_draft_does_not_go_on_behind_its_end(blobs):
    with pytest.raises(ValueError, match="0 bytes only"):
        await blobs.draft(NAME, 3)


async def test_parts_and_sizes(blobs):
    await blobs.put(NAME, b"0123456789")
    blob = await blobs.open(NAME)
    assert (blob.size, await blob.read(2, 3), await blob.read(8, 9)) == (10, b"234", b"89")
    await blob.close()
    assert await blobs.free() > 0


async def test_what_is_deleted_is_gone(blobs):
    await blobs.put(NAME, b"blob")
    await (await blobs.draft(NAME, 0)).pause()
    await blobs.delete(NAME)
    await blobs.delete(NAME)
    with pytest.raises(FileNotFoundError):
        await blobs.open(NAME)
    assert await blobs.drafted(NAME) == 0


@pytest.mark.parametrize("name", ["short", "../../../../etc/passwd", "a" * 20 + "/b", "a" * 99])
async def test_names_are_our_own(blobs, name):
    with pytest.raises(ValueError, match="no name"):
        await blobs.open(name)


async def test_what_goes_wrong_while_writing_is_heard(blobs, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    draft = await blobs.draft(NAME, 0)
    monkeypatch.setattr(os, "write", full)
    await draft.write([b"one"])
    with pytest.raises(OSError, match="No space"):
        await draft.keep()


async def test_whoever_is_cancelled_leaves_no_file_open(blobs):
    """Though all threads are busy, and closing has to queue."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    draft = await blobs.draft(NAME, 0)
    await draft.write([b"one"])
    await draft._written()
    busy = threading.Event()
    working = loop.run_in_executor(None, busy.wait)
    closing = asyncio.create_task(draft.keep())
    for _ in range(5):
        await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    busy.set()
    await working
    await asyncio.to_thread(lambda: None)  # comes after what queues
    assert draft._fd < 0
