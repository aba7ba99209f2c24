"""XEP-0045, 7.2.13 to 7.2.16: what was said before, and the subject, for who enters."""

from __future__ import annotations

from dataclasses import dataclass

from magpie.features.rooms.names import NS, NS_SID
from magpie.features.rooms.room import Device, Room
from magpie.server.api import Host, Multicast, with_stanza_id
from magpie.storage import archive
from magpie.xmpp import delay
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of the past a client wants (7.2.14); `None` where it does not say.

    `since` is in µs since 1970, the later of the two that it may have given.
    """

    stanzas: int | None = None
    characters: int | None = None
    since: int | None = None

    @classmethod
    def parse(cls, presence: Element, now: int) -> Wish:
        """What the `<history/>` of a presence says.

        Raises:
            StanzaError: a number or a date that is none.
        """
        own = presence.child("x", NS)
        wanted = None if own is None else own.child("history")
        if wanted is None:
            return cls()
        numbers = [count(wanted.get(name)) for name in ("maxstanzas", "maxchars", "seconds")]
        stanzas, characters, seconds = numbers
        since = None
        try:
            if wanted.get("since"):
                since = delay.from_text(wanted.get("since") or "")
        except ValueError as error:
            raise StanzaError("bad-request", f"since: {error}") from error
        if seconds is not None:
            since = max(since or 0, now - seconds * SECOND)
        return cls(stanzas, characters, since)


def count(text: str | None) -> int | None:
    """A number of the wish."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StanzaError("bad-request", "history is asked for in numbers")
    return int(text)


class History:
    """Sends it; what is said meanwhile comes behind it."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def send(self, room: Room, device: Device, wish: Wish) -> None:
        """7.1: history, then the subject, then what is live."""
        limit = room.options.history
        if wish.stanzas is not None:
            limit = min(limit, wish.stanzas)
        last = 0
        try:
            if limit and wish.characters != 0 and room.options.is_archived:
                last = await self._send_past(room, device, wish, limit)
        finally:
            self._go_live(room, device, last)

    def _go_live(self, room: Room, device: Device, last: int) -> None:
        """The subject, and what was said after message `last`."""
        backlog, device.backlog = device.backlog, None
        if backlog is None:
            return  # it was put out meanwhile
        room.arriving -= 1
        self._send_subject(room, device)
        for number, copy in backlog:
            if not number or number > last:
                self._host.services.send_to_many(copy, room.jid, (device,))

    async def _send_past(self, room: Room, device: Device, wish: Wish, limit: int) -> int:
        """The last messages that the client wants; the number of the newest of all."""
        # Beside what people say there are reactions, markers and subjects, which are no history
        query = archive.Query(room.jid.text, start=wish.since, limit=2 * limit, backwards=True)
        page = await self._host.db.read(archive.query, query)
        found = [self._late(room, row) for row in page.messages]
        late = [copy for copy in found if copy.element.has("body")][-limit:]
        if wish.characters is not None:
            late = shortened(late, wish.characters)
        if device.backlog is not None:
            for copy in late:
                sender = Jid.parse(copy.element.attrs["from"])
                self._host.services.send_to_many(copy, sender, (device,))
        return page.messages[-1].id if page.messages else 0

    def _late(self, room: Room, row: archive.Message) -> Multicast:
        """A message as the archive has it, with its time and the room's id."""
        message = parse_element(row.stanza)
        if not message.has("stanza-id", NS_SID):
            stanza_id = self._host.journal.ids.encode(row.id)
            message = with_stanza_id(message, stanza_id, room.jid)
        return Multicast(message.with_child(delay.stamp(row.at, room.jid)))

    def _send_subject(self, room: Room, device: Device) -> None:
        """7.2.15: always sent; without one it is empty."""
        row = room.row
        sender = Jid.parse(row.subject_by) if row.subject_by else room.jid
        children: tuple[Element | str, ...] = (Element("subject", NS_CLIENT, text=row.subject),)
        if row.subject_at:
            children += (delay.stamp(row.subject_at, room.jid),)
        attrs = {"type": "groupchat", "from": sender.text}
        copy = Multicast(Element("message", NS_CLIENT, attrs, children))
        self._host.services.send_to_many(copy, sender, (device,))


def shortened(late: list[Multicast], most: int) -> list[Multicast]:
    """7.2.14: as many whole stanzas, from the last on, as have `most` characters together."""
    kept: list[Multicast] = []
    for copy in reversed(late):
        most -= len(copy.element.to_bytes(NS_CLIENT).decode())
        if most < 0:
            break
        kept.append(copy)
    return kept[::-1]
