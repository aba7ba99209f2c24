"""The same talks over TCP against a running server: `--live "tcp://127.0.0.1:5222?domain=localhost"`.

Settings of that server that are not the defaults stand in the URL, as `&section.key=value`: then
those talks are played that are for a server with these.

Each talk has accounts of its own, made by in-band registration, whose names are turned back before
anything is compared. The stage is at rest when a ping of each device has come back: the server
answers in order, so what it had to say came before.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import secrets
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.scene import match
from tests.scene.peer import Device, Peer
from tests.scene.tcp import TcpEar, tls_context

from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

LETTERS = "acdehkpstuxz"  # none of which looks like another
PING = "<iq type='get' id='{id}' to='{domain}'><ping xmlns='urn:xmpp:ping'/></iq>"


class LiveStage:
    """Plays on a running server. What looks into the server or moves its clock skips the talk."""

    domain = "localhost"

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._address = (address.hostname or "127.0.0.1", address.port or 5222)
        query = dict(parse_qsl(address.query))
        self.real_domain = query.pop("domain", self.domain)
        self._settings = query
        self._is_configured = not query
        self.password = secrets.token_urlsafe(9)
        self.names: match.Names = {}
        self.peers: list[Peer] = []
        self.errors: list[logging.LogRecord] = []  # of the test itself, not of the server
        self._suffix = "".join(secrets.choice(LETTERS) for _ in range(8))
        self._accounts: dict[str, bool] = {}
        self._pings = itertools.count(1)

    def __getattr__(self, name: str) -> Any:
        """Whatever only the stage in memory can do."""
        pytest.skip(f"scene.{name}: in memory only")

    def configure(self, **settings: object) -> None:
        """The server has these settings, if the URL says so; otherwise the talk is not for it."""
        if {key: str(value).lower() for key, value in settings.items()} != self._settings:
            pytest.skip("another server: " + " ".join(settings))
        self._is_configured = True

    def enter(self, *jids: str) -> Any:
        if not self._is_configured:
            pytest.skip("another server: one with its defaults")
        devices = [Device(self, jid) for jid in jids]  # type: ignore[arg-type]
        for device in devices:
            self._accounts.setdefault(device.account, False)
        self.peers += devices
        return devices[0] if len(devices) == 1 else tuple(devices)

    async def account(self, jid: str) -> None:
        account = jid.partition("/")[0]
        if not self._accounts.setdefault(account, False):
            await self._register(account)

    async def begins(self) -> None:
        for account, is_made in list(self._accounts.items()):
            if not is_made:
                await self._register(account)
        for peer in self.peers:
            if peer._line is None and isinstance(peer, Device):
                line = await self.new_line()
                await line.opens()
                await line.signs_in(self.local(peer.account), self.password)
                await line.binds(peer.resource)
                line.is_bound = True
                peer._line = line

    async def new_line(self) -> TcpLine:
        """A connection under TLS that has said nothing yet."""
        line = TcpLine(self)
        await line.connects(*self._address)
        await line.starts_tls(tls_context(None))  # live tests look at the certificate
        return line

    async def _register(self, account: str) -> None:
        self._accounts[account] = True
        line = await self.new_line()
        await line.opens()
        answer = await line.registers(self.local(account), self.password)
        assert answer.get("type") == "result", f"cannot register: {answer}"
        line.drop()

    async def settles(self) -> None:
        """A ping of each device, twice: what one sends has come to the others by then."""
        for _ in range(2):
            await asyncio.gather(*(self._ping(peer._line) for peer in self.peers if peer._line))

    async def _ping(self, line: TcpLine) -> None:
        if not line.is_bound or line.is_closed:
            return
        ping = f"scene-{next(self._pings)}"
        await line.says(PING.format(id=ping, domain=self.real_domain))
        await line.until(lambda: ping in line.pongs)

    async def waits_for(self, peer: Peer, count: int = 1) -> None:
        """What is to come may take its time: it is read from the disk, or its sender waits."""
        line = peer._line
        if isinstance(line, TcpLine):
            await line.until(lambda: len(line.unread) >= count)

    # Names

    def local(self, account: str) -> str:
        return f"{account.partition('@')[0]}-{self._suffix}"

    def outward(self, text: str) -> str:
        """A test's text with the real names."""
        for account in self._accounts:
            text = text.replace(account, f"{self.local(account)}@{self.real_domain}")
            name = f"<username>{account.partition('@')[0]}<"
            text = text.replace(name, f"<username>{self.local(account)}<")
        return re.sub(rf"(?<=['\">@]){re.escape(self.domain)}\b", self.real_domain, text)

    def inward(self, text: str) -> str:
        """The server's text with the names of the play."""
        text = re.sub(rf"(?<=['\">@]){re.escape(self.real_domain)}\b", self.domain, text)
        return text.replace(f"-{self._suffix}", "")

    def is_noise(self, element: Element) -> bool:
        """Presence and contacts that do not play here: other talks have left them."""
        if self._settings.get("directory.everyone") == "false":
            return False
        strangers = []
        if element.name == "presence" and "from" in element.attrs:
            strangers.append(Jid.parse(element.attrs["from"]))
        query = element.child("query", "jabber:iq:roster")
        if query is not None and element.get("type") == "set":
            strangers += [Jid.parse(item.attrs["jid"]) for item in query]
        return any(
            jid.local and jid.domain == self.real_domain and not jid.local.endswith(self._suffix)
            for jid in strangers
        )

    # The end of the talk

    def expects_error(self, *what: str) -> None:
        """The log of a running server is not ours to read."""

    async def finishes(self) -> None:
        await self.settles()
        unread = [peer for peer in self.peers if peer.unread]
        assert not unread, "At the end of the talk there was more." + "".join(
            f"\nUnread by {peer.name}:\n{match.shown(peer.unread)}" for peer in unread
        )

    async def ends(self) -> None:
        for peer in self.peers:
            if isinstance(peer._line, TcpLine):
                peer._line.drop()


class TcpLine(TcpEar):
    """A device's connection: hears what is of its play, under the play's names."""

    def __init__(self, stage: LiveStage) -> None:
        super().__init__(stage.real_domain)
        self._stage = stage
        self.pongs: set[str] = set()
        self.is_bound = False

    def take(self, element: Element) -> None:
        if element.name == "iq" and (element.get("id") or "").startswith("scene-"):
            self.pongs.add(element.attrs["id"])
        elif not self._stage.is_noise(element):
            self.unread.extend(match.parse(self._stage.inward(str(element))))

    async def send(self, data: bytes) -> None:
        if b"<stream:stream" in data:
            self.restart()
        await self.says(self._stage.outward(data.decode()))

    def stops_reading(self) -> None:
        pytest.skip("stops_reading: in memory only")
