"""Coming back: after a loss, after sleep, and how long one waits between tries."""

import asyncio
import socket

from tests.desktop.fake import ANA, BEN

from magpie.base.clock import ManualClock, SystemClock
from magpie.desktop.core.entities.account import Connection, SignIn
from magpie.desktop.core.entities.notice import AccountRefused
from magpie.desktop.core.entities.problem import Reason
from magpie.desktop.core.meter import Meter
from magpie.desktop.core.network import NetworkWatch
from magpie.desktop.core.session import waiting
from magpie.desktop.core.wake import WakeDetector


def test_the_first_try_is_at_once_and_the_waits_grow_to_a_minute():
    assert waiting(0) < 0.2
    for tries in range(1, 20):
        longest = min(60.0, 2.0 ** (tries - 1))
        assert longest / 2 <= waiting(tries) <= longest


def test_sleep_is_noticed_by_either_clock():
    clock = ManualClock()
    woken = []
    detector = WakeDetector(clock, lambda: woken.append(clock.now()))
    detector.start()
    clock.advance(60)
    assert woken == []
    clock.set(clock.now() + 3_600_000_000)  # Linux: only the wall clock went on
    clock.advance(3)
    assert len(woken) == 1
    clock.advance(60)
    assert len(woken) == 1
    detector.stop()
    assert clock.pending() == 0


async def test_what_the_kernel_tells_at_once_is_one_change():
    kernel, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    told: asyncio.Queue[str] = asyncio.Queue()
    watch = NetworkWatch(SystemClock(), lambda: told.put_nowait("changed"), lambda: ours)
    watch.start()
    with kernel:
        for _ in range(2):
            for part in (b"link", b"address", b"route"):
                kernel.send(part)
            assert await told.get() == "changed"
            assert told.empty()
        watch.stop()


async def test_a_try_that_hangs_is_given_up_when_the_network_changes(device, server):
    ana = await device(ANA)
    tried, begun = [], asyncio.Event()

    async def hang(login):
        tried.append(login)
        begun.set()
        if len(tried) == 1:
            await asyncio.Event().wait()
        return await opens(login)

    (link,) = server.links[ANA]
    opens = link.open
    link.open = hang
    server.cut()
    await begun.wait()
    ana.client.network_changed()  # it has only begun
    assert len(tried) == 1
    ana.clock.ahead = 2.0
    ana.client.network_changed()
    await ana.online()
    assert len(tried) == 2


async def test_a_dead_line_is_noticed_when_the_network_changes(device, server):
    ana = await device(ANA)
    (link,) = server.links[ANA]
    link.is_open = False  # the cable is out: nobody has said so
    ana.client.network_changed()
    await ana.until(lambda: ana.connection is not Connection.ONLINE)
    await ana.online()
    assert link.is_open


async def test_a_changed_password_is_asked_for_and_not_tried_again_and_again(device, server):
    ana = await device(ANA)
    notices = []
    ana.client.notices.connect(notices.append)
    server.passwords[ANA] = "another"
    server.cut()
    await ana.until(lambda: ana.connection is Connection.REFUSED)
    assert ana.client.accounts.items[0].problem.reason is Reason.WRONG_PASSWORD
    assert [type(one) for one in notices] == [AccountRefused]
    await ana.client.accounts.sign_in(SignIn(ANA, "another"))
    await ana.online()
    await ana.says(BEN, "back")


async def test_signed_out_stays_out_and_forgotten_leaves_nothing(device, server):
    ana = await device(ANA)
    await ana.says(BEN, "hello")
    await ana.client.accounts.sign_out(1)
    await ana.client.close()
    await ana.start()
    assert ana.connection is Connection.OFF
    assert ana.last(BEN) == "hello"
    await ana.client.accounts.forget(1)
    assert len(ana.client.accounts.items) == len(ana.client.conversations.items) == 0
    assert await ana.client.search.messages("hello") == []
    assert ana.passwords.kept == {}


async def test_a_ticket_outlives_the_program_and_not_the_account_s_sign_out(device, server):
    ana = await device(ANA)
    (ticket,) = server.tickets
    assert ticket in ana.passwords.kept.values()
    await ana.client.close()
    await ana.start()
    await ana.online()
    assert list(server.tickets) == [ticket]  # it came back with it
    await ana.client.accounts.sign_out(1)
    assert server.tickets == {}
    assert ticket not in ana.passwords.kept.values()


async def test_a_ticket_is_not_written_where_the_password_is_not(device, server):
    ana = await device(ANA, signs_in=False)
    await ana.client.accounts.sign_in(SignIn(ANA, "secret", remember=False))
    (ticket,) = server.tickets
    assert ana.passwords.kept == {}
    server.cut()
    await ana.until(lambda: ana.connection is not Connection.ONLINE)
    await ana.online()
    assert list(server.tickets) == [ticket]


def test_a_meter_tells_speed_and_what_remains():
    clock = ManualClock()
    meter = Meter(clock, 1000)
    assert (meter.speed, meter.remaining) == (0, -1)
    for done in range(100, 600, 100):
        clock.advance(1)
        meter.count(done)
    assert (meter.speed, meter.remaining) == (100, 5)
