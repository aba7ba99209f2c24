"""XEP-0313: Message Archive Management, as a client asks."""

from collections.abc import Callable, Iterable

from slixmpp.xmlstream import ET

from magpie.base.clock import iso
from magpie.desktop.core import link as told
from magpie.desktop.core.content import Arrival
from magpie.desktop.core.ids import new_id
from magpie.desktop.core.link import ArchivePage, ArchiveQuery
from magpie.desktop.link import reading
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

WITHIN = 60.0  # seconds for a page


class Archive:
    """Asks, and gathers the results, which come as messages before the answer."""

    def __init__(self, stream: Callable[[], Stream], own: str, rooms: Rooms) -> None:
        self._stream = stream
        self._own = own
        self._rooms = rooms
        self._pages: dict[str, tuple[ArchiveQuery, list[Arrival]]] = {}  # what came of each

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
            page += [event.arrival for event in self._kept(room, message, stamp, id)]
        return True

    def _kept(self, room: str, message: ET.Element, stamp: int, id: str) -> Iterable[told.Arrived]:
        seat = self._rooms.seat(room)
        if get(message, "type") == "groupchat" and room and seat is not None:
            return said.arrivals(message, seat, source="archive", stamp=stamp, archive_id=id)
        if room or get(message, "type") in ("error", "groupchat", "headline"):
            return ()
        return reading.arrivals(message, self._own, source="archive", stamp=stamp, archive_id=id)

    async def page(self, query: ArchiveQuery) -> ArchivePage:
        """One page, oldest first."""
        id = new_id()
        found: list[Arrival] = []
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
            arrivals=tuple(found),
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
