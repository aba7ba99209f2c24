"""The link over XMPP: what `core.link.Link` promises, done with one stream."""

import asyncio
import logging
from collections.abc import Callable

from magpie import __version__
from magpie.base.clock import Clock, SystemClock
from magpie.desktop.core import link as told
from magpie.desktop.core.content import Outgoing
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.secrecy import Vault
from magpie.desktop.link import caps, contacts, enrolment, pep, writing
from magpie.desktop.link.archive import Archive
from magpie.desktop.link.asking import Asking
from magpie.desktop.link.direct import FEATURES as DIRECT_FEATURES
from magpie.desktop.link.direct import Direct
from magpie.desktop.link.hearing import Hearing
from magpie.desktop.link.locks import Locks, is_installed
from magpie.desktop.link.names import (
    NS_CARBONS,
    NS_OMEMO_DEVICES,
    NS_PING,
    make,
)
from magpie.desktop.link.opening import NEXT_PLACE, is_same, through
from magpie.desktop.link.places import Place, places
from magpie.desktop.link.rooms.rooms import Rooms
from magpie.desktop.link.secure import Trace
from magpie.desktop.link.sending import Sending
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
        self.vault: Vault | None = None
        self._locks = Locks("")
        self._hearing: Hearing | None = None
        self._sending: Sending | None = None
        self._direct: Direct | None = None
        self._proxies: list[str] = []
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

    @property
    def secrecy(self) -> Locks:
        if not self.stream.is_session:
            raise Problem(Reason.NOT_CONNECTED)
        return self._locks

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
        assert self._sending is not None
        self._sending.opened(is_resumed=is_resumed)
        return told.Opened(is_resumed, stream.kept, written(stream.sasl2.ticket))

    async def _places(self, login: told.Login) -> list[Place]:
        return [self._place] if self._place else await places(login.server)

    async def start(self, show: Show, status: str) -> told.Abilities:
        self._locks.begin(self.stream, self.vault)
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
        self._end_parts()
        if stream is None:
            return
        if stream.is_session:
            stream.is_session = False
            stream.plugin["xep_0198"].send_ack()
            await asyncio.wait([asyncio.ensure_future(stream.disconnect(wait=GOODBYE_WITHIN))])  # noqa: TID251 (awaited)
        stream.end()
        await asyncio.sleep(0)  # its tasks hear of it

    def drop(self) -> None:
        if self._sending is not None:
            self._sending.shut()
        if self._stream is not None:
            self._stream.cut()

    async def is_alive(self, within: float) -> bool:
        try:
            await self.stream.ask("get", make("ping", NS_PING), within=within)
        except Problem as problem:
            return problem.reason not in (Reason.TIMED_OUT, Reason.NOT_CONNECTED)
        return True

    def send(self, outgoing: Outgoing) -> None:
        assert self._sending is not None
        self._sending.send(outgoing)

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
        self._end_parts()
        self._locks = Locks(login.address)
        stream = Stream(login, self._clock, self._lost, self._trace)
        stream.is_pinned = stream.is_pinned or (old is not None and old.is_pinned)
        rooms = self._rooms = Rooms(stream, login.address, self._tell)
        unseal = self._locks.unseal
        self._archive = Archive(lambda: self.stream, login.address, rooms, unseal)
        self._hearing = Hearing(login.address, self._archive, rooms, self._locks, self._tell)
        self._hearing.listen(stream)
        self._sending = Sending(stream, self._locks, self.is_alive, self._tell)
        self._direct = Direct(stream, self._proxies, self._tell)
        caps.introduce(stream, "Magpie", __version__, FEATURES + encrypted_features())
        self._stream = stream
        return stream

    def _tell(self, event: told.Event) -> None:
        self.listener(event)

    def _lost(self, problem: Problem | None) -> None:
        if self._rooms is not None:
            self._rooms.lost()
        if self._sending is not None:
            self._sending.shut()
        self.listener(told.Closed(problem))

    def _end_parts(self) -> None:
        for part in (self._locks, self._hearing, self._sending):
            if part is not None:
                part.end()


def encrypted_features() -> tuple[str, ...]:
    """Devices of others are told to who can do something with them."""
    return (f"{NS_OMEMO_DEVICES}+notify",) if is_installed() else ()
