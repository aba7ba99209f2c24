"""SOCKS5 bytestreams (XEP-0065 under XEP-0260): direct lines, and lines through the server's proxy.

Both sides name where they can be reached, both try what the other has named, and both say which one
answered. The best of the two is taken; a proxy has to be told to begin by whoever named it.
"""

import asyncio
import hashlib
import socket
from dataclasses import dataclass

from magpie.base.log import get_logger
from magpie.desktop.core.ids import new_id

log = get_logger(__name__)

CONNECT_WITHIN = 4.0  # seconds
CANDIDATES_MAX = 12
DIRECT, PROXY = 126 << 16, 10 << 16  # XEP-0260, 2.2: the preference of a kind

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where somebody can be reached: `kind` is direct or proxy, `jid` theirs or the proxy's."""

    cid: str
    host: str
    port: int
    jid: str
    priority: int
    kind: str = "direct"


def destination(sid: str, first: str, second: str) -> str:
    """XEP-0065, 5.3.2: what stands for the address."""
    return hashlib.sha1((sid + first + second).encode()).hexdigest()  # noqa: S324


def addresses() -> list[str]:
    """Of this machine, the one that leads out first; nothing is sent to find out."""
    found = []
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((far, 9))
                found.append(str(probe.getsockname()[0]))
            except OSError:
                continue
    return [*found, "127.0.0.1"]


class Listener:
    """Waits on a port of its own for those who know the destination."""

    def __init__(self, wanted: set[str]) -> None:
        self._wanted = wanted
        self._server: asyncio.Server | None = None
        self.line: asyncio.Future[Line] = asyncio.get_running_loop().create_future()

    async def open(self, jid: str) -> list[Candidate]:
        """Listen; where it can be reached."""
        try:
            self._server = await asyncio.start_server(self._answer, "0.0.0.0", 0)
        except OSError as error:
            log.info("socks.deaf", reason=str(error))
            return []
        port = self._server.sockets[0].getsockname()[1]
        return [
            Candidate(new_id(), host, port, jid, DIRECT - index)
            for index, host in enumerate(addresses())
            if ":" not in host
        ]

    def close(self) -> None:
        if self._server:
            self._server.close()
        if self.line.done() and not self.line.cancelled():
            self.line.result()[1].close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1928, as a server: no password, connect, a name of ours."""
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                version, count = await reader.readexactly(2)
                methods = await reader.readexactly(count)
                if version != 5 or 0 not in methods:
                    raise ConnectionError("no SOCKS5")
                writer.write(b"\5\0")
                head = await reader.readexactly(5)
                name = await reader.readexactly(head[4])
                await reader.readexactly(2)
                if head[:4] != b"\5\1\0\3" or name.decode("ascii", "replace") not in self._wanted:
                    raise ConnectionError("not ours")
                writer.write(b"\5\0\0\3" + head[4:5] + name + b"\0\0")
        except (TimeoutError, OSError, EOFError) as error:
            log.info("socks.refused", reason=str(error))
            writer.close()
            return
        if self.line.done():
            writer.close()
        else:
            self.line.set_result((reader, writer))


async def connect(candidate: Candidate, wanted: str) -> Line | None:
    """A line to the candidate, None when there is none to be had."""
    writer = None
    try:
        async with asyncio.timeout(CONNECT_WITHIN):
            reader, writer = await asyncio.open_connection(candidate.host, candidate.port)
            writer.write(b"\5\1\0")
            if await reader.readexactly(2) != b"\5\0":
                raise ConnectionError("it wants a password")
            name = wanted.encode()
            writer.write(b"\5\1\0\3" + bytes([len(name)]) + name + b"\0\0")
            head = await reader.readexactly(4)
            if head[:2] != b"\5\0":
                raise ConnectionError("refused")
            sizes = {1: 4, 4: 16}
            size = sizes.get(head[3]) or (await reader.readexactly(1))[0]
            await reader.readexactly(size + 2)
            return reader, writer
    except (TimeoutError, OSError, EOFError, ValueError) as error:
        log.info("socks.unreached", kind=candidate.kind, reason=str(error))
        if writer:
            writer.close()
        return None


async def first(candidates: list[Candidate], wanted: str) -> tuple[Candidate, Line] | None:
    """The best candidate that answers."""
    ordered = sorted(candidates, key=lambda one: -one.priority)[:CANDIDATES_MAX]
    for candidate in ordered:
        if line := await connect(candidate, wanted):
            return candidate, line
    return None
