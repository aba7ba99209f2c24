"""A server in memory, and links to it: what core is tested with.

The server keeps an archive for each account and hands out ids in order. It can be away, cut every
connection, and lose what it would have said (acknowledgements most of all).
"""

import asyncio
import hashlib
import itertools
from collections import defaultdict
from pathlib import Path

from tests.desktop.fake_keys import FakeSecrecy
from tests.desktop.fake_rooms import SERVICE, FakeRoom, FakeRooms

from magpie.base.clock import SystemClock, Timer
from magpie.desktop.core.content import Arrival, Locked, Outgoing, Receipt, Text
from magpie.desktop.core.entities.account import Invitation, Server, Show
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.core.entities.person import Subscription
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import (
    Abilities,
    Acknowledged,
    ArchivePage,
    ArchiveQuery,
    Arrived,
    Bounced,
    Closed,
    Contact,
    ContactsChanged,
    Login,
    Opened,
    Presence,
    Profile,
    ReadElsewhere,
    Slot,
    Typing,
)
from magpie.desktop.core.rooms_link import Bookmark

ANA, BEN = "ana@example.org", "ben@example.org"
START = 1_767_225_600_000_000  # µs: where the fake server's clock begins


class QuickClock(SystemClock):
    """Real time, but what waits for seconds waits for hundredths."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead

    def call_later(self, delay, f, *args) -> Timer:
        return super().call_later(delay / 100, f, *args)


class FakeServer:
    def __init__(self) -> None:
        self.passwords: dict[str, str] = {}
        self.secrecy = FakeSecrecy()
        self.keyless: set[str] = set()  # accounts that cannot read what is encrypted
        self.tickets: dict[str, tuple[str, str]] = {}  # a new password makes them void
        self.archives: dict[str, list[Arrival]] = defaultdict(list)
        self.rosters: dict[str, dict[str, Contact]] = defaultdict(dict)
        self.reads: dict[str, dict[str, ReadElsewhere]] = defaultdict(dict)
        self.links: dict[str, list[FakeLink]] = defaultdict(list)
        self.refused: set[str] = set()  # addresses that bounce
        self.is_up = True
        self.acknowledges = True
        self.has_archive = True
        self.stamp_unit = 1  # µs: some servers stamp whole seconds
        self.accepted: list[Outgoing] = []
        self.files: dict[str, bytearray] = {}
        self.upload_limit = 10_000_000
        self.rooms: dict[str, FakeRoom] = {}
        self.declined: list[tuple[str, str]] = []
        self.bookmarks: dict[str, dict[str, Bookmark]] = defaultdict(dict)
        self.breaks_after = 0  # bytes of the next upload, 0 never
        self._numbers = itertools.count(1)
        self.now = START

    def link(self) -> "FakeLink":
        return FakeLink(self)

    def cut(self) -> None:
        """Every connection is gone, without a goodbye."""
        for link in [link for links in self.links.values() for link in links]:
            link.cut()

    def accept(self, sender: "FakeLink", outgoing: Outgoing) -> None:
        self.accepted.append(outgoing)
        if outgoing.is_group:
            sender.acknowledge(outgoing.id)
            self.rooms[outgoing.to].say(sender, outgoing)
            return
        if outgoing.to in self.refused:
            sender.acknowledge(outgoing.id)
            sender.hear(Bounced(outgoing.to, outgoing.id, Problem(Reason.NO_SUCH_ADDRESS)))
            return
        content, is_locked = outgoing.content, isinstance(outgoing.content, Locked)
        if isinstance(content, Locked):
            content = content.content
        number = next(self._numbers)
        self.now = START + number * 1000
        at = self.now // self.stamp_unit * self.stamp_unit
        own, peer = sender.address, outgoing.to
        for owner in dict.fromkeys((own, peer)):
            is_sealed = is_locked and (owner in self.keyless or owner == own)
            lock = Lock.SEALED if is_sealed else Lock.LOCKED if is_locked else Lock.OPEN
            arrival = Arrival(
                peer=peer if owner == own else own,
                sender=own,
                is_own=owner == own,
                content=Text("") if is_sealed else content,
                lock=lock,
                id=outgoing.id,
                origin_id=outgoing.id,
                stanza_id=f"{owner}-{number}",
                at=at,
                source="archive",
                wants_receipt=isinstance(content, Text),
                wants_mark=isinstance(content, Text),
                device=f"{own}/x",
            )
            self.archives[owner].append(arrival)
            for link in list(self.links[owner]):
                if link is not sender:
                    link.arrive(arrival, "carbon" if owner == own else "live")
        sender.acknowledge(outgoing.id)

    def seed(self, owner: str, peer: str, count: int, text: str = "old {}") -> None:
        """History from before: `count` messages in turns."""
        for index in range(count):
            number = next(self._numbers)
            is_own = index % 2 == 1
            self.archives[owner].append(
                Arrival(
                    peer=peer,
                    sender=owner if is_own else peer,
                    is_own=is_own,
                    content=Text(text.format(index)),
                    id=f"seed{number}",
                    stanza_id=f"{owner}-{number}",
                    at=(START + number * 1000) // self.stamp_unit * self.stamp_unit,
                    source="archive",
                )
            )


class FakeFinder:
    def __init__(self, *servers: Server) -> None:
        self.servers = servers

    async def start(self, found, lost) -> None:
        for server in self.servers:
            found(server)

    async def stop(self) -> None:
        pass


class FakeLink:
    def __init__(self, server: FakeServer) -> None:
        self.listener = lambda event: None
        self.vault = None
        self.server = server
        self.address = ""
        self.is_open = False
        self.sent: list[Outgoing] = []
        self._rooms = FakeRooms(self)

    @property
    def rooms(self) -> FakeRooms:
        if not self.is_open:
            raise Problem(Reason.NOT_CONNECTED)
        return self._rooms

    @property
    def direct(self) -> "FakeLink":
        return self

    @property
    def secrecy(self) -> "FakeSecrecy":
        return self.server.secrecy

    async def is_able(self, device: str) -> bool:
        return False

    async def open(self, login: Login) -> Opened:
        await asyncio.sleep(0)
        if not self.server.is_up:
            raise Problem(Reason.NO_SERVER)
        if login.registers:
            if login.address in self.server.passwords:
                raise Problem(Reason.NAME_TAKEN)
            self.server.passwords[login.address] = login.password
        ticket = login.ticket
        known = self.server.passwords.get(login.address)
        if known is None or self.server.tickets.get(ticket) != (login.address, known):
            if self.server.passwords.get(login.address) != login.password:
                raise Problem(Reason.WRONG_PASSWORD)
            ticket = f"ticket{next(self.server._numbers)}"
            self.server.tickets[ticket] = (login.address, login.password)
        self.address, self.is_open = login.address, True
        return Opened(is_resumed=False, ticket=ticket)

    async def start(self, show: Show, status: str) -> Abilities:
        if not self.is_open:
            raise Problem(Reason.NOT_CONNECTED)
        self.server.links[self.address].append(self)
        for address, links in self.server.links.items():
            if address != self.address and links:
                self.hear(Presence(address, "x", Show.ONLINE))
                for other in links:
                    other.hear(Presence(self.address, "x", show, status))
        return Abilities(
            archive=self.server.has_archive,
            blocking=True,
            read_positions=True,
            upload_limit=self.server.upload_limit,
            rooms=SERVICE,
            ahead=self.server.now - SystemClock().now(),
        )

    async def close(self) -> None:
        self.drop()

    async def revoke(self, login: Login) -> None:
        self.server.tickets.pop(login.ticket, None)

    def drop(self) -> None:
        self.is_open = False
        if self in self.server.links[self.address]:
            self.server.links[self.address].remove(self)
            for room in list(self.server.rooms.values()):
                room.leave(self)
            for links in self.server.links.values():
                for other in links:
                    other.hear(Presence(self.address, "x", Show.OFFLINE))

    def cut(self) -> None:
        self.drop()
        self.hear(Closed(detail="cut"))

    async def is_alive(self, within: float) -> bool:
        return self.is_open

    def hear(self, event) -> None:
        self.listener(event)

    def arrive(self, arrival: Arrival, source: str) -> None:
        live = {f: getattr(arrival, f) for f in arrival.__struct_fields__}
        stanza_id = "" if source == "carbon" else arrival.stanza_id
        self.hear(Arrived(Arrival(**live | {"source": source, "at": 0, "stanza_id": stanza_id})))

    def acknowledge(self, id: str) -> None:
        if self.server.acknowledges:
            self.hear(Acknowledged(id))

    def send(self, outgoing: Outgoing) -> None:
        assert self.is_open, "core sent on a closed link"
        self.sent.append(outgoing)
        self.server.accept(self, outgoing)

    def send_text(self, to: str, text: str) -> None:
        """As another client would, that has no outbox."""
        self.server.accept(self, Outgoing(f"raw{next(self.server._numbers)}", to, Text(text)))

    def send_typing(self, to: str, is_typing: bool, *, is_group: bool = False) -> None:
        if is_group:
            self.server.rooms[to].types(self, is_typing)
            return
        for link in self.server.links[to]:
            link.hear(Typing(self.address, is_typing))

    def send_receipt(self, to: str, id: str) -> None:
        bare = to.partition("/")[0]
        for link in self.server.links[bare]:
            arrival = Arrival(self.address, self.address, False, Receipt(id), id=f"r{id}")
            link.hear(Arrived(arrival))

    def send_presence(self, show: Show, status: str) -> None:
        for address, links in self.server.links.items():
            for link in links:
                if address != self.address:
                    link.hear(Presence(self.address, "x", show, status))

    def subscribe(self, address: str, text: str) -> None:
        pass

    def allow(self, address: str) -> None:
        self._push(Contact(address, subscription=Subscription.BOTH))

    def deny(self, address: str) -> None:
        pass

    async def archive(self, query: ArchiveQuery) -> ArchivePage:
        await asyncio.sleep(0)
        if not self.is_open:
            raise Problem(Reason.NOT_CONNECTED)
        if query.room:
            found = self.server.rooms[query.room].seen_by(self)
        else:
            kept = self.server.archives[self.address]
            found = [a for a in kept if query.peer in ("", a.peer)]
        found = [a for a in found if a.at >= query.start]
        ids = [a.stanza_id for a in found]
        if query.after:
            if query.after not in ids:
                raise Problem(Reason.UNAVAILABLE)
            found = found[ids.index(query.after) + 1 :]
        elif query.before:
            if query.before not in ids:
                raise Problem(Reason.UNAVAILABLE)
            found = found[: ids.index(query.before)]
        forwards = query.before is None
        page = found[: query.limit] if forwards else found[-query.limit :]
        first, last = (page[0].stanza_id, page[-1].stanza_id) if page else ("", "")
        return ArchivePage(tuple(page), first, last, len(page) == len(found))

    async def contacts(self) -> tuple[Contact, ...]:
        return tuple(self.server.rosters[self.address].values())

    async def set_contact(self, contact: Contact) -> None:
        self._push(contact)

    async def remove_contact(self, address: str) -> None:
        self.server.rosters[self.address].pop(address, None)
        for link in self.server.links[self.address]:
            link.hear(ContactsChanged((), (address,)))

    async def blocked(self) -> tuple[str, ...]:
        return ()

    async def set_blocked(self, address: str, is_blocked: bool) -> None:
        pass

    async def profile(self, address: str) -> Profile:
        return Profile()

    async def picture(self, address: str, hash: str) -> bytes:
        return b""

    async def set_profile(self, profile: Profile) -> None:
        pass

    async def remove_picture(self, name: str) -> None:
        pass

    async def read_positions(self) -> list[ReadElsewhere]:
        return list(self.server.reads[self.address].values())

    async def set_read_position(self, peer: str, stanza_id: str, *, is_group: bool = False) -> None:
        read = self.server.reads[self.address][peer] = ReadElsewhere(peer, stanza_id, is_group)
        for link in self.server.links[self.address]:
            link.hear(read)

    async def slot(self, name: str, size: int, type: str) -> Slot:
        url = f"https://example.org/{next(self.server._numbers)}/{name}"
        return Slot(url, url)

    async def upload(self, slot: Slot, path: Path, type: str, told) -> str:
        data = await asyncio.to_thread(path.read_bytes)
        kept = self.server.files.setdefault(slot.get, bytearray())
        while len(kept) < len(data):
            if self.server.breaks_after and len(kept) >= self.server.breaks_after:
                self.server.breaks_after = 0
                raise Problem(Reason.NOT_CONNECTED)
            kept += data[len(kept) : len(kept) + 100]
            told(len(kept))
            await asyncio.sleep(0)
        return hashlib.sha256(kept).hexdigest()

    async def download(self, url: str, part: Path, size: int, told) -> None:
        if url not in self.server.files:
            raise Problem(Reason.UNAVAILABLE)
        await asyncio.to_thread(part.write_bytes, self.server.files[url])
        told(len(self.server.files[url]))

    async def change_password(self, password: str) -> None:
        self.server.passwords[self.address] = password

    async def invite(self) -> Invitation:
        return Invitation("example.org", token="t")

    def _push(self, contact: Contact) -> None:
        self.server.rosters[self.address][contact.address] = contact
        for link in self.server.links[self.address]:
            link.hear(ContactsChanged((contact,)))
