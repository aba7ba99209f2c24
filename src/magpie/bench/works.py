"""The works of the comparison: what each server is configured for, what is run, what to look at."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from magpie.bench.archive import Archive, archive, kept
from magpie.bench.burst import burst
from magpie.bench.chat import Chat, chat
from magpie.bench.idle import Idle, idle
from magpie.bench.login import Login, login
from magpie.bench.muc import Entrance, Muc, Rooms, entrance, idle_rooms, muc
from magpie.bench.presence import Offline, Storm, offline, presence
from magpie.bench.rate import Rate, rate
from magpie.bench.report import Result
from magpie.bench.search import Search, search
from magpie.bench.servers.history import ACCOUNTS
from magpie.bench.servers.running import Running, Setup
from magpie.bench.target import Tls

OWN = "own store"
SQLITE = "SQLite"
HISTORY = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to show in the table: its name in the result, and which way is better."""

    name: str
    is_less_better: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One row, or a few, of the table.

    `stores` are the peers' variants: with their own files or Mnesia, or with SQLite. `goal` is
    what Magpie is to reach, in words. `unfit` says of a server why it does not run the work.
    """

    key: str
    title: str
    setup: Setup
    run: Callable[[Running], Awaitable[Result]]
    figures: tuple[Figure, ...]
    goal: str = ""
    stores: tuple[str, ...] = (OWN,)
    unfit: Mapping[str, str] = field(default_factory=dict)
    patience: float = 300.0  # seconds after which it is given up on a server

    def variants(self, server: str) -> dict[str, Setup]:
        """The configurations to measure for a server, by name; Magpie's store is always SQLite."""
        if server == "Magpie":
            return {SQLITE: self.setup}
        return {store: replace(self.setup, sql=store == SQLITE) for store in self.stores}


PER_CPU = Figure("delivered per CPU-s")
PER_S = Figure("delivered per s")
P99 = Figure("p99 ms", is_less_better=True)
P999 = Figure("p99.9 ms", is_less_better=True)
LOGINS = Figure("logins per CPU-s")
ROOM_CPU = Figure("server CPU s", is_less_better=True)
ROOM_RSS = Figure("RSS per room kB", is_less_better=True)
RSS = Figure("RSS per session kB", is_less_better=True)
PSS = Figure("PSS per session kB", is_less_better=True)
PRESENCE = Figure("server CPU per presence µs", is_less_better=True)
STORM_CPU = Figure("server CPU s", is_less_better=True)
FURTHER = Figure("server CPU per login ms", is_less_better=True)
AT_REST = Figure("resident MB", is_less_better=True)
READY = Figure("start to ready s", is_less_better=True)


def _chat(options: Chat) -> Callable[[Running], Awaitable[Result]]:
    async def run(server: Running) -> Result:
        return await chat(server.target, options)

    return run


def _archived(
    work: Callable[[Running], Awaitable[Result]],
) -> Callable[[Running], Awaitable[Result]]:
    """The work, and then a look whether the archive really was on."""

    async def run(server: Running) -> Result:
        result = await work(server)
        if not await kept(server.target, 0):
            result.faults.append("the archive is empty")
        return result

    return run


def _burst(options: Chat) -> Callable[[Running], Awaitable[Result]]:
    async def run(server: Running) -> Result:
        return await burst(server.target, options)

    return run


async def _rate(server: Running) -> Result:
    return await rate(server.target, Rate())


def _login(mechanism: str, tls: Tls) -> Callable[[Running], Awaitable[Result]]:
    async def run(server: Running) -> Result:
        target = server.target.with_tls(tls, server.target.port)
        return await login(target.with_mechanism(mechanism), Login())

    return run


def _idle(tls: Tls) -> Callable[[Running], Awaitable[Result]]:
    async def run(server: Running) -> Result:
        return await idle(server.target.with_tls(tls, server.target.port), Idle())

    return run


def _storm(users: int) -> Callable[[Running], Awaitable[Result]]:
    async def run(server: Running) -> Result:
        return await presence(server.target, Storm(sessions=users))

    return run


def _offline(registered: int) -> Callable[[Running], Awaitable[Result]]:
    async def run(server: Running) -> Result:
        return await offline(server.target, Offline(), registered)

    return run


async def _muc(server: Running) -> Result:
    return await muc(server.target, Muc())


def _entrance(users: int) -> Callable[[Running], Awaitable[Result]]:
    async def run(server: Running) -> Result:
        return await entrance(server.target, Entrance(occupants=users))

    return run


async def _idle_rooms(server: Running) -> Result:
    return await idle_rooms(server.target, Rooms())


async def _archive(server: Running) -> Result:
    return await archive(server.target, Archive())


async def _search(server: Running) -> Result:
    return await search(server.target, Search(history=HISTORY))


async def _at_rest(server: Running) -> Result:
    figures = {AT_REST.name: server.tree.rss() / 1e6, READY.name: server.ready_after}
    return Result("at rest", dict(figures))


_KEPT = Setup(archive=True)
_UNKEPT = Setup(archive=False)
_LOGIN = Setup(archive=True, accounts=64)

