"""What rooms and one's other devices tell: who comes and goes, invitations, bookmarks (XEP-0402).

The bookmarks are what counts: a room that another device has entered or left is entered or left
here. A room of this device whose bookmark has not reached the server yet is told to it.
"""

import sqlite3
from dataclasses import replace

from magpie.base.log import get_logger
from magpie.desktop.core import rooms_link as link
from magpie.desktop.core import safe
from magpie.desktop.core.entities.group import GroupInvitation, Notify, Standing
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.notice import InvitationRefused, NewInvitation
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.groups.keeper import Keeper
from magpie.desktop.core.groups.room import Room
from magpie.desktop.core.groups.staying import Staying
from magpie.desktop.core.history import History
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.receiving import Receiver
from magpie.desktop.core.rooms_link import Bookmark, RoomEvent
from magpie.desktop.core.store import invitations as store

log = get_logger(__name__)


class Following:
    """See `core.receiving.Rooms`."""

    def __init__(self, keeper: Keeper) -> None:
        self.invitations: ObservableList[GroupInvitation] = ObservableList(
            lambda i: i.key, lambda i: i.at
        )
        self._keeper = keeper
        self._offering: set[tuple[int, str, str]] = set()  # account, room, and who invites
        self._staying = Staying(keeper)
        self._lists = keeper.lists
        self._lists.forgotten.connect(self.forget)

    async def load(self) -> None:
        """What is on disk."""
        found = await self._lists.database.read(store.rows)
        self.invitations.reset([self._named(one) for one in found])

    async def opened(self, receiver: Receiver, *, is_resumed: bool) -> None:
        if is_resumed:
            await self._staying.resumed(receiver)
            return
        self._staying.begun(receiver)
        receiver.session.spawn("rooms", self._enter_all(receiver))

    def history(self, account: int, room: str) -> History | None:
        found = self._keeper.find(account, room)
        return found.history if found else None

    def is_wanted(self, message: Message) -> bool:
        group = self._keeper.group(message.conversation)
        notify = group.notify if group else Notify.ALL
        return notify is Notify.ALL or (notify is Notify.MENTIONS and message.is_mention)

    def unseated(self, receiver: Receiver, room: str) -> None:
        found = self._keeper.find(receiver.session.account, room)
        if found is not None and found.is_in:
            self._staying.lost(receiver, found, None)
            self._staying.stay_soon(receiver, found)

    def closed(self, account: int) -> None:
        self._staying.closed(account)

    async def told(self, receiver: Receiver, event: RoomEvent) -> None:
        account = receiver.session.account
        match event:
            case link.Invited():
                self._invited(receiver, event)
            case link.BookmarkChanged(bookmark):
                if room := await self._follow(receiver, bookmark):
                    self._staying.stay_soon(receiver, room)
            case link.BookmarkRemoved(address):
                room = self._keeper.find(account, address)
                if room is not None and room.belongs:
                    await self.quit(receiver, room)
            case _:
                room = self._keeper.find(account, event.room)
                if room is not None:
                    await self._of_room(receiver, room, event)

    async def _of_room(self, receiver: Receiver, room: Room, event: RoomEvent) -> None:
        match event:
            case link.OccupantSeen(_, occupant):
                room.seen(occupant)
                self._keeper.show(room)
                if occupant.is_own and self.invitations.find((room.account, room.address)):
                    await self.answered(room.account, room.address)  # another device said yes
            case link.OccupantLeft():
                self._left(receiver, room, event)
            case link.SubjectSet(_, text):
                room.subject = text.strip()
                await self._keeper.save(room)
            case link.InviteRefused(_, problem):
                self._lists.notices.emit(InvitationRefused(room.group(), problem))
            case link.RoomChanged():
                receiver.session.spawn("room.info", self._inform(receiver, room))

    def _left(self, receiver: Receiver, room: Room, event: link.OccupantLeft) -> None:
        if not event.is_own:
            room.gone(event.nick)
            self._lists.conversations.typing(
                room.account, room.address, False, safe.label(event.nick)
            )
            self._keeper.show(room)
        elif event.new_nick:
            room.gone(event.nick)
            room.nick = event.new_nick
        else:
            self._staying.lost(receiver, room, event.problem)
            if event.problem is not None and room.standing is not Standing.REFUSED:
                self._staying.stay_soon(receiver, room)

    async def _inform(self, receiver: Receiver, room: Room) -> None:
        try:
            info = await receiver.session.link.rooms.info(room.address)
        except Problem as problem:
            log.info("room.untold", account=room.account, reason=str(problem))
            return
        await self._keeper.informed(receiver, room, info)

    # Bookmarks

    async def _enter_all(self, receiver: Receiver) -> None:
        account = receiver.session.account
        try:
            found = await receiver.session.link.rooms.bookmarks()
        except Problem as problem:  # the server keeps none: those that are known here count
            log.info("bookmarks.unknown", account=account, reason=str(problem))
        else:
            for bookmark in found:
                await self._follow(receiver, bookmark)
            there = {one.room for one in found}
            for room in self._keeper.of(account):
                if room.address not in there and room.is_marked:
                    await self.quit(receiver, room)
                elif not room.is_marked:
                    await self.mark(receiver, room)
        for room in self._keeper.of(account):
            self._staying.stay_soon(receiver, room)

    async def _follow(self, receiver: Receiver, bookmark: Bookmark) -> Room | None:
        """What the server has of a room; the room, if one is to be in it."""
        room = self._keeper.find(receiver.session.account, bookmark.room)
        if not bookmark.joins:
            if room is not None and room.belongs and room.is_marked:
                await self.quit(receiver, room)
            return None
        if room is None:
            room, _ = await self._keeper.adopt(receiver, bookmark.room)
        news = (True, True, bookmark.name, bookmark.password, bookmark.notify or room.chosen)
        if news != (room.belongs, room.is_marked, room.name, room.password, room.chosen):
            room.belongs, room.is_marked, room.name, room.password, room.chosen = news
            room.wanted = bookmark.nick or room.wanted
            await self._keeper.save(room)
        return room

    async def mark(self, receiver: Receiver, room: Room) -> None:
        """Tell the server of it, for one's other devices."""
        try:
            await receiver.session.link.rooms.set_bookmark(room.bookmark)
        except Problem as problem:  # the next connection does it, or the server keeps none
            log.info("bookmark.untold", account=room.account, reason=str(problem))
            return
        room.is_marked = True
        await self._keeper.save(room)

    async def quit(self, receiver: Receiver, room: Room) -> None:
        """One belongs to it no more. What was said stays."""
        room.belongs = False
        if receiver.session.is_online:
            receiver.session.link.rooms.leave(room.address)
        self._staying.lost(receiver, room, None)
        await self._keeper.save(room)

    # Invitations

    def _invited(self, receiver: Receiver, event: link.Invited) -> None:
        key = (receiver.session.account, event.room, event.sender)
        is_room = len(self.invitations) + len(self._offering) < store.MOST
        if is_room and key not in self._offering and self._is_news(key[0], event):
            self._offering.add(key)
            receiver.session.spawn("invitation", self._offering_one(receiver, event, key))

    def _is_news(self, account: int, event: link.Invited) -> bool:
        room = self._keeper.find(account, event.room)
        # XEP-0249, 3: "to a room in which the user is already an occupant … silently discard"
        is_out = room is None or not room.belongs or room.standing is Standing.REFUSED
        known = self.invitations.find((account, event.room))
        # "the client SHOULD present only one of the invitations"
        return is_out and (known is None or bool(event.sender and not known.sender))

    async def _offering_one(
        self, receiver: Receiver, event: link.Invited, key: tuple[int, str, str]
    ) -> None:
        try:
            await self._offer(receiver, event)
        finally:
            self._offering.discard(key)

    async def _offer(self, receiver: Receiver, event: link.Invited) -> None:
        """Show it, under the room's own name where the room tells it."""
        try:
            named = (await receiver.session.link.rooms.info(event.room)).name
        except Problem as problem:
            if problem.reason is Reason.GROUP_GONE:
                return
            named = ""
        invitation = GroupInvitation(
            account=receiver.session.account,
            address=event.room,
            name=safe.label(named) or event.room.partition("@")[0],
            sender=event.sender,
            text=safe.label(event.text, safe.STATUS_MAX),
            password=event.password,
            at=receiver.session.now(),
            is_by_room=event.is_by_room,
        )
        known = self.invitations.find(invitation.key)
        if not self._is_news(invitation.account, event):
            return
        if await self._lists.database.write(store.put, invitation):
            invitation = self._named(invitation)
            self.invitations.put(invitation)
            if known is None:
                self._lists.notices.emit(NewInvitation(invitation))

    async def answered(self, account: int, address: str) -> None:
        """It has its answer."""

        def work(db: sqlite3.Connection) -> None:
            store.remove(db, account, address)

        await self._lists.database.write(work)
        self.invitations.remove((account, address))

    def forget(self, account: int) -> None:
        for one in [one for one in self.invitations if one.account == account]:
            self.invitations.remove(one.key)

    def _named(self, one: GroupInvitation) -> GroupInvitation:
        name = self._lists.people.name_of(one.account, one.sender) if one.sender else ""
        return replace(one, sender_name=name)
