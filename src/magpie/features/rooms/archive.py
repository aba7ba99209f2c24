"""XEP-0313, 6.2: the archive of a room, for those who may enter it."""

from __future__ import annotations

from magpie.features.rooms.names import NS_USER
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Room
from magpie.server.api import (
    Host,
    IqRequest,
    archive_form,
    archive_metadata,
    parse_archive_query,
    read_archive,
    send_page,
)
from magpie.storage import archive
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid

END = b"</message>"


class RoomArchive:
    """Answers archive queries to rooms."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def form(self, room: Room, request: IqRequest) -> Element:
        """The fields that a query may have."""
        check(room, request.sender)
        return archive_form(self._host)

    async def query(self, room: Room, request: IqRequest) -> Element:
        """A page, in the form in which the asker may see it."""
        check(room, request.sender)
        wanted = parse_archive_query(self._host, request.payload, room.jid)
        page = await read_archive(self._host, wanted.query)
        if sees_addresses(room, request.sender):
            return await send_page(
                request, page, wanted, lambda message: with_address(room, message)
            )
        return await send_page(request, page, wanted)

    async def metadata(self, room: Room, request: IqRequest) -> Element:
        """The first and the last message."""
        check(room, request.sender)
        return await archive_metadata(self._host, room.jid)


def check(room: Room, sender: Jid) -> None:
    """6.2: only who may enter the room now may read what was said in it.

    Raises:
        StanzaError: forbidden; item-not-found for a room that is not open yet, but to its owner.
    """
    if room.is_locked and room.affiliation(sender) != "owner":
        raise StanzaError("item-not-found")
    if not room.options.is_archived:
        raise StanzaError("service-unavailable", "The room keeps nothing.")
    affiliation = room.affiliation(sender)
    if affiliation == "outcast":
        raise StanzaError("forbidden")
    is_closed = room.options.is_members_only or bool(room.options.password)
    if is_closed and affiliation == "none" and sender not in room.devices:
        raise StanzaError("forbidden")


def sees_addresses(room: Room, sender: Jid) -> bool:
    """Whether the asker may know who said something."""
    if not room.options.is_anonymous or is_at_least(room.affiliation(sender), "admin"):
        return True
    occupant = room.occupant_of(sender)
    return occupant is not None and occupant.role == "moderator"


def with_address(room: Room, message: archive.Message) -> bytes:
    """A stored message with the address of who said it, in `muc#user`."""
    if message.sender == room.jid.text or not message.stanza.endswith(END):
        return message.stanza
    sender = Jid.parse(message.sender)
    attrs = {"affiliation": room.affiliation(sender), "jid": sender.text}
    x = Element("x", NS_USER, {}, (Element("item", NS_USER, attrs),))
    return b"%b%b%b" % (message.stanza[: -len(END)], x.to_bytes(), END)
