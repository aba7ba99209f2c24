"""XEP-0313: Message Archive Management, as a client asks."""

from collections.abc import Awaitable, Callable, Iterable

from slixmpp.xmlstream import ET

from magpie.base.clock import iso
from magpie.desktop.core import link as told
from magpie.desktop.core.content import Arrival
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.core.ids import new_id
from magpie.desktop.core.link import ArchivePage, ArchiveQuery
from magpie.desktop.link import reading
from magpie.desktop.link.locks import is_sealed
from magpie.desktop.link.names import (
    NS_ARCHIVE,
    NS_CLIENT,
    NS_FORWARD,
    NS_RSM,
    add,
    child,
    form,
    get,
    make,
    text,
)
from magpie.desktop.link.rooms import reading as said
from magpie.desktop.link.rooms.rooms import Rooms
from magpie.desktop.link.stream import Stream

Kept = tuple[str, int, ET.Element]  # its id, when it was, and the message
Unseal = Callable[[ET.Element], Awaitable[Lock]]

WITHIN = 60.0  # seconds for a page


class Archive:
    """Asks, and gathers the results, which come as messages before the answer."""

    def __init__(
        self, stream: Callable[[], Stream], own: str, rooms: Rooms, unseal: Unseal
    ) -> None:
        self._stream = stream
        self._own = own
        self._rooms = rooms
        self._unseal = unseal
        self._pages: dict[str, tuple[ArchiveQuery, list[Kept]]] = {}  # what came of each

    def take(self, stanza: ET.Element) -> bool:
        """Whether the message is a result of ours (it is kept then)."""
        result = child(stanza, "result", NS_ARCHIVE)
        if result is None:
            return False
        query, page = self._pages.get(get(result, "queryid"), (ArchiveQuery(), None))
        room = query.room
        # XEP-0313, 8: "clients MUST ignore results that are not from the archive they asked"
        if page is None or get(stanza, "from") not in ((room,) if room else ("", self._own)):
            return True
        forwarded = child(result, "forwarded", NS_FORWARD)
        message = child(forwarded, "message", NS_CLIENT)
        if forwarded is not None and message is not None:
            stamp, id = reading.stamp_of(forwarded), get(result, "id")
            if query.after and not room:  # an invitation that one has missed is one still
                self._rooms.invited(message)
            page.append((id, stamp, message))
        return True

    async def _read(self, room: str, id: str, stamp: int, message: ET.Element) -> list[Arrival]:
        seat = self._rooms.seat(room)
        found: Iterable[told.Arrived] = ()
        if get(message, "type") == "groupchat" and room and seat is not None:
            found = said.arrivals(message, seat, source="archive", stamp=stamp, archive_id=id)
        elif not room and get(message, "type") not in ("error", "groupchat", "headline"):
            lock = await self._unseal(message) if is_sealed(message) else Lock.OPEN
            found = reading.arrivals(
                message, self._own, source="archive", stamp=stamp, archive_id=id, lock=lock
            )
        return [event.arrival for event in found]

    async def page(self, query: ArchiveQuery) -> ArchivePage:
        """One page, oldest first."""
        id = new_id()
        found: list[Kept] = []
        self._pages[id] = (query, found)
        try:
            answer = await self._stream().ask(
                "set", _query(id, query), to=query.room, within=WITHIN
            )
        finally:
            del self._pages[id]
        fin = child(answer, "fin", NS_ARCHIVE)
        bounds = child(fin, "set", NS_RSM)
        return ArchivePage(
            arrivals=tuple([one for kept in found for one in await self._read(query.room, *kept)]),
            first=text(bounds, "first", NS_RSM),
            last=text(bounds, "last", NS_RSM),
            is_complete=get(fin, "complete") in ("true", "1"),
        )


def _query(id: str, query: ArchiveQuery) -> ET.Element:
    one = make("query", NS_ARCHIVE, queryid=id)
    fields = {"with": query.peer} if query.peer else {}
    if query.start:
        fields["start"] = iso(query.start, precise=True)
    if fields:
        one.append(form(NS_ARCHIVE, **fields))
    rsm = add(one, "set", NS_RSM)
    add(rsm, "max", NS_RSM, str(query.limit))
    if query.before is not None:
        add(rsm, "before", NS_RSM, query.before)
    elif query.after:
        add(rsm, "after", NS_RSM, query.after)
    return one
