"""XEP-0045, 10: making a room, its settings, and its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from magpie.features.rooms.admin import Admin
from magpie.features.rooms.bounds import bound
from magpie.features.rooms.broadcast import Broadcast, Event, status
from magpie.features.rooms.leaving import Leaving
from magpie.features.rooms.names import NS_OWNER, NS_USER
from magpie.features.rooms.options import Options, Submitted, form, submitted
from magpie.features.rooms.ranks import default_role
from magpie.features.rooms.room import Room
from magpie.server.api import Host, IqRequest, Multicast
from magpie.storage import rooms as table
from magpie.xmpp import forms
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

REASON_MAX = 1_024  # characters


class Owner:
    """Answers `muc#owner` for one host's rooms."""

    def __init__(self, host: Host, broadcast: Broadcast, leaving: Leaving, admin: Admin) -> None:
        self._host = host
        self._broadcast = broadcast
        self._leaving = leaving
        self._admin = admin

    def show(self, room: Room, request: IqRequest) -> Element:
        """10.1.3 and 10.2: the form with what is so now."""
        self._check(room, request)
        owners, admins = room.of_affiliation("owner"), room.of_affiliation("admin")
        filled = form(room.options, owners, admins, room.name)
        return Element("query", NS_OWNER, children=(filled,))

    @staticmethod
    def _check(room: Room, request: IqRequest) -> None:
        if room.affiliation(request.sender) != "owner":
            raise StanzaError("forbidden", "Only owners may do that.")

    async def change(self, room: Room, request: IqRequest) -> bool:
        """A submitted form, a cancelled one, or the end. True: the room is to be forgotten."""
        self._check(room, request)
        destroy = request.payload.child("destroy")
        submit = request.payload.child("x", forms.NS)
        async with room.changing:
            if room.is_gone:
                raise StanzaError("item-not-found")
            if destroy is not None:
                if self._host.circles.at(room.jid) is not None:
                    raise StanzaError("not-allowed", "The room ends when its circle does.")
                await self.destroy(room, destroy_of(destroy))
                return True
            if submit is None:
                raise StanzaError("bad-request", "A form, or destroy.")
            if submit.get("type") == "cancel":
                if room.is_locked:  # 10.1.3: "it MUST destroy the room"
                    await self.destroy(room, Element("destroy", NS_USER))
                return room.is_gone
            await self._configure(room, request, submit)
            return False

    async def destroy(self, room: Room, destroy: Element) -> None:
        """10.9: it is gone on disk, then all are told once."""
        room.is_gone = True
        if not room.is_locked:
            await self._host.db.write(table.destroy, room.jid.text)
        self._leaving.everybody(room, Event(destroy=destroy))

    # Settings

    async def _configure(self, room: Room, request: IqRequest, submit: Element) -> None:
        owners, admins = room.of_affiliation("owner"), room.of_affiliation("admin")
        if submit.children or not room.is_locked:
            wanted = submitted(submit, room.options, owners, admins)
        else:  # 10.1.2: an empty form is an instant room
            wanted = Submitted(room.options, frozenset(owners), frozenset(admins))
        circle = self._host.circles.at(room.jid)
        if circle is not None:
            wanted = replace(wanted, options=bound(wanted.options, circle))
        elif not wanted.owners:
            raise StanzaError("not-acceptable", "A room has at least one owner.")
        changes = self._affiliations(room, wanted)
        self._admin.check_circle(room, changes)
        self._admin.check_size(room, [before for before, _ in changes])
        members = [after for _, after in changes]
        row = configured(room.row, wanted.options)
        if room.is_locked:
            everybody = {one.jid: one for one in (*room.members.values(), *members)}
            await self._host.db.write(table.create, row, list(everybody.values()))
            room.is_locked = False
        else:
            values = columns(wanted.options)
            await self._host.db.write(table.configure, room.jid.text, values, members)
        before, room.options = room.options, wanted.options
        room.row = configured(room.row, wanted.options)
        request.reply()
        for was, after in changes:
            self._admin.apply(room, was, after, "", "")
        self._follow(room, before)

    @staticmethod
    def _affiliations(room: Room, wanted: Submitted) -> list[tuple[table.Member, table.Member]]:
        """The lists in the form are whole (10.5): who is in them no more is a member."""
        changes = []
        for affiliation, listed in (("owner", wanted.owners), ("admin", wanted.admins)):
            for jid in listed:
                member = room.known(jid)
                if member.affiliation != affiliation:
                    changes.append((member, replace(member, affiliation=affiliation)))
            for jid in room.of_affiliation(affiliation):
                if jid not in wanted.owners | wanted.admins:
                    member = room.known(jid)
                    changes.append((member, replace(member, affiliation="member")))
        return changes

    def _follow(self, room: Room, before: Options) -> None:
        """10.2: what a change of the settings means to those who are in the room."""
        after = room.options
        if after.is_members_only and not before.is_members_only:
            for occupant in list(room.occupants.values()):
                if room.affiliation(occupant.account) == "none":
                    self._leaving.occupant(room, occupant, Event(codes=(322,)))
        for occupant in list(room.occupants.values()):
            affiliation = room.affiliation(occupant.account)
            role = occupant.role
            if after.is_moderated and not before.is_moderated:
                role = room.first_role(occupant.account) if role != "moderator" else role
            elif before.is_moderated and not after.is_moderated and role == "visitor":
                role = default_role(affiliation, False)
            occupant.shown.clear()
            if role != occupant.role or after.shown_roles != before.shown_roles:
                self._admin.set_role(room, occupant, role, Event())
        codes = changed_codes(before, after)
        if codes:
            self.notify(room, codes)

    def notify(self, room: Room, codes: list[int]) -> None:
        """10.2.1: all are told that something has changed."""
        x = Element("x", NS_USER, {}, tuple(status(code) for code in codes))
        attrs = {"from": room.jid.text, "type": "groupchat"}
        copy = Multicast(Element("message", NS_CLIENT, attrs, (x,)))
        self._host.services.send_to_many(copy, room.jid, room.devices.values())


def changed_codes(before: Options, after: Options) -> list[int]:
    """10.2.1: the codes for what has an impact on privacy, and 104 for the rest."""
    codes = []
    if before.is_logged != after.is_logged:
        codes.append(170 if after.is_logged else 171)
    if before.whois != after.whois:
        codes.append(173 if after.is_anonymous else 172)
    rest = replace(before, is_archived=after.is_archived, whois=after.whois)
    if rest != after:
        codes.append(104)
    return codes


def columns(options: Options) -> dict[str, Any]:
    """What of a room's row its choices are."""
    return {
        "config": options.to_json(),
        "is_public": options.is_public,
        "is_persistent": options.is_persistent,
        "name": options.name,
        "description": options.description,
    }


def configured(row: table.Room, options: Options) -> table.Room:
    """The row of a room with these choices."""
    return replace(row, **columns(options))


def destroy_of(given: Element) -> Element:
    """10.9: where to go instead, and why, as the owner says it.

    Raises:
        StanzaError: jid-malformed.
    """
    attrs = {}
    try:
        if given.get("jid"):
            attrs["jid"] = Jid.parse(given.get("jid") or "").text
    except JidError as error:
        raise StanzaError("jid-malformed") from error
    words = []
    for name in ("reason", "password"):
        text = given.child_text(name)
        if text:
            words.append(Element(name, NS_USER, text=text[:REASON_MAX]))
    return Element("destroy", NS_USER, attrs, tuple(words))
