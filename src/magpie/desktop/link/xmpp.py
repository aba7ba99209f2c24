"""The link over XMPP: what `core.link.Link` promises, done with one stream."""

import asyncio
import logging
from collections.abc import Callable

from slixmpp.xmlstream import ET

from magpie import __version__
from magpie.base.clock import Clock, SystemClock
from magpie.desktop.core import link as told
from magpie.desktop.core.content import Outgoing
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link import caps, contacts, enrolment, pep, reading, writing
from magpie.desktop.link.archive import Archive
from magpie.desktop.link.asking import Asking
from magpie.desktop.link.direct import FEATURES as DIRECT_FEATURES
from magpie.desktop.link.direct import Direct
from magpie.desktop.link.names import (
    NS_BLOCKING,
    NS_BOOKMARKS,
    NS_CARBONS,
    NS_EVENT,
    NS_PING,
    NS_ROSTER,
    child,
    get,
    make,
)
from magpie.desktop.link.opening import NEXT_PLACE, is_same, through
from magpie.desktop.link.places import Place, places
from magpie.desktop.link.rooms.rooms import Rooms
from magpie.desktop.link.secure import Trace
from magpie.desktop.link.services import Services
from magpie.desktop.link.stream import Stream
from magpie.desktop.link.ticket import written

GOODBYE_WITHIN = 2.0  # seconds
FEATURES = (
    *("urn:xmpp:receipts", "urn:xmpp:chat-markers:0", "http://jabber.org/protocol/chatstates"),
    *("urn:xmpp:message-correct:0", "urn:xmpp:message-retract:1", "urn:xmpp:reactions:0"),
    *("urn:xmpp:reply:0", "urn:xmpp:fallback:0", "urn:xmpp:sfs:0", "jabber:x:oob"),
    *("urn:xmpp:carbons:2", "http://jabber.org/protocol/nick", "http://jabber.org/protocol/muc"),
    *("jabber:x:conference", "urn:xmpp:occupant-id:0", "urn:xmpp:message-moderate:1"),
    *(f"{node}+notify" for node in pep.NOTIFY),
    *DIRECT_FEATURES,
)


