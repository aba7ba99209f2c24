"""The stage: one host in memory, its accounts and the devices that play on it."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.scene import match, rest
from tests.scene.line import Line
from tests.scene.network import MemoryDialer, Network, Server
from tests.scene.peer import Device, Peer, RawStream

import magpie.features
from magpie.base.config import load
from magpie.server.compose import make_host
from magpie.server.host import Host
from magpie.server.news import AccountCreated
from magpie.server.s2s.federation import Federation
from magpie.server.s2s.settings import S2s
from magpie.server.settings import SECTIONS
from magpie.storage import accounts as table
from magpie.storage.blobs import LocalBlobs
from magpie.storage.database import Database
from magpie.xmpp.jid import Jid
from magpie.xmpp.scram import derive

PASSWORD = "secret"
KEYS = {name: derive(PASSWORD, name, b"salt of the scene", 1) for name in ("sha1", "sha256")}


class Stage:
    """What a talk plays on; the fixture `scene`.

    Attributes:
        names: what `{name}` stands for, scene-wide.
        domain: the server's; `password` that of every account.
    """

    password = PASSWORD

    def __init__(self, network: Network | None = None, domain: str = "localhost") -> None:
        self.domain = domain
        self.network = network or Network()
        self.names: match.Names = {}
        self.peers: list[Peer] = []
        self.clock = self.network.clock
        self.errors: list[logging.LogRecord] = []
        self.federation: Federation | None = None
        self._expected_errors: set[str] = set()
        self._accounts: dict[str, bool] = {}  # whether it has been made
        self._overrides: dict[str, object] = {}
        self._host: Host | None = None
        self._db: Database | None = None
        self._folder = TemporaryDirectory(prefix="magpie-scene-")

    # Before the play

    def configure(self, **settings: object) -> None:
        """Settings as `section.key`, before anything else happens."""
        assert self._host is None, "configure the scene before anybody does anything"
        self._overrides.update(settings)

    def enter(self, *jids: str) -> Any:
        """Devices by full address: one, or as many as were named. The same twice are two."""
        devices = []
        for jid in jids:
            device = Device(self, jid)
            assert device.resource, f"{jid} has no resource: a device has a full address"
            self._accounts.setdefault(device.account, False)
            self.peers.append(device)
            devices.append(device)
        return devices[0] if len(devices) == 1 else tuple(devices)

    def connect(
        self, ip: str = "127.0.0.1", is_secure: bool = True, **bindings: bytes
    ) -> RawStream:
        """A connection that has said nothing yet, as if from `ip`."""
        stream = RawStream(self, f"stream {len(self.peers) + 1} from {ip}")
        stream.options = {"address": ip, "is_secure": is_secure, "bindings": bindings}  # type: ignore[attr-defined]
        self.peers.append(stream)
        return stream

    def neighbour(self, domain: str) -> Stage:
        """Another server, of that domain: a stage of its own. Both federate."""
        other = Stage(self.network, domain)
        self.network.stages.append(other)
        for stage in (self, other):
            stage.configure(**{"s2s.enabled": True})
        return other

    def server(self, domain: str, proven: str = "") -> Server:
        """A server of that domain that does what the test says. This one federates."""
        if self._host is None:
            self.configure(**{"s2s.enabled": True})
        return self.network.server(self, domain, proven)

    async def account(self, jid: str) -> None:
        """There is this account, whether or not a device of it enters."""
        self._accounts.setdefault(jid.partition("/")[0], False)
        await self.begins()

    # The play

    @property
    def host(self) -> Host:
        """The server itself, for what cannot be said in stanzas."""
        assert self._host is not None, "the play has not begun: `await scene.begins()`"
        return self._host

    async def begins(self) -> None:
        """Start the server, make the accounts, sign in who has entered: all that is still to do."""
        for other in self.network.stages:
            if other is not self and other._host is None:
                await other.begins()
        if self._host is None:
            await self._start()
        for jid, is_made in self._accounts.items():
            if not is_made:
                await self._make_account(jid)
        for peer in self.peers:
            if peer._line is not None:
                continue
            if isinstance(peer, Device):
                peer._line = line = await self.new_line()
                await line.bind(Jid.parse(peer.jid))
            else:
                peer._line = await self.new_line(**peer.options)  # type: ignore[attr-defined]
            await self.settles()

    async def new_line(self, **options: Any) -> Line:
        return Line(self.host, asyncio.get_running_loop().call_soon, **options)

    async def settles(self) -> None:
        """Let the server do everything that it can do without time passing."""
        await rest.comes_to_rest()

    async def waits_for(self, peer: Peer, count: int = 1) -> None:
        """Nothing to wait for: whatever was to come has come."""

    async def passes(self, seconds: float) -> None:
        """Let time pass."""
        await self.begins()
        self.clock.advance(seconds)
        await self.settles()

    def outward(self, text: str) -> str:
        """An address as the server knows it."""
        return text

    # The server

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(rest.AtOnce(max_workers=1))
        features = tuple(getattr(magpie.features, "FEATURES", ()))
        sections = dict(SECTIONS)
        for feature in features:
            config = getattr(feature, "Config", None)
            if config is not None:
                sections[config.SECTION] = config
        values = {"server.domain": self.domain, **self._overrides}
        settings = load(None, [f"{key}={worded(value)}" for key, value in values.items()], sections)
        self._db = await Database.open("sqlite://", inline=True)
        blobs = LocalBlobs(Path(self._folder.name))
        self._host = host = make_host(self.domain, self._db, blobs, self.clock, settings)
        host.public_url = f"https://{self.domain}:5443"
        host.load(features)
        if settings.get(S2s).enabled:
            self.federation = Federation(host, MemoryDialer(self))
        for jid in self._accounts:
            await self._write_account(jid)
        await host.start()
        await self.settles()

    async def _make_account(self, jid: str) -> None:
        """An account that comes while the server runs."""
        await self._write_account(jid)
        self.host.accounts._enter(Jid.parse(jid))
        self.host.hooks.tell(AccountCreated(Jid.parse(jid)))

    async def _write_account(self, jid: str) -> None:
        assert self._db is not None
        self._accounts[jid] = True
        new = table.Account(jid, KEYS["sha1"], KEYS["sha256"], self.clock.now())
        await self._db.write(table.create, new)

    # The end of the play

    def expects_error(self, *what: str) -> None:
        """Errors of these names are logged, and that is right."""
        self._expected_errors.update(what)

    async def finishes(self) -> None:
        """The end of a talk that went well: what holds without being said is checked."""
        if self._host is not None:
            await self.settles()
        for other in self.network.stages:
            other.check_stanzas()
        self.check_stanzas()
        await self.ends()
        self.check_errors()

    def check_errors(self) -> None:
        """No error was logged but those that the test expects, and all of those."""
        wrong = [error for error in self.errors if error.msg not in self._expected_errors]
        assert not wrong, "errors were logged:\n" + "\n".join(map(described, wrong))
        missed = self._expected_errors - {error.msg for error in self.errors}
        assert not missed, f"these errors were expected and not logged: {sorted(missed)}"

    def check_stanzas(self) -> None:
        """Nobody has stanzas that nobody asked for, or a stream that ended unnoticed."""
        for peer in self.peers:
            assert peer.unseen_end is None, f"{peer.name}: the stream ended: {peer.unseen_end}"
        unread = [peer for peer in self.peers if peer.unread]
        assert not unread, "At the end of the talk there was more." + "".join(
            f"\nUnread by {peer.name}:\n{match.shown(peer.unread)}" for peer in unread
        )

    async def ends(self) -> None:
        """Stop the server. May be called again."""
        others, self.network.stages = self.network.stages, []
        for other in others:
            if other is not self:
                await other.ends()
        host, self._host = self._host, None
        if host is not None:
            host.ending()
            await host.stop()
            await self.settles()
        db, self._db = self._db, None
        if db is not None:
            await db.close()
        self._folder.cleanup()


class Listener(logging.Handler):
    """Keeps the errors that are logged, or reach the event loop, while a talk is played."""

    def __init__(self, errors: list[logging.LogRecord]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.append(record)

    def noted(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The event loop's exception handler."""
        record = logging.makeLogRecord({"msg": "loop.exception", "levelno": logging.ERROR})
        record.fields = {"error": context.get("exception") or context.get("message")}
        self._errors.append(record)


def worded(value: object) -> str:
    """A value as `--set` takes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(f'"{one}"' for one in value) + "]"
    return str(value)


def described(record: logging.LogRecord) -> str:
    fields = getattr(record, "fields", {}) or {}
    text = f"  {record.getMessage()} " + " ".join(f"{k}={v!r}" for k, v in fields.items())
    if record.exc_info:
        text += "\n" + logging.Formatter().formatException(record.exc_info)
    return text
