"""XEP-0045, 6: what the service and its rooms are and can do, and who is in them."""

from __future__ import annotations

from magpie.features.rooms import names
from magpie.features.rooms.hats import COMMANDS, PREFIX
from magpie.features.rooms.links import LABEL, NODE, may_invite
from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.names import NS_COMMANDS, NS_INFO, NS_ITEMS
from magpie.features.rooms.options import boolean
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Room
from magpie.server.api import NS_FULLTEXT, DiscoInfo, Host, IqRequest
from magpie.storage import rooms as table
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, typed
from magpie.xmpp.rsm import PageRequest, PageResult

PAGE = 100  # rooms, where the client does not say
NICK_NODE = "x-roomuser-item"
TRAFFIC_NODE = "http://jabber.org/protocol/muc#traffic"
SERVICE_FEATURES = (
    NS_INFO,
    NS_ITEMS,
    names.NS,
    names.STABLE_ID,
    names.NS_OCCUPANT,
    names.NS_ACTIVITY,
    "http://jabber.org/protocol/rsm",
    "jabber:iq:version",
    "urn:xmpp:ping",
    "urn:xmpp:time",
    "vcard-temp",
    "urn:xmpp:channel-search:0:search",
)
ROOM_FEATURES = (
    NS_INFO,
    NS_ITEMS,
    names.NS,
    names.STABLE_ID,
    names.NS_OCCUPANT,
    names.NS_HATS,
    names.NS_MODERATE,
    names.NS_REGISTER,
    names.NS_MENTIONS,
    names.NS_SID,
    "http://jabber.org/protocol/muc#self-ping-optimization",
    "http://jabber.org/protocol/muc#request",
    "http://jabber.org/protocol/commands",
    "urn:xmpp:ping",
    "vcard-temp",
)
ARCHIVE_FEATURES = (names.NS_MAM, names.NS_MAM + "#extended")