class XmppLink(Asking):
    """See `core.link.Link`. `trace` is shown each stanza, text and all: for a debug switch."""

    def __init__(self, clock: Clock | None = None, trace: Trace | None = None) -> None:
        super().__init__()
        self.listener: Callable[[told.Event], None] = lambda _: None
        self._clock = clock or SystemClock()
        self._trace = trace
        self._archive: Archive | None = None
        self._rooms: Rooms | None = None
        self._direct: Direct | None = None
        self._proxies: list[str] = []
        self._in_flight: set[str] = set()
        # What matters comes as an event; the rest would be tracebacks about networks that went.
        logging.getLogger("slixmpp").setLevel(logging.CRITICAL)

    @property
    def direct(self) -> Direct:
        if self._direct is None or not self.stream.is_session:
            raise Problem(Reason.NOT_CONNECTED)
        return self._direct

    @property
    def rooms(self) -> Rooms:
        if self._rooms is None or not self.stream.is_session:
            raise Problem(Reason.NOT_CONNECTED)
        return self._rooms

    async def open(self, login: told.Login) -> told.Opened:
        stream = self._prepared(login)
        if login.registers:
            stream.before_sign_in = lambda: enrolment.enrol(stream, login)
        try:
            self._place, is_resumed = await through(stream, await self._places(login))
        except Problem as problem:
            if problem.reason in NEXT_PLACE:
                self._place = None  # ask DNS anew
            raise
        return told.Opened(is_resumed, stream.kept, written(stream.sasl2.ticket))

    async def _places(self, login: told.Login) -> list[Place]:
        return [self._place] if self._place else await places(login.server)

    async def start(self, show: Show, status: str) -> told.Abilities:
        self._in_flight.clear()
        self._services = Services(self.stream, self._own, self._clock)
        abilities = await self._services.look()
        self._proxies[:] = self._services.proxies
        if not self.stream.sasl2.has_copies:
            await self._copy()
        await caps.describe(self.stream)
        self.send_presence(show, status)
        return abilities

    async def _copy(self) -> None:
        """XEP-0280, 4; a server without it says so, and there are no copies."""
        try:
            await self.stream.ask("set", make("enable", NS_CARBONS))
        except Problem as problem:
            if problem.reason is Reason.NOT_CONNECTED:
                raise

    async def revoke(self, login: told.Login) -> None:
        stream = Stream(login, self._clock, lambda _: None, self._trace)
        stream.sasl2.is_farewell = True
        try:
            await through(stream, await self._places(login))
        finally:
            stream.end()

    async def close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        if stream.is_session:
            stream.is_session = False
            stream.plugin["xep_0198"].send_ack()
            await asyncio.wait([asyncio.ensure_future(stream.disconnect(wait=GOODBYE_WITHIN))])  # noqa: TID251 (awaited)
        stream.end()
        await asyncio.sleep(0)  # its tasks hear of it

    def drop(self) -> None:
        if self._stream is not None:
            self._stream.cut()

    async def is_alive(self, within: float) -> bool:
        try:
            await self.stream.ask("get", make("ping", NS_PING), within=within)
        except Problem as problem:
            return problem.reason not in (Reason.TIMED_OUT, Reason.NOT_CONNECTED)
        return True

    def send(self, outgoing: Outgoing) -> None:
        self._in_flight.add(outgoing.id)
        stream = self.stream
        stream.put(writing.message(outgoing))
        if not stream.is_managed:
            self._ask_by_ping(stream)

    def send_typing(self, to: str, is_typing: bool, *, is_group: bool = False) -> None:
        self.stream.put(writing.typing(to, is_typing=is_typing, is_group=is_group))

    def send_receipt(self, to: str, id: str) -> None:
        self.stream.put(writing.receipt(to, id))

    def send_presence(self, show: Show, status: str) -> None:
        self.stream.put(contacts.presence(show, status))
        self.rooms.present(show, status)

    def subscribe(self, address: str, text: str) -> None:
        self.stream.put(contacts.subscription("subscribe", address, text))

    def allow(self, address: str) -> None:
        self.stream.put(contacts.subscription("subscribed", address))

    def deny(self, address: str) -> None:
        self.stream.put(contacts.subscription("unsubscribed", address))

    async def archive(self, query: told.ArchiveQuery) -> told.ArchivePage:
        if self._archive is None:
            raise Problem(Reason.NOT_CONNECTED)
        return await self._archive.page(query)

    # What the stream tells

    def _prepared(self, login: told.Login) -> Stream:
        """The stream of before, if it can be resumed; a new one otherwise."""
        old = self._stream
        if old is not None and old.can_resume and is_same(old.login, login):
            old.login = login
            return old
        if old is not None and old.login.server != login.server:
            self._place = None
        if old is not None:
            old.end()
        self._own = login.address
        stream = Stream(login, self._clock, self._lost, self._trace)
        stream.is_pinned = stream.is_pinned or (old is not None and old.is_pinned)
        stream.handle("message", self._message)
        stream.handle("presence", self._presence)
        stream.handle_set("query", NS_ROSTER, self._pushed)
        stream.handle_set("block", NS_BLOCKING, self._blocked)
        stream.handle_set("unblock", NS_BLOCKING, self._blocked)
        self._direct = Direct(stream, self._proxies, lambda event: self.listener(event))
        rooms = self._rooms = Rooms(stream, login.address, lambda event: self.listener(event))
        self._archive = Archive(lambda: self.stream, login.address, rooms)
        stream.on_acknowledged(self._acknowledged)
        caps.introduce(stream, "Magpie", __version__, FEATURES)
        self._stream = stream
        return stream

    def _message(self, stanza: ET.Element) -> None:
        if self._archive is not None and self._archive.take(stanza):
            return
        items = child(child(stanza, "event", NS_EVENT), "items", NS_EVENT)
        if get(items, "node") == NS_BOOKMARKS:
            if get(stanza, "from") in ("", self._own):  # nobody else's count
                self.rooms.bookmarked(stanza)
            return
        if self._rooms is not None and self._rooms.message(stanza):
            return
        if items is not None:
            found = pep.events(stanza, self._own)
        else:
            found = reading.events(stanza, self._own)
        for event in found:
            self.listener(event)

    def _presence(self, stanza: ET.Element) -> None:
        if self._rooms is not None and self._rooms.presence(stanza):
            return
        for event in contacts.events(stanza, self._own):
            self.listener(event)

    def _pushed(self, query: ET.Element, sender: str) -> None:
        # RFC 6121, 2.1.6: a push counts only from one's own account
        if sender in ("", self._own):
            kept, removed = contacts.entries(query)
            self.listener(told.ContactsChanged(tuple(kept), tuple(removed)))

    def _blocked(self, element: ET.Element, sender: str) -> None:
        if sender in ("", self._own):
            is_blocked = element.tag.endswith("}block")
            self.listener(told.BlockedChanged(contacts.blocked(element), is_blocked))

    def _acknowledged(self, id: str) -> None:
        if id in self._in_flight:
            self._in_flight.discard(id)
            self.listener(told.Acknowledged(id))

    def _lost(self, problem: Problem | None) -> None:
        if self._rooms is not None:
            self._rooms.lost()
        self.listener(told.Closed(problem))

    def _ask_by_ping(self, stream: Stream) -> None:
        """Without XEP-0198, the answer to a ping says that what went before has come."""
        waiting = tuple(self._in_flight)

        async def ask() -> None:
            if await self.is_alive(30.0) and stream is self._stream:
                for id in waiting:
                    self._acknowledged(id)

        stream.spawn("acknowledged", ask())
