"""XEP-0425: moderators take back what others said; its place in the archive stays, empty."""

from __future__ import annotations

from magpie.features.rooms.names import NS_MODERATE, NS_OCCUPANT, NS_RETRACT
from magpie.features.rooms.room import Occupant, Room
from magpie.features.rooms.speaking import Speaking
from magpie.server.api import Host, IqRequest
from magpie.storage import archive
from magpie.storage.errors import ItemNotFound
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import parse_element
from magpie.xmpp.stanza import Message

REASON_MAX = 1_024  # characters


class Moderation:
    """Answers moderation requests to rooms."""

    def __init__(self, host: Host, speaking: Speaking) -> None:
        self._host = host
        self._speaking = speaking

    async def moderate(self, room: Room, request: IqRequest) -> None:
        """3: take a message back, in the archive and on everybody's screen."""
        occupant = room.occupant_of(request.sender)
        if occupant is None or occupant.role != "moderator":
            raise StanzaError("forbidden", "Only moderators may do that.", type="modify")
        wanted = request.payload
        if not wanted.has("retract", NS_RETRACT):
            raise StanzaError("bad-request", "What is to be done with the message?")
        stanza_id = wanted.get("id") or ""
        number = self._host.journal.ids.decode(stanza_id) or 0
        try:
            query = archive.Query(room.jid.text, ids=(number,))
            (message,) = (await self._host.db.read(archive.query, query)).messages
        except (ItemNotFound, ValueError):
            raise StanzaError("item-not-found", "The room has no such message.") from None
        reason = (wanted.child_text("reason") or "").strip()[:REASON_MAX]
        tombstone = self._tombstone(message, occupant, reason)
        await self._host.db.write(archive.replace_content, number, tombstone.to_bytes(NS_CLIENT))
        request.reply()
        self._tell(room, occupant, stanza_id, reason)

    def _tombstone(self, message: archive.Message, occupant: Occupant, reason: str) -> Element:
        """4: who said something then, and who took it back; not what it was."""
        stored = parse_element(message.stanza)
        stamp = {"stamp": to_text(self._host.clock.now())}
        retracted = Element("retracted", NS_RETRACT, stamp, moderated(occupant, reason))
        kept = tuple(child for child in stored if child.ns == NS_OCCUPANT)
        return stored.with_children((*kept, retracted))

    def _tell(self, room: Room, occupant: Occupant, stanza_id: str, reason: str) -> None:
        """3.1: a message of the room's own."""
        retract = Element("retract", NS_RETRACT, {"id": stanza_id}, moderated(occupant, reason))
        attrs = {"from": room.jid.text, "type": "groupchat"}
        said = Element("message", NS_CLIENT, attrs, (retract,))
        self._speaking.say(room, said, Message(said, room.jid, room.jid), None, None)


def moderated(occupant: Occupant, reason: str) -> tuple[Element, ...]:
    """By whom, and why."""
    by = Element("moderated", NS_MODERATE, {"by": occupant.jid.text}, (occupant.id,))
    return (by, Element("reason", NS_RETRACT, text=reason)) if reason else (by,)
