"""One group, as it stands just now."""

import asyncio
import sqlite3
from collections.abc import Callable

from magpie.desktop.core import safe
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.group import Group, Member, Notify, Role, Standing
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.history import History
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.people import People
from magpie.desktop.core.rooms_link import Bookmark, Listed, Occupant
from magpie.desktop.core.store import rooms
from magpie.desktop.core.store.rooms import Kept


class Room:
    """A room that one is in, or was; `picture_path` says where a picture is.

    Attributes:
        history: what reads its archive, once the account has been connected.
        wanted: the nick that one wants to have in it; `nick` is the one that one has.
        entering: held by who enters.
        is_seated: whether one was in it when the connection was cut: a resumed session still is.
        is_settled: whether what was missed is here, and what waited is out.
        visit: another number each time that one is out.
    """

    def __init__(self, kept: Kept, people: People, picture_path: Callable[[str], str]) -> None:
        self.conversation, self.account, self.address = (
            kept.conversation,
            kept.account,
            kept.address,
        )
        self.belongs, self.is_marked = kept.belongs, kept.is_marked
        self.info, self.name, self.subject = kept.info, kept.name, kept.subject
        self.nick = self.wanted = kept.nick
        self.password = kept.password
        self.chosen = Notify(kept.notify) if kept.notify else None
        self.standing = Standing.OUT
        self.problem: Problem | None = None
        self.history: History | None = None
        self.entering = asyncio.Lock()
        self.is_seated = self.is_settled = False
        self.visit = 0
        self.occupants: dict[str, Occupant] = {}
        self.members: ObservableList[Member] = ObservableList(lambda m: m.key, lambda m: m.order)
        self._listed: dict[str, Listed] = {}
        self._people = people
        self._picture_path = picture_path

    @property
    def is_in(self) -> bool:
        return self.standing is Standing.IN

    @property
    def is_gone(self) -> bool:
        """Whether there is no such room any more."""
        return self.problem is not None and self.problem.reason is Reason.GROUP_GONE

    @property
    def notify(self) -> Notify:
        """XEP-0492, 3: "on-mention for public group chats" where nothing was chosen."""
        return self.chosen or (Notify.MENTIONS if self.info.is_public else Notify.ALL)

    @property
    def title(self) -> str:
        """What to call it: as its owner does, as one's bookmark does, or by its address."""
        local = self.address.partition("@")[0]
        named = safe.label(self.info.name)
        return (named if named != local else "") or safe.label(self.name) or named or local

    @property
    def bookmark(self) -> Bookmark:
        nick, name = self.wanted or self.nick, self.info.name or self.name
        return Bookmark(self.address, name, self.belongs, nick, self.password, self.chosen)

    def group(self) -> Group:
        """The value of it."""
        own = self.occupants.get(self.nick)
        info = self.info
        return Group(
            conversation=self.conversation,
            account=self.account,
            address=self.address,
            name=self.title,
            description=safe.label(info.description, safe.STATUS_MAX),
            subject=self.subject,
            avatar=self._picture_path(info.picture) if info.picture else "",
            nick=self.nick,
            standing=self.standing,
            problem=self.problem,
            **({"affiliation": own.affiliation, "role": own.role} if own else {}),  # type: ignore[arg-type]
            count=len(self.occupants),
            notify=self.notify,
            is_public=info.is_public,
            is_members_only=info.is_members_only,
            is_moderated=info.is_moderated,
            is_anonymous=info.is_anonymous,
            has_password=info.has_password,
            has_archive=info.has_archive,
            may_all_invite=info.may_all_invite,
            may_all_set_subject=info.may_all_set_subject,
        )

    # Who is in it

    def seen(self, occupant: Occupant) -> None:
        """Somebody is in it, or is another than before."""
        self.occupants[occupant.nick] = occupant
        if occupant.is_own:
            self.nick = occupant.nick
        if occupant.address:
            self.members.remove(("address", occupant.address))
        self.members.put(self._here(occupant))

    def gone(self, nick: str) -> None:
        """Somebody is in it no more, and belongs to it perhaps."""
        old = self.occupants.pop(nick, None)
        self.members.remove(("nick", nick))
        if old is None or old.address not in self._listed:
            return
        if not any(other.address == old.address for other in self.occupants.values()):
            self._away(self._listed[old.address])

    def out(self, standing: Standing, problem: Problem | None = None) -> None:
        """One is in it no more, and knows nothing of who is."""
        self.standing, self.problem = standing, problem
        self.is_settled = False
        self.visit += 1
        self.occupants.clear()
        self._listed.clear()
        self.members.reset([])
        if self.history is not None:
            self.history.stop()

    def list(self, listed: list[Listed]) -> None:
        """These belong to it, and no others, as far as the room tells."""
        with self.members.batch():
            for address in self._listed:
                self.members.remove(("address", address))
            self._listed = {one.address: one for one in listed}
            here = {one.address for one in self.occupants.values()}
            for one in listed:
                if one.address not in here:
                    self._away(one)

    def name_of(self, sender: str) -> str:
        """What to call who wrote something."""
        _, slash, nick = sender.partition("/")
        if slash:
            return safe.label(nick)
        here = (one.nick for one in self.occupants.values() if one.address == sender)
        return safe.label(next(here, "")) or self._people.name_of(self.account, sender)

    def _away(self, one: Listed) -> None:
        self.members.put(
            Member(
                nick=safe.label(one.nick),
                address=one.address,
                name=safe.label(one.nick) or self._people.name_of(self.account, one.address),
                affiliation=one.affiliation,
                avatar=self._people.avatar_of(self.account, one.address),
            )
        )

    def _here(self, one: Occupant) -> Member:
        avatar = self._people.avatar_of(self.account, one.address) if one.address else ""
        return Member(
            nick=one.nick,
            address=one.address,
            name=safe.label(one.nick) or one.nick,
            affiliation=one.affiliation,
            role=one.role if one.role is not Role.NONE else Role.VISITOR,
            show=one.show if one.show is not Show.OFFLINE else Show.ONLINE,
            status=safe.label(one.status, safe.STATUS_MAX),
            avatar=avatar,
            is_own=one.is_own,
        )


class RoomShelf:
    """The archive of a room (see `history.Shelf`)."""

    def __init__(self, room: Room) -> None:
        self.room = room.address
        self._room = room

    def is_there(self) -> bool:
        return self._room.info.has_archive

    def promise(self, db: sqlite3.Connection) -> tuple[str, int]:
        kept = rooms.one(db, self._room.conversation)
        return (kept.archive_end, kept.archive_at) if kept else ("", 0)

    def keep(self, db: sqlite3.Connection, end: str, at: int) -> None:
        rooms.change(db, self._room.conversation, archive_end=end, archive_at=at)
