"""A client of one account, on the server in memory, that can be started again."""

import asyncio
from pathlib import Path

from tests.desktop.fake import FakeFinder, FakeServer, QuickClock
from tests.desktop.fake_keys import FakePasswords

from magpie.desktop.core.client import Client
from magpie.desktop.core.entities.account import Connection, SignIn


class Device:
    """A client of one account in a folder; it can be started again."""

    def __init__(self, server: FakeServer, address: str, folder: Path, clock=None) -> None:
        self.server, self.address, self.folder = server, address, folder
        self.passwords = FakePasswords()
        self.clock = clock or QuickClock()
        server.passwords.setdefault(address, "secret")
        self._changed = asyncio.Event()

    async def start(self, notified=lambda notice: None) -> "Device":
        self.client = Client(
            self.folder,
            self.server.link,
            FakeFinder(),
            passwords=self.passwords,
            clock=self.clock,
        )
        client = self.client
        client.notices.connect(notified)
        parts = (client.accounts, client.people, client.conversations, client.transfers)
        for rows in (*(part.items for part in parts), client.groups.items):
            rows.changed.connect(lambda _: self._changed.set())
        client.groups.invitations.changed.connect(lambda _: self._changed.set())
        await client.start()
        return self

    async def sign_in(self) -> "Device":
        await self.start()
        await self.client.accounts.sign_in(SignIn(self.address, "secret"))
        return self

    async def online(self) -> "Device":
        await self.until(lambda: self.connection is Connection.ONLINE)
        return self

    @property
    def connection(self) -> Connection:
        return self.client.accounts.items[0].connection

    async def until(self, is_true, within: float = 10.0) -> None:
        """Wait for a change after which it is true."""
        async with asyncio.timeout(within):
            while not is_true():
                self._changed.clear()
                await self._changed.wait()

    async def talk(self, peer: str) -> int:
        """Id of the conversation with somebody."""
        account = self.client.accounts.items[0].id
        return (await self.client.conversations.open(account, peer)).id

    async def says(self, peer: str, text: str, reply: int = 0):
        return await self.client.messages.send(await self.talk(peer), text, reply)

    async def messages(self, peer: str):
        """All that is here of a conversation, oldest first."""
        timeline = await self.client.conversations.timeline(await self.talk(peer))
        try:
            found = {one.id: one for one in timeline.items}
            while await timeline.load_older():
                found |= {one.id: one for one in timeline.items}
            return sorted(found.values(), key=lambda one: one.at)
        finally:
            timeline.close()

    async def texts(self, peer: str) -> list[str]:
        return [one.body for one in await self.messages(peer)]

    async def sees(self, peer: str, *texts: str) -> None:
        """Wait until the last message with somebody is the last of these, then compare all."""
        await self.until(lambda: self.last(peer) == texts[-1])
        assert await self.texts(peer) == list(texts)

    def last(self, peer: str) -> str | None:
        for row in self.client.conversations.items:
            if row.address == peer:
                return row.last.body if row.last else None
        return None
