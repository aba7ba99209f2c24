"""One account's connection: made, kept, and made again.

The first try after a loss is at once, the next after one second, then twice as long each time up to
a minute, with some chance in it so that a server that comes back is not run over. A network that
changed or a machine that woke cuts the wait short; while connected it asks the server for a sign of
life, and connects anew when there is none within two seconds. A try that hangs is given up.

What the link tells is handled in order, by one task, in batches: ten thousand messages at once are
a few transactions, and the loop is free between them.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Coroutine
from typing import Any, Protocol

from magpie.base.clock import Clock
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.core.entities.account import Connection, Show
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Abilities, Closed, Event, Link, Login, Opened
from magpie.desktop.core.timers import pause

log = get_logger(__name__)

BATCH = 50  # events handled in one go
WAIT_MAX = 60.0  # seconds between two tries
ALIVE_WITHIN = 2.0  # seconds, when the network changed
WATCH_EVERY = 30.0  # seconds between two looks at a quiet connection
SILENT_WITHIN = 10.0
HANGING = 1.0  # seconds: a younger try is likely to be of the new network already
ACKNOWLEDGED_WITHIN = 8.0  # seconds: a message not acknowledged makes the connection doubtful

# Trying again changes nothing: a person has to.
FINAL = frozenset(
    {
        *(Reason.WRONG_PASSWORD, Reason.NO_PASSWORD, Reason.ACCOUNT_DISABLED, Reason.NO_TLS),
        *(Reason.CERTIFICATE_UNKNOWN, Reason.CERTIFICATE_CHANGED, Reason.REPLACED),
        Reason.TAMPERED,
        *(Reason.NAME_INVALID, Reason.NAME_TAKEN, Reason.SIGN_UP_CLOSED, Reason.PASSWORD_REFUSED),
        *(Reason.INVITATION_INVALID, Reason.NOT_XMPP),
    }
)


class Owner(Protocol):
    """Whom a session works for."""

    async def login(self, session: "Session") -> Login:
        """How to sign in; Problem NO_PASSWORD when that is not known."""

    def moved(self, session: "Session") -> None:
        """`connection`, `problem` or `retry_at` is another."""

    async def opened(self, session: "Session", opened: Opened) -> None:
        """Connected; returns when the outbox may go out."""

    async def told(self, session: "Session", events: list[Event]) -> None:
        """What came, in order."""


class Session:
    """See above. `connection`, `problem` and `retry_at` are as in `Account`."""

    def __init__(self, account: int, link: Link, clock: Clock, owner: Owner) -> None:
        self.account = account
        self.link = link
        self.abilities = Abilities()
        self.show, self.status = Show.ONLINE, ""
        self.connection = Connection.OFF
        self.problem: Problem | None = None
        self.retry_at = 0
        self.unacknowledged: dict[str, float] = {}
        """Messages that went out on this connection, and when (monotonic)."""
        self._clock = clock
        self._owner = owner
        self._events: deque[Event] = deque()
        self._came = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._poke = asyncio.Event()
        self._closed: asyncio.Future[Closed] | None = None
        self._tasks = Tasks(f"session.{account}")
        self._keeping: asyncio.Task[None] | None = None
        self._opening: asyncio.Future[Opened] | None = None
        self._opening_since = 0.0
        self._is_open = False
        link.listener = self._hear
        self._tasks.spawn("events", self._handle())

    @property
    def is_online(self) -> bool:
        """Whether requests may go out."""
        return self._is_open

    def now(self) -> int:
        """µs since 1970, by the server's clock."""
        return self._clock.now() + self.abilities.ahead

    def spawn(self, name: str, coroutine: Coroutine[Any, Any, object]) -> None:
        """Something to do meanwhile; it ends with the session."""
        if self._tasks.is_closed:
            coroutine.close()
        else:
            self._tasks.spawn(name, coroutine)

    async def adopt(self, opened: Opened) -> None:
        """Go on with a link that somebody has opened to try it, and keep it from now on."""
        self._closed = asyncio.get_running_loop().create_future()
        await self._begin(opened)
        self._keeping = self._tasks.spawn("keep", self._keep(is_connected=True))

    def start(self) -> None:
        """Connect, and keep at it."""
        if self._keeping is None or self._keeping.done():
            self._keeping = self._tasks.spawn("keep", self._keep())
        else:
            self._poke.set()

    def poke(self) -> None:
        """The network changed, or the machine woke."""
        if self.connection is Connection.ONLINE:
            self.spawn("check", self._check(ALIVE_WITHIN))
        elif self.connection is Connection.WAITING:
            self._poke.set()
        elif self._opening and self._clock.monotonic() - self._opening_since > HANGING:
            self._poke.set()
            self._opening.cancel()

    async def stop(self) -> None:
        """Goodbye."""
        if self._keeping:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
            self._keeping = None
        await self.link.close()
        self._hear(Closed())
        self._move(Connection.OFF)

    async def close(self) -> None:
        """`stop`, and never again."""
        await self.stop()
        await self._idle.wait()  # what came before the goodbye is on disk
        await self._tasks.close()

    async def _keep(self, *, is_connected: bool = False) -> None:
        tries = 0
        while True:
            problem: Problem | None = None
            try:
                if not is_connected:
                    # What the last connection told, its end too, comes before the next one
                    await self._idle.wait()
                    await self._connect()
                tries = 0
                problem = await self._last()
            except Problem as found:
                problem = found
            is_connected = self._is_open = False
            self.unacknowledged.clear()
            if problem and problem.reason in FINAL:
                self.link.drop()
                self._move(Connection.REFUSED, problem)
                return
            wait = waiting(tries)
            tries += 1
            self._move(Connection.WAITING, problem, self._clock.now() + round(wait * 1_000_000))
            if await pause(self._clock, wait, self._poke):
                tries = 0

    async def _connect(self) -> None:
        self._move(Connection.CONNECTING, self.problem)
        self._closed = asyncio.get_running_loop().create_future()
        try:
            await self._begin(await self._opened(await self._owner.login(self)))
        except Problem:
            self._is_open = False
            self.link.drop()
            raise

    async def _opened(self, login: Login) -> Opened:
        """Connected, unless the network changes meanwhile: what hangs then would hang for long."""
        self._opening = asyncio.ensure_future(self.link.open(login))  # noqa: TID251 (kept here)
        self._opening_since = self._clock.monotonic()
        try:
            return await self._opening
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is None or current.cancelling():
                raise
            raise Problem(Reason.NOT_CONNECTED) from None
        finally:
            self._opening = None

    async def _begin(self, opened: Opened) -> None:
        self._is_open = True
        if not opened.is_resumed:
            self.abilities = await self.link.start(self.show, self.status)
        self._move(Connection.ONLINE)
        await self._owner.opened(self, opened)

    async def _last(self) -> Problem | None:
        """Stay until the connection ends, and look whether it lives; why it ended."""
        assert self._closed is not None
        watching = self._tasks.spawn("watch", self._watch())
        try:
            return (await asyncio.shield(self._closed)).problem
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        quiet = 0.0
        while True:
            await pause(self._clock, ACKNOWLEDGED_WITHIN / 2)
            quiet += ACKNOWLEDGED_WITHIN / 2
            oldest = min(self.unacknowledged.values(), default=None)
            late = oldest is not None and self._clock.monotonic() - oldest > ACKNOWLEDGED_WITHIN
            if late or quiet >= WATCH_EVERY:
                quiet = 0.0
                await self._check(SILENT_WITHIN if not late else ALIVE_WITHIN)

    async def _check(self, within: float) -> None:
        if self._is_open and not await self.link.is_alive(within) and self._is_open:
            log.info("connection.dead", account=self.account)
            self.link.drop()
            self._hear(Closed(detail="no answer"))

    def _hear(self, event: Event) -> None:
        if isinstance(event, Closed):
            self._is_open = False
            if self._closed and not self._closed.done():
                self._closed.set_result(event)
                self._move(Connection.CONNECTING, event.problem)
        self._events.append(event)
        self._idle.clear()
        self._came.set()

    async def _handle(self) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            while self._events:
                batch = [self._events.popleft() for _ in range(min(BATCH, len(self._events)))]
                await self._tell(batch)
            self._idle.set()

    async def _tell(self, batch: list[Event]) -> None:
        try:
            await self._owner.told(self, batch)
        except Problem as problem:  # the disk is full: the archive has it, once there is room
            log.error("events.lost", account=self.account, reason=str(problem))
            self._events.clear()
            self.link.drop()
            self._hear(Closed(detail=str(problem)))
        except Exception as error:
            if len(batch) == 1:  # one event that we cannot bear must not take the others with it
                log.error("event.failed", error=error, account=self.account, kind=type(batch[0]))
                return
            for event in batch:
                await self._tell([event])

    def _move(
        self, connection: Connection, problem: Problem | None = None, retry_at: int = 0
    ) -> None:
        self.connection, self.problem, self.retry_at = connection, problem, retry_at
        self._owner.moved(self)


def waiting(tries: int) -> float:
    """Seconds before the next try, after so many that failed."""
    if tries == 0:
        return 0.1
    longest = min(WAIT_MAX, 2.0 ** (tries - 1))
    return longest * (0.5 + secrets.randbelow(1000) / 2000)
