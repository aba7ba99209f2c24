"""Servers that say nothing, or that are no XMPP servers; a disk that is full while a file comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from magpie.desktop.core.entities.account import Server
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Login
from magpie.desktop.link import stream
from magpie.desktop.link.direct import _fill
from magpie.desktop.link.xmpp import XmppLink


@asynccontextmanager
async def server_that_says(words: bytes) -> AsyncIterator[Server]:
    """It says that to whoever connects, and then nothing."""
    talking = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talking.add(writer)
        writer.write(words)
        while await reader.read(1000):
            pass

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield Server("example.org", "127.0.0.1", listening.sockets[0].getsockname()[1])
    finally:
        for writer in talking:
            writer.close()
        listening.close()


async def told_by(server: Server) -> Reason:
    link = XmppLink()
    try:
        with pytest.raises(Problem) as found:
            await link.open(Login("ana@example.org", "secret", "laptop", server))
    finally:
        await link.close()
    return found.value.reason


@pytest.mark.parametrize("words", [b"", b"<?xml version='1.0'?><stream:stream xmlns:stream='"])
async def test_a_server_that_says_nothing_is_not_waited_for_without_end(
    words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "CONNECT_WITHIN", 0.3)
    async with server_that_says(words) as server:
        assert await told_by(server) is Reason.TIMED_OUT


async def test_nobody_listens() -> None:
    async with server_that_says(b"") as server:
        gone = server
    assert await told_by(gone) is Reason.NO_SERVER


class Endless:
    """A line that goes on giving."""

    async def read(self) -> bytes:
        return bytes(10_000)

    async def write(self, data: bytes) -> None: ...
    async def close(self) -> None: ...


async def test_a_disk_that_is_full_while_a_file_comes_is_said_to_be() -> None:
    with pytest.raises(Problem) as found:
        await _fill(Path("/dev/full"), Endless(), 1_000_000, print)
    assert found.value.reason is Reason.DISK_FULL
