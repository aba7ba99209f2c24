"""The desktop client's core and link against real servers: two people, two devices of one."""

import asyncio
import os
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.desktop.fake import FakeFinder
from tests.desktop.fake_keys import FakePasswords
from tests.live.program import Program
from tests.live.prosody import Prosody

from magpie.desktop.core.client import Client
from magpie.desktop.core.entities.account import Connection, SignIn, SignUp
from magpie.desktop.core.entities.message import Delivery
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.transfer import ENDED, Stage, Way
from magpie.desktop.core.link import Profile
from magpie.desktop.core.setting import DOWNLOADS
from magpie.desktop.link import names, socks
from magpie.desktop.link.trust import fingerprint
from magpie.desktop.link.xmpp import XmppLink
from magpie.desktop.ui.trust import Trust

PATIENCE = 10.0
PASSWORD = "open sesame"


class User:
    """A desktop client with one account, without its window."""

    def __init__(self, address: str, place: str, folder: Path) -> None:
        self.address, self.place, self.folder = address, place, folder
        self.links: list[XmppLink] = []
        self.passwords = FakePasswords()
        self._changed = asyncio.Event()

    def link(self) -> XmppLink:
        self.links.append(XmppLink())
        return self.links[-1]

    async def starts(self) -> None:
        self.client = Client(self.folder, self.link, FakeFinder(), passwords=self.passwords)
        parts = (self.client.accounts, self.client.people, self.client.conversations)
        for part in (*parts, self.client.transfers):
            part.items.changed.connect(lambda _: self._changed.set())
        groups = self.client.groups
        for rows in (self.client.people.requests, groups.items, groups.invitations):
            rows.changed.connect(lambda _: self._changed.set())
        await self.client.start()

    async def enters(self, *, signs_up: bool = False) -> None:
        """Sign in (or up), saying yes to the certificate."""
        await self.starts()
        accounts = self.client.accounts
        act: Callable[[Any], Awaitable[Any]] = accounts.sign_up if signs_up else accounts.sign_in
        kind = SignUp if signs_up else SignIn
        with pytest.raises(Problem) as found:
            await act(kind(self.address, PASSWORD, self.place))
        assert found.value.reason is Reason.CERTIFICATE_UNKNOWN
        self.certificate = found.value.certificate
        shown = self.certificate.authority or self.certificate.fingerprint
        await act(kind(self.address, PASSWORD, self.place, trusted=shown))

    async def leaves(self) -> None:
        await self.client.close()

    def cut(self) -> None:
        """The network is gone: neither side says goodbye."""
        self.links[-1].stream.transport.abort()

    async def until(self, is_true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_true():
                self._changed.clear()
                await self._changed.wait()

    async def talk(self, peer: "User") -> int:
        return (await self.client.conversations.open(1, peer.address)).id

    async def says(self, peer: "User", text: str, reply: int = 0):
        return await self.client.messages.send(await self.talk(peer), text, reply)

    async def messages(self, peer: "User"):
        timeline = await self.client.conversations.timeline(await self.talk(peer))
        found = {one.id: one for one in timeline.items}
        while await timeline.load_older():
            found |= {one.id: one for one in timeline.items}
        timeline.close()
        return sorted(found.values(), key=lambda one: one.at)

    async def sees(self, peer: "User", *texts: str) -> None:
        row = await self.talk(peer)
        items = self.client.conversations.items
        await self.until(lambda: (last := items.find(row).last) and last.body == texts[-1])
        assert [one.body for one in await self.messages(peer)] == list(texts)

    @property
    def connection(self) -> Connection:
        return self.client.accounts.items[0].connection


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


async def befriend(ana: User, ben: User) -> None:
    """Each sees the other online: by asking, where the server does not see to it."""

    def sees(one: User, other: User) -> bool:
        found = one.client.people.items.find((1, other.address))
        return bool(found and found.is_here)

    await ana.client.people.add(1, ben.address, "Ben")
    await ben.until(lambda: sees(ben, ana) or ben.client.people.requests)
    for request in list(ben.client.people.requests):
        await ben.client.people.accept(request)
    await ana.until(
        lambda: sees(ana, ben) and ana.client.people.items.find((1, ben.address)).name == "Ben"
    )


async def test_two_people_write_and_see_how_far_it_came(user):
    ana, ben = await user("ana"), await user("ben")
    await befriend(ana, ben)
    sent = await ana.says(ben, "But *soft*\n你好 <&>")
    await ben.sees(ana, "But *soft*\n你好 <&>")
    await ben.client.conversations.read(await ben.talk(ana))
    row, items = await ana.talk(ben), ana.client.conversations.items
    await ana.until(lambda: items.find(row).last.delivery is Delivery.READ)
    (theirs,) = await ben.messages(ana)
    await ben.client.messages.react(theirs.id, ["👍"])
    await ben.says(ana, "Ay me", reply=theirs.id)
    await ana.sees(ben, "But *soft*\n你好 <&>", "Ay me")
    first, answer = await ana.messages(ben)
    assert first.reactions[0].senders == (ben.address,)
    assert (answer.reply.message, answer.reply.text) == (sent.id, first.body)
    await ana.client.messages.edit(sent.id, "But softly")
    await ana.client.messages.retract((await ana.says(ben, "oops")).id)
    await ana.says(ben, "So")
    row, items = await ben.talk(ana), ben.client.conversations.items
    await ben.until(lambda: items.find(row).last.body == "So")
    shown = [(m.body, m.is_edited, m.is_retracted) for m in await ben.messages(ana)]
    assert shown[0] == ("But softly", True, False)
    assert shown[2] == ("", False, True)


async def test_what_is_compared_is_what_the_servers_invitations_show(user, server):
    ana = await user("ana")
    shown = Trust(lambda: False)
    shown.ask(Problem(Reason.CERTIFICATE_UNKNOWN, certificate=ana.certificate), "the server")
    der = ssl.PEM_cert_to_DER_cert(server.authority.read_text())
    assert shown.shown_now == fingerprint(der)


async def test_a_cut_connection_comes_back_and_nothing_is_lost_or_doubled(user):
    ana, ben = await user("ana"), await user("ben")
    await ana.says(ben, "one")
    await ben.sees(ana, "one")
    ben.cut()
    await ana.says(ben, "two")
    await ben.says(ana, "three")
    await ben.until(lambda: ben.connection is Connection.ONLINE)
    row, items = await ana.talk(ben), ana.client.conversations.items
    await ana.until(lambda: items.find(row).last.body == "three")
    assert sorted(m.body for m in await ana.messages(ben)) == ["one", "three", "two"]
    assert sorted(m.body for m in await ben.messages(ana)) == ["one", "three", "two"]


async def test_two_devices_of_one_account_show_the_same(user):
    laptop, ben = await user("ana"), await user("ben")
    phone = await user("ana", "phone", signs_up=False)
    await laptop.says(ben, "from the laptop")
    await phone.sees(ben, "from the laptop")
    await phone.says(ben, "from the phone")
    await ben.says(laptop, "to both")
    for device in (laptop, phone):
        row, items = await device.talk(ben), device.client.conversations.items
        await device.until(lambda row=row, items=items: items.find(row).last.body == "to both")
        assert items.find(row).unread == 1
    await laptop.client.conversations.read(await laptop.talk(ben))
    row, items = await phone.talk(ben), phone.client.conversations.items
    await phone.until(lambda: items.find(row).unread == 0)
    for device in (laptop, phone):
        await device.client.accounts.receiver(1).history.catch_up()
    assert [m.body for m in await laptop.messages(ben)] == [
        m.body for m in await phone.messages(ben)
    ]


async def test_what_was_missed_is_there_after_a_restart(user):
    ana, ben = await user("ana"), await user("ben")
    await ana.says(ben, "before")
    await ben.sees(ana, "before")
    await ben.leaves()
    for number in range(120):
        await ana.says(ben, f"text {number}")
    row, items = await ana.talk(ben), ana.client.conversations.items
    await ana.until(lambda: items.find(row).last.delivery >= Delivery.ON_SERVER)
    await ben.starts()
    row, items = await ben.talk(ana), ben.client.conversations.items
    await ben.until(lambda: items.find(row).last.body == "text 119")
    # Prosody replays what was missed besides: the archive has the last word on the order
    await ben.client.accounts.receiver(1).history.catch_up()
    heard = [message.body for message in await ben.messages(ana)]
    assert heard == ["before", *(f"text {number}" for number in range(120))]


async def test_a_picture_comes_and_goes_and_the_rest_of_the_card_stays(user, tmp_path):
    ana = await user("ana")
    stream = ana.links[-1].stream
    card = names.make("vCard", names.NS_VCARD)
    names.add(card, "TITLE", names.NS_VCARD, "Harbour master")
    await stream.ask("set", card)
    picture = tmp_path / "face.png"
    Image.new("RGB", (400, 300), "teal").save(picture)
    await ana.client.accounts.set_profile(1, "Ana", picture)
    assert ana.client.accounts.items[0].avatar
    assert (await ana.links[-1].profile(ana.address)).picture
    await ana.client.accounts.set_profile(1, "Ana L", None)
    assert (await ana.links[-1].profile(ana.address)).picture
    await ana.client.accounts.remove_picture(1)
    assert ana.client.accounts.items[0].avatar == ""
    assert await ana.links[-1].profile(ana.address) == Profile("Ana L", b"")
    kept = names.child(
        await stream.ask("get", names.make("vCard", names.NS_VCARD)), "vCard", names.NS_VCARD
    )
    assert names.text(kept, "TITLE", names.NS_VCARD) == "Harbour master"


async def test_wrong_words_at_the_door_are_told_as_reasons(user, server):
    ana = await user("ana")
    accounts = ana.client.accounts
    pin = ana.links[-1].stream.kept
    for how, reason in (
        (SignIn(ana.address, "wrong", ana.place, trusted=pin), Reason.WRONG_PASSWORD),
        (SignIn(ana.address, PASSWORD, "127.0.0.1:1", trusted=pin), Reason.NO_SERVER),
        (SignIn(ana.address, PASSWORD, ana.place, trusted="AB:CD"), Reason.CERTIFICATE_CHANGED),
        (SignIn("a b@c", PASSWORD), Reason.NAME_INVALID),
    ):
        with pytest.raises(Problem) as found:
            await accounts.sign_in(how)
        assert found.value.reason is reason, found.value
    taken = SignUp(ana.address, PASSWORD, ana.place, trusted=pin)
    with pytest.raises(Problem) as found:
        await accounts.sign_up(taken)
    assert found.value.reason is Reason.NAME_TAKEN


async def test_a_file_goes_by_the_server_and_is_what_it_was(user, tmp_path):
    ana, ben = await user("ana"), await user("ben")
    report = tmp_path / "报告 & final.pdf"
    report.write_bytes(os.urandom(3_000_000))
    ben.client.settings.set(DOWNLOADS, str(tmp_path / "downloads"))
    talk = await ana.talk(ben)
    await ana.client.transfers.send(talk, [report])
    await ana.until(lambda: ana.client.transfers.items[0].stage is Stage.DONE)
    await ben.until(lambda: len(ben.client.transfers.items) == 1)
    offer = ben.client.transfers.items[0]
    assert (offer.stage, offer.file.name, offer.file.size) == (
        Stage.OFFERED,
        report.name,
        3_000_000,
    )
    await ben.client.transfers.accept(offer.id)
    await ben.until(lambda: ben.client.transfers.items[0].stage is Stage.DONE)
    assert (tmp_path / "downloads" / report.name).read_bytes() == report.read_bytes()


async def test_killed_while_writing_nothing_is_lost_and_nothing_said_twice(user):
    ana, ben = await user("ana"), await user("ben")
    await ana.leaves()
    said = -1
    for _ in range(3):
        command = [sys.executable, "-m", "tests.live.desktop_writer"]
        writer = await asyncio.create_subprocess_exec(
            *(*command, str(ana.folder), ben.address, PASSWORD), stdout=asyncio.subprocess.PIPE
        )
        for _ in range(40):
            said = int(await writer.stdout.readline())
        writer.kill()
        await writer.wait()
    await ana.starts()
    await ana.until(lambda: ana.connection is Connection.ONLINE)
    last = await ana.says(ben, "the end")
    row, items = await ben.talk(ana), ben.client.conversations.items
    await ben.until(lambda: (m := items.find(row).last) and m.body == last.body)
    heard = [message.body for message in await ben.messages(ana)]
    # Each run counts from 0: all of the first two, in order, then of the third
    runs, run = [], []
    for text in heard[:-1]:
        if text == "text 0" and run:
            runs.append(run)
            run = []
        run.append(text)
    runs.append(run)
    assert len(runs) == 3
    for run in runs:
        assert run == [f"text {number}" for number in range(len(run))]
        assert len(run) > said


@pytest.mark.parametrize("way", ["socks", "proxy", "in-band"])
async def test_a_file_goes_from_device_to_device(user, server, tmp_path, monkeypatch, way):
    if way != "socks":  # no line leads from one machine to the other
        monkeypatch.setattr(socks, "addresses", list)
    ana, ben = await user("ana"), await user("ben")
    await befriend(ana, ben)
    if way == "in-band":
        ana.links[-1]._proxies.clear()
    elif isinstance(server, Prosody):
        assert ana.links[-1]._proxies == ["proxy.localhost"]
    report = tmp_path / "report.bin"
    report.write_bytes(os.urandom(300_000))
    talk = await ana.talk(ben)
    await ana.client.transfers.send(talk, [report], Way.DIRECT)
    await ben.until(lambda: len(ben.client.transfers.items) == 1)
    offer = ben.client.transfers.items[0]
    assert (offer.way, offer.stage, offer.file.size) == (Way.DIRECT, Stage.OFFERED, 300_000)
    await ben.client.transfers.accept(offer.id, tmp_path / "saved.bin")
    for one in (ben, ana):
        await one.until(
            lambda one=one: (row := one.client.transfers.items[0]).stage in ENDED and row
        )
        assert one.client.transfers.items[0].stage is Stage.DONE, one.client.transfers.items[0]
    assert (tmp_path / "saved.bin").read_bytes() == report.read_bytes()


async def test_a_file_from_device_to_device_is_declined(user, tmp_path):
    ana, ben = await user("ana"), await user("ben")
    await befriend(ana, ben)
    report = tmp_path / "report.bin"
    report.write_bytes(b"report")
    await ana.client.transfers.send(await ana.talk(ben), [report], Way.DIRECT)
    await ben.until(lambda: len(ben.client.transfers.items) == 1)
    await ben.client.transfers.decline(1)
    await ana.until(lambda: ana.client.transfers.items[0].stage is Stage.DECLINED)
    (shown,) = await ana.messages(ben)
    assert shown.reason is Reason.DECLINED
