"""Invitations into rooms: who may make them, and what becomes of who comes with one.

What a room is, and who may invite into it, the rooms' feature knows: it is the doorkeeper. The
token is counted in the transaction that makes somebody a member.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection

from magpie.base.log import get_logger
from magpie.server.accounts import LIMITED, AccountError
from magpie.server.host import Host
from magpie.storage import invitations as table
from magpie.storage import rooms
from magpie.storage.invitations import ROOM, Invitation
from magpie.xmpp.jid import Jid, JidError

log = get_logger(__name__)

LISTED = 20  # rooms in a sentence


class Doorkeeper(Protocol):
    """Who knows the rooms."""

    async def name(self, room: Jid, inviter: Jid | None) -> str | None:
        """What people call a room; `None`: it is none, or the inviter may not invite to it.

        `inviter`: a bare address; `None`: who runs the server.
        """

    async def open_to(self, inviter: Jid) -> list[tuple[Jid, str]]:
        """The rooms that somebody may invite to, with what people call them."""

    async def check(self, room: Jid, account: Jid) -> None:
        """Whether the room would take somebody. Raises AccountError."""

    async def admit(
        self, room: Jid, account: Jid, count: Callable[[Connection], None] | None
    ) -> None:
        """Make an account a member, and give it a bookmark if it is ours.

        `count` runs in the transaction that does it; `None`: that has been, and nothing is raised.

        Raises:
            AccountError: it was not done.
        """


class Guests:
    """Those who come to one host's rooms by invitation.

    Attributes:
        door: who knows the rooms; `None`: there are none.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self.door: Doorkeeper | None = None

    def find(self, name: str) -> Jid:
        """The address of a room, from what a person has typed.

        Raises:
            AccountError: it is none.
        """
        domain = f"rooms.{self._host.domain}"
        try:
            room = Jid.parse(name if "@" in name else f"{name}@{domain}")
        except JidError as error:
            raise no_room(name) from error
        if room.domain != domain or not room.local or room.resource:
            raise no_room(name)
        return room

    async def find_any(self, name: str) -> Jid:
        """The same from what the server's operator has typed: it may be what the room is called.

        Raises:
            AccountError: it is none, or of several rooms; with those that there are.
        """
        named = await self._host.db.read(rooms.names)
        try:
            room = self.find(name)
        except AccountError:
            pass  # it is no address
        else:
            if room.text in named or self._host.circles.at(room) is not None:
                return room
        wanted = name.strip().casefold()
        called = {jid: shown for jid, shown in named.items() if shown.casefold() == wanted}
        if len(called) == 1:
            return Jid.parse(next(iter(called)))
        if called:
            text = f"Several rooms are called “{name}”: {listed(called)}"
            raise AccountError("conflict", text, "several")
        there = f"There are: {listed(named)}" if named else "There are no rooms yet."
        raise AccountError("item-not-found", f"{no_room(name)} {there}", "unknown")

    async def create(self, wanted: Invitation) -> Invitation:
        """An invitation of kind `ROOM`; the rest as `Invitations.create`.

        Raises:
            AccountError: there is no such room, or it is not the inviter's to invite to.
        """
        room = Jid.parse(wanted.target)
        if wanted.role == LIMITED:
            text = "A limited account is only in the rooms of its circles."
            raise AccountError("not-acceptable", text, "limited")
        if self._host.circles.at(room) is not None:
            text = "Who belongs to this room is who is in its circle: invite to the circle."
            raise AccountError("not-allowed", text, "circle")
        if await self.name(wanted) is None:
            raise no_room(room.local)
        return await self._host.invitations.create(wanted)

    async def name(self, found: Invitation) -> str | None:
        """What people call the room of an invitation; `None`: it leads nowhere (any more)."""
        room = Jid.parse(found.target)
        if self.door is None or self._host.circles.at(room) is not None:
            return None
        return await self.door.name(room, Jid.parse(found.inviter) if found.inviter else None)

    async def open_to(self, inviter: Jid) -> list[tuple[Jid, str]]:
        """The rooms that an account may invite to."""
        if self.door is None or self._host.accounts.is_limited(inviter):
            return []
        return await self.door.open_to(inviter)

    async def enter(self, token: str, account: Jid, room: Jid | None = None) -> Jid:
        """An account (bare, from wherever) comes with a token: it is a member of the room now.

        `room`: which one they think it is. The same again does nothing more.

        Raises:
            AccountError: the token is not good, or the room does not take them.
        """
        invitations = self._host.invitations
        async with invitations.turn(token):
            now = self._host.clock.now()
            found = await self._host.db.read(table.get, token, now)
            is_it = found is not None and found.kind == ROOM
            if found is None or not is_it or room not in (None, Jid.parse(found.target)):
                raise invitations.spent()
            if self.door is None or await self.name(found) is None:
                raise invitations.spent()
            if self._host.accounts.is_limited(account):
                text = "Your account reaches only those who are in a circle with you."
                raise AccountError("forbidden", text, "limited")
            target = Jid.parse(found.target)
            await self.door.admit(target, account, invitations.counted(token, account, now))
        log.info("invitation.entered", room=target, account=account)
        return target

    async def has_come(self, token: str, account: Jid, room: Jid) -> bool:
        """Whether they have come to that room with this token before."""
        return await self._host.db.read(table.was_used_for, token, account.text, room.text)

    async def expect(self, found: Invitation, account: Jid) -> None:
        """An account is about to be made with an invitation, and is to be in the room.

        Raises:
            AccountError: the invitation leads nowhere any more, or the room does not take them.
        """
        if self.door is None or await self.name(found) is None:
            raise self._host.invitations.spent()
        await self.door.check(Jid.parse(found.target), account)

    async def welcome(self, found: Invitation, account: Jid) -> None:
        """An account that was made with an invitation is in the room, on disk already."""
        if found.kind == ROOM and self.door is not None:
            await self.door.admit(Jid.parse(found.target), account, None)


def no_room(name: str) -> AccountError:
    """Why there is no invitation."""
    return AccountError("item-not-found", f"There is no room “{name}” to invite to.", "unknown")


def listed(named: dict[str, str]) -> str:
    """Rooms in a line: what to type for each, and what it is called."""
    texts = []
    for jid, name in list(named.items())[:LISTED]:
        shown = "".join(one for one in name if one.isprintable())
        texts.append(Jid.parse(jid).local + (f" ({shown})" if shown else ""))
    more = len(named) - len(texts)
    return ", ".join(texts) + (f", and {more} more" if more else "")
