"""Scenes with several accounts, and of one's own picture."""

from dataclasses import replace

from PySide6.QtCore import QUrl
from tests.desktop.sample import SampleClient
from tests.desktop.stage import Stage

from magpie.desktop.core.entities.account import Account, Connection, Show

WORK = "ana.lindqvist@harbour-works.example"


def several(client: SampleClient) -> None:
    """Three accounts: one is busy and has something new, one is not connected."""
    accounts = client.accounts.items
    accounts.put(Account(2, WORK, connection=Connection.ONLINE, show=Show.BUSY, name="Ana (work)"))
    accounts.put(Account(3, "al@old.example", connection=Connection.WAITING))
    client.conversations.change(4, account=2, unread=1)
    client.conversations.change(6, account=2)
    client.conversations.change(5, account=3)
    for person in [p for p in client.people.items if p.address.startswith(("emil", "gio"))]:
        client.people.items.put(replace(person, account=2))


async def menu(on: Stage) -> None:
    on.shell.show_conversation(4)
    await on.settle()
    on.call("accountsMenu", "open")
    await on.settle()


async def new_chat(on: Stage) -> None:
    on.call("newChat", "open")
    await on.settle()


async def cropping(on: Stage) -> None:
    """A picture is cut: somewhat nearer than at first."""
    on.call("profile", "open")
    harbour = next(
        m.file.path for m in on.client.conversations.messages[1] if m.file and m.file.width
    )
    on.shell.portrait.begin(QUrl.fromLocalFile(harbour), lambda _: None)  # type: ignore[attr-defined]
    await on.settle(1)
    on.find("cropZoom").setProperty("value", 1.6)
    await on.settle()
