"""What is around writing, in the real window against a real server."""

import json

from PySide6.QtCore import Qt, QUrl
from tests.desktop.person import Person
from tests.desktop.test_live_chat import live, server, windows

from magpie.desktop.core.setting import DO_NOT_DISTURB
from magpie.desktop.ui import codes

__all__ = ["live", "server"]  # fixtures

CTRL = Qt.KeyboardModifier.ControlModifier
RIGHT = Qt.MouseButton.RightButton


def code_in(person: Person) -> str:
    """What a camera held at the window would read."""
    return codes.read(person.window.grabWindow())


async def chat_menu(person: Person, name: str, deed: str) -> None:
    await person.clicks(lambda: person.row("ChatRow", name=name, index=0), RIGHT)
    await person.presses(deed)


def test_what_is_around_writing(live, server, tmp_path):
    ana, ben = (Person(name, f"127.0.0.1:{server.port}", tmp_path) for name in ("ana5", "ben5"))

    async def act() -> None:
        async with windows(ana, ben):
            for person in (ana, ben):
                await person.enters()
            await ana.comes_here()
            await ana.opens_chat_with(ben)
            for text in ("The boat leaves at five", "Bring a coat"):
                await ana.types(text)
                await ben.until(lambda text=text: newest(ben) == text)
            await messages_go_on(ana, ben)
            await a_conversation_is_exported(ana, tmp_path)
            await the_list_of_chats_is_put_in_order(ana, ben)
            await codes_are_read_and_links_followed(ana, ben)
            await a_draft_is_there_after_a_restart(ana)

    live(act)


def newest(person: Person) -> str:
    rows = person.client.conversations.items
    return rows[0].last.body if rows and rows[0].last else ""


async def messages_go_on(ana: Person, ben: Person) -> None:
    """Both are selected, forwarded to Ben once more, and removed at Ana's only."""
    await ana.does_with("The boat leaves at five", "Select")
    await ana.reads("1 selected")
    row = await ana.until(lambda: ana.bubble("Bring a coat"))
    await ana.clicks(lambda: row)
    await ana.reads("2 selected")
    await ana.presses("Forward…")
    await ana.reads("Forward 2 messages to…")
    await ana.types("ben5")
    await ben.until(lambda: bodies(ben) == [*TEXTS, *TEXTS])
    await ana.until(lambda: bodies(ana) == [*TEXTS, *TEXTS])
    await ana.does_with("Bring a coat", "Delete for me")
    await ana.until(lambda: len(bodies(ana)) == 3)
    assert len(bodies(ben)) == 4


TEXTS = ("The boat leaves at five", "Bring a coat")


def bodies(person: Person) -> list[str]:
    if person.view is None:
        row = person.client.conversations.items[0]
        person.shell.show_conversation(row.id)
        return []
    return [message.body for message in person.view.timeline.items]


async def a_conversation_is_exported(ana: Person, folder) -> None:
    page, data = folder / "talk.html", folder / "talk.json"
    for file in (page, data):
        ana.shell.chats.exportTo(ana.view.key, QUrl.fromLocalFile(str(file)))
        await ana.until(file.exists)
    assert "The boat leaves at five</article>" in page.read_text()
    assert [one["text"] for one in json.loads(data.read_text())["messages"]] == bodies(ana)


async def the_list_of_chats_is_put_in_order(ana: Person, ben: Person) -> None:
    await ana.presses("Chats")
    await chat_menu(ana, "ben5", "Pin")
    await ana.until(lambda: ana.row("ChatRow", name="ben5", pinned=True))
    await chat_menu(ana, "ben5", "Mark as unread")
    await ana.until(lambda: ana.row("ChatRow", name="ben5", marked=True))
    await chat_menu(ana, "ben5", "Mute…")
    await ana.presses("For an hour")
    await ana.until(lambda: ana.row("ChatRow", name="ben5", muted=True))
    await chat_menu(ana, "ben5", "Archive")
    await ana.until(lambda: not ana.row("ChatRow", name="ben5", index=0))
    await ana.presses("Archived chats")
    await chat_menu(ana, "ben5", "Unarchive")
    await ana.presses("Back to chats")
    await ana.until(lambda: ana.row("ChatRow", name="ben5", index=0))


async def codes_are_read_and_links_followed(ana: Person, ben: Person) -> None:
    await ana.presses("Settings")
    await ana.presses("My code")
    await ana.until(lambda: code_in(ana) == f"xmpp:{ana.address}")
    await ana.presses("Invite somebody")
    await ana.until(lambda: "preauth=" in code_in(ana))
    assert codes.read(ana.window.grabWindow()) == ana.shell.code.link
    await ana.key(Qt.Key.Key_Escape)
    await ana.key(Qt.Key.Key_Slash, CTRL)
    await ana.reads("Jump to anyone or anything")
    await ana.key(Qt.Key.Key_Escape)
    await ana.presses("Do not disturb")
    assert ana.client.settings.get(DO_NOT_DISTURB)
    ana.shell.talking.close()
    ana.shell.open_link(f"xmpp:{ben.address}?message;body=Here%20I%20am")
    await ana.until(lambda: ana.view and ana.view.row.address == ben.address)
    assert ana.view.writing.draft == "Here I am"
    ana.view.writing.send()
    await ben.until(lambda: newest(ben) == "Here I am")


async def a_draft_is_there_after_a_restart(ana: Person) -> None:
    await ana.types("half a thou", then=Qt.Key.Key_G)
    await ana.until(lambda: ana.chat.draft == "half a thoug")
    await ana.closes()
    await ana.opens()
    await ana.until(lambda: ana.view and ana.view.writing.draft == "half a thoug")
