"""XEP-0045, 8 and 9: changes of roles, and of who belongs to a room."""

from __future__ import annotations

from dataclasses import replace

from magpie.features.rooms.bounds import is_kept_by
from magpie.features.rooms.broadcast import NOTHING, Broadcast, Event
from magpie.features.rooms.leaving import Leaving
from magpie.features.rooms.lists import Item, items_of
from magpie.features.rooms.names import NS_USER
from magpie.features.rooms.ranks import (
    check_affiliation,
    check_role,
    is_at_least,
    role_after,
)
from magpie.features.rooms.room import Occupant, Room
from magpie.server.api import Host, IqRequest
from magpie.storage import rooms as table
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError


class Admin:
    """Answers `muc#admin` for one host's rooms."""

    def __init__(self, host: Host, broadcast: Broadcast, leaving: Leaving, most: int) -> None:
        self._host = host
        self._broadcast = broadcast
        self._leaving = leaving
        self._most = most

    async def change(self, room: Room, request: IqRequest) -> None:
        """All items of a request, or none (9.2)."""
        items = items_of(request.payload)
        if any(item.role is not None for item in items):
            if any(item.role is None for item in items):
                raise StanzaError("bad-request", "Roles or affiliations, one at a time.")
            await self._change_roles(room, request, items)
            return
        async with room.changing:
            if room.is_gone:
                raise StanzaError("item-not-found")
            changed = self._changed(room, request.sender, items)
            await self._write(room, changed)
            request.reply()
            actor = room.occupant_of(request.sender)
            for before, member, item in changed:
                self.apply(room, before, member, item.reason, "" if actor is None else actor.nick)

    def _changed(
        self, room: Room, sender: Jid, items: list[Item]
    ) -> list[tuple[table.Member, table.Member, Item]]:
        """What the items make of the members, if the sender may do all of that."""
        owners = set(room.of_affiliation("owner"))
        actor = room.affiliation(sender)
        changed = []
        for item in items:
            jid = self._address(room, item)
            before = room.known(jid)
            after = item.affiliation or "none"
            check_affiliation(
                actor,
                before.affiliation,
                after,
                is_own=jid == sender.bare,
                is_last_owner=owners == {jid},
            )
            owners = owners | {jid} if after == "owner" else owners - {jid}
            changed.append((before, self._member(room, before, item, jid), item))
        self.check_circle(room, [(before, after) for before, after, _ in changed])
        self.check_size(room, [before for before, _, _ in changed])
        return changed

    def check_circle(self, room: Room, changed: list[tuple[table.Member, table.Member]]) -> None:
        """Raises StanzaError when these would not be the members of the room's circle."""
        circle = self._host.circles.at(room.jid)
        moves = [(Jid.parse(a.jid), b.affiliation, a.affiliation) for b, a in changed]
        if not is_kept_by(circle, moves):
            raise StanzaError("not-allowed", "Who belongs to this room is who is in its circle.")

    def check_size(self, room: Room, changed: list[table.Member]) -> None:
        """Raises StanzaError when the room would know too many people with these."""
        fresh = sum(Jid.parse(member.jid) not in room.members for member in changed)
        if fresh and len(room.members) + fresh > self._most:
            raise StanzaError("resource-constraint", f"A room knows {self._most} people at most.")

    def _member(self, room: Room, before: table.Member, item: Item, jid: Jid) -> table.Member:
        after = item.affiliation or "none"
        nick = before.nick
        if after in ("outcast", "none"):
            nick = ""  # 9.1: "MUST remove the outcast's nickname"
        elif item.nick is not None and item.jid is not None:
            nick = self.checked_nick(room, jid, item.nick)
        role = "" if after == "outcast" else before.role
        hats = "[]" if after == "outcast" else before.hats
        return replace(
            before, affiliation=after, nick=nick, reason=item.reason, role=role, hats=hats
        )

    @staticmethod
    def checked_nick(room: Room, jid: Jid, nick: str) -> str:
        """A nick to be reserved for somebody, prepared.

        Raises:
            StanzaError: it is none, or somebody else's.
        """
        if not nick:
            return ""
        try:
            prepared = room.jid.with_resource(nick).resource
        except JidError as error:
            raise StanzaError("jid-malformed", "That cannot be a nick.") from error
        if not prepared.strip():
            raise StanzaError("jid-malformed", "That cannot be a nick.")
        holder = room.at(prepared)
        if room.nicks.get(prepared, jid) != jid or (holder is not None and holder.account != jid):
            raise StanzaError("conflict", "The nick is somebody else's.")
        return prepared

    @staticmethod
    def _address(room: Room, item: Item) -> Jid:
        """15.4: affiliations are of addresses; 9.3 lets a nick stand for one who is here."""
        if item.jid is not None:
            return item.jid
        occupant = room.at(item.nick) if item.nick else None
        if occupant is None:
            raise StanzaError("item-not-found" if item.nick else "bad-request", "Who is that?")
        return occupant.account

    async def _write(
        self, room: Room, changed: list[tuple[table.Member, table.Member, Item]]
    ) -> None:
        members = [member for _, member, _ in changed]
        if not room.is_locked:
            await self._host.db.write(table.put_members, room.jid.text, members)

    def apply(
        self, room: Room, before: table.Member, member: table.Member, reason: str, actor: str
    ) -> None:
        """A member is another now, on disk: those who are in the room follow, or go."""
        self.enter(room, before, member, Event(reason=reason, actor=actor))
        jid = Jid.parse(member.jid)
        is_new = is_at_least(member.affiliation, "member") and before.affiliation == "none"
        if is_new and room.options.is_members_only and jid.local and not room.occupants_of(jid):
            self._invite(room, jid, reason)

    def enter(
        self, room: Room, before: table.Member, member: table.Member, event: Event = NOTHING
    ) -> None:
        """The same without an invitation."""
        room.put(member)
        jid, after = Jid.parse(member.jid), member.affiliation
        for occupant in room.occupants_of(jid):
            if after == "outcast":
                self._leaving.occupant(room, occupant, replace(event, codes=(301,)))
            elif after == "none" and room.options.is_members_only:
                self._leaving.occupant(room, occupant, replace(event, codes=(321,)))
            else:
                role = role_after(
                    occupant.role, before.affiliation, after, room.options.is_moderated
                )
                self.set_role(room, occupant, role, event)

    def _invite(self, room: Room, jid: Jid, reason: str) -> None:
        """9.5: who was made a member of a members-only room is told of it."""
        words = (Element("reason", NS_USER, text=reason),) if reason else ()
        inside = [Element("invite", NS_USER, {"from": room.jid.text}, words)]
        if room.options.password:
            inside.append(Element("password", NS_USER, text=room.options.password))
        x = Element("x", NS_USER, {}, tuple(inside))
        attrs = {"from": room.jid.text, "to": jid.text}
        self._host.relay.send(Element("message", NS_CLIENT, attrs, (x,)))

    async def leave(self, room: Room, account: Jid) -> None:
        """An account is gone: the room knows it no more, and an owner's place is filled.

        A ban stays, for the name may come back.
        """
        async with room.changing:
            before = room.known(account)
            if room.is_gone or room.is_locked or before.affiliation == "outcast":
                return
            changed = [(before, replace(before, affiliation="none", nick="", role="", hats="[]"))]
            is_circle = self._host.circles.at(room.jid) is not None
            if room.of_affiliation("owner") == [account] and not is_circle:
                heirs = (*room.of_affiliation("admin"), *room.of_affiliation("member"))
                for heir in heirs[:1]:
                    member = room.known(heir)
                    changed.append((member, replace(member, affiliation="owner")))
            members = [after for _, after in changed]
            await self._host.db.write(table.put_members, room.jid.text, members)
            for was, after in changed:
                self.enter(room, was, after)

    def set_role(self, room: Room, occupant: Occupant, role: str, event: Event) -> None:
        """An occupant has another role, or rank; others see it, or see it no more."""
        was_shown = self._broadcast.is_shown(room, occupant)
        was_seeing = room.sees_addresses(occupant)
        occupant.role = role
        if was_shown and not self._broadcast.is_shown(room, occupant):
            assert occupant.speaker is not None
            self._broadcast.gone(room, occupant, occupant.speaker, event)
        self._broadcast.show(room, occupant, event)
        if room.sees_addresses(occupant) and not was_seeing:
            for device in occupant.devices.values():
                self._broadcast.show_all_to(room, device)

    # Roles

    async def _change_roles(self, room: Room, request: IqRequest, items: list[Item]) -> None:
        actor = room.occupant_of(request.sender)
        if actor is None:
            raise StanzaError("forbidden", "Only moderators may do that.")
        own = (room.affiliation(actor.account), actor.role)
        wanted: list[tuple[Occupant, Item]] = []
        for item in items:
            occupant = self._occupant(room, item)
            target = (room.affiliation(occupant.account), occupant.role)
            check_role(own, target, item.role or "none")
            wanted.append((occupant, item))
        async with room.changing:
            await self._remember_voice(room, wanted)
            request.reply()
            for occupant, item in wanted:
                if occupant.jid not in room.occupants:
                    continue  # gone meanwhile
                event = Event(reason=item.reason, actor=actor.nick)
                if item.role == "none":
                    self._leaving.occupant(room, occupant, replace(event, codes=(307,)))
                else:
                    self.set_role(room, occupant, item.role or "none", event)

    @staticmethod
    def _occupant(room: Room, item: Item) -> Occupant:
        occupant = room.at(item.nick) if item.nick else None
        if occupant is None and item.jid is not None:
            occupant = next(iter(room.occupants_of(item.jid)), None)
        if occupant is None:
            raise StanzaError("item-not-found", "There is nobody of that nick.")
        return occupant

    async def _remember_voice(self, room: Room, wanted: list[tuple[Occupant, Item]]) -> None:
        """5.1: in a moderated room, voice given and taken lasts across visits."""
        if not room.options.is_moderated:
            return
        changed = []
        for occupant, item in wanted:
            if item.role in ("visitor", "participant"):
                member = replace(room.known(occupant.account), role=item.role)
                changed.append(member)
        if changed and not room.is_locked:
            await self._host.db.write(table.put_members, room.jid.text, changed)
        for member in changed:
            room.put(member)