WORKS = (
    Work(
        "chat",
        "chat, 20 pairs, 10 in flight",
        replace(_KEPT, accounts=40),
        _archived(_chat(Chat())),
        (PER_CPU, PER_S, P99),
        "≥ 12,000 per CPU-s and ≥ 12 × the better peer; p99 ≤ 60 ms",
        (OWN, SQLITE),
    ),
    Work(
        "chat-unkept",
        "the same, archive off",
        replace(_UNKEPT, accounts=40),
        _chat(Chat()),
        (PER_CPU, PER_S, P99),
        "≥ 25,000 per CPU-s and ≥ 2.5 × the better peer",
    ),
    Work(
        "burst",
        "burst, one sender, 100 in flight",
        replace(_KEPT, accounts=2),
        _archived(_burst(Chat(window=100))),
        (PER_S, PER_CPU, P99),
        "≥ 5,000 per s",
        (OWN, SQLITE),
    ),
    Work(
        "rate",
        "rate, 1,000 messages/s over 200 users",
        replace(_KEPT, accounts=200),
        _rate,
        (P99, P999),
        "p99 ≤ 20 ms, p99.9 ≤ 60 ms",
    ),
    Work(
        "login",
        "log in by SCRAM-SHA-256, bind, presence, log out",
        _LOGIN,
        _login("SCRAM-SHA-256", Tls.NONE),
        (LOGINS,),
        "≥ 1,300 per CPU-s and ≥ 2 × the better peer",
    ),
    Work(
        "login-tls",
        "the same with STARTTLS",
        _LOGIN,
        _login("SCRAM-SHA-256", Tls.STARTTLS),
        (LOGINS,),
        "≥ 640 per CPU-s and ≥ 2 × the better peer",
    ),
    Work(
        "login-sha1",
        "log in by SCRAM-SHA-1, without TLS",
        replace(_LOGIN, hash="SHA-1"),
        _login("SCRAM-SHA-1", Tls.NONE),
        (LOGINS,),
    ),
    Work(
        "login-plain",
        "log in by PLAIN, without TLS",
        replace(_LOGIN, hash="SHA-1"),
        _login("PLAIN", Tls.NONE),
        (LOGINS,),
    ),
    Work(
        "idle",
        "idle session, 500 of them",
        replace(_KEPT, accounts=500, is_fresh=True),
        _idle(Tls.NONE),
        (RSS, PSS),
        "≤ 22 kB",
    ),
    Work(
        "idle-tls",
        "the same with STARTTLS",
        replace(_KEPT, accounts=500, is_fresh=True),
        _idle(Tls.STARTTLS),
        (RSS, PSS),
        "≤ 45 kB",
    ),
    Work(
        "presence",
        "300 users arriving in one everyone group",
        replace(_KEPT, accounts=300, group=True),
        _storm(300),
        (PRESENCE, STORM_CPU),
        "≤ 25 µs a presence",
    ),
    Work(
        "presence-1000",
        "1,000 users arriving in one everyone group",
        replace(_KEPT, accounts=1000, group=True),
        _storm(1000),
        (PRESENCE, STORM_CPU),
        "≤ 25 µs a presence",
        unfit=dict.fromkeys(("Prosody", "ejabberd"), "not tried: 11 times the work of 300"),
    ),
    Work(
        "muc",
        "room of 100, 10 messages in flight, archived",
        replace(_KEPT, accounts=100, rooms=True),
        _muc,
        (PER_CPU, PER_S, P99),
        "≥ 50,000 deliveries per CPU-s and ≥ 3 × the better peer",
        (OWN, SQLITE),
    ),
    Work(
        "muc-300",
        "300 users entering one room",
        replace(_KEPT, accounts=300, rooms=True),
        _entrance(300),
        (ROOM_CPU, PRESENCE),
    ),
    Work(
        "muc-1000",
        "1,000 users entering one room",
        replace(_KEPT, accounts=1000, rooms=True),
        _entrance(1000),
        (ROOM_CPU, PRESENCE),
        "≤ 30 s of server CPU",
        unfit=dict.fromkeys(("Prosody", "ejabberd"), "not tried: 11 times the work of 300"),
    ),
    Work(
        "muc-idle",
        "room with one occupant, 500 of them",
        replace(_KEPT, accounts=1, rooms=True, is_fresh=True),
        _idle_rooms,
        (ROOM_RSS,),
        "≤ 20 kB",
    ),
    Work(
        "further-100",
        "a further login, 20 online, 100 registered in the group",
        replace(_KEPT, accounts=100, group=True),
        _offline(100),
        (FURTHER,),
    ),
    Work(
        "further-1000",
        "a further login, 20 online, 1,000 registered in the group",
        replace(_KEPT, accounts=1000, group=True),
        _offline(1000),
        (FURTHER,),
        "as with 100 registered",
    ),
    Work(
        "rest", "at rest, on an empty folder", _KEPT, _at_rest, (AT_REST, READY), "≤ 60 MB; ≤ 1.5 s"
    ),
    Work(
        "archive",
        "page of 50 out of 1,000,000 messages, 100,000 of them the reader's",
        replace(_KEPT, accounts=ACCOUNTS, history=HISTORY),
        _archive,
        (P99, Figure("p50 ms", is_less_better=True)),
        "p99 ≤ 10 ms",
        (SQLITE,),
    ),
    Work(
        "search",
        "search in 1,000,000 messages, 100,000 of them the reader's",
        replace(_KEPT, accounts=ACCOUNTS, history=HISTORY, texts=True),
        _search,
        (P99, Figure("p50 ms", is_less_better=True)),
        "p99 ≤ 50 ms",
        (SQLITE,),
        unfit=dict.fromkeys(("Prosody", "ejabberd"), "has no search"),
        patience=2400.0,
    ),
)
