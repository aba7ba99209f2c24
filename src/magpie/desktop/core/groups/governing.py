"""Groups: who is in one, what it is, and who may what."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

from magpie.desktop.core.entities.group import (
    Affiliation,
    GroupSettings,
    Member,
    Notify,
    Role,
)
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.groups.following import Following
from magpie.desktop.core.groups.keeper import Keeper
from magpie.desktop.core.groups.room import Room
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.pictures import shrunk
from magpie.desktop.core.receiving import Receiver
from magpie.desktop.core.rooms_link import RoomsLink

LISTS = (Affiliation.OWNER, Affiliation.ADMIN, Affiliation.MEMBER, Affiliation.OUTCAST)


class Governing:
    """The part of `core.api.Groups` that is about a group one is in."""

    def __init__(
        self, keeper: Keeper, following: Following, receivers: Callable[[int], Receiver]
    ) -> None:
        self.items = keeper.items
        self.invitations = following.invitations
        self._keeper = keeper
        self._following = following
        self._receivers = receivers
        self._database = keeper.lists.database

    # Who is in it

    def members(self, conversation: int) -> ObservableList[Member]:
        return self._keeper.room(conversation).members

    async def load_members(self, conversation: int) -> None:
        room, link = self._room(conversation)
        lists = (link.listed(room.address, one) for one in LISTS)
        found = await asyncio.gather(*lists, return_exceptions=True)
        told = [one for one in found if not isinstance(one, BaseException)]
        room.list([entry for entries in told for entry in entries])
        for one in found:
            if isinstance(one, BaseException) and not told:
                raise one

    def name_of(self, conversation: int, sender: str) -> str:
        return self._keeper.room(conversation).name_of(sender)

    async def set_affiliation(
        self, conversation: int, member: Member, affiliation: Affiliation, reason: str = ""
    ) -> None:
        room, link = self._room(conversation)
        if not member.address:
            raise Problem(Reason.NOT_ALLOWED)
        await link.set_affiliation(room.address, member.address, affiliation, reason)
        await self.load_members(conversation)

    async def set_role(
        self, conversation: int, member: Member, role: Role, reason: str = ""
    ) -> None:
        room, link = self._room(conversation)
        await link.set_role(room.address, member.nick, role, reason)

    # What it is

    async def set_subject(self, conversation: int, text: str) -> None:
        room, link = self._room(conversation)
        await link.set_subject(room.address, text)

    async def set_nick(self, conversation: int, nick: str) -> None:
        room, link = self._room(conversation)
        await link.set_nick(room.address, nick)
        room.nick = room.wanted = nick
        await self._keeper.save(room)
        await self._following.mark(self._online(room.account), room)

    async def set_picture(self, conversation: int, picture: Path | None) -> None:
        room, link = self._room(conversation)
        small = b""
        if picture is not None:
            small = await asyncio.to_thread(lambda: shrunk(picture.read_bytes()))
            await asyncio.to_thread(self._keeper.pictures.keep, small)
        await link.set_picture(room.address, small)

    async def settings(self, conversation: int) -> GroupSettings:
        room, link = self._room(conversation)
        return await link.settings(room.address)

    async def set_settings(self, conversation: int, settings: GroupSettings) -> None:
        room, link = self._room(conversation)
        await link.configure(room.address, settings)
        room.password = settings.password
        await self._keeper.informed(self._online(room.account), room, await link.info(room.address))

    async def notify(self, conversation: int, notify: Notify) -> None:
        room = self._keeper.room(conversation)
        room.chosen = notify
        room.is_marked = False  # as long as the server has not heard of it
        await self._keeper.save(room)
        receiver = self._receivers(room.account)
        if receiver.session.is_online:
            await self._following.mark(receiver, room)

    async def moderate(self, message: int, reason: str = "") -> None:
        found = await self._database.read(_place_of, message)
        if found is None or not found[1]:
            raise Problem(Reason.UNAVAILABLE)
        room, link = self._room(found[0])
        await link.moderate(room.address, found[1], reason)

    def _room(self, conversation: int) -> tuple[Room, RoomsLink]:
        """The room, and the way to it. Problem NOT_CONNECTED: one is not in it."""
        room = self._keeper.room(conversation)
        receiver = self._online(room.account)
        if not room.is_in:
            raise Problem(Reason.NOT_CONNECTED)
        return room, receiver.session.link.rooms

    def _online(self, account: int) -> Receiver:
        receiver = self._receivers(account)
        if not receiver.session.is_online:
            raise Problem(Reason.NOT_CONNECTED)
        return receiver


def _place_of(db: sqlite3.Connection, message: int) -> tuple[int, str] | None:
    """(conversation, the room's id for it)."""
    row = db.execute(
        "SELECT conversation, stanza_id FROM message WHERE id = ?", (message,)
    ).fetchone()
    return (row[0], row[1]) if row else None
