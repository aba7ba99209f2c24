"""The outbox: nothing lost, nothing twice, in order."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desktop.device import Device
from tests.desktop.fake import ANA, BEN, FakeServer

from magpie.desktop.core.entities.message import Delivery


async def test_what_is_written_offline_goes_out_in_order_after_a_restart(device, server):
    ana = await device(ANA)
    server.is_up = False
    server.cut()
    for number in range(5):
        await ana.says(BEN, f"text {number}")
    await ana.client.close()
    server.is_up = True
    await ana.start()
    await ana.online()
    ben = await device(BEN)
    await ben.sees(ANA, *(f"text {number}" for number in range(5)))
    last = (await ana.messages(BEN))[-1]
    assert last.delivery >= Delivery.ON_SERVER


async def test_what_the_server_had_and_never_acknowledged_is_not_said_twice(device, server):
    ana, ben = await device(ANA), await device(BEN)
    server.acknowledges = False
    for text in ("one", "two"):
        await ana.says(BEN, text)
    await ben.sees(ANA, "one", "two")
    server.acknowledges = True
    server.cut()
    await ana.online()
    await ana.says(BEN, "three")
    await ben.sees(ANA, "one", "two", "three")
    assert [one.content.body for one in server.accepted] == ["one", "two", "three"]
    assert await ana.texts(BEN) == ["one", "two", "three"]


async def converges(folder, steps, stamp_unit) -> None:
    """Play the steps on two devices of Ana's and one of Ben's, then compare what they show."""
    server = FakeServer()
    server.stamp_unit = stamp_unit
    devices = {
        "laptop": Device(server, ANA, folder / "laptop"),
        "phone": Device(server, ANA, folder / "phone"),
        "ben": Device(server, BEN, folder / "ben"),
    }
    for one in devices.values():
        await one.sign_in()
    written = {ANA: [], BEN: []}
    for number, (step, who) in enumerate(steps):
        one = devices[who]
        if step == "write":
            peer = BEN if one.address == ANA else ANA
            await one.says(peer, f"{who} {number}")
            written[one.address].append(f"{who} {number}")
        elif step == "restart":
            await one.client.close()
            await one.start()
        elif step == "cut":
            server.cut()
        elif step == "deaf":
            server.acknowledges = not server.acknowledges
        else:
            server.is_up = not server.is_up
            if not server.is_up:
                server.cut()
    server.acknowledges = server.is_up = True
    server.cut()
    total = sum(map(len, written.values()))
    seen = {}
    for who, one in devices.items():
        await one.online()
        peer = BEN if one.address == ANA else ANA
        history = one.client.accounts.receiver(1).history
        await settled(one, peer, total, history)
        seen[who] = await one.texts(peer)
    for one in devices.values():
        await one.client.close()
    assert seen["laptop"] == seen["phone"] == seen["ben"]
    assert sorted(seen["laptop"]) == sorted(written[ANA] + written[BEN])
    bodies = [one.content.body for one in server.accepted if hasattr(one.content, "body")]
    assert len(bodies) == len(set(bodies)), "something was said twice"


async def settled(one, peer, total, history) -> None:
    async with asyncio.timeout(10):
        while True:
            await history.catch_up()
            shown = await one.messages(peer)
            is_out = all(message.delivery >= Delivery.ON_SERVER for message in shown)
            if history.is_settled and is_out and len(shown) == total:
                return


WHO = st.sampled_from(["laptop", "phone", "ben"])
STEP = st.sampled_from(["write"] * 6 + ["restart", "cut", "deaf", "away"])


@settings(max_examples=30)
@given(steps=st.lists(st.tuples(STEP, WHO), max_size=14), stamp_unit=st.sampled_from([1, 10**6]))
def test_devices_converge_whatever_happens(tmp_path_factory, steps, stamp_unit):
    folder = tmp_path_factory.mktemp("devices")
    asyncio.run(converges(folder, steps, stamp_unit))


async def test_what_a_killed_sender_had_to_say_again_is_read_once(device, server):
    ana, ben = await device(ANA), await device(BEN)
    said = await ben.says(ANA, "sent, and sent again")
    await ana.until(lambda: ana.last(BEN) == said.body)
    server.accept(server.links[BEN][0], server.accepted[-1])
    await ben.says(ANA, "and on")
    await ana.sees(BEN, said.body, "and on")


async def test_what_waits_in_a_deleted_conversation_is_not_sent(device, server):
    ana, ben = await device(ANA), await device(BEN)
    await ana.says(BEN, "before")
    server.is_up = False
    server.cut()
    await ana.says(BEN, "never mind")
    await ana.client.conversations.delete(await ana.talk(BEN))
    server.is_up = True
    await ana.online()
    await ana.says(BEN, "after")
    await ben.sees(ANA, "before", "after")
