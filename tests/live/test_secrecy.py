"""Encryption from end to end: what the server sees, and what people read, with real clients."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from tests.live.clients import profanity
from tests.live.program import Program
from tests.live.prosody import Prosody
from tests.live.test_desktop import PASSWORD, User

from magpie.desktop.core.entities.key import Trust
from magpie.desktop.core.entities.message import Delivery, Lock
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link.xmpp import XmppLink


class Secret(User):
    """A user who keeps what leaves their machine."""

    def link(self) -> XmppLink:
        self.said: list[str] = []
        trace = lambda way, words: self.said.append(words) if way == "out" else None  # noqa: E731
        self.links.append(XmppLink(trace=trace))
        return self.links[-1]

    async def locks(self, peer: User) -> None:
        await self.client.conversations.lock(await self.talk(peer), True)

    async def locked(self, peer: User) -> list[tuple[str, Lock]]:
        return [(one.body, one.lock) for one in await self.messages(peer)]

    async def has_keys(self) -> None:
        """As soon as they lock any conversation."""
        with pytest.raises(Problem) as found:
            await self.client.conversations.lock(await self.talk(self), True)
        assert found.value.reason is Reason.NO_KEYS


@pytest.fixture(scope="module")
def prosody():
    with Prosody() as running:
        yield running


@pytest.fixture(params=["shared", "prosody"])
def server(request) -> Program | Prosody:
    return request.getfixturevalue(request.param)


@pytest.fixture
async def user(name, tmp_path) -> AsyncIterator[Callable[..., Awaitable[Secret]]]:
    made: list[Secret] = []

    async def make(server: Program | Prosody, who: str, device: str = "laptop") -> Secret:
        address = f"{name(who)}@{server.domain}"
        one = Secret(address, f"{server.host}:{server.port}", tmp_path / f"{who}-{device}")
        made.append(one)
        await one.enters(signs_up=device == "laptop")
        return one

    yield make
    for one in made:
        await one.leaves()


async def test_what_is_locked_is_read_by_the_other_and_by_nobody_between(user, server):
    ana, ben = await user(server, "ana"), await user(server, "ben")
    with pytest.raises(Problem) as found:
        await ana.locks(ben)
    assert found.value.reason is Reason.NO_KEYS
    await ben.has_keys()
    await ana.client.conversations.lock(await ana.talk(ben), False)
    await ana.says(ben, "in the open")
    await ben.sees(ana, "in the open")
    await ana.locks(ben)
    sent = await ana.says(ben, "nobody else 你好 <&>")
    await ben.sees(ana, "in the open", "nobody else 你好 <&>")
    assert await ben.locked(ana) == [
        ("in the open", Lock.OPEN),
        ("nobody else 你好 <&>", Lock.LOCKED),
    ]
    await ana.client.messages.edit(sent.id, "nobody but us")
    row, items = await ben.talk(ana), ben.client.conversations.items
    await ben.until(lambda: items.find(row).last.body == "nobody but us")
    assert (await ben.locked(ana))[1] == ("nobody but us", Lock.LOCKED)
    await ben.locks(ana)
    await ben.says(ana, "and an answer", reply=(await ben.messages(ana))[1].id)
    await ana.sees(ben, "in the open", "nobody but us", "and an answer")
    assert (await ana.locked(ben))[2] == ("and an answer", Lock.LOCKED)
    wire = "".join(ana.said + ben.said)
    assert "in the open" in wire
    for secret in ("nobody", "你好", "answer"):
        assert secret not in wire


async def test_all_devices_read_it_and_what_was_missed_is_read_later(user, shared):
    laptop, ben = await user(shared, "ana"), await user(shared, "ben")
    phone = await user(shared, "ana", "phone")
    for one in (ben, phone):
        await one.has_keys()
    await laptop.locks(ben)
    await laptop.says(ben, "from the laptop")
    for one, peer in ((ben, laptop), (phone, ben)):
        await one.sees(peer, "from the laptop")
    await ben.leaves()
    await laptop.says(ben, "while you were away")
    await ben.starts()
    for one, peer in ((ben, laptop), (phone, ben)):
        await one.sees(peer, "from the laptop", "while you were away")
        await one.client.accounts.receiver(1).history.catch_up()
        assert {lock for _, lock in await one.locked(peer)} == {Lock.LOCKED}
    assert "while" not in "".join(laptop.said)


async def test_profanity_reads_it_and_is_read(user, shared, name):
    ana = await user(shared, "ana")
    shared.adds(name("romeo"), PASSWORD)
    romeo = f"{name('romeo')}@{shared.domain}"
    talk = (await ana.client.conversations.open(1, romeo)).id
    async with profanity(shared) as window:
        await window.types(f"/connect {romeo}/prof port {shared.port} tls force")
        await window.shows("Enter password")
        await window.types(PASSWORD)
        await window.shows("logged in successfully")
        await window.types("/omemo trustmode blind")
        await window.types("/omemo gen")
        await window.shows("materials generated")
        await ana.client.conversations.lock(talk, True)
        shown = await ana.client.conversations.keys(talk)
        await ana.client.messages.send(talk, "Who is there?")
        await window.types(f"/msg {ana.address}")
        await window.shows("Who is there?")
        await window.types(f"/omemo start {ana.address}")
        await window.types("It is I, Romeo")
        items = ana.client.conversations.items
        await ana.until(lambda: items.find(talk).last.body == "It is I, Romeo")
        assert items.find(talk).last.lock is Lock.LOCKED
        await window.types("/omemo fingerprint")
        mine = next(key for key in shown if key.is_here)
        await window.shows(mine.groups.replace(" ", "-"))  # both see the same
        (theirs,) = (key for key in shown if not key.is_own)
        assert theirs.groups.replace(" ", "-") in window.screen
        await ana.client.conversations.trust(talk, theirs, Trust.REFUSED)
        sent = await ana.client.messages.send(talk, "Not for thee")
        await ana.until(lambda: items.find(talk).last.delivery is Delivery.FAILED)
        assert items.find(talk).last.reason is Reason.NO_KEYS
        assert sent.lock is Lock.LOCKED
        assert "thee" not in "".join(ana.said)
