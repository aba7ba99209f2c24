"""XEP-0156: Discovering Alternative XMPP Connection Methods. Where WebSocket and BOSH are."""

from __future__ import annotations

from aiohttp import web

from magpie.server.xep import Xep
from magpie.web import bosh, websocket
from magpie.web.site import Site
from magpie.xmpp.element import Element

XEPS = (Xep(156, version="1.4.0"),)
NS_XRD = "http://docs.oasis-open.org/ns/xri/xrd-1.0"
REL = "urn:xmpp:alt-connections:"
# Whatever page a web client is on, it may look (XEP-0156, 5), and for an hour need not again
HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=3600"}


def add_routes(site: Site) -> None:
    async def show_xml(_: web.Request) -> web.Response:
        links = tuple(
            Element("Link", NS_XRD, {"rel": rel, "href": href})
            for rel, href in connections(site.host.public_url)
        )
        text = "<?xml version='1.0' encoding='utf-8'?>\n"
        text += Element("XRD", NS_XRD, children=links).to_bytes().decode()
        return web.Response(text=text, content_type="application/xrd+xml", headers=HEADERS)

    async def show_json(_: web.Request) -> web.Response:
        links = [{"rel": rel, "href": href} for rel, href in connections(site.host.public_url)]
        return web.json_response({"links": links}, headers=HEADERS)

    site.add("GET", "/.well-known/host-meta", show_xml)
    site.add("GET", "/.well-known/host-meta.json", show_json)


def connections(url: str) -> list[tuple[str, str]]:
    """The relation and the address of each way to connect."""
    socket = "ws" + url.removeprefix("http")  # https: wss
    return [(REL + "websocket", socket + websocket.PATH), (REL + "xbosh", url + bosh.PATH)]
