"""XEP-0045: Multi-User Chat. Rooms at `rooms.DOMAIN`, where membership counts and not presence.

* `service`: takes every stanza for the domain; `loading` has the rooms that are in memory;
* `room`: one of them; `ranks` and `options`: who may do what, and what its owners chose;
* `entering`, `leaving`, `broadcast`, `history`: being there;
* `passing`: requests from one occupant to another;
* `speaking`, `inviting`: messages; `admin`, `owner`, `registering`: changes;
* `links`, `marks`: invitations by link, and the bookmark that comes with them;
* `discovery`, `archive`, `card`, `moderation`, `hats`, `search`: questions to a room or the domain;
* `circles`, `bounds`: the rooms of circles;
* `mentions`, `activity`: who is told of what happens while they are not in the room.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from magpie.features.rooms import names
from magpie.features.rooms.activity import Activity
from magpie.features.rooms.admin import Admin
from magpie.features.rooms.archive import RoomArchive
from magpie.features.rooms.broadcast import Broadcast
from magpie.features.rooms.card import Card
from magpie.features.rooms.circles import CircleRooms
from magpie.features.rooms.discovery import Discovery
from magpie.features.rooms.entering import Entering
from magpie.features.rooms.hats import Hats
from magpie.features.rooms.history import History
from magpie.features.rooms.inviting import Inviting
from magpie.features.rooms.leaving import Leaving
from magpie.features.rooms.links import NODE, Links
from magpie.features.rooms.lists import Lists
from magpie.features.rooms.loading import Defaults, Rooms
from magpie.features.rooms.mentions import Mentions
from magpie.features.rooms.moderation import Moderation
from magpie.features.rooms.options import Options
from magpie.features.rooms.owner import Owner
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.registering import Registering
from magpie.features.rooms.room import Occupant, Room
from magpie.features.rooms.search import Search
from magpie.features.rooms.service import RoomService
from magpie.features.rooms.speaking import Speaking
from magpie.server.api import (
    TOLD,
    AccountDeleted,
    DiscoInfo,
    Host,
    IqRequest,
    Multicast,
    PresenceAmended,
    SaidInRoom,
    Scope,
    Size,
    Xep,
    option,
    size,
)
from magpie.storage.journal import Committed
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

XEPS = (
    Xep(45, version="1.35.3"),
    Xep(249, version="1.2"),
    Xep(317, version="0.3.1"),
    Xep(410, version="1.1.0"),
    Xep(421, version="1.0.1"),
    Xep(425, version="0.3.0"),
    Xep(433, version="0.1.0"),
    Xep(437, version="0.2.0"),
    Xep(452, version="0.2.1"),
    Xep(486, version="0.1.0"),
)


@dataclass(frozen=True, slots=True)
class Config:
    """Rooms: conversations of many, at `rooms.DOMAIN`."""

    SECTION: ClassVar[str] = "rooms"

    enabled: bool = option(True, doc="Whether there are rooms at all.")
    creation: Literal["accounts", "anyone", "nobody"] = option(
        "accounts",
        doc="Who may make a room: the accounts of this server, also those of others, or nobody.",
    )
    persistent: bool = option(
        True, doc="Whether a new room stays when nobody is in it, until its owner says otherwise."
    )
    public: bool = option(
        False, doc="Whether a new room is listed for everybody, until its owner says otherwise."
    )
    history: int = option(
        20, min=0, max=500, doc="How many messages a client gets on entering a new room."
    )
    max_occupants: int = option(
        5_000, min=2, max=100_000, doc="How many people may be in one room at a time."
    )
    max_members: int = option(
        10_000, min=2, max=1_000_000, doc="How many people one room may know, banned ones too."
    )
    owned_per_account: int = option(
        200, min=0, doc="How many rooms one account may own; 0 for any number."
    )
    joined_per_account: int = option(
        500, min=0, doc="In how many rooms an account's devices may be, in all; 0 for any number."
    )
    pace: int = option(
        20,
        min=0,
        doc="How many messages and changes of presence a second one occupant may send to a room "
        "for long, five seconds' worth at once; 0 for any number.",
    )
    avatar_size: Size = option(
        size("256 kB"), min=size("1 kB"), max=size("16 MB"), doc="How large a room's card may be."
    )


Answer = Callable[[Room, IqRequest], "Element | Awaitable[Any] | None"]


def setup(host: Host) -> None:
    """Serve the domain of rooms."""
    config = host.config(Config)
    if not config.enabled:
        return
    domain = f"rooms.{host.domain}"
    is_limited = host.limits.enabled
    options = Options(
        is_persistent=config.persistent, is_public=config.public, history=config.history
    )
    owned = config.owned_per_account if is_limited else 0
    rooms = Rooms(host, Defaults(config.creation, owned, options))
    broadcast = Broadcast(host)
    leaving = Leaving(broadcast)
    admin = Admin(host, broadcast, leaving, config.max_members)
    owner = Owner(host, broadcast, leaving, admin)
    pace = config.pace if is_limited else 0
    speaking, links = Speaking(host, pace), Links(host, rooms, admin)
    entering = Entering(host, broadcast, config.max_occupants, pace)
    service = RoomService(
        host,
        rooms,
        entering,
        leaving,
        History(host),
        speaking,
        Inviting(host, admin),
        links,
        config.joined_per_account if is_limited else 0,
    )
    listen(host, domain, rooms, service, speaking)
    host.watch(PresenceAmended, lambda news: amend(news, rooms, entering))
    answer_domain(host, domain, rooms, service)
    answer_rooms(host, config, rooms, service, (broadcast, speaking, admin, owner, links))
    host.serve(domain, service, "Rooms")
    host.on_start(rooms.start)
    host.on_ending(service.ending)
    forget_accounts(host, rooms, admin)
    CircleRooms(host, rooms, admin, owner, options)


def forget_accounts(host: Host, rooms: Rooms, admin: Admin) -> None:
    """Who has no account any more belongs to no room."""

    async def leave_all(account: Jid) -> None:
        for room in await rooms.of(account):
            await admin.leave(room, account)

    def deleted(news: AccountDeleted) -> None:
        host.task(f"rooms of {news.account}", leave_all(news.account))

    host.watch(AccountDeleted, deleted)


def amend(news: PresenceAmended, rooms: Rooms, entering: Entering) -> None:
    """The server says something else in the name of a device: in its rooms, too."""
    for address in news.session[TOLD] or ():
        room = rooms.here(address.bare)
        device = None if room is None else room.devices.get(news.session.jid)
        if room is not None and device is not None:
            entering.amend(room, device, news)


def listen(host: Host, domain: str, rooms: Rooms, service: RoomService, speaking: Speaking) -> None:
    """Tell those who are not in a room of what is said there."""
    activity, mentions = Activity(host, domain, rooms), Mentions(host, rooms)

    def heard(room: Room, copy: Multicast, outcome: Committed, sender: Occupant | None) -> None:
        mentions.heard(room, copy, outcome, sender)
        activity.heard(room, copy, outcome, sender)
        host.tell(said_in(room, copy.element, sender))

    speaking.heard = heard
    service.wants_activity = activity.presence
    service.has_left = activity.left


def said_in(room: Room, element: Element, sender: Occupant | None) -> SaidInRoom:
    """The news of it."""

    def belongs(account: Jid) -> bool:
        return is_at_least(room.affiliation(account), "member")

    account = None if sender is None else sender.account
    return SaidInRoom(room.jid, element, account, room.members.keys(), room.devices.keys(), belongs)


def answer_domain(host: Host, domain: str, rooms: Rooms, service: RoomService) -> None:
    """Requests to the domain itself."""
    discovery, search = Discovery(host, domain, rooms), Search(host, rooms)
    host.answer(DiscoInfo, discovery.service)
    service.iqs.add("get", names.NS_ITEMS, "query", discovery.public, Scope.HOST, "rooms")
    service.iqs.add("get", search.NS, "search", search.answer, Scope.HOST, "rooms")


def answer_rooms(
    host: Host,
    config: Config,
    rooms: Rooms,
    service: RoomService,
    parts: tuple[Broadcast, Speaking, Admin, Owner, Links],
) -> None:
    """Requests to a room."""
    broadcast, speaking, admin, owner, links = parts

    def on_room(kind: str, ns: str, name: str, answer: Answer) -> None:
        async def handle(request: IqRequest) -> Any:
            room = await rooms.require(request.target.bare)
            found = answer(room, request)
            return await found if isinstance(found, Awaitable) else found

        service.iqs.add(kind, ns, name, handle, Scope.ITEM, "rooms")

    async def change_owner(room: Room, request: IqRequest) -> None:
        if await owner.change(room, request):
            rooms.forget(room)
            rooms.purge()

    async def command(room: Room, request: IqRequest) -> Element:
        wanted = links if request.payload.get("node") == NODE else hats
        return await wanted.command(room, request)

    archive, card = RoomArchive(host), Card(host, owner, config.avatar_size)
    registering, hats = Registering(host, admin), Hats(host, broadcast, owner)
    discovery = Discovery(host, "", rooms)
    on_room("get", names.NS_ADMIN, "query", Lists().show)
    on_room("set", names.NS_ADMIN, "query", admin.change)
    on_room("get", names.NS_OWNER, "query", owner.show)
    on_room("set", names.NS_OWNER, "query", change_owner)
    on_room("get", names.NS_REGISTER, "query", registering.show)
    on_room("set", names.NS_REGISTER, "query", registering.change)
    on_room("get", names.NS_INFO, "query", discovery.room)
    on_room("get", names.NS_ITEMS, "query", discovery.room_items)
    on_room("get", names.NS_MAM, "query", archive.form)
    on_room("set", names.NS_MAM, "query", archive.query)
    on_room("get", names.NS_MAM, "metadata", archive.metadata)
    on_room("get", "vcard-temp", "vCard", card.show)
    on_room("set", "vcard-temp", "vCard", card.change)
    on_room("set", names.NS_MODERATE, "moderate", Moderation(host, speaking).moderate)
    on_room("set", names.NS_COMMANDS, "command", command)
    on_room("get", "urn:xmpp:ping", "ping", lambda room, request: None)
