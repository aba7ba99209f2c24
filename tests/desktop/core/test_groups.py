"""Groups: entering, talking, and what each may do, as the core tells it to the screen."""

import pytest
from tests.desktop.fake import ANA, BEN
from tests.desktop.fake_rooms import SERVICE

from magpie.desktop.core.content import Arrival, Edit, Retraction, Text
from magpie.desktop.core.entities.conversation import Kind
from magpie.desktop.core.entities.group import Affiliation, GroupSettings, Notify, Role, Standing
from magpie.desktop.core.entities.message import Delivery
from magpie.desktop.core.entities.notice import GroupEnded, NewMessage
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Arrived, ReadElsewhere

CHEN = "chen@example.org"
CREW = GroupSettings("Harbour crew", may_all_invite=True)
HALL = GroupSettings("Open hall", is_public=True, is_members_only=False, is_anonymous=True)


async def founded(device, settings=CREW, members=()):
    groups = device.client.groups
    return await groups.create(1, settings, members=members)


async def joined(device, address):
    """By the invitation that comes, or by the address."""
    groups = device.client.groups
    if groups.invitations:
        return await groups.accept(groups.invitations[0])
    return await groups.join(1, address)


async def crew(device, settings=CREW):
    """Ana's group with Ben in it, and the two devices."""
    ana, ben = await device(ANA), await device(BEN)
    group = await founded(ana, settings, [BEN])
    if settings.is_members_only:
        await ben.until(lambda: ben.client.groups.invitations)
    theirs = await joined(ben, group.address)
    await ana.until(lambda: ana.client.groups.items[0].count == 2)
    await ben.until(lambda: ben.client.groups.items[0].count == 2)
    return ana, ben, group, theirs


async def test_a_group_is_made_its_members_are_asked_and_all_hear_what_is_said(device):
    ana, ben, group, theirs = await crew(device)
    assert (group.name, group.is_in, group.affiliation) == ("Harbour crew", True, Affiliation.OWNER)
    assert not ben.client.groups.invitations
    row = ben.client.conversations.items.find(theirs.conversation)
    assert (row.kind, row.name) == (Kind.GROUP, "Harbour crew")
    await ana.says(group.address, "Hello *all*")
    await ben.sees(group.address, "Hello *all*")
    (heard,) = await ben.messages(group.address)
    assert (heard.sender, heard.name, heard.is_own) == (ANA, "ana", False)
    await ana.until(
        lambda: (
            (last := ana.client.conversations.items.find(group.conversation).last)
            and last.delivery is Delivery.DELIVERED
        )
    )
    assert await ana.texts(group.address) == ["Hello *all*"]


async def test_answers_reactions_edits_and_taking_back(device):
    ana, ben, group, _ = await crew(device)
    sent = await ana.says(group.address, "who has the key?")
    await ben.sees(group.address, "who has the key?")
    (asked,) = await ben.messages(group.address)
    await ben.client.messages.react(asked.id, ["👍"])
    await ben.says(group.address, "me", reply=asked.id)
    await ana.sees(group.address, "who has the key?", "me")
    first, answer = await ana.messages(group.address)
    assert first.reactions[0].senders == (BEN,)
    assert (answer.reply.message, answer.reply.name) == (sent.id, "ana")
    assert answer.is_mention  # it answers one's own words
    await ana.client.messages.edit(sent.id, "who has the keys?")
    await ana.client.messages.retract((await ana.says(group.address, "oops")).id)
    await ana.says(group.address, "so")
    await ben.until(lambda: ben.last(group.address) == "so")
    shown = [(m.body, m.is_edited, m.is_retracted) for m in await ben.messages(group.address)]
    assert shown[0] == ("who has the keys?", True, False)
    assert shown[2] == ("", False, True)
    assert [m.body for m in await ana.messages(group.address)] == [
        m.body for m in await ben.messages(group.address)
    ]


async def test_nobody_changes_what_another_has_said(device):
    ana, ben, group, _ = await crew(device)
    await ana.says(group.address, "mine")
    await ben.sees(group.address, "mine")
    (theirs,) = await ben.messages(group.address)
    with pytest.raises(Problem) as found:
        await ben.client.messages.edit(theirs.id, "no")
    assert found.value.reason is Reason.REFUSED
    with pytest.raises(Problem) as found:
        await ben.client.groups.moderate(theirs.id)
    assert found.value.reason is Reason.NOT_ALLOWED
    room = ana.server.rooms[group.address]
    sent = room.archive[0]
    room.keep(BEN, "ben", Edit(sent.id, "forged"), "f1")
    room.keep(BEN, "ben", Retraction(sent.stanza_id), "f2")
    await ben.says(group.address, "after")
    await ana.sees(group.address, "mine", "after")


