"""Rooms of the server in memory: who is in them, what was said, who may do what."""

from msgspec import structs

from magpie.desktop.core.content import Arrival, Moderation
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.group import Affiliation, GroupSettings, Role
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Arrived, Bounced, Typing
from magpie.desktop.core.rooms_link import (
    Bookmark,
    BookmarkChanged,
    Entered,
    Entry,
    Invited,
    Listed,
    Occupant,
    OccupantLeft,
    OccupantSeen,
    RoomChanged,
    RoomInfo,
    SubjectSet,
)

SERVICE = "rooms.example.org"


class FakeRoom:
    def __init__(self, server, address: str, owner: str) -> None:
        self.server, self.address = server, address
        self.settings = GroupSettings("")
        self.picture = b""
        self.has_archive = True
        self.ranks = {owner: Affiliation.OWNER}
        self.seats: dict[str, list] = {}  # links by nick
        self.roles: dict[str, Role] = {}  # by nick
        self.archive: list[Arrival] = []
        self.subject = ""

    @property
    def info(self) -> RoomInfo:
        wanted = self.settings
        return RoomInfo(
            self.address,
            wanted.name,
            wanted.description,
            count=len(self.seats),
            is_public=wanted.is_public,
            is_members_only=wanted.is_members_only,
            is_moderated=wanted.is_moderated,
            is_anonymous=wanted.is_anonymous,
            has_password=bool(wanted.password),
            has_archive=self.has_archive,
            may_all_invite=wanted.may_all_invite,
            may_all_set_subject=wanted.may_all_set_subject,
        )

    def rank(self, address: str) -> Affiliation:
        return self.ranks.get(address, Affiliation.NONE)

    def nick_of(self, link) -> str:
        return next((nick for nick, links in self.seats.items() if link in links), "")

    def occupant(self, nick: str, seer) -> Occupant:
        address = self.seats[nick][0].address
        is_shown = not self.settings.is_anonymous or self._moderates(seer)
        return Occupant(
            nick,
            address if is_shown or address == seer.address else "",
            f"id-{address}",
            self.rank(address),
            self.roles[nick],
            Show.ONLINE,
            is_own=seer in self.seats[nick],
        )

    def _moderates(self, link) -> bool:
        return self.roles.get(self.nick_of(link)) is Role.MODERATOR

    def inside(self):
        return [link for links in list(self.seats.values()) for link in list(links)]

    def enter(self, link, entry: Entry) -> None:
        rank = self.rank(link.address)
        holders = self.seats.get(entry.nick, [])
        if rank is Affiliation.OUTCAST:
            raise Problem(Reason.BANNED)
        if self.settings.is_members_only and rank is Affiliation.NONE:
            raise Problem(Reason.MEMBERS_ONLY)
        if self.settings.password not in ("", entry.password) and rank < Affiliation.OWNER:
            raise Problem(Reason.PASSWORD_WANTED)
        if holders and holders[0].address != link.address:
            raise Problem(Reason.NICK_TAKEN)
        self.seats.setdefault(entry.nick, []).append(link)
        self.roles[entry.nick] = Role.MODERATOR if rank >= Affiliation.ADMIN else Role.PARTICIPANT
        for nick in self.seats:
            if nick != entry.nick:
                link.hear(OccupantSeen(self.address, self.occupant(nick, link)))
        self.show(entry.nick)
        if not self.has_archive:
            for arrival in self.seen_by(link, after=entry.since):
                link.hear(Arrived(structs.replace(arrival, source="live", stanza_id="")))
        link.hear(SubjectSet(self.address, self.subject))

    def show(self, nick: str) -> None:
        for link in self.inside():
            link.hear(OccupantSeen(self.address, self.occupant(nick, link)))

    def leave(self, link, problem: Problem | None = None, *, tells: bool = False) -> None:
        nick = self.nick_of(link)
        if not nick:
            return
        self.seats[nick].remove(link)
        if not self.seats[nick]:
            del self.seats[nick]
            for other in self.inside():
                other.hear(OccupantLeft(self.address, nick))
        if tells:
            link.hear(OccupantLeft(self.address, nick, is_own=True, problem=problem))

    def send_out(self, nick: str, problem: Problem) -> None:
        for link in list(self.seats.get(nick, [])):
            self.leave(link, problem, tells=True)

    def say(self, link, outgoing) -> None:
        nick = self.nick_of(link)
        if not nick or self.roles[nick] is Role.VISITOR:
            problem = Problem(Reason.NOT_ALLOWED if nick else Reason.NOT_CONNECTED)
            link.hear(Bounced(self.address, outgoing.id, problem))
            return
        self.keep(link.address, nick, outgoing.content, outgoing.id)

    def keep(self, address: str, nick: str, content, id: str) -> str:
        number = next(self.server._numbers)
        self.server.now = self.server.now + 1000
        arrival = Arrival(
            peer=self.address,
            sender=address,
            is_own=False,
            content=content,
            id=id,
            origin_id=id,
            stanza_id=f"room-{number}",
            at=self.server.now,
            source="archive",
            is_group=True,
            name=nick,
            occupant=f"id-{address}" if nick else "",
        )
        self.archive.append(arrival)
        for link in self.inside():
            seen = structs.replace(self._seen(arrival, link), source="live", at=0)
            link.hear(Arrived(seen if self.has_archive else structs.replace(seen, stanza_id="")))
        return arrival.stanza_id

    def _seen(self, arrival: Arrival, link) -> Arrival:
        if arrival.sender == link.address:
            return structs.replace(arrival, is_own=True)
        if self.settings.is_anonymous and not self._moderates(link) and arrival.name:
            return structs.replace(arrival, sender=f"{self.address}/{arrival.name}")
        return arrival

    def seen_by(self, link, after: int = 0) -> list[Arrival]:
        return [self._seen(one, link) for one in self.archive if one.at > after]

    def types(self, link, is_typing: bool) -> None:
        nick = self.nick_of(link)
        for other in self.inside():
            if self.nick_of(other) != nick:
                other.hear(Typing(self.address, is_typing, nick))


