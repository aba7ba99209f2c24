"""The control socket: how the command line talks to the server that runs.

`DATA/control.sock` belongs to the owner of the data folder alone. A request is one line of JSON,
`{"command": "user.disable", "args": {"name": "romeo"}}`; so is its answer, `{"ok": …}` or
`{"error": "one sentence"}`. Requests of one connection are answered in their order.
"""

import asyncio
import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.server.commands import CommandError, Commands

log = get_logger(__name__)

NAME = "control.sock"
LINE_MAX = 1_000_000  # bytes of a request; an answer has as many as it takes
PATH_MAX = 100  # bytes of a socket's path; the system's own limit is 107


class Control:
    """The server's end. Make it with `serve_control`."""

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
        await self._tasks.close()
        # A task that was cancelled before its first step has closed nothing
        for writer in list(self._writers):
            await closed(writer)
        self._file.unlink(missing_ok=True)

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
                writer.write(json.dumps(answer, default=str).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):  # ValueError: a line over the limit
            pass
        finally:
            writer.close()
            if not self._tasks.is_closed:
                self._writers.discard(writer)

    async def _answer(self, line: bytes) -> dict[str, Any]:
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


async def serve_control(commands: Commands, data: Path) -> Control:
    """Take commands on the socket in the data folder. Raises OSError when it cannot be made.

    The caller holds the folder's lock, so a socket that is there is of a server that has died.
    """
    control = Control(commands, data / NAME)
    await control.open()
    return control


class Client:
    """The command line's end. Make it with `connect`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()

    async def run(self, name: str, args: Mapping[str, object]) -> Any:
        """What the command returns. Raises CommandError when it was refused."""
        request = {"command": name, "args": args}
        async with self._turn:
            try:
                self._writer.write(json.dumps(request).encode() + b"\n")
                await self._writer.drain()
                line = await self._reader.readline()
            except ConnectionError:
                line = b""
        if not line:
            raise CommandError("the server has stopped")
        answer = json.loads(line)
        if "error" in answer:
            raise CommandError(answer["error"])
        return answer["ok"]

    async def close(self) -> None:
        await closed(self._writer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def connect(data: Path) -> Client | None:
    """A connection to the server that runs on the folder; None when none runs.

    Raises CommandError when it belongs to somebody else.
    """
    try:
        with reachable(data / NAME) as path:
            reader, writer = await asyncio.open_unix_connection(path, limit=2**30)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        return None
    except PermissionError:
        raise CommandError(f"{data}: the server there runs for another user") from None
    return Client(reader, writer)


async def closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection and wait until that is done."""
    writer.close()
    try:
        await writer.wait_closed()
    except ConnectionError:
        pass


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


@contextmanager
def reachable(file: Path) -> Iterator[str]:
    """A path to the socket that is short enough for the system, while inside."""
    if len(os.fsencode(file)) <= PATH_MAX:
        yield str(file)
        return
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{file.name}"
    finally:
        os.close(folder)


def peer_uid(writer: asyncio.StreamWriter) -> int:
    """Which user has connected, as the system knows it."""
    form = struct.Struct("3i")  # struct ucred: process, user, group
    peer = writer.get_extra_info("socket")
    _, uid, _ = form.unpack(peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, form.size))
    return int(uid)
