"""BOSH (XEP-0124, XEP-0206): a client's stream in HTTP requests, for where no socket stays open."""

from __future__ import annotations

from aiohttp import web

from magpie.server.xep import Xep
from magpie.web.bosh.body import BadRequest, Body, terminated
from magpie.web.bosh.session import BoshSession
from magpie.web.origin import preflight, refuse_strangers, share
from magpie.web.site import Site, read_body

XEPS = (Xep(124, version="1.11.2"), Xep(206, version="1.4"))
PATH = "/http-bind"  # where clients look that have not been told
ENVELOPE = 4096  # bytes of a request around its stanzas


def add_routes(site: Site) -> None:
    sessions: dict[str, BoshSession] = {}

    async def take(request: web.Request) -> web.StreamResponse:
        refuse_strangers(site, request)
        limits = site.host.limits
        size = 2 * limits.stanza_size + ENVELOPE
        data = await read_body(request, size, limits.handshake_timeout)
        try:
            answer = await answered(site, sessions, request, data)
        except BadRequest as error:
            answer = terminated(error.condition)
        response = web.Response(body=answer, content_type="text/xml", charset="utf-8")
        response.headers["Cache-Control"] = "no-store"
        return share(request, response)

    async def ask(request: web.Request) -> web.StreamResponse:
        refuse_strangers(site, request)
        return share(request, preflight("POST"))

    site.add("POST", PATH, take, within=None)
    site.add("OPTIONS", PATH, ask)


async def answered(
    site: Site, sessions: dict[str, BoshSession], request: web.Request, data: bytes
) -> bytes:
    """The response to one request; it may take as long as the client is willing to wait."""
    body = Body.parse(data)
    if body.sid:
        session = sessions.get(body.sid)
        if session is None:
            raise BadRequest("item-not-found")  # XEP-0124, 17.2
        return await session.take(body)
    return await BoshSession(site.door, site.peer(request), body, sessions).take(body)
