"""The near end of the control socket: how commands reach a server that runs on this machine.

`DATA/control.sock` belongs to the owner of the data folder alone. A request is one line of JSON,
`{"command": "user.disable", "args": {"name": "romeo"}}`; so is its answer, `{"ok": …}` or
`{"error": "one sentence"}`. Requests of one connection are answered in their order. A command that
goes on telling answers `{"ok": null}`, and then each thing as `{"news": …}`, until one side closes.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

NAME = "control.sock"
PATH_MAX = 100  # bytes of a socket's path; the system's own limit is 107


class CommandError(ValueError):
    """Why a command was not carried out: one line for a person."""


STOPPED = "the server has stopped"


class Client:
    """A connection to the server. Make it with `connect`."""

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
                answer = await self._next()
            except ConnectionError:
                answer = None
        if answer is None:
            raise CommandError(STOPPED)
        if "error" in answer:
            raise CommandError(answer["error"])
        return answer["ok"]

    async def follow(self, name: str, args: Mapping[str, object]) -> AsyncIterator[Any]:
        """What a command goes on telling, until the server ends or hangs up.

        Nothing else can be asked on this connection. Raises CommandError when it was refused.
        """
        await self.run(name, args)
        try:
            while (line := await self._next()) is not None:
                yield line["news"]
        except ConnectionError:
            return

    async def _next(self) -> dict[str, Any] | None:
        line = await self._reader.readline()
        if not line.endswith(b"\n"):
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

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
