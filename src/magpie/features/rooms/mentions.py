"""XEP-0452: members who are not in the room hear when they are mentioned.

By a reference (XEP-0372) to their address, as the standard has it, and, since hardly any client
sends those, by their reserved nick as a word of its own. The notice is kept for those who are away.
"""

from __future__ import annotations

import re

from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.names import NS_MENTIONS
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Occupant, Room
from magpie.server.api import Host, Multicast, RoomWords
from magpie.storage.journal import Committed
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.forward import wrap
from magpie.xmpp.jid import Jid, JidError

NS_REFERENCE = "urn:xmpp:reference:0"
NS_REPLY = "urn:xmpp:reply:0"
STORE = Element("store", "urn:xmpp:hints")
MENTIONED_MAX = 100  # by one message


class Mentions:
    """Tells those who are mentioned."""

    def __init__(self, host: Host, rooms: Rooms) -> None:
        self._host = host
        self._rooms = rooms
        host.answer(RoomWords, self.weigh)

    def weigh(self, question: RoomWords) -> None:
        """What words are to an account."""
        room = self._rooms.here(question.room)
        if room is None:
            return
        question.is_private = room.options.is_members_only
        account, element = question.account, question.stanza
        nicks = {one.nick for one in room.occupants_of(account)} | {room.known(account).nick}
        body = element.child_text("body") or ""
        answered = element.child("reply", NS_REPLY)
        question.is_mention = (
            account in references(element)
            or any(is_word(nick, body) for nick in nicks if nick)
            or (answered is not None and is_at(answered.get("to"), room, nicks))
        )

    def heard(
        self, room: Room, copy: Multicast, committed: Committed, sender: Occupant | None
    ) -> None:
        """Something was said to all."""
        if sender is None or not room.options.forwards_mentions or not room.members:
            return
        element = copy.element
        named = references(element)
        body = element.child_text("body")
        if body:
            named.update(jid for nick, jid in room.nicks.items() if is_word(nick, body))
        if not named:
            return
        here = {device.jid.bare for device in room.devices.values()}
        told = [
            jid
            for jid in named
            if jid not in here and is_at_least(room.affiliation(jid), "member") and jid.local
        ]
        for jid in told[:MENTIONED_MAX]:
            self._tell(room, element, jid)

    def _tell(self, room: Room, element: Element, jid: Jid) -> None:
        forwarded = wrap(element.with_attr("to", room.jid.text), self._host.clock.now())
        mention = Element("mentions", NS_MENTIONS, {}, (forwarded,))
        attrs = {"from": room.jid.text, "to": jid.text}
        self._host.relay.send(Element("message", NS_CLIENT, attrs, (mention, STORE)))


def references(element: Element) -> set[Jid]:
    """The addresses that a message refers to."""
    found = set()
    for child in element:
        if (child.name, child.ns, child.get("type")) != ("reference", NS_REFERENCE, "mention"):
            continue
        try:
            found.add(Jid.parse((child.get("uri") or "").removeprefix("xmpp:")).bare)
        except JidError:
            continue  # it refers to nobody
    return found


def is_at(address: str | None, room: Room, nicks: set[str]) -> bool:
    """Whether an address in a room is that of one of these nicks."""
    try:
        found = Jid.parse(address or "")
    except JidError:
        return False
    return found.bare == room.jid and found.resource in nicks


def is_word(nick: str, body: str) -> bool:
    """Whether a nick stands in a text by itself."""
    return nick in body and re.search(rf"(?<!\w){re.escape(nick)}(?!\w)", body) is not None
