"""Writing, and how far a message has come."""

import pytest
from tests.desktop.fake import ANA, BEN

from magpie.desktop.core.entities.message import Delivery
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.transfer import Stage


async def test_what_one_writes_the_other_reads(device):
    ana, ben = await device(ANA), await device(BEN)
    await ana.says(BEN, "But soft")
    await ben.sees(ANA, "But soft")
    await ben.says(ANA, "Ay me")
    await ana.sees(BEN, "But soft", "Ay me")


async def test_a_message_waits_for_the_server(device, server):
    ana = await device(ANA)
    server.acknowledges = False
    sent = await ana.says(BEN, "hello")
    assert sent.delivery is Delivery.WAITING
    await ana.until(lambda: server.accepted)
    talk = await ana.talk(BEN)
    assert ana.client.conversations.items.find(talk).last.delivery is Delivery.WAITING


async def test_a_message_passes_through_its_states(device):
    ana = await device(ANA)
    talk = await ana.talk(BEN)
    sent = await ana.says(BEN, "hello")
    await ana.until(lambda: ana.client.conversations.items.find(talk).last.delivery == 1)
    ben = await device(BEN)
    timeline = await ana.client.conversations.timeline(talk)
    await ben.says(ANA, "hi")
    await ben.sees(ANA, "hello", "hi")
    second = await ana.says(BEN, "there?")
    await ben.sees(ANA, "hello", "hi", "there?")
    await ana.until(lambda: timeline.items.find(second.id).delivery is Delivery.DELIVERED)
    await ben.client.conversations.read(await ben.talk(ANA))
    await ana.until(lambda: timeline.items.find(second.id).delivery is Delivery.READ)
    assert timeline.items.find(sent.id).delivery is Delivery.READ


async def test_a_refused_message_fails_and_can_be_sent_again(device, server):
    ana = await device(ANA)
    server.refused.add(BEN)
    talk = await ana.talk(BEN)
    sent = await ana.says(BEN, "hello")
    row = ana.client.conversations.items
    await ana.until(lambda: row.find(talk).last.delivery is Delivery.FAILED)
    assert row.find(talk).last.reason is Reason.NO_SUCH_ADDRESS
    server.refused.clear()
    await ana.client.messages.retry(sent.id)
    await ana.until(lambda: row.find(talk).last.delivery >= Delivery.ON_SERVER)


async def test_edits_replies_reactions_and_retraction_reach_the_other(device):
    ana, ben = await device(ANA), await device(BEN)
    first = await ana.says(BEN, "lunch at one?")
    await ben.sees(ANA, "lunch at one?")
    (theirs,) = await ben.messages(ANA)
    await ben.client.messages.react(theirs.id, ["👍", "👍"])
    await ben.says(ANA, "yes", reply=theirs.id)
    await ana.until(lambda: ana.last(BEN) == "yes")
    lunch, answer = await ana.messages(BEN)
    assert [(r.emoji, r.senders) for r in lunch.reactions] == [("👍", (BEN,))]
    assert (answer.reply.message, answer.reply.text) == (first.id, "lunch at one?")

    await ana.client.messages.edit(first.id, "lunch at two?")
    await ana.says(BEN, "later")
    await ben.until(lambda: ben.last(ANA) == "later")
    edited = (await ben.messages(ANA))[0]
    assert (edited.body, edited.is_edited) == ("lunch at two?", True)

    await ana.client.messages.retract(first.id)
    await ana.says(BEN, "never mind")
    await ben.until(lambda: ben.last(ANA) == "never mind")
    retracted = (await ben.messages(ANA))[0]
    assert (retracted.body, retracted.is_retracted) == ("", True)


async def test_nobody_edits_what_another_wrote(device):
    ana, ben = await device(ANA), await device(BEN)
    await ana.says(BEN, "mine")
    await ben.sees(ANA, "mine")
    (theirs,) = await ben.messages(ANA)
    with pytest.raises(Problem):
        await ben.client.messages.edit(theirs.id, "yours")
    with pytest.raises(Problem):
        await ben.client.messages.retract(theirs.id)


async def test_typing_is_seen_and_ends_with_the_message(device):
    ana, ben = await device(ANA), await device(BEN)
    await ana.says(BEN, "hello")
    await ben.sees(ANA, "hello")
    ana.client.messages.typing(await ana.talk(BEN), True)
    row = ben.client.conversations.items
    await ben.until(lambda: row[0].typing)
    await ana.says(BEN, "there")
    await ben.until(lambda: not row[0].typing and ben.last(ANA) == "there")


async def test_a_waiting_message_can_be_discarded(device, server):
    ana = await device(ANA)
    server.is_up = False
    server.cut()
    sent = await ana.says(BEN, "not so")
    await ana.client.messages.discard(sent.id)
    server.is_up = True
    await ana.online()
    await ana.says(BEN, "so")
    assert await ana.texts(BEN) == ["so"]
    assert [one.content.body for one in server.accepted] == ["so"]


async def test_unread_counts_and_drafts_survive_a_restart(device, server):
    ana, ben = await device(ANA), await device(BEN)
    for text in ("one", "two"):
        await ben.says(ANA, text)
    await ana.sees(BEN, "one", "two")
    talk = await ana.talk(BEN)
    await ana.client.conversations.draft(talk, "dear Ben")
    await ana.client.close()
    server.is_up = False
    await ana.start()
    row = ana.client.conversations.items.find(talk)
    assert (row.unread, row.draft, row.last.body) == (2, "dear Ben", "two")


async def test_what_is_removed_here_does_not_come_back_and_stays_with_others(device, server):
    ana, ben = await device(ANA), await device(BEN)
    for text in ("one", "two", "three"):
        await ben.says(ANA, text)
    await ana.sees(BEN, "one", "two", "three")
    kept = await ana.messages(BEN)
    await ana.client.messages.hide([kept[0].id, kept[2].id])
    assert ana.last(BEN) == "two"
    assert await ana.texts(BEN) == ["two"]
    assert await ana.client.search.messages("three") == []
    await ana.client.close()
    await (await ana.start()).online()
    assert await ana.texts(BEN) == ["two"]
    assert await ben.texts(ANA) == ["one", "two", "three"]


async def test_messages_and_their_files_go_on_to_somebody_else(device, tmp_path):
    ana, ben, carl = await device(ANA), await device(BEN), await device("carl@example.org")
    await ana.says(BEN, "But soft")
    picture = tmp_path / "light.txt"
    picture.write_text("What light")
    (sent,) = await ana.client.transfers.send(await ana.talk(BEN), [picture])
    row = ana.client.transfers.items
    await ana.until(lambda: row[0].stage is Stage.DONE)
    first = (await ana.messages(BEN))[0]
    talk = await ana.talk("carl@example.org")
    await ana.client.messages.forward([sent.id, first.id], talk)
    await carl.until(lambda: carl.client.conversations.items and len(carl.client.transfers.items))
    got = await carl.messages(ANA)
    assert [(one.body, one.file and one.file.name) for one in got] == [
        ("But soft", None),
        ("", "light.txt"),
    ]
    assert got[1].file.url == (await ana.messages(BEN))[1].file.url
    assert ben.last(ANA) == ""