async def test_a_moderator_takes_back_what_another_said_and_is_named(device):
    ana, ben, group, theirs = await crew(device)
    await ben.says(group.address, "rude")
    await ana.sees(group.address, "rude")
    (rude,) = await ana.messages(group.address)
    await ana.client.groups.moderate(rude.id, "manners")
    for device_, who in ((ana, group), (ben, theirs)):
        items = device_.client.conversations.items
        await device_.until(lambda i=items, w=who: i.find(w.conversation).last.is_retracted)
        (gone,) = await device_.messages(group.address)
        assert (gone.body, gone.moderator) == ("", "ana")


async def test_mentions_are_counted_and_what_one_wants_to_hear_is_kept(device):
    ana, ben, group, theirs = await crew(device)
    heard = []
    ben.client.notices.connect(heard.append)
    await ben.client.groups.notify(theirs.conversation, Notify.MENTIONS)
    await ana.says(group.address, "a word to all")
    await ana.says(group.address, "and to you, Ben!")
    await ana.says(group.address, "the bench is free")
    await ben.until(lambda: ben.last(group.address) == "the bench is free")
    row = ben.client.conversations.items.find(theirs.conversation)
    assert (row.unread, row.mentions, row.notify) == (3, 1, Notify.MENTIONS)
    muted = [one.is_muted for one in heard if isinstance(one, NewMessage)]
    assert muted == [True, False, True]
    phone = await device(BEN, "phone")
    await phone.until(lambda: phone.last(group.address) == "the bench is free")
    await ana.says(group.address, "ben?")
    await phone.until(lambda: phone.client.conversations.items[0].mentions == 1)
    assert phone.client.groups.items[0].notify is Notify.MENTIONS
    await ben.until(lambda: ben.last(group.address) == "ben?")
    await ben.client.conversations.read(theirs.conversation)
    await phone.until(lambda: phone.client.conversations.items[0].unread == 0)
    assert phone.client.conversations.items[0].mentions == 0


async def test_a_mention_gives_no_address_away_that_the_room_hides(device):
    ana, ben, group, theirs = await crew(device, HALL)
    (who,) = [m for m in ana.client.groups.members(group.conversation) if m.nick == "ben"]
    assert who.address == BEN  # its owner sees it
    await ana.client.messages.send(group.conversation, "@ben look", mentions=[who])
    await ben.sees(group.address, "@ben look")
    (heard,) = await ben.messages(group.address)
    assert (heard.sender, heard.is_mention) == (f"{group.address}/ana", True)
    (named,) = ana.server.accepted[-1].content.mentions
    assert named.address == f"{group.address}/ben"
    assert ben.client.groups.name_of(theirs.conversation, heard.sender) == "ana"


async def test_what_was_said_while_away_comes_and_what_was_written_waits(device):
    ana, ben, group, theirs = await crew(device)
    await ana.says(group.address, "before")
    await ben.sees(group.address, "before")
    ben.server.is_up = False
    for link in list(ben.server.links[BEN]):
        link.cut()
    for number in range(150):
        await ana.says(group.address, f"text {number}")
    await ben.says(group.address, "written while away")
    ben.server.is_up = True
    expected = ["before", *(f"text {number}" for number in range(150)), "written while away"]
    await ana.until(lambda: ana.last(group.address) == "written while away")
    await ben.until(
        lambda: (
            ben.client.conversations.items.find(theirs.conversation).last.delivery
            is Delivery.DELIVERED
        )
    )
    assert await ana.texts(group.address) == expected
    assert await ben.texts(group.address) == expected


async def test_a_room_without_an_archive_tells_what_was_said_when_one_enters(device):
    ana, ben, group, _ = await crew(device)
    ana.server.rooms[group.address].has_archive = False
    ana.server.cut()
    await ana.until(lambda: ana.client.groups.items[0].count == 2)
    await ben.until(lambda: ben.client.groups.items[0].count == 2)
    await ana.says(group.address, "one")
    await ben.sees(group.address, "one")
    for link in list(ben.server.links[BEN]):
        link.cut()
    await ana.says(group.address, "two")
    await ben.until(lambda: ben.last(group.address) == "two")
    assert await ben.texts(group.address) == ["one", "two"]


