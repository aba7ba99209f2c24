"""The rooms of circles: private, lasting, and their members are those of the circle.

A circle's room has its address and its name. Administrators of the server who are in the circle own
it; others may be made admins of it, or be banned from it, but who belongs to it is the circle's
affair alone. Its members find it among their bookmarks (XEP-0402).
"""

from __future__ import annotations

from dataclasses import replace

from magpie.features.rooms.admin import Admin
from magpie.features.rooms.bounds import bound
from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.marks import mark, unmark
from magpie.features.rooms.names import NS_USER
from magpie.features.rooms.options import Options
from magpie.features.rooms.owner import Owner, columns, configured
from magpie.features.rooms.room import Room
from magpie.server.api import AccountRoleChanged, Circle, CircleChanged, Host
from magpie.storage import rooms as table
from magpie.storage.rooms import Member
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid


class CircleRooms:
    """Keeps the rooms of one host's circles in step with them."""

    def __init__(
        self, host: Host, rooms: Rooms, admin: Admin, owner: Owner, defaults: Options
    ) -> None:
        self._host = host
        self._rooms = rooms
        self._admin = admin
        self._owner = owner
        self._defaults = defaults
        host.on_start(self._start)
        host.watch(CircleChanged, self._changed)
        host.watch(AccountRoleChanged, self._role_changed)

    async def _start(self) -> None:
        """What the last run has not come to."""
        known = await self._host.db.read(table.affiliations)
        for circle in self._host.circles:
            held = known.get(circle.jid.text)
            if held is None or self._wanted(circle, held) != held:
                await self._follow(circle.jid)

    def _changed(self, news: CircleChanged) -> None:
        self._host.task(f"room of circle {news.jid}", self._follow_news(news))

    def _role_changed(self, news: AccountRoleChanged) -> None:
        for circle in self._host.circles.of(news.account):
            self._host.task(f"room of circle {circle.jid}", self._follow(circle.jid))

    async def _follow_news(self, news: CircleChanged) -> None:
        await self._follow(news.jid)
        circle = self._host.circles.at(news.jid)
        for account in news.left:
            await unmark(self._host, account, news.jid)
        if circle is not None:
            is_renamed = not news.joined and not news.left
            for account in list(circle.members) if is_renamed else news.joined:
                attrs = {"name": circle.name, "autojoin": "true"}
                named = {"name": circle.name}
                await mark(self._host, account, circle.jid, attrs, named, "")

    # The room

    async def _follow(self, jid: Jid) -> None:
        """Make the room as its circle is now."""
        room = await self._rooms.get(jid)
        circle = self._host.circles.at(jid)
        if room is None:
            if circle is not None:
                await self._create(circle)
            return
        async with room.changing:
            circle = self._host.circles.at(jid)
            if room.is_gone:
                return
            if circle is None:
                await self._owner.destroy(room, Element("destroy", NS_USER))
                self._rooms.forget(room)
                self._rooms.purge()
            else:
                await self._change(room, circle)

    async def _create(self, circle: Circle) -> None:
        options = bound(self._defaults, circle)
        row = self._rooms.new_row(circle.jid, options)
        members = [Member(jid, kind) for jid, kind in self._wanted(circle, {}).items()]
        await self._host.db.write(table.create, row, members)

    async def _change(self, room: Room, circle: Circle) -> None:
        held = {member.jid: member.affiliation for member in room.members.values()}
        wanted = self._wanted(circle, held)
        changed = []
        for jid in dict.fromkeys((*held, *wanted)):
            before = room.known(Jid.parse(jid))
            after = wanted.get(jid, "none")
            if after != before.affiliation:
                if after == "none":
                    member = replace(before, affiliation="none", nick="", role="", hats="[]")
                else:
                    member = replace(before, affiliation=after)
                changed.append((before, member))
        options = bound(room.options, circle)
        members = [after for _, after in changed]
        await self._host.db.write(table.configure, room.jid.text, columns(options), members)
        is_renamed = options != room.options
        room.options, room.row = options, configured(room.row, options)
        for before, member in changed:
            self._admin.enter(room, before, member)
        if is_renamed:
            self._owner.notify(room, [104])

    def _wanted(self, circle: Circle, held: dict[str, str]) -> dict[str, str]:
        """Who is what in the room, by address; bans stay."""
        wanted = {jid: kind for jid, kind in held.items() if kind == "outcast"}
        for account in circle.members:
            before = held.get(account.text, "none")
            if self._host.accounts.is_admin(account):
                wanted[account.text] = "owner"
            else:
                wanted[account.text] = before if before in ("admin", "outcast") else "member"
        return wanted
