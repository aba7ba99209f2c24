"""Whether the server is well: for supervisors, load balancers and people.

`/health/live` answers as long as the process does. `/health/ready`, and `/health` which is the
same, also reads from the database; it answers 503 while that fails.
"""

from __future__ import annotations

from aiohttp import web

from magpie.storage import meta
from magpie.storage.errors import StorageError
from magpie.web.site import Site


def add_routes(site: Site) -> None:
    async def show_ready(_: web.Request) -> web.Response:
        is_ready = await answers(site)
        return status("ready" if is_ready else "the database does not answer", is_ready)

    site.add("GET", "/health", show_ready)
    site.add("GET", "/health/ready", show_ready)
    site.add("GET", "/health/live", show_live)


async def show_live(_: web.Request) -> web.Response:
    return status("live", True)


async def answers(site: Site) -> bool:
    """Whether the database does."""
    try:
        return await site.host.db.read(meta.get, meta.DOMAIN) is not None
    except StorageError:
        return False


def status(text: str, is_well: bool) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.json_response({"status": text}, status=200 if is_well else 503, headers=headers)
