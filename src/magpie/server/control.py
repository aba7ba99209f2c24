"""The server's end of the control socket: the command line and the console ask here.

`base/control.py` says what a request looks like, and is the other end. Nobody but the owner of the
data folder (and the machine's) is heard.
"""

import asyncio
import json
import os
import socket
import struct
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from magpie.base.control import NAME, CommandError, closed, reachable
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.server.commands import Commands

log = get_logger(__name__)

LINE_MAX = 1_000_000  # bytes of a request; an answer has as many as it takes
PATIENCE = 10.0  # seconds for who is told something to take it

Answer = dict[str, Any]


class Control:
    """Takes requests. Make it with `serve_control`."""

    def __init__(self, commands: Commands, file: Path) -> None:
        self._commands = commands
        self._file = file
        self._tasks = Tasks("control")
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Listen. Raises OSError when the socket cannot be made."""
        listener = bound(self._file)
        self._server = await asyncio.start_unix_server(self._accept, sock=listener, limit=LINE_MAX)

    async def close(self) -> None:
        """Accept no more, end what runs, and take the socket away."""
        if self._server is not None:
            self._server.close()
        self._file.unlink(missing_ok=True)  # who finds it after our end knows that we crashed
        await self._tasks.close()
        # A task that was cancelled before its first step has closed nothing
        for writer in list(self._writers):
            await closed(writer)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._tasks.is_closed or peer_uid(writer) not in (os.geteuid(), 0):
            writer.close()
            return
        self._writers.add(writer)
        self._tasks.spawn("requests", self._serve(reader, writer))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                answer = await self._answer(line)
                news = answer.get("ok")
                if isinstance(news, AsyncGenerator):
                    await self._tell(reader, writer, news)
                    break
                await send(writer, answer)
        except (ValueError, ConnectionError):  # ValueError: a line over the limit
            pass
        finally:
            writer.close()
            if not self._tasks.is_closed:
                self._writers.discard(writer)

    async def _tell(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, news: AsyncGenerator[Any]
    ) -> None:
        """Pass on what a command goes on telling, until the peer goes, or does not read."""
        telling = self._tasks.spawn("telling", tell(writer, news))
        # Whatever the peer still sends ends it, as its going does
        going = self._tasks.spawn("listening", reader.read(1))
        try:
            await asyncio.wait((telling, going), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (telling, going):
                task.cancel()
            await asyncio.gather(telling, going, return_exceptions=True)

    async def _answer(self, line: bytes) -> Answer:
        try:
            request = json.loads(line)
            name, args = request["command"], request.get("args", {})
            if not isinstance(name, str) or not isinstance(args, dict):
                raise TypeError
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return {"error": "this is not a request"}
        try:
            return {"ok": await self._commands.run(name, args)}
        except CommandError as error:
            return {"error": str(error)}


async def send(writer: asyncio.StreamWriter, answer: Answer) -> None:
    """Write one line, and wait until there is room for another."""
    writer.write(json.dumps(answer, default=str).encode() + b"\n")
    await writer.drain()


async def tell(writer: asyncio.StreamWriter, news: AsyncGenerator[Any]) -> None:
    """Write each thing as it comes; cut off whoever does not take it in time."""
    try:
        await send(writer, {"ok": None})
        async for one in news:
            async with asyncio.timeout(PATIENCE):
                await send(writer, {"news": one})
    except TimeoutError:
        log.warning("control.slow", seconds=PATIENCE)
        writer.transport.abort()
    except ConnectionError:
        pass
    finally:
        await news.aclose()


async def serve_control(commands: Commands, data: Path) -> Control:
    """Take commands on the socket in the data folder. Raises OSError when it cannot be made.

    The caller holds the folder's lock, so a socket that is there is of a server that has died.
    """
    control = Control(commands, data / NAME)
    await control.open()
    return control


def bound(file: Path) -> socket.socket:
    """A socket at `file` that only its owner may open. Raises OSError."""
    file.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # From its first moment on nobody else may open it: chmod would come too late.
    before = os.umask(0o177)
    try:
        with reachable(file) as path:
            listener.bind(path)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener


def peer_uid(writer: asyncio.StreamWriter) -> int:
    """Which user has connected, as the system knows it."""
    form = struct.Struct("3i")  # struct ucred: process, user, group
    peer = writer.get_extra_info("socket")
    _, uid, _ = form.unpack(peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, form.size))
    return int(uid)
