"""XEP-0401 and 0379 for rooms: invitations by link, which make whoever comes a member.

The standards know such links for accounts and contacts only; the room has its own in their manner.
Whoever may invite to a room runs `urn:xmpp:invite#invite` at the room's address, or chooses the
room in a command of the server's. The token is shown

* before an account is made (XEP-0445), which then belongs to the room at once;
* in the presence that enters: as `<preauth/>`, as XEP-0379 has it in the presence that asks for a
  subscription, or as the room's password, as any client does with `?join;password=` (XEP-0045,
  14.7.1) that has never heard of invitations;
* on the web page of the invitation, by who is signed in there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from magpie.features.rooms.admin import Admin
from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.marks import mark
from magpie.features.rooms.names import NS, NS_COMMANDS
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Room
from magpie.server.api import (
    AccountError,
    AdHocCall,
    AdHocCommand,
    AdHocResult,
    Host,
    IqRequest,
    get_logger,
    invitation_form,
)
from magpie.storage import rooms as table
from magpie.storage.invitations import ROOM, Invitation
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form, Option, typed
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence

NODE = "urn:xmpp:invite#invite"  # at a room
CHOICE_NODE = "urn:magpie:invite#room"  # at the domain: XEP-0401 has no such thing
LABEL = "Invite to this room by a link"
NS_PREAUTH = "urn:xmpp:pars:0"
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
ROOMS_MAX = 200  # to choose from

log = get_logger(__name__)


class Links:
    """The invitations into one host's rooms."""

    def __init__(self, host: Host, rooms: Rooms, admin: Admin) -> None:
        self._host = host
        self._rooms = rooms
        self._admin = admin
        host.guests.door = self
        choice = AdHocCommand(
            CHOICE_NODE,
            "Invite to a room",
            lambda account: not host.accounts.is_limited(account),
            self.invite_to_one,
            (self._choose,),
        )
        host.adhoc.add(choice)

    # What the server asks

    async def name(self, room: Jid, inviter: Jid | None) -> str | None:
        """What people call a room that the inviter may invite to."""
        found = await self._rooms.get(room)
        if found is None or found.is_locked or found.is_gone:
            return None
        if inviter is not None and not may_invite(found, inviter):
            return None
        return found.name

    async def open_to(self, inviter: Jid) -> list[tuple[Jid, str]]:
        """The rooms that somebody may invite to, by name."""
        names = await self._host.db.read(table.rooms_of, inviter.text)
        found = []
        for text in names[:ROOMS_MAX]:
            jid = Jid.parse(text)
            name = await self.name(jid, inviter)
            if name is not None and self._host.circles.at(jid) is None:
                found.append((jid, name))
        return sorted(found, key=lambda one: one[1].casefold())

    async def check(self, room: Jid, account: Jid) -> None:
        """Whether the room would take them. Raises AccountError."""
        found = await self._rooms.get(room)
        if found is not None:
            self._check(found, found.known(account))

    def _check(self, room: Room, before: table.Member) -> None:
        if before.affiliation == "outcast":
            raise AccountError("forbidden", "You were banned from this room.", "banned")
        if before.affiliation == "none":
            try:
                self._admin.check_size(room, [before])
            except StanzaError as error:
                raise AccountError(error.condition, error.text, "room-full") from error

    async def admit(
        self, room: Jid, account: Jid, count: Callable[[Connection], None] | None
    ) -> None:
        """Make an account a member, unless it is one, and give it a bookmark."""
        found = await self._rooms.get(room)
        if found is None:
            return  # gone since
        async with found.changing:
            before = found.known(account)
            if found.is_gone:
                return
            if count is not None:
                self._check(found, before)
            elif before.affiliation == "outcast":
                return  # since they were told that they may
            if before.affiliation == "none":
                await self._enter(found, before, count)
        try:
            attrs = {"name": found.name, "autojoin": "true"}
            shown = {"autojoin": "true"}
            await mark(self._host, account, room, attrs, shown, found.options.password)
        except StanzaError as error:  # they are a member all the same
            log.info("room.not_bookmarked", room=room, account=account, error=error)

    async def _enter(
        self, room: Room, before: table.Member, count: Callable[[Connection], None] | None
    ) -> None:
        member = replace(before, affiliation="member")

        def write(conn: Connection) -> None:
            if count is not None:
                count(conn)
            table.put_members(conn, room.jid.text, [member])

        await self._host.db.write(write)
        self._admin.enter(room, before, member)

    # Coming in

    async def redeem(self, room: Room, presence: Presence) -> tuple[bool, str]:
        """Who enters shows a token: whether it was good; if it was not, why, in a sentence.

        XEP-0379, 4.1: one that is not good is as if there had been none.
        """
        account = presence.sender.bare
        preauth, password = shown_by(presence)
        token = preauth or password
        if not TOKEN.fullmatch(token) or token == room.options.password:
            return False, ""
        if is_at_least(room.affiliation(account), "member"):
            # Their client has kept the token for the password that there is
            is_asked = bool(room.options.password)
            return is_asked and await self._host.guests.has_come(token, account, room.jid), ""
        try:
            await self._host.guests.enter(token, account, room.jid)
        except AccountError as error:
            return False, str(error) if preauth else ""
        return True, ""

    # Making them

    async def command(self, room: Room, request: IqRequest) -> Element:
        """XEP-0401, 4.1: "The server SHOULD immediately provide a command result"."""
        if not may_invite(room, request.sender.bare) or request.origin is None:
            raise StanzaError("forbidden", "It is not yours to invite to this room.")
        try:
            made = await self._create(room.jid, request.session.account)
        except AccountError as error:
            raise StanzaError(error.condition, str(error)) from error
        attrs = {"node": NODE, "sessionid": secrets.token_urlsafe(12), "status": "completed"}
        form = invitation_form(self._host, made).to_element()
        return Element("command", NS_COMMANDS, attrs, (form,))

    async def _create(self, room: Jid, inviter: Jid) -> Invitation:
        wanted = Invitation("", ROOM, 0, inviter=inviter.text, target=room.text)
        return await self._host.guests.create(wanted)

    async def _choose(self, call: AdHocCall) -> Form:
        rooms = await self._host.guests.open_to(call.session.account)
        if not rooms:
            raise StanzaError("item-not-found", "There is no room that you may invite to.")
        options = tuple(Option(jid.text, name) for jid, name in rooms)
        which = Field("room", "list-single", (), "Room", options=options, is_required=True)
        return typed("form", CHOICE_NODE, (which,), "Invite to a room")

    async def invite_to_one(self, call: AdHocCall) -> AdHocResult:
        """The same for a room that was chosen."""
        made = await self._create(Jid.parse(call.get("room")), call.session.account)
        return AdHocResult(invitation_form(self._host, made))


def may_invite(room: Room, account: Jid) -> bool:
    """Whether who comes by this account's invitation becomes a member: as `Inviting` has it."""
    least = "member" if room.options.may_invite else "admin"
    return not room.is_locked and is_at_least(room.affiliation(account), least)


def shown_by(presence: Presence) -> tuple[str, str]:
    """The token, and what is shown as a password."""
    preauth, own = presence.child("preauth", NS_PREAUTH), presence.child("x", NS)
    token = "" if preauth is None else preauth.get("token") or ""
    return token, "" if own is None else own.child_text("password") or ""
