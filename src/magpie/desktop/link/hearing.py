"""What a stream tells, made into what the core knows, in the order in which it came."""

from collections.abc import Callable

from slixmpp.xmlstream import ET

from magpie.desktop.core import link as told
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.link import contacts, pep, reading
from magpie.desktop.link.archive import Archive
from magpie.desktop.link.locks import Locks, sealed
from magpie.desktop.link.names import (
    NS_BLOCKING,
    NS_BOOKMARKS,
    NS_EVENT,
    NS_ROSTER,
    child,
    get,
)
from magpie.desktop.link.rooms.rooms import Rooms
from magpie.desktop.link.stream import Stream
from magpie.desktop.link.turns import Turns


class Hearing:
    """Of one account: what is encrypted takes its time, and what comes later waits for it."""

    def __init__(
        self,
        own: str,
        archive: Archive,
        rooms: Rooms,
        locks: Locks,
        tell: Callable[[told.Event], None],
    ) -> None:
        self._own = own
        self._archive = archive
        self._rooms = rooms
        self._locks = locks
        self._tell = tell
        self._turns = Turns("link.in")

    def listen(self, stream: Stream) -> None:
        stream.handle("message", self._message)
        stream.handle("presence", self._presence)
        stream.handle_set("query", NS_ROSTER, self._pushed)
        stream.handle_set("block", NS_BLOCKING, self._blocked)
        stream.handle_set("unblock", NS_BLOCKING, self._blocked)

    def end(self) -> None:
        self._turns.end()

    def _message(self, stanza: ET.Element) -> None:
        if self._archive.take(stanza):
            return
        items = child(child(stanza, "event", NS_EVENT), "items", NS_EVENT)
        if get(items, "node") == NS_BOOKMARKS:
            if get(stanza, "from") in ("", self._own):  # nobody else's count
                self._rooms.bookmarked(stanza)
            return
        if self._rooms.message(stanza):
            return
        message = sealed(stanza)
        if message is None and not self._turns.is_busy:
            self._heard(stanza, Lock.OPEN)
        else:
            self._turns.put(lambda: self._hear_in_turn(stanza, message))
        if items is not None:
            self._locks.told(stanza)

    async def _hear_in_turn(self, stanza: ET.Element, message: ET.Element | None) -> None:
        lock = Lock.OPEN if message is None else await self._locks.unseal(message)
        self._heard(stanza, lock)

    def _heard(self, stanza: ET.Element, lock: Lock) -> None:
        if child(stanza, "event", NS_EVENT) is not None:
            found = pep.events(stanza, self._own)
        else:
            found = reading.events(stanza, self._own, lock)
        for event in found:
            self._tell(event)

    def _presence(self, stanza: ET.Element) -> None:
        if self._rooms.presence(stanza):
            return
        for event in contacts.events(stanza, self._own):
            self._tell(event)

    def _pushed(self, query: ET.Element, sender: str) -> None:
        # RFC 6121, 2.1.6: a push counts only from one's own account
        if sender in ("", self._own):
            kept, removed = contacts.entries(query)
            self._tell(told.ContactsChanged(tuple(kept), tuple(removed)))

    def _blocked(self, element: ET.Element, sender: str) -> None:
        if sender in ("", self._own):
            is_blocked = element.tag.endswith("}block")
            self._tell(told.BlockedChanged(contacts.blocked(element), is_blocked))
