"""Inviting on the site: who is signed in makes a link, as a contact or to one of their rooms."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from magpie.base import qr
from magpie.base.clock import iso
from magpie.server.accounts import AccountError
from magpie.server.host import Host
from magpie.server.invites import near
from magpie.storage.invitations import CONTACT, ROOM, Invitation
from magpie.web.pages import forms
from magpie.web.pages.entry import CHAT
from magpie.web.pages.forms import FormError, Wrong
from magpie.web.pages.render import Pages, language_of, translator
from magpie.web.pages.session import Sessions
from magpie.web.site import Site
from magpie.xmpp.jid import Jid

PATH = "/invite"


def add_routes(site: Site, pages: Pages) -> None:
    """`/invite`."""
    inviting = Inviting(site, pages)
    site.add("GET", PATH, inviting.show)
    site.add("POST", PATH, inviting.make)


class Inviting:
    """Makes links for those who are signed in."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages
        self._host: Host = site.host
        self._sessions = Sessions(site)

    async def _account(self, request: web.Request) -> Jid:
        account = await self._sessions.account(request)
        if account is None:
            raise web.HTTPSeeOther(f"/signin?to={PATH}")
        return account

    async def show(self, request: web.Request) -> web.Response:
        """What for: one of the rooms may be chosen already (`?room=ADDRESS`)."""
        account = await self._account(request)
        if self._host.accounts.is_limited(account):
            text = translator(language_of(request))("e_limited")
            return self._pages.say(request, "refused", 403, reason=text)
        return await self._form(request, account, request.query.get("room", ""), None)

    async def _form(
        self, request: web.Request, account: Jid, chosen: str, wrong: Wrong | None
    ) -> web.Response:
        rooms = await self._host.guests.open_to(account)
        return self._pages.show(
            request,
            "inviting.html",
            status=200 if wrong is None else wrong.status,
            rooms=[(jid.text, name) for jid, name in rooms],
            chosen=chosen,
            wrong=wrong,
            chat=CHAT,
            link="",
        )

    async def make(self, request: web.Request) -> web.Response:
        """The link."""
        account = await self._account(request)
        sent: dict[str, str] = {}
        try:
            sent = await forms.read(self._site, request)
            made = await self._made(account, sent.get("room", ""))
        except (AccountError, FormError) as error:
            return await self._form(request, account, sent.get("room", ""), forms.wrong_of(error))
        link = self._host.invitations.link(made)
        if self._site.peer(request).has_tls:
            link = replace(link, site=f"https://{request.host}")
        title = translator(language_of(request))("qr")
        until = "" if made.expires is None else iso(made.expires)[:16].replace("T", " ") + " UTC"
        return self._pages.show(
            request,
            "inviting.html",
            link=link.url or link.uri,
            qr=qr.svg(near(link).url or link.uri, title),
            until=until,
            chat=CHAT,
        )

    async def _made(self, account: Jid, room: str) -> Invitation:
        if self._host.accounts.is_limited(account):
            raise AccountError("forbidden", "Who is limited invites nobody.", "limited")
        if not room:
            wanted = Invitation("", CONTACT, 0, inviter=account.text)
            return await self._host.invitations.create(wanted)
        target = self._host.guests.find(room).text
        wanted = Invitation("", ROOM, 0, inviter=account.text, target=target)
        return await self._host.guests.create(wanted)
