"""A page out of its template: in the reader's language, with a policy that lets nothing else in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from magpie.web.pages.assets import Assets
from magpie.web.pages.texts import ENGLISH, LANGUAGES, TEXTS
from magpie.web.site import Site, refuse_plainly

TEMPLATES = Path(__file__).with_name("templates")
COOKIE = "language"
YEAR = 365 * 86_400  # seconds

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Pages:
    """Renders the pages of one site."""

    def __init__(self, site: Site, assets: Assets) -> None:
        self.assets = assets
        self.host = site.host
        self._site = site
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def show(
        self,
        request: web.Request,
        template: str,
        *,
        status: int = 200,
        policy: str = POLICY,
        **context: Any,
    ) -> web.Response:
        """The page; nobody keeps a copy of it."""
        language = language_of(request)
        values = {
            "t": translator(language),
            "language": language,
            "languages": LANGUAGES,
            "path": request.path,
            "domain": self.host.domain,
            "asset": self.assets.url,
            **context,
        }
        text = self._templates.get_template(template).render(values)
        response = web.Response(text=text, status=status, content_type="text/html")
        response.headers["Content-Security-Policy"] = policy
        # The address may be a secret, yet our own forms have to say where they come from
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        if request.query.get("language") == language:
            response.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", httponly=True)
        return response

    def say(self, request: web.Request, key: str, status: int, **values: str) -> web.Response:
        """A page that has one thing to say: a title and a sentence."""
        return self.show(request, "message.html", status=status, key=key, values=values)

    def refuse(self, request: web.Request, status: int, text: str) -> web.StreamResponse:
        """A refusal, as a page for a person and as a line for a program."""
        if "text/html" not in request.headers.get("Accept", ""):
            return refuse_plainly(request, status, text)
        key = "not_found" if status == 404 else "refused"
        return self.say(request, key, status, reason=text)


def language_of(request: web.Request) -> str:
    """What the reader has chosen, else what their browser prefers of what we have."""
    for chosen in (request.query.get("language"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    wishes = []
    for part in request.headers.get("Accept-Language", "")[:500].split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((float(weight or 1), name.lower().partition("-")[0]))
        except ValueError:
            continue
    wishes.sort(key=lambda wish: -wish[0])
    return next((name for _, name in wishes if name in LANGUAGES), ENGLISH)


def translator(language: str) -> Callable[..., str]:
    """What templates call `t`: a text by its key, with values put in."""
    texts = TEXTS[language]

    def translate(key: str, **values: str) -> str:
        return texts[key].format(**values)

    return translate
