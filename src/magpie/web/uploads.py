"""Files come in: the bytes for the slots of XEP-0363, all at once or in several sittings.

`PUT` takes a whole file. A client that wants to go on after a broken connection does as in the
IETF's draft on resumable uploads (draft-ietf-httpbis-resumable-upload), where the slot's address
is the upload resource: `HEAD` tells the offset, `PATCH` appends from there, `DELETE` gives up.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

from aiohttp import web

from magpie.server.uploads import BLOCK, Busy, Gone, TooMany, Uploads
from magpie.storage.uploads import Full, Upload
from magpie.web.files import OPEN_TO_ALL, identity_of
from magpie.web.site import Handler, Site

METHODS = "OPTIONS, HEAD, PUT, PATCH, DELETE"
CORS = OPEN_TO_ALL | {"Access-Control-Allow-Methods": METHODS}
PART = "application/partial-upload"
UNTOLD = "application/octet-stream"
SILENCE = 60.0  # seconds without a byte: whoever sends has gone
SLOWEST = 1_000  # bytes a second, from the second minute on


class Refused(Exception):
    """Why a request is not carried out: status, one sentence, and what else the answer says."""

    def __init__(self, status: HTTPStatus, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def add_routes(site: Site) -> None:
    receiver = Receiver(site.host.uploads)
    path = "/uploads/{key}/{name}"
    site.add("OPTIONS", path, receiver.options)
    site.add("HEAD", path, answered(receiver.tell))
    site.add("DELETE", path, answered(receiver.give_up))
    site.add("PUT", path, answered(receiver.put), within=None)
    site.add("PATCH", path, answered(receiver.append), within=None)


def answered(handler: Handler) -> Handler:
    """The handler; its refusals become answers that pages of other sites may read, too."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as error:
            return reply(error.status, str(error), error.headers)
        except Busy:
            return reply(HTTPStatus.CONFLICT, "The file is being sent already.")
        except TooMany:
            text = "You are sending too many files at the same time."
            return reply(HTTPStatus.TOO_MANY_REQUESTS, text, {"Retry-After": "5"})
        except Gone:
            return reply(HTTPStatus.GONE, "The slot was taken away.")
        except Full:
            return reply(HTTPStatus.INSUFFICIENT_STORAGE, "The server has no room for it now.")

    return answer


class Receiver:
    """Takes files for the slots of one host."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    async def options(self, _: web.Request) -> web.Response:
        """What pages of other sites may do, and how large a file may be."""
        limit = {"Upload-Limit": f"max-size={self._uploads.rules.max_size}"}
        return reply(HTTPStatus.NO_CONTENT, "", limit)

    async def tell(self, request: web.Request) -> web.Response:
        """How much is here. Whoever asks has lost the connection on which the rest was to come."""
        slot = await self._slot(request)
        await self._uploads.interrupt(slot)
        state = await self._state(await self._slot(request))
        return reply(HTTPStatus.NO_CONTENT, "", state)

    async def give_up(self, request: web.Request) -> web.Response:
        """The file is not wanted any more, before it was complete."""
        slot = await self._unused(request)
        await self._uploads.interrupt(slot)
        await self._uploads.cancel(slot)
        return reply(HTTPStatus.NO_CONTENT)

    async def put(self, request: web.Request) -> web.Response:
        """A whole file; what an earlier try has left is written anew."""
        slot = await self._unused(request)
        is_whole = request.headers.get("Upload-Complete", "?1") != "?0"
        return await self._receive(request, slot, 0, is_whole)

    async def append(self, request: web.Request) -> web.Response:
        """The next part of a file, from the offset that is reached."""
        slot = await self._slot(request)
        if request.content_type != PART:
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"A part is of the type {PART}.")
        await self._uploads.interrupt(slot)
        state = await self._state(await self._slot(request))
        if request.headers.get("Upload-Offset") != state["Upload-Offset"]:
            text = "The part does not begin where the file ends."
            raise Refused(HTTPStatus.CONFLICT, text, **state)
        is_last = request.headers.get("Upload-Complete", "?0") == "?1"
        return await self._receive(request, slot, int(state["Upload-Offset"]), is_last)

    async def _receive(
        self, request: web.Request, slot: Upload, offset: int, is_last: bool
    ) -> web.Response:
        count = length_of(request, slot.size - offset, is_last)
        kind = type_of(request, slot)
        with self._uploads.alone(slot, count):
            await self._uploads.check_disk(0)
            made = await self._uploads.receive(slot, offset, body(request), kind)
        if made is None:
            state = {"Upload-Complete": "?0", "Upload-Offset": str(offset + count)}
            return reply(HTTPStatus.NO_CONTENT, "", state)
        headers = {"Location": self._uploads.get_url(made), **identity_of(made)}
        return reply(HTTPStatus.CREATED, "", headers | {"Upload-Complete": "?1"})

    async def _slot(self, request: web.Request) -> Upload:
        found = await self._uploads.slot(request.match_info["key"])
        if found is None:
            raise Refused(HTTPStatus.NOT_FOUND, "There is no such slot, or its time is over.")
        return found

    async def _unused(self, request: web.Request) -> Upload:
        slot = await self._slot(request)
        if slot.stored is not None:
            raise Refused(HTTPStatus.CONFLICT, "The file is here already.")
        return slot

    async def _state(self, slot: Upload) -> dict[str, str]:
        return {
            "Upload-Offset": str(await self._uploads.received(slot)),
            "Upload-Complete": "?0" if slot.stored is None else "?1",
            "Upload-Length": str(slot.size),
        }


def length_of(request: web.Request, room: int, is_last: bool) -> int:
    """How many bytes come. XEP-0363, 8: it MUST be refused when the slot has another size.

    The body of a request that is let through is as long as its Content-Length says: the parser
    sees to that.
    """
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Files come as they are, not encoded.")
    count = request.content_length
    if count is None:
        raise Refused(HTTPStatus.LENGTH_REQUIRED, "The length has to be said beforehand.")
    if count > room:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {room} bytes are to come.")
    if is_last and count < room:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{room} bytes are to come, not {count}.")
    return count


def type_of(request: web.Request, slot: Upload) -> str:
    """The content type that the file will have. XEP-0363, 8: it SHOULD be that of the slot.

    What HTTP libraries say by themselves of bytes that they know nothing of contradicts nothing.
    """
    given = request.content_type.lower()
    if given in (PART, UNTOLD):
        given = ""
    if given and slot.type and given != slot.type:
        text = f"The slot is for {slot.type}, and this is {given}."
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, text)
    return slot.type or given or UNTOLD


async def body(request: web.Request) -> AsyncIterator[bytes]:
    """What comes, in the pieces in which it does. Raises TimeoutError when it comes too slowly."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    count = 0
    request.content.set_read_chunk_size(BLOCK)
    while True:
        async with asyncio.timeout(SILENCE):
            chunk = await request.content.readany()
        if not chunk:
            return
        count += len(chunk)
        passed = loop.time() - start
        if passed > SILENCE and count < (passed - SILENCE) * SLOWEST:
            raise TimeoutError
        yield chunk


def reply(
    status: HTTPStatus, text: str = "", headers: dict[str, str] | None = None
) -> web.Response:
    found = CORS | {"Cache-Control": "no-store"} | (headers or {})
    return web.Response(status=status, text=f"{text}\n" if text else None, headers=found)
