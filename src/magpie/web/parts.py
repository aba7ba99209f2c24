"""What the site consists of, one module for each subject: each adds its routes to it."""

from __future__ import annotations

from types import ModuleType

from magpie.server.door import Door
from magpie.web import bosh, discovery, files, health, metrics, pages, uploads, websocket
from magpie.web.site import Site

PARTS: tuple[ModuleType, ...] = (health, websocket, bosh, discovery, metrics, uploads, files, pages)
"""Each has `add_routes(site: Site) -> None`; the first route that fits a request answers it."""


async def open_site(door: Door) -> Site:
    """The whole site, ready for connections."""
    site = Site(door)
    for part in PARTS:
        part.add_routes(site)
    await site.open()
    return site
