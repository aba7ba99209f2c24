"""One served domain: what features register with, and where the parts of the server meet.

`Host` does little itself: it holds the parts that each have one job (`compose` makes them) and
gives features the few verbs of `server/api.py`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from magpie.base.clock import Clock
from magpie.base.config import Settings
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.server.hooks import Handler, Hooks
from magpie.server.reach import Reach
from magpie.server.settings import C2s, Limits
from magpie.server.stages import Stage
from magpie.storage.database import Database
from magpie.storage.journal import Journal
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Message

if TYPE_CHECKING:  # the parts know the host; the host names them for types, `compose` makes them
    from magpie.server.accounts import Accounts
    from magpie.server.adhoc import AdHocCommands
    from magpie.server.announcements import Announcements
    from magpie.server.authentication import Failures
    from magpie.server.bytestreams import Bytestreams
    from magpie.server.circles import Circles
    from magpie.server.commands import Commands
    from magpie.server.deliver import Delivery
    from magpie.server.former import Former
    from magpie.server.guests import Guests
    from magpie.server.inboxes import Inboxes
    from magpie.server.invitations import Invitations
    from magpie.server.iq import IqFunction, IqRegistry, Replies, Scope
    from magpie.server.live import Live
    from magpie.server.liveness import Liveness
    from magpie.server.measures import Measures
    from magpie.server.messages import Messages
    from magpie.server.negotiation import PreAuthFunction
    from magpie.server.nodes import Nodes
    from magpie.server.pressure import Pressure
    from magpie.server.registrar import Registrar
    from magpie.server.relay import Relay
    from magpie.server.resumption import Resumable
    from magpie.server.rosters import Rosters
    from magpie.server.router import Router
    from magpie.server.sasl2 import TokenKeeper
    from magpie.server.services import Service, Services
    from magpie.server.session import Flusher, Session
    from magpie.server.sessions import Sessions
    from magpie.server.tickets import Tickets
    from magpie.server.uploads import Uploads

log = get_logger(__name__)
STOP_WITHIN = 4.0  # seconds for what waits to be written when the server ends
T = TypeVar("T")
E = TypeVar("E")

NO_ROOM = "The server cannot store anything now. Try again later."


class Host:
    """One domain.

    Attributes:
        domain: its name; `jid` the same as an address.
        clock, db, journal, settings, tasks, hooks: what everything stands on.
        limits, c2s: two sections of the settings that many parts read.
        can_start_tls: whether there is a certificate; the composition root sets it.
        public_url: the web site's address as people know it, "" where there is none; the
            composition root sets it.
        local_url: the same for this machine only, without TLS; "" where there is none.
        reach: how clients get there where the domain's name does not lead; set likewise.
        requires_tls: whether a password (PLAIN) needs TLS on this machine too.
        tokens: who lets clients in by tokens (XEP-0484), where somebody does.
        secret: makes up keys for accounts that do not exist (RFC 5802, 9).
        search_turn: whose turn it is to look through the texts of an archive.
        features: what service discovery says of the domain and its accounts.
        preauth: who answers an IQ before authentication, by (namespace, name) of its payload.
    """

    # The parts, made by `compose`
    accounts: Accounts
    adhoc: AdHocCommands
    announcements: Announcements
    bytestreams: Bytestreams
    circles: Circles
    commands: Commands
    deliver: Delivery
    failures: Failures
    flusher: Flusher
    former: Former
    guests: Guests
    inboxes: Inboxes
    invitations: Invitations
    iqs: IqRegistry
    live: Live
    liveness: Liveness
    measures: Measures
    messages: Messages
    nodes: Nodes
    pressure: Pressure
    registrar: Registrar
    relay: Relay
    replies: Replies
    rosters: Rosters
    router: Router
    services: Services
    sessions: Sessions
    streams: Resumable
    tickets: Tickets
    uploads: Uploads

    def __init__(self, domain: str, db: Database, clock: Clock, settings: Settings) -> None:
        self.domain = domain
        self.jid = Jid.parse(domain)
        self.clock = clock
        self.db = db
        self.journal = Journal(db)
        self.settings = settings
        self.limits = settings.get(Limits)
        self.c2s = settings.get(C2s)
        self.tasks = Tasks(domain)
        self.hooks = Hooks()
        self.requires_tls = self.c2s.require_tls
        self.can_start_tls = False
        self.public_url = ""
        self.local_url = ""
        self.reach = Reach()
        self.tokens: TokenKeeper | None = None
        self.secret = secrets.token_bytes(32)
        self.search_turn = asyncio.Lock()
        self.features: set[str] = set()
        self.preauth: dict[tuple[str, str], PreAuthFunction] = {}
        self._starts: list[Callable[[], Awaitable[None]]] = []
        self._stops: list[Callable[[], Awaitable[None]]] = []
        self._endings: list[Callable[[], None]] = []

    @property
    def names(self) -> tuple[str, ...]:
        """The domain, then those that it had before and still answers for."""
        return (self.domain, *self.former)

    # What features call

    def on(
        self, event: type[E], function: Callable[[E], Any], stage: Stage = Stage.DELIVER
    ) -> None:
        """Call `function` at `stage` of each stanza event of that class."""
        self.hooks.on(event, function, stage)

    def answer(self, question: type[E], function: Callable[[E], None]) -> None:
        """Let `function` change the answer to each question of that class."""
        self.hooks.answer(question, function)

    def watch(self, news: type[E], function: Callable[[E], None]) -> None:
        """Tell `function` of each news of that class."""
        self.hooks.watch(news, function)

    def on_iq(
        self,
        kind: str,
        ns: str,
        name: str,
        function: IqFunction,
        scope: Scope | None = None,
    ) -> None:
        """Let `function` answer IQs of `kind` (get, set) with that payload.

        `scope`: to whom they are addressed; by default the sender's own account, and the domain.
        """
        self.iqs.add(kind, ns, name, function, scope, self.hooks.owner)

    def on_preauth(self, ns: str, name: str, function: PreAuthFunction) -> None:
        """Let `function` answer an IQ with that payload before authentication."""
        self.preauth[ns, name] = function

    def on_nonza(self, ns: str, name: str, function: Callable[[Session, Element], None]) -> None:
        """Let `function` handle a stream element that is no stanza."""
        self.router.nonzas[ns, name] = Handler(function, self.hooks.owner, None)

    def on_start(self, function: Callable[[], Awaitable[None]]) -> None:
        """Await `function` before the first connection is accepted."""
        self._starts.append(function)

    def on_ending(self, function: Callable[[], None]) -> None:
        """Call `function` when the server is to stop, and all sessions are still there."""
        self._endings.append(function)

    def on_stop(self, function: Callable[[], Awaitable[None]]) -> None:
        """Await `function` when the last session has ended: what it writes is still written."""
        self._stops.append(function)

    def advertise(self, *namespaces: str) -> None:
        """Name features in service discovery."""
        self.features.update(namespaces)

    def serve(self, domain: str, service: Service, name: str) -> None:
        """Let `service` answer for a whole domain of its own, that discovery calls `name`."""
        self.services.add(domain, service, name)

    def command(self, name: str, function: Callable[..., Any]) -> None:
        """Offer a command to the command line and whatever else runs commands."""
        self.commands.add(name, function)

    def config(self, section: type[T]) -> T:
        """The settings of a feature's `Config` class."""
        return self.settings.get(section)

    def ask(self, question: T) -> T:
        """Put a question to whoever answers it."""
        return self.hooks.ask(question)

    def tell(self, news: object) -> None:
        """Tell whoever watches."""
        self.hooks.tell(news)

    def task(self, name: str, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run slow work as a named task that ends with the host."""
        return self.tasks.spawn(name, coroutine)

    def sessions_of(self, account: Jid) -> Sequence[Session]:
        """The sessions of an account, in the order they were opened."""
        return self.sessions.of(account)

    def send_message(self, element: Element) -> None:
        """Send a message in the server's own name, through the guards, journal and archives."""
        to = Jid.parse(element.attrs["to"])
        stamped = element.with_attr("from", self.domain)
        self.messages.send(Message(stamped, self.jid, to))

    # What the composition root calls

    def load(self, features: tuple[ModuleType, ...]) -> None:
        """Set up the features, in the order that decides who runs first within a stage."""
        for feature in features:
            with self.hooks.owned_by(feature.__name__.rpartition(".")[2]):
                feature.setup(self)

    async def start(self) -> None:
        """Read what is kept in memory; then sessions may come."""
        await self.accounts.load()
        await self.circles.load()
        await self.announcements.load()
        for start in self._starts:
            await start()
        self.inboxes.start()
        self.liveness.start()
        self.streams.start()

    def ending(self) -> None:
        """The server is to stop: what has something to say to the sessions says it now."""
        log.info("server.stopping")
        for end in self._endings:
            end()

    async def stop(self) -> None:
        """End every session and write what is not on disk; nothing more is accepted."""
        self.streams.stop()
        self.liveness.stop()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                for stop in self._stops:
                    await stop()
                await self.journal.drain()
                await self.inboxes.save()
        except TimeoutError:  # nothing of it was acknowledged
            log.error("server.stopped_early", waiting=self.journal.depth)
        await self.tasks.close(timeout=0.5)
