"""XEP-0045, 7.10 and 9.9: becoming a member with a nick of one's own, and being one no longer."""

from __future__ import annotations

from dataclasses import replace

from magpie.features.rooms.admin import Admin
from magpie.features.rooms.names import NS_REGISTER, REGISTER
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Room
from magpie.server.api import Host, IqRequest, Multicast
from magpie.storage import rooms as table
from magpie.xmpp import forms
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form, typed, validate

NICK = Field("muc#register_roomnick", values=(), label="Nick", is_required=True)


class Registering:
    """Answers `jabber:iq:register` for one host's rooms."""

    def __init__(self, host: Host, admin: Admin) -> None:
        self._host = host
        self._admin = admin

    def show(self, room: Room, request: IqRequest) -> Element:
        """The form, or under which nick one is registered."""
        member = room.member(request.sender)
        if member.affiliation == "outcast":
            raise StanzaError("not-allowed", "You were banned from this room.")
        if member.affiliation != "none" and member.nick:
            children: tuple[Element, ...] = (
                Element("registered", NS_REGISTER),
                Element("username", NS_REGISTER, text=member.nick),
            )
            return Element("query", NS_REGISTER, children=children)
        title = f"Registration with {room.name}"
        asked = typed("form", REGISTER, (NICK,), title).to_element()
        return Element("query", NS_REGISTER, children=(asked,))

    async def change(self, room: Room, request: IqRequest) -> None:
        """A filled-in form, or the wish to be a member no longer."""
        query, account = request.payload, request.sender.bare
        async with room.changing:
            if room.is_gone or room.is_locked:
                raise StanzaError("item-not-found")
            if room.affiliation(account) == "outcast":
                raise StanzaError("not-allowed", "You were banned from this room.")
            if query.has("remove"):
                await self._leave(room, request)
                return
            submit = query.child("x", forms.NS)
            if submit is None:
                raise StanzaError("bad-request", "A form is needed.")
            form = Form.parse(submit)
            if form.form_type != REGISTER:
                raise StanzaError("bad-request", "This is another form.")
            answers = validate(form, (NICK,))
            nick = self._admin.checked_nick(room, account, answers[NICK.var].value or "")
            before = room.known(account)
            if before.affiliation == "none" and room.options.is_members_only:
                member = replace(before, affiliation="member")
                self._admin.check_circle(room, [(before, member)])
                self._ask(room, request, nick)
                return
            affiliation = "member" if before.affiliation == "none" else before.affiliation
            await self._apply(room, request, replace(before, affiliation=affiliation, nick=nick))

    async def _leave(self, room: Room, request: IqRequest) -> None:
        before = room.known(request.sender.bare)
        if before.affiliation == "none":
            raise StanzaError("registration-required", "You are not registered.")  # XEP-0077, 3.2
        keeps_rank = is_at_least(before.affiliation, "admin")
        affiliation = before.affiliation if keeps_rank else "none"
        await self._apply(room, request, replace(before, affiliation=affiliation, nick=""))

    async def _apply(self, room: Room, request: IqRequest, member: table.Member) -> None:
        before = room.known(request.sender.bare)
        self._admin.check_circle(room, [(before, member)])
        await self._host.db.write(table.put_members, room.jid.text, [member])
        request.reply()
        self._admin.apply(room, before, member, "", "")

    def _ask(self, room: Room, request: IqRequest, nick: str) -> None:
        """9.9: in a members-only room its admins decide."""
        fields = (
            Field("muc#jid", "jid-single", (request.sender.bare.text,), "Address"),
            Field("muc#register_roomnick", "text-single", (nick,), "Nick"),
            Field("muc#register_allow", "boolean", ("0",), "Let this person be a member?"),
        )
        asked = typed("form", REGISTER, fields, "Registration request").to_element()
        message = Element("message", NS_CLIENT, {"from": room.jid.text}, (asked,))
        admins = [
            one
            for one in room.occupants.values()
            if is_at_least(room.affiliation(one.account), "admin")
        ]
        if not admins:
            for jid in room.of_affiliation("owner"):
                self._host.relay.send(message.with_attr("to", jid.text))
        for one in admins:
            self._host.services.send_to_many(Multicast(message), room.jid, one.devices.values())
