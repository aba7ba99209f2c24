"""What is worth a notification, and what is not."""

from dataclasses import replace

import pytest
from tests.desktop.sample_talk import NOW

from magpie.base.clock import ManualClock
from magpie.desktop.core.entities.conversation import Kind
from magpie.desktop.core.entities.group import Notify
from magpie.desktop.core.entities.notice import InvitationRefused, NewMessage, TransferOffered
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.setting import DO_NOT_DISTURB, NOTIFY, NOTIFY_TEXT
from magpie.desktop.ui.notify import Notifier
from magpie.desktop.ui.shell import Shell


@pytest.fixture
def desk(english, client):
    clock = ManualClock(NOW)
    shown, gone = [], []
    shell = Shell(client, clock)
    notifier = Notifier(shell, clock, shown.append, gone.append)
    client.gone, client.told = gone, []
    shell.told.connect(client.told.append)
    yield client, clock, shown
    notifier.close()


def arrives(client, *, is_muted: bool = False) -> None:
    message = client.conversations.messages[1][-1]
    client.notices.emit(NewMessage(client.conversations.items.find(1), message, is_muted))


def test_a_message_is_told_with_its_text(desk):
    client, _, shown = desk
    arrives(client)
    assert [(b.conversation, b.title, b.text) for b in shown] == [
        (1, "Ben Okafor", "I am at the usual place")
    ]
    assert shown[0].answerable


def test_the_text_can_stay_away(desk):
    client, _, shown = desk
    client.settings.set(NOTIFY_TEXT, False)
    arrives(client)
    assert shown[0].text == "New message"


@pytest.mark.parametrize(("setting", "value"), [(DO_NOT_DISTURB, True), (NOTIFY, False)])
def test_nothing_is_told_when_it_is_not_wanted(desk, setting, value):
    client, _, shown = desk
    client.settings.set(setting, value)
    arrives(client)
    assert shown == []


def test_a_muted_chat_is_silent(desk):
    client, _, shown = desk
    arrives(client, is_muted=True)
    assert shown == []


@pytest.mark.parametrize(
    ("notify", "is_mention", "told"),
    [
        (Notify.ALL, False, 1),
        (Notify.MENTIONS, False, 0),
        (Notify.MENTIONS, True, 1),
        (Notify.NONE, True, 0),
    ],
)
def test_of_a_group_is_told_what_one_wants_to_hear(desk, notify, is_mention, told):
    client, _, shown = desk
    message = replace(client.conversations.messages[1][-1], name="Chen Wei", is_mention=is_mention)
    chat = replace(client.conversations.items.find(1), kind=Kind.GROUP, notify=notify)
    client.notices.emit(NewMessage(chat, message, False))
    assert [bubble.text for bubble in shown] == ["Chen Wei: I am at the usual place"] * told


def test_what_was_read_elsewhere_or_taken_back_is_not_shown_any_more(desk):
    client, _, _ = desk
    chats = client.conversations.items
    row = replace(chats.find(1), unread=1, is_marked=False)
    chats.put(row)
    arrives(client)
    chats.put(replace(row, unread=2))
    assert client.gone == []
    chats.put(replace(row, unread=0))
    assert client.gone == ["chat 1"]
    chats.put(row)
    arrives(client)
    taken_back = replace(client.conversations.messages[1][-1], is_retracted=True)
    chats.put(replace(row, last=taken_back))
    assert client.gone == ["chat 1"] * 2


def test_who_opens_the_chat_need_not_be_told_of_it(play, client):
    async def act(on):
        clock, shown, gone = ManualClock(NOW), [], []
        notifier = Notifier(on.shell, clock, shown.append, gone.append)
        on.shell.active = True
        arrives(client)
        assert [bubble.key for bubble in shown] == ["chat 1"]
        on.shell.show_conversation(1)
        await on.settle()
        assert "chat 1" in gone
        arrives(client)  # somebody is looking at it
        assert len(shown) == 1
        on.shell.active = False
        arrives(client)
        assert len(shown) == 2
        gone.clear()
        on.shell.active = True
        assert "chat 1" in gone
        notifier.close()

    play(act, client)


def test_many_messages_make_one_sound(desk):
    client, clock, shown = desk
    arrives(client)
    arrives(client)
    clock.advance(3)
    arrives(client)
    assert [bubble.sound for bubble in shown] == [True, False, True]


def test_an_offer_says_what_and_how_large(desk):
    client, _, shown = desk
    client.notices.emit(TransferOffered(client.transfers.items[0]))
    assert shown[0].text.startswith("wants to send a report")
    assert shown[0].text.endswith("(18.5 MB)")


def test_who_invites_in_vain_is_told_in_the_window(desk):
    client, _, shown = desk
    group = client.groups.items[0]
    client.notices.emit(InvitationRefused(group, Problem(Reason.NOT_ALLOWED)))
    assert shown == []
    assert client.told == [f"Nobody was invited to {group.name}: You are not allowed to do this."]
