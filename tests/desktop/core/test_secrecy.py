"""A lock tells the truth: of what is written, of what comes, and of what became of it later."""

import pytest
from tests.desktop.fake import ANA, BEN

from magpie.desktop.core.content import Arrival, Edit, Locked, Text
from magpie.desktop.core.entities.key import Key, Trust
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Arrived


@pytest.fixture
async def two(device, server):
    """Ana, whose conversation with Ben is locked, and Ben."""
    server.secrecy.known = {who: [Key(who, "ab" * 32)] for who in (ANA, BEN)}
    ana, ben = await device(ANA), await device(BEN)
    await ana.client.conversations.lock(await ana.talk(BEN), True)
    return ana, ben


async def locks(device, peer: str) -> list[tuple[str, Lock]]:
    return [(one.body, one.lock) for one in await device.messages(peer)]


async def test_nothing_is_locked_where_nobody_could_read_it(device):
    ana = await device(ANA)
    with pytest.raises(Problem) as found:
        await ana.client.conversations.lock(await ana.talk(BEN), True)
    assert found.value.reason is Reason.NO_KEYS
    assert not ana.client.conversations.items.find(await ana.talk(BEN)).is_locked


async def test_what_is_written_is_locked_and_stays_so_after_a_restart(two, server):
    ana, ben = two
    await ana.says(BEN, "secret")
    await ben.sees(ANA, "secret")
    await ben.says(ANA, "in the open")
    await ana.sees(BEN, "secret", "in the open")
    assert await locks(ben, ANA) == [("secret", Lock.LOCKED), ("in the open", Lock.OPEN)]
    await ana.client.close()
    await ana.start()
    await ana.online()
    assert await locks(ana, BEN) == [("secret", Lock.LOCKED), ("in the open", Lock.OPEN)]
    await ana.says(BEN, "still")
    await ben.sees(ANA, "secret", "in the open", "still")
    assert all(
        isinstance(one.content, Locked)
        for one in server.accepted
        if one.to == BEN and isinstance(one.content, Text | Locked)
    )


async def test_a_file_is_refused_and_not_sent_in_the_open(two, tmp_path):
    ana, _ = two
    path = tmp_path / "report.txt"
    path.write_text("report")
    with pytest.raises(Problem) as found:
        await ana.client.transfers.send(await ana.talk(BEN), [path])
    assert found.value.reason is Reason.NOT_ENCRYPTED
    assert len(ana.client.transfers.items) == 0


async def test_what_came_encrypted_is_not_quoted_in_the_open(two, server):
    ana, ben = two
    await ana.says(BEN, "secret")
    await ben.sees(ANA, "secret")
    await ben.says(ANA, "an answer", reply=(await ben.messages(ANA))[0].id)
    answer = server.accepted[-1].content
    assert (answer.body, answer.reply_text) == ("an answer", "")
    assert answer.reply


async def test_an_edit_is_encrypted_though_the_lock_was_opened(two, server):
    ana, ben = two
    sent = await ana.says(BEN, "secret")
    await ana.client.conversations.lock(await ana.talk(BEN), False)
    await ana.client.messages.edit(sent.id, "secrets")
    assert isinstance(server.accepted[-1].content, Locked)
    await ben.sees(ANA, "secrets")
    assert await locks(ben, ANA) == [("secrets", Lock.LOCKED)]


async def test_an_edit_in_the_open_takes_the_lock_off(two, server):
    ana, ben = two
    await ana.says(BEN, "secret")
    await ben.sees(ANA, "secret")
    (shown,) = await ben.messages(ANA)
    name = server.accepted[-1].id
    (link,) = server.links[BEN]
    link.hear(Arrived(Arrival(ANA, ANA, False, Edit(name, "forged"), id="e1")))
    await ben.sees(ANA, "forged")
    assert (await locks(ben, ANA), shown.lock) == ([("forged", Lock.OPEN)], Lock.LOCKED)


async def test_what_cannot_be_read_says_so_and_is_read_when_it_can_be(two, server):
    ana, ben = two
    server.keyless.add(BEN)
    await ana.says(BEN, "secret")
    await ben.until(lambda: ben.last(ANA) == "")
    assert await locks(ben, ANA) == [("", Lock.SEALED)]
    (link,) = server.links[BEN]
    kept = server.archives[BEN][-1]
    facts = {f: getattr(kept, f) for f in kept.__struct_fields__}
    link.hear(Arrived(Arrival(**facts | {"content": Text("secret"), "lock": Lock.LOCKED})))
    await ben.sees(ANA, "secret")
    link.hear(Arrived(kept))  # and it does not become unreadable again
    await ana.says(BEN, "more")
    await ben.until(lambda: ben.last(ANA) == "")
    assert (await locks(ben, ANA))[0] == ("secret", Lock.LOCKED)


async def test_decisions_about_keys_are_kept(two):
    ana, _ = two
    talk = await ana.talk(BEN)
    (key,) = await ana.client.conversations.keys(talk)
    await ana.client.conversations.trust(talk, key, Trust.REFUSED)
    assert (await ana.client.conversations.keys(talk))[0].trust is Trust.REFUSED
    with pytest.raises(Problem):
        await ana.client.conversations.lock(talk, True)
