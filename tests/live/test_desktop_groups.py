"""Groups in the desktop client's core and link against real servers: ours, and Debian's Prosody."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from tests.live.program import Program
from tests.live.prosody import Prosody
from tests.live.test_desktop import PATIENCE, User

from magpie.desktop.core.entities.group import (
    Affiliation,
    Group,
    GroupSettings,
    Notify,
    Role,
    Standing,
)
from magpie.desktop.core.entities.message import Delivery
from magpie.desktop.core.entities.problem import Problem, Reason

CREW = GroupSettings("Harbour crew 港口", "With a key", may_all_invite=True)
HALL = GroupSettings("Open hall", is_public=True, is_members_only=False, is_anonymous=True)


@pytest.fixture(scope="module")
def prosody() -> Iterator[Prosody]:
    with Prosody() as running:
        yield running


@pytest.fixture(params=["shared", "prosody"])
def server(request: pytest.FixtureRequest) -> Program | Prosody:
    """The same against our own server, and against one that we did not write."""
    found: Program | Prosody = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def user(server, name, tmp_path) -> AsyncIterator[Callable[..., Awaitable[User]]]:
    made: list[User] = []

    async def make(who: str, device: str = "laptop", *, signs_up: bool = True) -> User:
        address = f"{name(who)}@{server.domain}"
        one = User(address, f"{server.host}:{server.port}", tmp_path / f"{who}-{device}")
        made.append(one)
        await one.enters(signs_up=signs_up)
        return one

    yield make
    for one in made:
        await one.leaves()


def mine(one: User) -> Group:
    return one.client.groups.items[0]


def last(one: User):
    found = one.client.conversations.items.find(mine(one).conversation)
    return found.last


async def messages(one: User):
    timeline = await one.client.conversations.timeline(mine(one).conversation)
    while await timeline.load_older():
        pass
    timeline.close()
    return list(timeline.items)


async def texts(one: User) -> list[str]:
    return [message.body for message in await messages(one)]


async def comes_to(one: User, *expected: str) -> None:
    """Wait until all of that is there, in that order, and nothing else."""
    timeline = await one.client.conversations.timeline(mine(one).conversation)
    timeline.items.changed.connect(lambda _: one._changed.set())
    async with asyncio.timeout(PATIENCE):
        while (await texts(one)) != list(expected):
            one._changed.clear()
            await one._changed.wait()
    timeline.close()


async def says(one: User, text: str, reply: int = 0):
    return await one.client.messages.send(mine(one).conversation, text, reply)


async def hears(one: User, text: str) -> None:
    await one.until(lambda: (m := last(one)) and m.body == text)


def member(one: User, nick: str):
    found = one.client.groups.members(mine(one).conversation)
    return next((m for m in found if nick in (m.nick, m.address.partition("@")[0])), None)


async def crew(user, settings=CREW) -> tuple[User, User]:
    """Ana founds a group and asks Ben into it."""
    ana, ben = await user("ana"), await user("ben")
    made = await ana.client.groups.create(1, settings, members=[ben.address])
    await ben.until(lambda: ben.client.groups.invitations)
    asked = ben.client.groups.invitations[0]
    assert (asked.address, asked.name, asked.sender) == (made.address, made.name, ana.address)
    await ben.client.groups.accept(asked)
    for one in (ana, ben):
        await one.until(lambda one=one: mine(one).is_in and mine(one).count == 2)
    return ana, ben


async def test_two_make_a_group_and_talk(user):
    ana, ben = await crew(user)
    assert mine(ana).name == mine(ben).name == "Harbour crew 港口"
    assert (mine(ana).affiliation, mine(ana).has_archive) == (Affiliation.OWNER, True)
    assert mine(ben).affiliation is Affiliation.MEMBER
    sent = await says(ana, "who has the *key*?\n<&> 你好")
    await hears(ben, sent.body)
    await ana.until(lambda: last(ana).delivery is Delivery.DELIVERED)
    (asked,) = await messages(ben)
    await ben.client.conversations.read(asked.conversation)
    assert (asked.sender, asked.name) == (ana.address, mine(ana).nick)
    await ben.client.messages.react(asked.id, ["👍"])
    answer = await says(ben, "me", asked.id)
    await hears(ana, "me")
    first, heard = await messages(ana)
    assert first.reactions[0].senders == (ben.address,)
    assert (heard.reply.message, heard.is_mention) == (sent.id, True)
    await ben.client.messages.edit(answer.id, "I do")
    await ana.client.messages.retract((await says(ana, "oops")).id)
    await says(ana, f"thanks, {mine(ben).nick}!")
    await hears(ben, f"thanks, {mine(ben).nick}!")
    shown = [(m.body, m.is_edited, m.is_retracted, m.is_mention) for m in await messages(ben)]
    assert shown[1:3] == [("I do", True, False, False), ("", False, True, False)]
    assert shown[3][3]
    row = ben.client.conversations.items.find(mine(ben).conversation)
    assert (row.unread, row.mentions) == (1, 1)
    ana.client.messages.typing(mine(ana).conversation, True)
    items = ben.client.conversations.items
    await ben.until(lambda: items.find(mine(ben).conversation).typing == (mine(ana).nick,))


async def test_a_moderator_manages_and_an_owner_changes_the_group(user, server):
    ana, ben = await crew(user)
    await says(ben, "rude words")
    await hears(ana, "rude words")
    if not isinstance(server, Prosody):  # Debian's has no XEP-0425
        (rude,) = await messages(ana)
        await ana.client.groups.moderate(rude.id, "manners")
        for one in (ana, ben):
            await one.until(lambda one=one: last(one).is_retracted)
            assert last(one).moderator == mine(ana).nick
    talk, groups = mine(ana).conversation, ana.client.groups
    await groups.set_subject(talk, "Spring clean")
    await ben.until(lambda: mine(ben).subject == "Spring clean")
    wanted = GroupSettings("New name", is_moderated=True, may_all_invite=True)
    await groups.set_settings(talk, wanted)
    await ben.until(lambda: mine(ben).name == "New name" and mine(ben).is_moderated)
    assert (await groups.settings(talk)).name == "New name"
    await groups.set_role(talk, member(ana, mine(ben).nick), Role.VISITOR)
    await ben.until(lambda: not mine(ben).can_speak)
    await groups.set_role(talk, member(ana, mine(ben).nick), Role.NONE, "too loud")
    await ben.until(lambda: mine(ben).standing is Standing.REFUSED)
    assert mine(ben).problem.reason is Reason.KICKED
    await ben.client.groups.rejoin(mine(ben).conversation)
    await ana.until(lambda: (m := member(ana, mine(ben).nick)) and m.is_here)
    with pytest.raises(Problem) as found:
        await ben.client.groups.set_settings(mine(ben).conversation, wanted)
    assert found.value.reason is Reason.NOT_ALLOWED
    theirs = member(ana, mine(ben).nick)
    await groups.set_affiliation(talk, theirs, Affiliation.OUTCAST, "enough")
    await ben.until(lambda: (p := mine(ben).problem) and p.reason is Reason.BANNED)
    with pytest.raises(Problem) as found:
        await ben.client.groups.rejoin(mine(ben).conversation)
    # Prosody looks for members first
    assert found.value.reason in (Reason.BANNED, Reason.MEMBERS_ONLY)
    await groups.destroy(talk, "over")
    assert not groups.items


async def test_who_is_away_finds_every_message_and_what_was_written_goes_out(user):
    ana, ben = await crew(user)
    await says(ana, "before")
    await hears(ben, "before")
    await ben.leaves()
    for number in range(130):
        await says(ana, f"text {number}")
    await ana.until(lambda: last(ana).delivery is Delivery.DELIVERED)
    await ben.starts()
    await says(ben, "written before I was back")
    await hears(ana, "written before I was back")
    heard = ["before", *(f"text {n}" for n in range(130)), "written before I was back"]
    for one in (ana, ben):
        await comes_to(one, *heard)
    # Without a goodbye, too
    ben.cut()
    await says(ana, "while cut")
    await hears(ben, "while cut")
    ben.cut()
    await says(ben, "written while cut")
    await hears(ana, "written while cut")
    for one in (ana, ben):
        await comes_to(one, *heard, "while cut", "written while cut")
    await ben.until(lambda: last(ben).delivery is Delivery.DELIVERED)


async def test_two_devices_are_in_step(user):
    laptop, ben = await crew(user)
    phone = await user("ana", "phone", signs_up=False)
    await phone.until(lambda: phone.client.groups.items and mine(phone).is_in)
    await says(laptop, "from the laptop")
    await hears(phone, "from the laptop")
    assert last(phone).is_own
    await says(ben, "to both")
    for one in (laptop, phone):
        await hears(one, "to both")
        row = one.client.conversations.items.find(mine(one).conversation)
        assert row.unread == 1
    await laptop.client.conversations.read(mine(laptop).conversation)
    await laptop.client.groups.notify(mine(laptop).conversation, Notify.NONE)
    rows = phone.client.conversations.items
    await phone.until(lambda: rows.find(mine(phone).conversation).unread == 0)
    await phone.until(lambda: mine(phone).notify is Notify.NONE)
    assert await texts(laptop) == await texts(phone)
    await laptop.client.groups.leave(mine(laptop).conversation)
    await phone.until(lambda: not phone.client.groups.items)


async def test_a_public_group_is_found_looked_at_and_entered(user, server):
    ana, ben = await user("ana"), await user("ben")
    secret = GroupSettings("Hall", password="sesame", is_public=True, is_members_only=False)
    hall = await ana.client.groups.create(1, HALL)
    locked = await ana.client.groups.create(1, secret)
    groups = ben.client.groups
    found = await groups.discover(1, "open hall")
    assert hall.address in [one.address for one in found]
    seen = await groups.look(1, ana.client.groups.link(locked.conversation))
    assert (seen.name, seen.has_password, seen.count) == ("Hall", True, 1) or isinstance(
        server, Prosody
    )
    with pytest.raises(Problem) as refused:
        await groups.join(1, locked.address)
    assert refused.value.reason is Reason.PASSWORD_WANTED
    with pytest.raises(Problem) as refused:
        await groups.join(1, f"nowhere@{locked.address.partition('@')[2]}")
    assert refused.value.reason is Reason.GROUP_GONE
    await groups.join(1, f"xmpp:{locked.address}?join;password=sesame")
    there = await groups.join(1, f"xmpp:{hall.address}?join", mine(ben).nick)
    talk = await ana.client.conversations.open(1, hall.address)
    await ana.client.messages.send(talk.id, "hidden")
    items = ben.client.conversations.items
    await ben.until(lambda: (m := items.find(there.conversation).last) and m.body == "hidden")
    shown = items.find(there.conversation).last
    assert shown.sender == f"{hall.address}/{hall.nick}"
    assert not any(m.address for m in groups.members(there.conversation) if not m.is_own)