class FakeRooms:
    """`core.rooms_link.RoomsLink` of one fake link."""

    def __init__(self, link) -> None:
        self.link = link

    @property
    def server(self):
        return self.link.server

    def _room(self, address: str) -> FakeRoom:
        if address not in self.server.rooms:
            raise Problem(Reason.GROUP_GONE)
        return self.server.rooms[address]

    async def info(self, room: str) -> RoomInfo:
        return self._room(room).info

    async def public(self, service: str, limit: int) -> list[RoomInfo]:
        return [one.info for one in self.server.rooms.values() if one.settings.is_public]

    async def join(self, entry: Entry) -> Entered:
        is_new = entry.room not in self.server.rooms
        if is_new and entry.creates:
            self.server.rooms[entry.room] = FakeRoom(self.server, entry.room, self.link.address)
        room = self._room(entry.room)
        room.enter(self.link, entry)
        return Entered(entry.nick, room.info, is_new)

    def leave(self, room: str) -> None:
        if room in self.server.rooms:
            self.server.rooms[room].leave(self.link)

    async def is_in(self, room: str) -> bool:
        return bool(self._room(room).nick_of(self.link))

    async def set_nick(self, room: str, nick: str) -> None:
        one = self._room(room)
        if nick in one.seats:
            raise Problem(Reason.NICK_TAKEN)
        old = one.nick_of(self.link)
        for link in one.inside():
            is_own = link in one.seats[old]
            link.hear(OccupantLeft(room, old, nick, is_own))
        one.seats[nick], one.roles[nick] = one.seats.pop(old), one.roles.pop(old)
        one.show(nick)

    async def reserve(self, room: str, nick: str) -> None: ...

    async def set_subject(self, room: str, text: str) -> None:
        one = self._room(room)
        one.subject = text
        for link in one.inside():
            link.hear(SubjectSet(room, text))

    async def settings(self, room: str) -> GroupSettings:
        return self._room(room).settings

    async def configure(self, room: str, settings: GroupSettings) -> None:
        one = self._room(room)
        one.settings = settings
        for link in one.inside():
            link.hear(RoomChanged(room))

    async def destroy(self, room: str, reason: str) -> None:
        one = self.server.rooms.pop(room)
        for nick in list(one.seats):
            one.send_out(nick, Problem(Reason.GROUP_GONE, reason))

    async def set_picture(self, room: str, png: bytes) -> None:
        self._room(room).picture = png

    async def listed(self, room: str, affiliation: Affiliation) -> list[Listed]:
        ranks = self._room(room).ranks
        return [Listed(address, one) for address, one in ranks.items() if one is affiliation]

    async def set_affiliation(
        self, room: str, address: str, affiliation: Affiliation, reason: str
    ) -> None:
        one = self._room(room)
        if one.rank(self.link.address) < Affiliation.ADMIN:
            raise Problem(Reason.NOT_ALLOWED)
        one.ranks[address] = affiliation
        for nick, links in list(one.seats.items()):
            if links[0].address == address and affiliation is Affiliation.OUTCAST:
                one.send_out(nick, Problem(Reason.BANNED, reason))
            elif links[0].address == address:
                one.show(nick)

    async def set_role(self, room: str, nick: str, role: Role, reason: str) -> None:
        one = self._room(room)
        if one.roles.get(one.nick_of(self.link)) is not Role.MODERATOR:
            raise Problem(Reason.NOT_ALLOWED)
        if role is Role.NONE:
            one.send_out(nick, Problem(Reason.KICKED, reason))
        else:
            one.roles[nick] = role
            one.show(nick)

    async def moderate(self, room: str, stanza_id: str, reason: str) -> None:
        one = self._room(room)
        by = one.nick_of(self.link)
        if one.roles.get(by) is not Role.MODERATOR:
            raise Problem(Reason.NOT_ALLOWED)
        one.keep(room, "", Moderation(stanza_id, by), "")

    def invite(self, room: str, address: str, text: str, password: str, *, direct: bool) -> None:
        if not direct:
            self._room(room).ranks.setdefault(address, Affiliation.MEMBER)
        invited = Invited(room, self.link.address, text, password, is_by_room=not direct)
        for link in self.server.links[address]:
            link.hear(invited)

    def decline(self, room: str, sender: str) -> None:
        self.server.declined.append((room, sender))

    async def bookmarks(self) -> list[Bookmark]:
        return list(self.server.bookmarks[self.link.address].values())

    async def set_bookmark(self, bookmark: Bookmark) -> None:
        self.server.bookmarks[self.link.address][bookmark.room] = bookmark
        for link in self.server.links[self.link.address]:
            link.hear(BookmarkChanged(bookmark))
