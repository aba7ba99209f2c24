"""The site itself: routes with their limits, safe headers, and errors that say little.

A part of the site is a module with `add_routes(site)`; `web/parts.py` lists them all. Handlers are
aiohttp's: `async def show(request: web.Request) -> web.StreamResponse`. What a handler raises that
is no `web.HTTPException` is logged and answered with a bare 500.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from magpie.base.log import get_logger
from magpie.server.certificate import ascii_domain
from magpie.server.door import Door
from magpie.server.http import Http
from magpie.web.peer import Networks, Peer, ProxyError, peer_of

log = get_logger(__name__)

BODY_MAX = 64 * 1024  # bytes of a request, where a route says nothing else
WITHIN = 30.0  # seconds for a request, likewise
LINGER = 1.0  # seconds in which what is left of a refused request is read and thrown away
STOP_WITHIN = 1.0  # seconds for requests under way when the server stops

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Refuse = Callable[[web.Request, int, str], web.StreamResponse]

TOLD = {"Allow", "Retry-After", "WWW-Authenticate"}  # headers that belong to a refusal

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
}
"""On every response, unless its handler has set the same ones otherwise."""


class Site:
    """One site of one host.

    Attributes:
        door: counts connections; `host` the server behind it; `http` its section of the settings.
        refuse: makes the response to a request that is refused: status and one sentence. Pages
            may put a better looking one here.
    """

    def __init__(self, door: Door) -> None:
        self.door = door
        self.host = door.host
        self.http = self.host.settings.get(Http)
        self.refuse: Refuse = refuse_plainly
        self._proxies = Networks(self.http.trusted_proxies)
        self._app = web.Application(middlewares=[self._guard], client_max_size=BODY_MAX)
        self._app.on_response_prepare.append(add_headers)
        self._runner = web.AppRunner(
            self._app,
            handle_signals=False,
            access_log=None,
            logger=quiet_logger(),
            # From the first byte to the end of a request's headers, and between two requests
            keepalive_timeout=self.host.limits.handshake_timeout,
            lingering_time=LINGER,
            shutdown_timeout=STOP_WITHIN,
        )

    def add(
        self, method: str, path: str, handler: Handler, *, within: float | None = WITHIN
    ) -> None:
        """Let `handler` answer requests for that path, in so many seconds (None: its own limit).

        `request.read()`, `.post()` and their like give up beyond `BODY_MAX` bytes; a route that
        takes more reads with `read_body`, or from `request.content` piece by piece.
        """
        bounded = handler if within is None else in_time(handler, within)
        self._app.router.add_route(method, path, bounded)
        if method == "GET":
            self._app.router.add_route("HEAD", path, bounded)

    @property
    def names(self) -> frozenset[str]:
        """The names of ours by which a browser may know the site, in lower case."""
        host, certificates = self.host, self.door.certificates
        own = {*host.names, *map(ascii_domain, host.names), "localhost"}
        own.add(urlsplit(host.public_url).hostname or "")
        return frozenset(own | (certificates.certificate.names if certificates else set()))

    def on_close(self, function: Callable[[], Awaitable[None]]) -> None:
        """Await `function` when the site closes."""

        async def close(_: web.Application) -> None:
            await function()

        self._app.on_shutdown.append(close)

    def peer(self, request: web.Request) -> Peer:
        """Who sent a request, seen through the proxies that are trusted. Raises ProxyError."""
        return peer_of(request, self._proxies)

    async def open(self) -> None:
        """Take no more routes; connections may come."""
        await self._runner.setup()

    def new_connection(self) -> asyncio.Protocol:
        """What speaks HTTP on one connection."""
        assert self._runner.server is not None, "the site is not open"
        return self._runner.server()

    async def close(self) -> None:
        """End all connections."""
        await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if not self.peer(request).is_secure:
                return self._send_to_tls(request)
            return await handler(request)
        except ProxyError as error:
            log.warning("web.proxy_refused", ip=request.remote, reason=str(error))
            return self.refuse(request, 403, str(error))
        except web.HTTPException as error:
            return self._refused(request, error)
        except TimeoutError:
            return self.refuse(request, 408, "The request took too long.")
        except ConnectionError:
            raise
        except Exception as error:
            log.error("web.failed", error=error, route=route_of(request))
            return self.refuse(request, 500, "Something went wrong on the server.")

    def _refused(self, request: web.Request, error: web.HTTPException) -> web.StreamResponse:
        """Redirects go out as they are; what is refused looks the same everywhere."""
        if error.status < 400:
            raise error
        text = error.text or ""
        response = self.refuse(request, error.status, text.removeprefix(f"{error.status}: "))
        for name in error.headers.keys() & TOLD:
            response.headers[name] = error.headers[name]
        return response

    def _send_to_tls(self, request: web.Request) -> web.StreamResponse:
        """Nothing is said over a wire that others can read."""
        url = self.host.public_url
        if request.method in ("GET", "HEAD") and url.startswith("https:"):
            return web.Response(status=308, headers={"Location": url + request.path_qs})
        return self.refuse(request, 403, "HTTPS is needed here.")


def in_time(handler: Handler, within: float) -> Handler:
    """The handler, given up after `within` seconds with TimeoutError."""

    async def bounded(request: web.Request) -> web.StreamResponse:
        async with asyncio.timeout(within):
            return await handler(request)

    return bounded


async def read_body(request: web.Request, limit: int, within: float = WITHIN) -> bytes:
    """All of a request's body.

    Raises:
        HTTPRequestEntityTooLarge: it has more than `limit` bytes.
        TimeoutError: it took more than `within` seconds to come.
    """
    if (request.content_length or 0) > limit:
        raise web.HTTPRequestEntityTooLarge(limit, request.content_length or 0)
    parts, size = [], 0
    async with asyncio.timeout(within):
        async for part in request.content.iter_any():
            size += len(part)
            if size > limit:
                raise web.HTTPRequestEntityTooLarge(limit, size)
            parts.append(part)
    return b"".join(parts)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "Magpie"  # and nothing of versions
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def refuse_plainly(_: web.Request, status: int, text: str) -> web.StreamResponse:
    return web.Response(status=status, text=text + "\n", headers={"Cache-Control": "no-store"})


def route_of(request: web.Request) -> str:
    """The route that a request took, without what its path or query may hold in secrets."""
    resource = request.match_info.route.resource
    return f"{request.method} {resource.canonical if resource is not None else '?'}"


def quiet_logger() -> logging.Logger:
    """aiohttp's own: it would write a traceback for every request that is not HTTP."""
    logger = logging.getLogger("aiohttp.server")
    logger.setLevel(logging.CRITICAL)
    return logger