async def test_what_a_room_has_not_taken_waits_until_one_is_in_it_again(device):
    ana, ben, group, theirs = await crew(device)
    await ben.says(group.address, "one")
    await ana.sees(group.address, "one")
    room = ana.server.rooms[group.address]
    for link in list(room.seats["ben"]):  # it was restarted, and has told nobody
        room.leave(link)
    await ben.says(group.address, "two")
    await ana.sees(group.address, "one", "two")
    items = ben.client.conversations.items
    await ben.until(lambda: items.find(theirs.conversation).last.delivery is Delivery.DELIVERED)
    assert await ben.texts(group.address) == ["one", "two"]


async def test_two_devices_are_in_the_same_groups(device):
    laptop = await device(ANA)
    phone = await device(ANA, "phone")
    group = await founded(laptop)
    await phone.until(lambda: phone.client.groups.items and phone.client.groups.items[0].is_in)
    await laptop.says(group.address, "from the laptop")
    await phone.sees(group.address, "from the laptop")
    (mine,) = await phone.messages(group.address)
    assert (mine.is_own, mine.delivery) == (True, Delivery.DELIVERED)
    await phone.client.groups.leave(phone.client.groups.items[0].conversation)
    await laptop.until(lambda: not laptop.client.groups.items)
    assert await laptop.texts(group.address) == ["from the laptop"]


async def test_why_one_is_out_is_told_and_what_helps_is_up_to_a_person(device):
    ana, ben, group, theirs = await crew(device)
    ended = []
    ben.client.notices.connect(ended.append)
    members = ana.client.groups.members(group.conversation)
    await ana.client.groups.set_role(
        group.conversation, next(m for m in members if m.nick == "ben"), Role.NONE, "too loud"
    )
    items = ben.client.groups.items
    await ben.until(lambda: items[0].standing is Standing.REFUSED)
    assert (items[0].problem.reason, items[0].problem.detail) == (Reason.KICKED, "too loud")
    assert [one.group.address for one in ended if isinstance(one, GroupEnded)] == [group.address]
    await ben.client.groups.rejoin(theirs.conversation)
    await ben.until(lambda: items[0].is_in)
    await ana.until(lambda: len(members) == 2)
    ben_there = next(m for m in members if m.nick == "ben")
    await ana.client.groups.set_affiliation(group.conversation, ben_there, Affiliation.OUTCAST)
    await ben.until(lambda: items[0].problem and items[0].problem.reason is Reason.BANNED)
    with pytest.raises(Problem) as found:
        await ben.client.groups.rejoin(theirs.conversation)
    assert found.value.reason is Reason.BANNED
    assert [m.affiliation for m in members if m.address == BEN] == [Affiliation.OUTCAST]


async def test_why_one_does_not_get_in(device):
    ana, ben = await device(ANA), await device(BEN)
    private = await founded(ana, CREW)
    locked = await founded(ana, GroupSettings("Locked", "", "sesame", is_members_only=False))
    groups = ben.client.groups
    for link, reason in (
        (private.address, Reason.MEMBERS_ONLY),
        (locked.address, Reason.PASSWORD_WANTED),
        (f"nowhere@{SERVICE}", Reason.GROUP_GONE),
        ("no place", Reason.NAME_INVALID),
    ):
        with pytest.raises(Problem) as found:
            await groups.join(1, link)
        assert found.value.reason is reason, link
    assert not groups.items
    assert not ben.client.conversations.items  # no trace of what was tried
    seen = await groups.look(1, f"xmpp:{locked.address}?join")
    assert (seen.name, seen.has_password, seen.conversation) == ("Locked", True, 0)
    await groups.join(1, f"xmpp:{locked.address}?join;password=sesame", "Ana's friend")
    await ben.until(lambda: groups.items and groups.items[0].nick == "Ana's friend")
    assert groups.link(groups.items[0].conversation) == f"xmpp:{locked.address}?join"


async def test_a_nick_that_is_taken_makes_another_one(device):
    ana, other = await device(ANA), await device("ana@elsewhere.example")
    group = await founded(ana, HALL)
    theirs = await joined(other, group.address)
    assert theirs.nick == "ana2"
    with pytest.raises(Problem) as found:
        await other.client.groups.set_nick(theirs.conversation, "ana")
    assert found.value.reason is Reason.NICK_TAKEN
    await other.client.groups.set_nick(theirs.conversation, "annie")
    await ana.until(
        lambda: [m.nick for m in ana.client.groups.members(group.conversation)][-1] == "annie"
    )
    assert ana.client.groups.items[0].count == 2


