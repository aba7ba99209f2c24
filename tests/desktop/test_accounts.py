"""Several accounts: each shows what waits in it, and which one is used is chosen on the rail."""

from PySide6.QtCore import Qt
from tests.desktop.gallery_accounts import WORK, several
from tests.desktop.hand import press
from tests.desktop.stage import Stage


def test_each_account_shows_what_waits_in_it(play, client):
    several(client)

    async def act(on: Stage) -> None:
        await on.settle()
        rows = on.shell.accounts
        assert [rows.row(n)["unread"] for n in range(3)] == [5, 1, 0]  # but for a muted chat
        await client.conversations.read(4)
        assert [rows.row(n)["unread"] for n in range(3)] == [5, 0, 0]

    play(act, client)


def test_the_account_in_use_is_changed_by_keys_on_the_rail(play, client):
    several(client)

    async def act(on: Stage) -> None:
        await on.settle()
        assert on.shell.me.address == "ana@laptop.local"
        on.call("accountsMenu", "open")
        await on.settle()
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            await press(on, key)
        await on.settle()
        assert on.shell.me.address == WORK
        assert on.shell.newChat.start("zoe", "", False)
        await on.settle()
        assert on.shell.talking.view.row.address == "zoe@harbour-works.example"

    play(act, client)


def test_chats_say_whose_they_are_where_there_are_several(play, client):
    async def act(on: Stage) -> None:
        rows = on.shell.chats.rows
        assert {rows.row(n)["account"] for n in range(rows.rowCount())} == {""}
        several(client)
        await on.settle()
        named = {rows.row(n)["account"] for n in range(rows.rowCount())}
        assert named == {"ana@laptop.local", WORK, "al@old.example"}
        on.shell.show_conversation(4)
        await on.settle()
        assert on.shell.talking.view.whom.account == WORK

    play(act, client)
