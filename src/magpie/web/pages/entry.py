"""The way in: welcome, sign in, sign up, sign out."""

from __future__ import annotations

import asyncio
import re

from aiohttp import web

from magpie.server.accounts import AccountError
from magpie.server.host import Host
from magpie.web.pages import forms
from magpie.web.pages.forms import FormError, Wrong
from magpie.web.pages.render import Pages
from magpie.web.pages.session import Sessions
from magpie.web.site import Site
from magpie.xmpp.jid import Jid
from magpie.xmpp.scram import fake_keys, verify

CHAT = "/chat"
BACK = re.compile(r"/invite(/[A-Za-z0-9_-]{1,128})?")  # where signing in may lead


def add_routes(site: Site, pages: Pages) -> None:
    """`/`, `/signin`, `/signup`, `/signout`."""
    entry = Entry(site, pages)
    site.add("GET", "/", entry.welcome)
    for path, show, take in (
        ("/signin", entry.show_sign_in, entry.sign_in),
        ("/signup", entry.show_sign_up, entry.sign_up),
    ):
        site.add("GET", path, show)
        site.add("POST", path, take)
    site.add("POST", "/signout", entry.sign_out)


class Entry:
    """Takes people in, by a password or with a new account."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages
        self._host: Host = site.host
        self._sessions = Sessions(site)

    async def welcome(self, request: web.Request) -> web.Response:
        """Where everybody arrives."""
        if await self._sessions.account(request) is not None:
            raise web.HTTPFound(CHAT)
        mode = self._host.registrar.mode
        return self._pages.show(
            request, "welcome.html", is_open=self._is_open(request), is_closed=mode == "closed"
        )

    def _is_open(self, request: web.Request) -> bool:
        return self._host.registrar.is_open_to(self._site.peer(request).address)

    # Signing in

    async def show_sign_in(self, request: web.Request) -> web.Response:
        """The form."""
        to = request.query.get("to", "")
        if await self._sessions.account(request) is not None:
            raise web.HTTPFound(onward(to))
        return self._sign_in_page(request, {"to": to}, None)

    def _sign_in_page(
        self, request: web.Request, sent: dict[str, str], wrong: Wrong | None
    ) -> web.Response:
        return self._pages.show(
            request,
            "signin.html",
            status=200 if wrong is None else wrong.status,
            sent=sent,
            wrong=wrong,
            is_open=self._is_open(request),
        )

    async def sign_in(self, request: web.Request) -> web.Response:
        """Name and password."""
        sent: dict[str, str] = {}
        try:
            sent = await forms.read(self._site, request)
            address = self._site.peer(request).address
            account = await check(self._host, sent, address)
        except (AccountError, FormError) as error:
            return self._sign_in_page(request, sent, forms.wrong_of(error))
        to = onward(sent.get("to", ""))
        return await enter(self._sessions, request, account, stays="stay" in sent, to=to)

    async def sign_out(self, request: web.Request) -> web.Response:
        """Out of this browser."""
        try:
            await forms.read(self._site, request)
        except FormError as error:
            return self._pages.say(request, "refused", error.wrong.status, reason="")
        response = web.Response(status=303, headers={"Location": "/"})
        self._sessions.end(response)
        return response

    # Signing up

    async def show_sign_up(self, request: web.Request) -> web.Response:
        """The form, for those to whom it is open."""
        if not self._is_open(request):
            return self._pages.say(request, "closed", 403)
        return self._sign_up_page(request, {}, None)

    def _sign_up_page(
        self, request: web.Request, sent: dict[str, str], wrong: Wrong | None
    ) -> web.Response:
        status = 200 if wrong is None else wrong.status
        return self._pages.show(request, "signup.html", status=status, sent=sent, wrong=wrong)

    async def sign_up(self, request: web.Request) -> web.Response:
        """A name and a password of one's own."""
        sent: dict[str, str] = {}
        try:
            sent = await forms.read(self._site, request)
            password = sent.get("password", "")
            forms.check_length(password)
            address = self._site.peer(request).address
            account = await self._host.registrar.register(sent.get("name", ""), password, address)
        except Exception as error:
            return self._sign_up_page(request, sent, forms.wrong_of(error))
        return await enter(self._sessions, request, account, stays="stay" in sent)


def onward(wanted: str) -> str:
    """Where to go once signed in: back to an invitation, or to the chat; nowhere else."""
    return wanted if BACK.fullmatch(wanted) else CHAT


async def check(host: Host, sent: dict[str, str], address: str) -> Jid:
    """Whose name and password these are; tries count as those of clients do.

    Raises:
        FormError: nobody's, or there were too many tries.
    """
    if host.failures.is_over(address):
        raise FormError(Wrong("too-many", status=429))
    name, password = sent.get("name", "").strip(), sent.get("password", "")
    local, at, domain = name.partition("@")
    keys = None
    try:
        account = host.accounts.jid(local)
        if not at or domain.lower() == host.domain:
            keys = await host.accounts.best_keys(account)
    except AccountError:
        account = host.jid
    # Whether there is such an account is not told by how long it takes either
    tried = keys or fake_keys(host.secret, local, "sha256")
    if not await asyncio.to_thread(verify, password, tried) or keys is None:
        host.failures.note(address)
        raise FormError(Wrong("wrong", status=403))
    await host.accounts.complete(account, password)
    return account


async def enter(
    sessions: Sessions, request: web.Request, account: Jid, *, stays: bool, to: str = CHAT
) -> web.Response:
    """Signed in, and on to the chat."""
    response = web.Response(status=303, headers={"Location": to})
    await sessions.begin(request, response, account, stays=stays)
    return response
