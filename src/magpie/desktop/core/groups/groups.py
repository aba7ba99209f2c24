"""See `core.api.Groups`."""

from collections.abc import Sequence
from pathlib import Path

from magpie.base.log import get_logger
from magpie.desktop.core import safe
from magpie.desktop.core.entities.group import (
    Affiliation,
    FoundGroup,
    Group,
    GroupInvitation,
    GroupSettings,
)
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.groups import links
from magpie.desktop.core.groups.governing import Governing
from magpie.desktop.core.groups.room import Room
from magpie.desktop.core.receiving import Receiver
from magpie.desktop.core.rooms_link import RoomInfo
from magpie.desktop.core.store import conversations

log = get_logger(__name__)

FOUND_MAX = 100


class Groups(Governing):
    """See above; `Governing` has the other half."""

    # Into it and out of it

    async def create(
        self,
        account: int,
        settings: GroupSettings,
        *,
        members: Sequence[str] = (),
        picture: Path | None = None,
    ) -> Group:
        receiver = self._online(account)
        service = receiver.session.abilities.rooms
        if not service:
            raise Problem(Reason.UNSUPPORTED)
        address = links.new(settings.name, service, is_public=settings.is_public)
        room, _ = await self._keeper.adopt(receiver, address)
        try:
            await self._keeper.enter(receiver, room, creates=True)
            await receiver.session.link.rooms.configure(address, settings)
        except Problem:
            await self._undo(receiver, room)
            raise
        await self._keeper.informed(receiver, room, await receiver.session.link.rooms.info(address))
        await self._belong(receiver, room)
        if picture is not None:
            await self.set_picture(room.conversation, picture)
        await self.invite(room.conversation, members)
        return room.group()

    async def join(self, account: int, link: str, nick: str = "", password: str = "") -> Group:
        address, given = links.read(link)
        receiver = self._online(account)
        if self._keeper.find(account, address) is None:  # a talk with somebody must not become one
            await receiver.session.link.rooms.info(address)
        room, is_new = await self._keeper.adopt(receiver, address)
        try:
            await self._keeper.enter(receiver, room, nick=nick, password=password or given)
        except Problem:
            if is_new:
                await self._undo(receiver, room)
            raise
        await self._following.answered(account, address)
        await self._belong(receiver, room)
        return room.group()

    async def _belong(self, receiver: Receiver, room: Room) -> None:
        """One is in it: on all devices, from now on."""
        room.belongs = True
        await self._keeper.save(room)
        await self._following.mark(receiver, room)
        receiver.session.spawn("settle", self._settle(receiver, room))
        if room.info.can_reserve:
            receiver.session.spawn("reserve", self._reserve(receiver, room))

    async def _settle(self, receiver: Receiver, room: Room) -> None:
        try:
            await self._keeper.settle(receiver, room)
        except Problem:  # the next connection does it
            if receiver.session.is_online:
                raise

    async def _reserve(self, receiver: Receiver, room: Room) -> None:
        """The nick is a member's own: the room tells who is away of mentions (XEP-0452)."""
        own = room.occupants.get(room.nick)
        if own is not None and own.affiliation >= Affiliation.MEMBER:
            try:
                await receiver.session.link.rooms.reserve(room.address, room.nick)
            except Problem as problem:  # somebody else's, or the room takes none
                log.info("nick.unreserved", account=room.account, reason=str(problem))

    async def _undo(self, receiver: Receiver, room: Room) -> None:
        """It was tried in vain: no trace of it stays."""
        if room.is_in:
            receiver.session.link.rooms.leave(room.address)
        self._keeper.forget(room)
        await self._database.write(conversations.delete, room.conversation)

    async def rejoin(self, conversation: int, password: str = "") -> None:
        room = self._keeper.room(conversation)
        receiver = self._online(room.account)
        await self._keeper.enter(receiver, room, password=password)
        await self._belong(receiver, room)

    async def leave(self, conversation: int) -> None:
        room = self._keeper.room(conversation)
        receiver = self._online(room.account)
        await self._following.quit(receiver, room)
        await self._following.mark(receiver, room)

    async def destroy(self, conversation: int, reason: str = "") -> None:
        room, link = self._room(conversation)
        room.belongs = False  # what comes of it is one's own doing
        try:
            await link.destroy(room.address, reason)
        except Problem:
            room.belongs = True
            raise
        receiver = self._online(room.account)
        await self._following.quit(receiver, room)
        await self._following.mark(receiver, room)

    async def ended(self, conversation: int) -> None:
        """Its conversation is about to be deleted."""
        room = self._keeper.room(conversation)
        if room.belongs:
            await self.leave(conversation)
        self._keeper.forget(room)

    # Invitations

    async def accept(self, invitation: GroupInvitation, nick: str = "") -> Group:
        password = invitation.password
        return await self.join(invitation.account, invitation.address, nick, password)

    async def decline(self, invitation: GroupInvitation) -> None:
        receiver = self._online(invitation.account)
        # XEP-0249, 3: who declines one that came directly "shall silently discard the invitation"
        if invitation.is_by_room and invitation.sender:
            receiver.session.link.rooms.decline(invitation.address, invitation.sender)
        await self._following.answered(invitation.account, invitation.address)

    async def invite(self, conversation: int, addresses: Sequence[str], text: str = "") -> None:
        room, link = self._room(conversation)
        # XEP-0045, 7.8.2: in a members-only room, the room makes members of those who are invited
        # through it; into an open one, XEP-0249 is what nobody's blocking of strangers stops.
        is_open = not room.info.is_members_only
        for address in addresses:
            link.invite(room.address, address, text, room.password, direct=is_open)
        if addresses and not is_open:
            await self.load_members(conversation)

    def link(self, conversation: int) -> str:
        return links.write(self._keeper.room(conversation).address)

    # Finding

    async def discover(self, account: int, words: str = "", service: str = "") -> list[FoundGroup]:
        receiver = self._online(account)
        place = service or receiver.session.abilities.rooms
        if not place:
            raise Problem(Reason.UNSUPPORTED)
        wanted = words.casefold().split()
        found = [
            self._found(account, info)
            for info in await receiver.session.link.rooms.public(place, FOUND_MAX)
        ]
        fits = [
            one
            for one in found
            if all(
                word in f"{one.name} {one.description} {one.address}".casefold() for word in wanted
            )
        ]
        return sorted(fits, key=lambda one: (-one.count, one.name.casefold()))

    async def look(self, account: int, link: str) -> FoundGroup:
        address, _ = links.read(link)
        info = await self._online(account).session.link.rooms.info(address)
        return self._found(account, info)

    def _found(self, account: int, info: RoomInfo) -> FoundGroup:
        known = self._keeper.find(account, info.room)
        return FoundGroup(
            address=info.room,
            name=safe.label(info.name),
            description=safe.label(info.description, safe.STATUS_MAX),
            language=safe.label(info.language, 10),
            count=info.count,
            is_members_only=info.is_members_only,
            has_password=info.has_password,
            is_anonymous=info.is_anonymous,
            conversation=known.conversation if known and known.belongs else 0,
        )
