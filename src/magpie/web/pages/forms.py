"""Forms that are sent: from our own pages only, and what a person is told when they will not do."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from magpie.server.accounts import AccountError
from magpie.storage.errors import NotStored
from magpie.web.origin import is_own
from magpie.web.pages.texts import ENGLISH, TEXTS
from magpie.web.site import Site

PASSWORD_MIN = 8  # characters
OF_NAME = frozenset(("taken", "reserved", "lookalike", "mixed", "name", "other-name"))
OF_PASSWORD = frozenset(("no-password", "short", "is-name", "password"))


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a form.

    Attributes:
        reason: of `texts.py`, without its `e_`; `field` where to say it: name, password or "".
        status: of the response.
    """

    reason: str
    field: str = ""
    status: int = 400


async def read(site: Site, request: web.Request) -> dict[str, str]:
    """The fields of a form of ours.

    Raises:
        FormError: another site's page has sent it (CSRF): everything is refused that does not say
            that it comes from here.
    """
    came_from = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "").lower()
    if not is_own(site, request, origin) or came_from not in ("", "same-origin"):
        raise FormError(Wrong("foreign", status=403))
    sent = await request.post()
    return {name: value for name, value in sent.items() if isinstance(value, str)}


class FormError(Exception):
    """A form will not do."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.reason)
        self.wrong = wrong


def check_length(password: str) -> None:
    """What the site asks beside what the server does. Raises FormError."""
    if not password:
        raise FormError(Wrong("no-password", "password"))
    if len(password) < PASSWORD_MIN:
        raise FormError(Wrong("short", "password"))


def wrong_of(error: Exception) -> Wrong:
    """What a person is told of an error; raises it again when it is none of theirs."""
    if isinstance(error, FormError):
        return error.wrong
    if isinstance(error, NotStored):
        return Wrong("full", status=503)
    if not isinstance(error, AccountError) or f"e_{error.reason}" not in TEXTS[ENGLISH]:
        raise error
    if error.reason == "too-many":
        return Wrong("too-many", status=429)
    if error.reason in OF_NAME:
        return Wrong(error.reason, "name")
    return Wrong(error.reason, "password" if error.reason in OF_PASSWORD else "")
