"""Files go out: whole, in ranges, or as a small picture.

Whoever knows an address may read it (XEP-0363, 2). What people put here must never act in the name
of this site: only what browsers just show is shown inline, under a policy without any rights, and
everything else is something to save.
"""

from __future__ import annotations

import base64
from http import HTTPStatus
from urllib.parse import quote

from aiohttp import web

from magpie.server.uploads import Uploads
from magpie.storage.uploads import Upload
from magpie.web.ranges import Unsatisfiable, asked_range
from magpie.web.sending import send
from magpie.web.site import Site
from magpie.web.thumbnails import Thumbnails

OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Range, If-Range, If-None-Match, "
    "Upload-Offset, Upload-Complete, Upload-Length, Upload-Draft-Interop-Version",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Disposition, Content-Length, "
    "Content-Range, ETag, Location, Repr-Digest, Upload-Complete, Upload-Length, Upload-Limit, "
    "Upload-Offset",
    "Access-Control-Max-Age": "86400",
}
"""XEP-0363, 9: pages of any other site may use these addresses; there are no cookies in it."""

CORS = OPEN_TO_ALL | {"Access-Control-Allow-Methods": "OPTIONS, HEAD, GET"}
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; "
    "style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "private, max-age=86400",
}
TO_SAVE = ("application/pdf", "application/zip", "application/gzip", "application/json")
UNNAMED = "application/octet-stream"


def add_routes(site: Site) -> None:
    shelf = Shelf(site.host.uploads)
    path = "/files/{token}/{name}"
    site.add("OPTIONS", path, options)
    site.add("GET", path, shelf.show, within=None)


async def options(_: web.Request) -> web.Response:
    """What pages of other sites may do."""
    return web.Response(status=HTTPStatus.NO_CONTENT, headers=CORS)


class Shelf:
    """Shows the files of one host."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._thumbnails = Thumbnails(uploads)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A file; with `?thumbnail`, a small picture of it."""
        found = await self._uploads.file(request.match_info["token"])
        if found is None:
            return refusal(HTTPStatus.NOT_FOUND, "There is no such file, or not any more.")
        if "thumbnail" in request.query:
            return await self._small(request, found)
        headers = CORS | HARMLESS | identity_of(found) | presentation(found)
        if is_known(request, headers["ETag"]):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return await self._send(request, found, headers)

    async def _send(
        self, request: web.Request, found: Upload, headers: dict[str, str]
    ) -> web.StreamResponse:
        try:
            is_get = request.method == "GET"  # RFC 9110, 14.2: ranges are for GET alone
            part = asked_range(request.headers, headers["ETag"], found.size) if is_get else None
        except Unsatisfiable:
            told = {"Content-Range": f"bytes */{found.size}"}
            return refusal(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "No such range.", told)
        start, end = part or (0, found.size)
        response = web.StreamResponse(headers=headers | {"Accept-Ranges": "bytes"})
        response.content_length = end - start
        if part is not None:
            response.set_status(HTTPStatus.PARTIAL_CONTENT)
            response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
        try:
            blob = await self._uploads.open(found)
        except FileNotFoundError:  # it was deleted between two looks
            return refusal(HTTPStatus.NOT_FOUND, "There is no such file any more.")
        try:
            await response.prepare(request)
            if is_get:
                await send(request, response, blob, start, end)
        finally:
            await blob.close()
        return response

    async def _small(self, request: web.Request, found: Upload) -> web.StreamResponse:
        content = await self._thumbnails.of(found)
        if not content:
            return refusal(HTTPStatus.NOT_FOUND, "There is no small picture of this file.")
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        etag = identity_of(found)["ETag"][:-1] + '-small"'
        headers = CORS | HARMLESS | {"ETag": etag, "Content-Disposition": "inline"}
        if is_known(request, etag):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return web.Response(body=content, content_type=kind, headers=headers)


def identity_of(found: Upload) -> dict[str, str]:
    """What a file is known by: its SHA-256, also as RFC 9530 writes it."""
    assert found.sha256 is not None
    digest = base64.b64encode(found.sha256).decode()
    return {"ETag": f'"{found.sha256.hex()}"', "Repr-Digest": f"sha-256=:{digest}:"}


def is_known(request: web.Request, etag: str) -> bool:
    """Whether the client has it already (RFC 9110, 13.1.2)."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or etag in [
        one.strip().removeprefix("W/") for one in given.split(",")
    ]


def presentation(found: Upload) -> dict[str, str]:
    """As what a browser gets the file, and what it does with it."""
    kind, is_inline = shown_as(found.type)
    way = "inline" if is_inline else "attachment"
    return {"Content-Type": kind, "Content-Disposition": disposition(way, found.name)}


def shown_as(kind: str) -> tuple[str, bool]:
    """The content type that is told, and whether a browser may show it.

    What a page could take for script, style or markup loses its type: an address of this very
    site would pass the policies that are made to keep such things out.
    """
    if kind == "text/plain":
        return "text/plain; charset=utf-8", True
    family = kind.partition("/")[0]
    if family in ("image", "audio", "video") and "xml" not in kind and "svg" not in kind:
        return kind, True
    return (kind if kind in TO_SAVE else UNNAMED), False


def disposition(way: str, name: str) -> str:
    """Content-Disposition with a name in any script (RFC 6266, 4.3 and appendix D)."""
    plain = "".join(one if one.isascii() and one not in '"\\%' else "_" for one in name)
    extended = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{way}; filename="{plain}"{extended}'


def refusal(status: HTTPStatus, text: str, headers: dict[str, str] | None = None) -> web.Response:
    found = CORS | {"Cache-Control": "no-store"} | (headers or {})
    return web.Response(status=status, text=text + "\n", headers=found)
