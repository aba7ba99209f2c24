"""Writes without end, as a process that somebody kills: says each text once it is safe."""

import asyncio
import itertools
import sys
from pathlib import Path

from tests.desktop.fake import FakeFinder
from tests.desktop.fake_keys import FakePasswords

from magpie.desktop.core.client import Client
from magpie.desktop.link.xmpp import XmppLink


async def write(folder: Path, peer: str, password: str) -> None:
    passwords = FakePasswords()
    client = Client(folder, XmppLink, FakeFinder(), passwords=passwords)
    await client.start()
    passwords.kept[client.accounts.items[0].address] = password
    await client.accounts.connect(1)
    talk = (await client.conversations.open(1, peer)).id
    for number in itertools.count():
        await client.messages.send(talk, f"text {number}")
        print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
