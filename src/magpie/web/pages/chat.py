"""The web client on its page: Converse.js, as it is, set up for this server and no other."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from magpie.server.host import Host
from magpie.web.pages import forms
from magpie.web.pages.forms import FormError
from magpie.web.pages.render import POLICY, Pages, language_of, translator
from magpie.web.pages.session import Sessions
from magpie.web.site import Site

LOCALES = {"en": "en", "zh": "zh_CN"}


def add_routes(site: Site, pages: Pages) -> None:
    """`/chat`, and what its page asks for."""
    chat = Chat(site, pages)
    site.add("GET", "/chat", chat.show)
    site.add("POST", "/chat/ticket", chat.give_ticket)
    site.add("GET", "/manifest.webmanifest", chat.manifest)


class Chat:
    """Shows the client to those who have signed in."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages
        self._host: Host = site.host
        self._sessions = Sessions(site)

    async def show(self, request: web.Request) -> web.Response:
        """The page."""
        account = await self._sessions.account(request)
        if account is None:
            raise web.HTTPFound("/signin")
        if not self._pages.assets.has_client:
            return self._pages.say(request, "no_client", 503)
        language = language_of(request)
        scheme = "wss" if self._site.peer(request).has_tls else "ws"
        place = f"{scheme}://{request.host}"
        settings = client_settings(self._host, self._pages.assets.client_url, place)
        settings |= {"jid": account.text, "i18n": LOCALES[language]}
        name = urlsplit(place).hostname
        settings |= {f"allowed_{kind}_domains": [name] for kind in ("audio", "image", "video")}
        return self._pages.show(
            request,
            "chat.html",
            policy=chat_policy(place),
            client=self._pages.assets.client_url,
            settings=json.dumps(settings),
            site=self._host.public_url,
            words=json.dumps({"invite": translator(language)("invite_by_link")}),
        )

    async def give_ticket(self, request: web.Request) -> web.Response:
        """What the client signs in with, each time it connects."""
        account = await self._asking(request)
        return web.json_response(
            {"jid": account.text, "password": self._host.tickets.issue(account)}
        )

    async def _asking(self, request: web.Request) -> Any:
        try:
            await forms.read(self._site, request)
        except FormError as error:
            raise web.HTTPForbidden(text="Pages of other sites get nothing here.") from error
        account = await self._sessions.account(request)
        if account is None:
            raise web.HTTPUnauthorized(text="Nobody is signed in.")
        return account

    async def manifest(self, request: web.Request) -> web.Response:
        """What a browser installs as an application."""
        asset = self._pages.assets.url
        icons = [
            {"src": asset("magpie.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": asset("icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": asset("icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": asset("icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ]
        manifest = {
            "name": f"Magpie · {self._host.domain}",
            "short_name": "Magpie",
            "id": "/chat",
            "start_url": "/chat",
            "scope": "/",
            "display": "standalone",
            "background_color": "#FFFFFF",
            "theme_color": "#0B7A75",
            "icons": icons,
        }
        text = json.dumps(manifest, ensure_ascii=False)
        return web.Response(text=text, content_type="application/manifest+json")


def chat_policy(place: str) -> str:
    """The client's own policy: it styles single elements, and encrypts by WebAssembly."""
    return (
        POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
        .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        .replace("img-src 'self' data:", "img-src 'self' data: blob:; media-src 'self' blob:")
        .replace("connect-src 'self'", f"connect-src 'self' {place} blob: data:")
    )


def client_settings(host: Host, assets: str, place: str) -> dict[str, Any]:
    """Converse's settings that do not depend on who looks: nothing leads to another host."""
    return {
        "allow_non_roster_messaging": True,
        "allow_registration": False,
        "allow_user_trust_override": False,
        "assets_path": assets,
        "authentication": "login",
        "auto_login": True,
        "auto_reconnect": True,
        "autocomplete_providers_url": "",
        "clear_cache_on_logout": True,
        "default_domain": host.domain,
        "discover_connection_methods": False,
        "embed_3rd_party_media_players": False,
        "geouri_replacement": "geo:$1,$2",
        "locked_domain": host.domain,
        "locked_muc_domain": "hidden",
        "muc_domain": f"rooms.{host.domain}",
        "muc_nickname_from_jid": True,
        "muc_search_service": f"rooms.{host.domain}",
        "omemo_default": False,
        "play_sounds": False,
        "providers_link": "",
        "registration_domain": host.domain,
        "reuse_scram_keys": False,
        "show_client_info": False,
        "show_self_in_roster": False,
        "use_system_emojis": True,
        "view_mode": "fullscreen",
        "websocket_url": f"{place}/xmpp-websocket",
        "whitelisted_plugins": ["magpie"],
        "xmpp_providers_url": "",
    }