async def test_an_invitation_survives_a_restart_and_may_be_declined(device):
    ana, ben = await device(ANA), await device(BEN)
    await founded(ana, CREW, [BEN])
    await ben.until(lambda: ben.client.groups.invitations)
    await ben.client.close()
    await ben.start()
    await ben.online()
    (asked,) = ben.client.groups.invitations
    assert (asked.name, asked.sender, asked.sender_name) == ("Harbour crew", ANA, "ana")
    await ben.client.groups.decline(asked)
    assert not ben.client.groups.invitations
    assert [by for _, by in ben.server.declined] == [ANA]  # it came through the room


async def test_groups_are_there_before_the_server_is_and_after_leaving_the_words_stay(device):
    ana, ben, group, theirs = await crew(device)
    await ana.says(group.address, "kept")
    await ben.sees(group.address, "kept")
    await ben.client.close()
    ben.server.is_up = False
    await ben.start()
    (shown,) = ben.client.groups.items
    assert (shown.name, shown.standing) == ("Harbour crew", Standing.OUT)
    assert ben.client.accounts.items[0].rooms == SERVICE
    ben.server.is_up = True
    ben.client.network_changed()
    await ben.until(lambda: ben.client.groups.items[0].is_in)
    await ben.client.groups.leave(theirs.conversation)
    assert not ben.client.groups.items
    assert await ben.texts(group.address) == ["kept"]
    await ben.client.conversations.delete(theirs.conversation)
    assert not ben.client.conversations.items
    await joined(ben, group.address)
    await ben.sees(group.address, "kept")


async def test_who_types_is_named(device):
    ana, ben, group, theirs = await crew(device)
    ana.client.messages.typing(group.conversation, True)
    items = ben.client.conversations.items
    await ben.until(lambda: items.find(theirs.conversation).typing == ("ana",))
    await ana.says(group.address, "done")
    await ben.until(lambda: items.find(theirs.conversation).typing == ())


async def test_a_group_that_was_ended_has_nothing_older_and_can_be_left(device):
    ana, ben, group, theirs = await crew(device)
    await ana.says(group.address, "the last word")
    await ben.sees(group.address, "the last word")
    await ana.client.groups.destroy(group.conversation, "over")
    items = ben.client.groups.items
    await ben.until(lambda: items[0].problem and items[0].problem.reason is Reason.GROUP_GONE)
    assert not ana.client.groups.items
    assert await ben.texts(group.address) == ["the last word"]
    await ben.client.groups.leave(theirs.conversation)
    assert not items


async def test_a_talk_with_somebody_does_not_become_a_group(device):
    ana, ben = await device(ANA), await device(BEN)
    await ana.says(BEN, "hello")
    with pytest.raises(Problem) as found:
        await ana.client.groups.join(1, BEN)
    assert found.value.reason is Reason.GROUP_GONE
    await ana.says(BEN, "still you")
    await ben.sees(ANA, "hello", "still you")
    assert ana.client.conversations.items[0].kind is Kind.PERSON


async def test_what_was_read_in_a_group_that_one_has_left_makes_no_conversation(device, server):
    left = "old@rooms.elsewhere.example"
    server.reads[ANA][left] = ReadElsewhere(left, "s1", is_group=True)
    server.reads[ANA][BEN] = ReadElsewhere(BEN, "s2")
    ana = await device(ANA)
    await ana.until(lambda: ana.client.conversations.items)
    assert [one.address for one in ana.client.conversations.items] == [BEN]


async def test_what_a_room_tells_on_entering_stands_in_its_order(device):
    """Its clock may be behind: what it tells after a message that is here was said after it."""
    _, ben, group, _ = await crew(device)
    (link,) = ben.server.links[BEN]
    said = {"peer": group.address, "sender": ANA, "is_own": False, "is_group": True, "name": "ana"}
    before = ben.server.now - 5_000_000
    link.hear(Arrived(Arrival(**said, content=Text("one"), id="x1", origin_id="x1")))
    await ben.sees(group.address, "one")
    for at, text in enumerate(("one", "two"), 1):
        id = f"x{at}"
        again = Arrival(**said, content=Text(text), id=id, origin_id=id, at=before + at)
        link.hear(Arrived(again))
    await ben.sees(group.address, "one", "two")
