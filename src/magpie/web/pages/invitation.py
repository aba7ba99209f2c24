"""Invitations as pages: sign up here, go on with an app, add a contact, enter a room; and a new
password."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from magpie.base import qr
from magpie.base.invitation import Link
from magpie.server.accounts import ADMIN, AccountError
from magpie.server.host import Host
from magpie.server.invites import near
from magpie.storage.invitations import CONTACT, RESET, ROOM, Invitation
from magpie.web.pages import forms
from magpie.web.pages.entry import CHAT, enter
from magpie.web.pages.forms import FormError, Wrong
from magpie.web.pages.render import Pages, language_of, translator
from magpie.web.pages.session import Sessions
from magpie.web.site import Site
from magpie.xmpp.jid import Jid


def add_routes(site: Site, pages: Pages) -> None:
    """`/invite/TOKEN` and `/reset/TOKEN`."""
    invitations = InvitationPages(site, pages)
    site.add("GET", "/invite/{token}", invitations.show)
    site.add("POST", "/invite/{token}", invitations.join)
    site.add("POST", "/invite/{token}/contact", invitations.add_contact)
    site.add("POST", "/invite/{token}/room", invitations.enter_room)
    site.add("GET", "/reset/{token}", invitations.show_reset)
    site.add("POST", "/reset/{token}", invitations.reset)


class InvitationPages:
    """Shows invitations and takes what people make of them."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages
        self._host: Host = site.host
        self._sessions = Sessions(site)

    async def _find(self, request: web.Request) -> Invitation:
        token = request.match_info["token"]
        found = await self._host.invitations.find(token, self._site.peer(request).address)
        if found.kind == ROOM and await self._host.guests.name(found) is None:
            raise self._host.invitations.spent()  # the room is gone, or not theirs to invite to
        return found

    def _spent(self, request: web.Request, error: AccountError) -> web.Response:
        """It is not good, for them at least; or whoever asks has tried too many."""
        if error.reason in ("banned", "limited", "room-full"):
            text = translator(language_of(request))(f"e_{error.reason}")
            return self._pages.say(request, "refused", 403, reason=text)
        if error.reason == "too-many":
            text = translator(language_of(request))("e_too-many")
            return self._pages.say(request, "refused", 429, reason=text)
        return self._pages.say(request, "spent", 404)

    async def show(self, request: web.Request) -> web.Response:
        """What somebody sees who opens the link."""
        try:
            found = await self._find(request)
        except AccountError as error:
            return self._spent(request, error)
        if found.kind == RESET:
            raise web.HTTPFound(f"/reset/{found.token}")
        return await self._page(request, found, {}, None)

    async def _page(
        self, request: web.Request, found: Invitation, sent: dict[str, str], wrong: Wrong | None
    ) -> web.Response:
        link = self._here(request, self._host.invitations.link(found))
        inviter = Jid.parse(found.inviter).local if found.inviter else ""
        title = translator(language_of(request))("qr")
        return self._pages.show(
            request,
            "invite.html",
            status=200 if wrong is None else wrong.status,
            link=link,
            qr=qr.svg(near(link).url or link.uri, title),
            fingerprint=link.sha256.hex(" ", 2).upper(),
            inviter=inviter,
            is_contact=found.kind == CONTACT,
            room=await self._host.guests.name(found) or "" if found.kind == ROOM else "",
            is_admin=found.role == ADMIN,
            fixed=Jid.parse(found.account).local if found.account else "",
            me=await self._sessions.account(request),
            sent=sent,
            wrong=wrong,
        )

    def _here(self, request: web.Request, link: Link) -> Link:
        """With the address of the site as the reader has found it, where that leads anywhere."""
        if not self._site.peer(request).has_tls:
            return link
        return replace(link, site=f"https://{request.host}")

    async def join(self, request: web.Request) -> web.Response:
        """An account, made with the invitation."""
        sent: dict[str, str] = {}
        try:
            sent = await forms.read(self._site, request)
            password = sent.get("password", "")
            forms.check_length(password)
            account = await self._host.invitations.register(
                request.match_info["token"],
                sent.get("name", ""),
                password,
                self._site.peer(request).address,
            )
        except Exception as error:
            wrong = forms.wrong_of(error)
            try:
                found = await self._find(request)
            except AccountError as spent:
                return self._spent(request, spent)
            return await self._page(request, found, sent, wrong)
        return await enter(self._sessions, request, account, stays="stay" in sent)

    async def add_contact(self, request: web.Request) -> web.Response:
        """Somebody who is signed in and whoever invites become each other's contacts."""
        try:
            await forms.read(self._site, request)
            found = await self._find(request)
        except FormError as error:
            return self._pages.say(request, "refused", error.wrong.status, reason="")
        except AccountError as error:
            return self._spent(request, error)
        account = await self._sessions.account(request)
        if account is None:
            raise web.HTTPSeeOther("/signin")
        inviter = Jid.parse(found.inviter) if found.kind == CONTACT else account
        if inviter != account:
            await self._host.invitations.introduce(found.token, inviter, account)
        raise web.HTTPSeeOther(CHAT)

    async def enter_room(self, request: web.Request) -> web.Response:
        """Somebody who is signed in is a member of the room; their clients find it by itself."""
        try:
            await forms.read(self._site, request)
            found = await self._find(request)
            account = await self._sessions.account(request)
            if account is None:
                raise web.HTTPSeeOther("/signin")
            await self._host.guests.enter(found.token, account)
        except FormError as error:
            return self._pages.say(request, "refused", error.wrong.status, reason="")
        except AccountError as error:
            return self._spent(request, error)
        raise web.HTTPSeeOther(CHAT)

    # A new password

    async def show_reset(self, request: web.Request) -> web.Response:
        """The form."""
        try:
            found = await self._find(request)
        except AccountError as error:
            return self._spent(request, error)
        if found.kind != RESET:
            raise web.HTTPFound(f"/invite/{found.token}")
        return self._reset_page(request, found, None)

    def _reset_page(
        self, request: web.Request, found: Invitation, wrong: Wrong | None
    ) -> web.Response:
        status = 200 if wrong is None else wrong.status
        return self._pages.show(
            request, "reset.html", status=status, address=found.target, wrong=wrong
        )

    async def reset(self, request: web.Request) -> web.Response:
        """The new password."""
        try:
            sent = await forms.read(self._site, request)
            password = sent.get("password", "")
            forms.check_length(password)
            account = await self._host.invitations.reset(
                request.match_info["token"], password, self._site.peer(request).address
            )
        except Exception as error:
            wrong = forms.wrong_of(error)
            try:
                return self._reset_page(request, await self._find(request), wrong)
            except AccountError as spent:
                return self._spent(request, spent)
        return await enter(self._sessions, request, account, stays=False)