class Discovery:
    """Answers for one host's rooms."""

    def __init__(self, host: Host, domain: str, rooms: Rooms) -> None:
        self._host = host
        self._domain = domain
        self._rooms = rooms

    def service(self, question: DiscoInfo) -> None:
        """6.2."""
        if question.target.text == self._domain and question.node is None:
            question.known = True
            question.identities.append(("conference", "text", "Rooms"))
            question.features.extend(SERVICE_FEATURES)

    async def public(self, request: IqRequest) -> Element:
        """6.3: the rooms that are not hidden, in pages (XEP-0059)."""
        if request.payload.get("node") is not None:
            raise StanzaError("item-not-found")
        wanted = PageRequest.find(request.payload)
        if wanted.index is not None:
            raise StanzaError("feature-not-implemented", "Pages are asked for by item.")
        limit = PAGE if wanted.max is None else min(wanted.max, PAGE)
        found = await self._host.db.read(table.public, limit, wanted.after, wanted.before, None)
        children = [self._item(row) for row in found.rooms]
        if found.count > len(found.rooms) or wanted.max is not None:
            first, last = (found.rooms[0].jid, found.rooms[-1].jid) if children else (None, None)
            result = PageResult(first, last, found.index if children else None, found.count)
            children.append(result.to_element())
        return Element("query", NS_ITEMS, children=tuple(children))

    @staticmethod
    def _item(row: table.Room) -> Element:
        name = row.name or row.jid.partition("@")[0]
        return Element("item", NS_ITEMS, {"jid": row.jid, "name": name})

    # A room

    def room(self, room: Room, request: IqRequest) -> Element:
        """6.4; 7.12 for one's reserved nick; 15.6.1 for what may pass through."""
        node = request.payload.get("node")
        if node == NICK_NODE:
            return self._nick(room, request)
        if node == TRAFFIC_NODE:
            raise StanzaError("service-unavailable")  # everything may
        if node is not None:
            raise StanzaError("item-not-found")
        attrs = {"category": "conference", "type": "text", "name": room.name}
        features = [*ROOM_FEATURES, *kinds(room)]
        if room.options.is_archived:
            features += ARCHIVE_FEATURES
            features += {NS_FULLTEXT} & self._host.features
        children = [Element("identity", NS_INFO, attrs)]
        children += [Element("feature", NS_INFO, {"var": one}) for one in sorted(features)]
        affiliation = room.affiliation(request.sender)
        is_told = not room.options.is_members_only or is_at_least(affiliation, "member")
        return Element("query", NS_INFO, children=(*children, self._form(room, is_told)))

    def _form(self, room: Room, is_told: bool) -> Element:
        """`is_told`: whether the asker may know what is talked about."""
        options, row, count = room.options, room.row, str(len(room.occupants))
        may_change, subject = options.may_change_subject, row.subject if is_told else ""
        fields = [
            Field("muc#roominfo_description", "text-single", (options.description,), "Description"),
            Field("muc#roominfo_occupants", "text-single", (count,), "Occupants"),
            Field("muc#roominfo_subject", "text-single", (subject,), "Subject"),
            Field("muc#maxhistoryfetch", "text-single", (str(options.history),), "History"),
            boolean("muc#roominfo_subjectmod", may_change, "All change the subject"),
            boolean("muc#roomconfig_changesubject", may_change, "The same"),
            boolean("muc#roomconfig_allowinvites", options.may_invite, "Members may invite"),
        ]
        if options.lang:
            fields.append(Field("muc#roominfo_lang", "text-single", (options.lang,), "Language"))
        if options.pubsub:
            fields.append(Field("muc#roominfo_pubsub", "text-single", (options.pubsub,), "Pubsub"))
        if not options.is_anonymous:
            owners = tuple(jid.text for jid in room.of_affiliation("owner"))
            fields.append(Field("muc#roominfo_contactjid", "jid-multi", owners, "Contact"))
        if row.avatar:
            fields.append(Field("muc#roominfo_avatarhash", "text-multi", (row.avatar,), "Avatar"))
        return typed("result", names.INFO, fields).to_element()

    @staticmethod
    def _nick(room: Room, request: IqRequest) -> Element:
        nick = room.member(request.sender).nick
        attrs = {"category": "conference", "type": "text", "name": nick}
        children = (Element("identity", NS_INFO, attrs),) if nick else ()
        return Element("query", NS_INFO, {"node": NICK_NODE}, children)

    @staticmethod
    def room_items(room: Room, request: IqRequest) -> Element:
        """6.5: who is in a room is for those who are in it; XEP-0050, 3: its commands."""
        node = request.payload.get("node")
        if node is not None:
            return commands_of(room, request, node)
        is_inside = request.sender in room.devices
        children: tuple[Element, ...] = ()
        if is_inside:
            children = tuple(
                Element("item", NS_ITEMS, {"jid": jid.text, "name": one.nick})
                for jid, one in room.occupants.items()
                if one.role in room.options.shown_roles
            )
        return Element("query", NS_ITEMS, children=children)


def commands_of(room: Room, request: IqRequest, node: str) -> Element:
    """The commands that the asker may give."""
    if node != NS_COMMANDS:
        raise StanzaError("item-not-found")
    names = COMMANDS if is_at_least(room.affiliation(request.sender), "admin") else COMMANDS[:1]
    nodes = [(PREFIX + name, label) for name, label in names]
    if may_invite(room, request.sender.bare):
        nodes.append((NODE, LABEL))
    items = tuple(
        Element("item", NS_ITEMS, {"jid": room.jid.text, "node": node, "name": label})
        for node, label in nodes
    )
    return Element("query", NS_ITEMS, {"node": node}, items)


def kinds(room: Room) -> list[str]:
    """4.2: the kinds of room that it is."""
    options = room.options
    return [
        "muc_public" if options.is_public else "muc_hidden",
        "muc_persistent" if options.is_persistent else "muc_temporary",
        "muc_membersonly" if options.is_members_only else "muc_open",
        "muc_moderated" if options.is_moderated else "muc_unmoderated",
        "muc_semianonymous" if options.is_anonymous else "muc_nonanonymous",
        "muc_passwordprotected" if options.password else "muc_unsecured",
    ]
