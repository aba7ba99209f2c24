"""Files over HTTP: put into a slot and fetched, each going on where it broke off.

What the server of one's own account is trusted by for chatting it is trusted by here: the machine's
authorities, or the certificate that a person said yes to. Its domain leads where the stream went,
for on a LAN no name server may know it.
"""

import asyncio
import base64
import re
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from magpie.desktop.core.disk import unwritten
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Slot

CHUNK = 1 << 18
CONNECT_WITHIN = 10.0  # seconds
SILENT_FOR = 30.0  # seconds without a byte: the connection is dead
STATUS = {
    403: Reason.UNAVAILABLE,
    404: Reason.UNAVAILABLE,
    410: Reason.UNAVAILABLE,
    413: Reason.TOO_LARGE,
    429: Reason.TIMED_OUT,
    503: Reason.TIMED_OUT,
    507: Reason.SERVER_FULL,
}
SHA256 = re.compile(r"sha-256=:([A-Za-z0-9+/=]+):")

Told = Callable[[int], object]  # of how many bytes are over


class Near(AbstractResolver):
    """The domain of the account is where its stream is; all else as the machine knows it."""

    def __init__(self, domain: str, host: str) -> None:
        self._domain, self._host = domain, host
        self._usual = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self._host if self._host and host == self._domain else host
        results = await self._usual.resolve(found, port, family)
        return [{**one, "hostname": host} for one in results]

    async def close(self) -> None:
        await self._usual.close()


class Web:
    """HTTP for one account. `chain` is what its server showed when it was judged, as DER."""

    def __init__(self, domain: str, host: str, chain: list[bytes]) -> None:
        self._domain, self._host = domain, host
        self._context = ssl.create_default_context()
        for der in chain:
            self._context.load_verify_locations(cadata=der)
        # Who said yes to the server's own certificate said so without its authority.
        self._context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN

    async def upload(self, slot: Slot, path: Path, type: str, told: Told) -> str:
        """Put a file there; the SHA-256 in hex that the server has computed, "" unknown."""
        async with self._client() as client:
            offset = await self._offset(client, slot)
            size = path.stat().st_size  # noqa: ASYNC240 (one call of the system, as quick as any)
            headers = dict(slot.headers) | {"Content-Type": type}
            headers["Content-Length"] = str(size - max(offset, 0))
            method = "PUT"
            if offset >= 0:  # draft-ietf-httpbis-resumable-upload
                method = "PATCH"
                headers |= {
                    "Content-Type": "application/partial-upload",
                    "Upload-Offset": str(offset),
                    "Upload-Complete": "?1",
                }
            with opened(path) as file:
                body = _chunks(file, max(offset, 0), told)
                async with client.request(method, slot.put, headers=headers, data=body) as answer:
                    raise_for(answer)
                    return digest(answer.headers)

    async def download(self, url: str, part: Path, size: int, told: Told) -> None:
        """Fetch into `part`, behind what is there already; `size` -1 unknown."""
        done = part.stat().st_size if part.exists() else 0  # noqa: ASYNC240
        if 0 <= size <= done:
            return
        headers = {"Range": f"bytes={done}-"} if done else {}
        async with self._client() as client, client.get(url, headers=headers) as answer:
            if answer.status == 416:  # all of it is here
                return
            raise_for(answer)
            if answer.status != 206:
                done = 0
            try:
                with part.open("ab" if done else "wb") as file:
                    async for block in answer.content.iter_chunked(CHUNK):
                        await asyncio.to_thread(file.write, block)
                        done += len(block)
                        if 0 <= size < done:
                            raise Problem(Reason.DAMAGED)
                        told(done)
            except aiohttp.ClientError:
                raise
            except OSError as error:
                raise unwritten(error) from error

    async def _offset(self, client: aiohttp.ClientSession, slot: Slot) -> int:
        """How much of it is there already, -1 when the server does not go on with parts."""
        async with client.head(slot.put, headers=dict(slot.headers)) as answer:
            offset = answer.headers.get("Upload-Offset", "")
            return int(offset) if answer.status == 204 and offset.isdigit() else -1

    def _client(self) -> "Client":
        return Client(self._domain, self._host, self._context)


class Client:
    """`aiohttp`'s session, with its errors as reasons."""

    def __init__(self, domain: str, host: str, context: ssl.SSLContext) -> None:
        self._domain, self._host, self._context = domain, host, context

    async def __aenter__(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            ssl=self._context, resolver=Near(self._domain, self._host), force_close=True
        )
        within = aiohttp.ClientTimeout(
            total=None, sock_connect=CONNECT_WITHIN, sock_read=SILENT_FOR
        )
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=within, auto_decompress=False
        )
        return self._session

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        await self._session.close()
        if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLError):
            raise Problem(Reason.CERTIFICATE_UNKNOWN, str(error)) from error
        if isinstance(error, aiohttp.InvalidURL):
            raise Problem(Reason.UNAVAILABLE, str(error)) from error
        if isinstance(error, aiohttp.ClientError | TimeoutError | ConnectionError):
            raise Problem(Reason.NOT_CONNECTED, str(error)) from error


async def _chunks(file: BinaryIO, offset: int, told: Told) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, offset)
    told(offset)
    while block := await asyncio.to_thread(file.read, CHUNK):
        yield block
        offset += len(block)
        told(offset)


def opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise Problem(Reason.FILE_GONE, str(error)) from error


def raise_for(answer: aiohttp.ClientResponse) -> None:
    if answer.status >= 400:
        detail = f"{answer.status} {answer.reason}"
        known = Reason.TIMED_OUT if answer.status in (409, 423) else Reason.REFUSED
        raise Problem(STATUS.get(answer.status, known), detail)


def digest(headers: Mapping[str, str]) -> str:
    """What `Repr-Digest` (RFC 9530) says, in hex; "" when it says nothing."""
    found = SHA256.search(headers.get("Repr-Digest", ""))
    if not found:
        return ""
    try:
        return base64.b64decode(found[1], validate=True).hex()
    except ValueError:
        return ""
