"""Who is signed in on the site: a cookie that only this server can have made.

It holds the account, until when it is good, and a seal over both and over the account's present
password keys: a new password ends every session there is. Nothing is kept for it on the server but
the key of the seal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from aiohttp import web
from sqlalchemy import Connection

from magpie.server.host import Host
from magpie.storage import meta
from magpie.web.site import Site
from magpie.xmpp.jid import Jid, JidError

COOKIE = "magpie"
KEY = "web-key"  # of the seal, among the facts about the database
STAY = 30 * 86_400  # seconds that somebody stays signed in who wishes to
VISIT = 86_400  # seconds for the others; their browser forgets it when it ends
MAX = 4_096  # characters


def load_key(conn: Connection) -> bytes:
    """The key of the seal, made when it is needed first."""
    key = meta.get(conn, KEY)
    if key is None:
        key = secrets.token_bytes(32)
        meta.set(conn, KEY, key)
    return key


class Sessions:
    """The sessions of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._host: Host = site.host
        self._key = b""

    async def _seal(self, account: Jid, until: str) -> bytes | None:
        """`None`: there is no such account, or it may not sign in."""
        keys = await self._host.accounts.best_keys(account)
        if keys is None:
            return None
        if not self._key:
            self._key = await self._host.db.write(load_key)
        said = "\0".join((account.text, until)).encode() + b"\0" + keys.stored_key
        return hmac.digest(self._key, said, hashlib.sha256)

    async def begin(
        self, request: web.Request, response: web.Response, account: Jid, *, stays: bool
    ) -> None:
        """Sign the browser in."""
        until = str(self._host.clock.now() // 1_000_000 + (STAY if stays else VISIT))
        seal = await self._seal(account, until)
        assert seal is not None, "whoever signs in has an account"
        value = "|".join((account.text, until, base64.urlsafe_b64encode(seal).decode()))
        response.set_cookie(
            COOKIE,
            base64.urlsafe_b64encode(value.encode()).decode(),
            max_age=STAY if stays else None,
            httponly=True,
            secure=self._site.peer(request).has_tls,
            samesite="Strict",
        )

    def end(self, response: web.Response) -> None:
        """Sign the browser out."""
        response.del_cookie(COOKIE, httponly=True, samesite="Strict")

    async def account(self, request: web.Request) -> Jid | None:
        """Who is signed in there."""
        value = request.cookies.get(COOKIE, "")
        try:
            if len(value) > MAX:
                return None
            name, until, given = base64.urlsafe_b64decode(value).decode().split("|")
            account, seal = Jid.parse(name), base64.urlsafe_b64decode(given)
            if int(until) < self._host.clock.now() // 1_000_000:
                return None
        except (ValueError, JidError):  # it was never ours
            return None
        expected = await self._seal(account, until)
        return account if expected is not None and hmac.compare_digest(seal, expected) else None
