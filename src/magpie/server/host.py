"""One served domain: what features register with, and where the parts of the server meet.

`Host` does nothing itself. It is composed in its constructor, plainly and in order, of parts that
each have one job, and gives features the few verbs of `server/api.py`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from magpie.base.clock import Clock
from magpie.base.config import Settings
from magpie.base.tasks import Tasks
from magpie.server import deliver, management
from magpie.server.accounts import Accounts
from magpie.server.authentication import Failures
from magpie.server.commands import Commands
from magpie.server.deliver import Delivery
from magpie.server.events import Stage
from magpie.server.hooks import Handler, Hooks
from magpie.server.inboxes import Inboxes
from magpie.server.iq import IqFunction, IqRegistry, Replies, Scope
from magpie.server.pressure import Pressure
from magpie.server.liveness import Liveness
from magpie.server.negotiation import PreAuthFunction
from magpie.server.router import Router
from magpie.server.session import Flusher, Session
from magpie.server.sessions import Sessions
from magpie.server.settings import C2s, Limits, Server
from magpie.storage.database import Database
from magpie.storage.journal import Journal
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Message

T = TypeVar("T")
E = TypeVar("E")


@dataclass(frozen=True)
class Xep:
    """One extension that a feature implements, for `docs/xeps.md` and the DOAP file."""

    number: int
    version: str
    status: str = "complete"
    since: str = "0.1.0"
    note: str = ""


class Host:
    """One domain.

    Attributes:
        domain: its name; `jid` the same as an address.
        can_start_tls: whether there is a certificate; the composition root sets it.
        secret: makes up keys for accounts that do not exist (RFC 5802, 9).
        clock, db, journal, settings, tasks: what the composition root gave or follows from it.
        accounts, sessions, inboxes: who there is, who is here, what they have taken.
        router, deliver, hooks, replies, pressure, flusher, commands, limits: the parts.
        features: what service discovery says of the domain and its accounts.
    """

    def __init__(self, domain: str, db: Database, clock: Clock, settings: Settings) -> None:
        self.domain = domain
        self.jid = Jid.parse(domain)
        self.clock = clock
        self.db = db
        self.journal = Journal(db)
        self.settings = settings
        self.limits = settings.get(Limits)
        self.tasks = Tasks(domain)
        self.hooks = Hooks()
        self.iqs = IqRegistry()
        self.c2s = settings.get(C2s)
        self.requires_tls = self.c2s.require_tls
        self.can_start_tls = False
        self.secret = secrets.token_bytes(32)
        self.commands = Commands()
        self.features: set[str] = set()
        self.flusher = Flusher(asyncio.get_running_loop().call_soon)
        self.accounts = Accounts(self)
        self.sessions = Sessions(self)
        self.inboxes = Inboxes(self)
        self.replies = Replies(self)
        self.pressure = Pressure(self)
        self.router = Router(self, self.hooks, self.iqs)
        self.deliver = Delivery(self)
        self.streams = management.Resumable(self)
        self.liveness = Liveness(self)
        self.failures = Failures(self)
        self.preauth: dict[tuple[str, str], PreAuthFunction] = {}
        self._starts: list[Callable[[], Awaitable[None]]] = []
        deliver.register(self, self.deliver)
        management.register(self)
        self.journal.on_pressure(self.pressure.journal)

    # What features call

    def on(self, event: type[E], function: Callable[[E], Any], stage: Stage = Stage.DELIVER) -> None:
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
        scope: Scope = Scope.SELF | Scope.HOST,
    ) -> None:
        """Let `function` answer IQs of `kind` (get, set) with that payload, sent to `scope`."""
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

    def advertise(self, *namespaces: str) -> None:
        """Name features in service discovery."""
        self.features.update(namespaces)

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

    def sessions_of(self, account: Jid) -> list[Session] | tuple[Session, ...]:
        """The sessions of an account, in the order they were opened."""
        return self.sessions.of(account)

    def send_message(self, element: Element) -> None:
        """Send a message in the server's own name, through the guards, journal and archives."""
        to = Jid.parse(element.attrs["to"])
        stamped = element.with_attr("from", self.domain)
        self.router.send_message(Message(stamped, self.jid, to))

    # What the composition root calls

    def load(self, features: tuple[ModuleType, ...]) -> None:
        """Set up the features, in the order that decides who runs first within a stage."""
        for feature in features:
            with self.hooks.owned_by(feature.__name__.rpartition(".")[2]):
                feature.setup(self)

    async def start(self) -> None:
        """Read what is kept in memory; then sessions may come."""
        await self.accounts.load()
        for start in self._starts:
            await start()
        self.inboxes.start()
        self.liveness.start()
        self.streams.start()

    async def stop(self) -> None:
        """End every session and write what is not on disk; nothing more is accepted."""
        self.streams.stop()
        self.liveness.stop()
        await self.journal.drain()
        await self.inboxes.save()
        await self.tasks.close()


def of_settings(db: Database, clock: Clock, settings: Settings) -> Host:
    """The host of the domain that the settings name."""
    return Host(settings.get(Server).domain, db, clock, settings)
