"""A program and whoever started it, over a pipe."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from magpie.base import attendance


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    os.close(ends[0])


async def test_it_ends_when_its_starter_is_gone(pipe: tuple[int, int]) -> None:
    ended = asyncio.Event()
    attendance.watch(ended.set, pipe[0])
    os.close(pipe[1])
    async with asyncio.timeout(5):
        await ended.wait()


async def test_it_goes_on_when_that_was_said(pipe: tuple[int, int]) -> None:
    ended = asyncio.Event()
    attendance.watch(ended.set, pipe[0])
    os.write(pipe[1], attendance.GO_ON)
    os.close(pipe[1])
    for _ in range(5):
        await asyncio.sleep(0)
    assert os.read(pipe[0], 100) == b""  # what was written has been read
    assert not ended.is_set()


async def test_a_file_holds_nobody(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb+") as file, pytest.raises(attendance.NotAttended):
        attendance.watch(print, file.fileno())
