"""Groups in the window: what one may do in them, naming somebody, joining, making one."""

from dataclasses import replace
from typing import Any

import pytest
from tests.desktop.gallery_groups import group
from tests.desktop.sample_groups import GROUPS, HARBOUR, LOST, MEMBERS, OPEN
from tests.desktop.stage import Stage
from tests.desktop.test_access import press, write

from magpie.desktop.core.entities.group import Affiliation, Role, Standing
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.ui.members import can
from magpie.desktop.ui.mentions import Mentions
from magpie.desktop.ui.shell import is_group

ANA, BEN, CHEN, GUEST, GIO, SPAM = MEMBERS
OWNER = GROUPS[0]
ADMIN = replace(OWNER, affiliation=Affiliation.ADMIN)
PLAIN = replace(OWNER, affiliation=Affiliation.MEMBER, role=Role.PARTICIPANT)


def offered(one, member) -> set[str]:
    return {deed for deed, may in can(one, member).items() if may}


@pytest.mark.parametrize(
    ("one", "member", "deeds"),
    [
        (OWNER, ANA, set()),
        (OWNER, BEN, {"talk", "owner", "member", "ban"}),
        (OWNER, CHEN, {"talk", "owner", "admin", "remove", "kick", "ban"}),
        (OWNER, GUEST, {"voice", "kick"}),  # without an address there is nobody to ban
        (OWNER, SPAM, {"talk", "unban"}),
        (ADMIN, BEN, {"talk"}),  # nobody does anything to their equals
        (ADMIN, CHEN, {"talk", "remove", "kick", "ban"}),
        (PLAIN, CHEN, {"talk"}),
        (PLAIN, GUEST, set()),
    ],
)
def test_what_one_may_do_with_somebody(one, member, deeds):
    assert offered(one, member) == deeds


def test_a_name_is_completed_and_remembered():
    mentions = Mentions(MEMBERS)
    mentions.look("Can you come, @ok", 17)
    assert [one.name for one in mentions.items] == ["Ben Okafor"]
    assert mentions.take(0) == {"start": 14, "end": 17, "text": "@Ben Okafor "}
    assert mentions.named("Can you come, @Ben Okafor ?") == [BEN]
    assert mentions.named("Can you come, @Ben Okafor ?") == []  # it was sent


@pytest.mark.parametrize("text", ["mail ben@okafor.example", "nothing", "@ ", "@spam"])
def test_no_name_is_offered_where_none_is_meant(text):
    mentions = Mentions(MEMBERS)
    mentions.look(text, len(text))
    assert mentions.items == []


def test_a_mention_by_keys_alone(play, client):
    """`@` and two letters, Enter for the name, Enter to send: who is meant goes with it."""
    sent: list[Any] = []
    send = client.messages.send

    async def noted(conversation, text, reply=0, mentions=()):
        sent.append((text, list(mentions)))
        return await send(conversation, text, reply, mentions)

    client.messages.send = noted

    async def act(on: Stage) -> None:
        await group(on)
        await write(on, "@be")
        await press(on, "\r")
        await write(on, "hi")
        await press(on, "\r")
        await on.settle()
        assert sent == [("@Ben Okafor hi", [BEN])]

    play(act, client, language="en")


def test_who_may_only_read_has_no_line_to_write_in(play, client):
    async def act(on: Stage) -> None:
        for conversation, speaks in ((HARBOUR, True), (OPEN, False), (LOST, False)):
            await group(on, conversation)
            view: Any = on.shell.talking.view
            assert (view.group.canSpeak and not view.group.refused) is speaks

    play(act, client)


def test_older_messages_are_asked_for_again_once_one_is_in(play, client):
    """Who was sent out is told why there are none, and gets them when back in."""

    async def act(on: Stage) -> None:
        await group(on, LOST)
        view: Any = on.shell.talking.view
        view._no_older(Problem(Reason.NOT_CONNECTED))
        assert view.beginning == "Older messages come when you are in the group again."
        assert view.group.canRejoin
        kept = client.groups.items.find(LOST)
        ended = Problem(Reason.GROUP_GONE)
        client.groups.items.put(replace(kept, problem=ended))
        assert not view.group.canRejoin
        client.groups.items.put(replace(kept, standing=Standing.IN, problem=None))
        assert "Older" not in view.beginning

    play(act, client, language="en")


def test_a_group_asks_for_its_password_before_it_lets_one_in(play, client):
    async def act(on: Stage) -> None:
        discovery: Any = on.shell.groups.discovery
        opened: list[int] = []
        discovery.joined.connect(opened.append)
        discovery.begin(1, "")
        await on.settle()
        chess = next(found.address for found in discovery.items if found.name == "Chess club")
        discovery.join(chess, "", "")
        await on.settle()
        assert (discovery.wants, opened) == ("password", [])
        discovery.join(chess, "", "knight")
        await on.settle()
        assert len(opened) == 1

    play(act, client)


def test_a_link_to_a_group_shows_what_it_is_before_one_joins(play, client):
    async def act(on: Stage) -> None:
        link = "xmpp:books@rooms.laptop.local?join"
        assert is_group(link)
        on.shell.groups.look(link)
        await on.settle()
        discovery: Any = on.shell.groups.discovery
        assert [found.name for found in discovery.items] == ["读书会"]

    play(act, client)


def test_a_new_group_opens_with_those_who_were_chosen(play, client):
    async def act(on: Stage) -> None:
        groups: Any = on.shell.groups
        groups.found()
        groups.founding.people.toggle("ben@laptop.local")
        groups.founding.create("", "", False)
        assert groups.founding.said_wrong == "Give it a name."
        groups.founding.create("Sailing", "", False)
        await on.settle()
        view = on.shell.talking.view
        assert view is not None
        assert view.row.name == "Sailing"

    play(act, client, language="en")


def test_what_was_said_by_another_can_be_removed_by_a_moderator_only(play, client):
    async def act(on: Stage) -> None:
        await group(on)
        view: Any = on.shell.talking.view
        theirs, own = "2001", "2003"
        assert view.deeds.abilities(theirs)["moderate"]
        assert not view.deeds.abilities(own)["moderate"]
        client.groups._change(HARBOUR, role=Role.PARTICIPANT)
        assert not view.deeds.abilities(theirs)["moderate"]

    play(act, client)
