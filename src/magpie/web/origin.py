"""Which pages may use the site from another origin (RFC 6454; the Fetch standard, 3.2).

A browser sends the origin of the page with its requests. Without a look at it any page that
somebody on the LAN opens could sign up here, or read who is online, from inside the LAN.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

from magpie.web.site import Site

ONE_DAY = "86400"


def is_welcome(site: Site, request: web.Request) -> bool:
    """Whether the page that sends the request may; what is no browser sends no origin."""
    origin = request.headers.get("Origin", "").lower()
    allowed = site.http.origins
    return not origin or "*" in allowed or origin in allowed or is_own(site, request, origin)


def is_own(site: Site, request: web.Request, origin: str) -> bool:
    """Whether that is the site's own origin.

    The host that the request is for is the site's only by a name of ours: an attacker's name may
    lead here, too (DNS rebinding). An IP address cannot be made to lead elsewhere.
    """
    if origin == site.host.public_url.lower():
        return True
    place = urlsplit(origin)
    name = place.hostname or ""
    is_same = place.scheme in ("http", "https") and place.netloc == request.host.lower()
    return is_same and (name in site.names or is_address(name))


def is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def refuse_strangers(site: Site, request: web.Request) -> None:
    """Raises HTTPForbidden for a page that may not."""
    if not is_welcome(site, request):
        raise web.HTTPForbidden(text="Pages of this origin may not connect here.")


def share(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Let the page that asked read the response; it has been found welcome."""
    origin = request.headers.get("Origin")
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = "Origin"
    return response


def preflight(methods: str, headers: str = "Content-Type") -> web.Response:
    """The answer to a browser's question what a page of another origin may do."""
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": headers,
            "Access-Control-Max-Age": ONE_DAY,
        },
    )
