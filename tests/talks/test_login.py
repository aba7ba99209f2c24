"""Who may sign in, where, and how often they may try."""

import asyncio

import pytest

NS = "urn:ietf:params:xml:ns:xmpp-sasl"
SCRAM = f"<auth xmlns='{NS}' mechanism='SCRAM-SHA-256'>biwsbj1yb21lbyxyPWFiYw==</auth>"
WRONG = f"<auth xmlns='{NS}' mechanism='PLAIN'>AHJvbWVvAHdyb25n</auth>"
FAR = "203.0.113.9"

pytestmark = pytest.mark.memory


async def fails(scene, ip=FAR):
    stream = scene.connect(ip=ip)
    await stream.opens()
    stream.forget()
    await stream.sends(WRONG)
    (failure,) = stream.unread
    stream.forget()
    await stream.drops()
    return next(iter(failure)).name


async def test_where_tls_is_required_nobody_signs_in_without(scene):
    await scene.account("romeo@localhost")
    stream = scene.connect(ip=FAR, is_secure=False)
    await stream.opens()
    stream.forget()
    await stream.sends(SCRAM)
    await stream.receives(f"<failure xmlns='{NS}'><encryption-required/></failure>")


async def test_tries_that_were_refused_unseen_do_not_lock_out_for_longer(scene):
    scene.configure(**{"limits.authentications_per_address": 2})
    await scene.account("romeo@localhost")
    assert [await fails(scene) for _ in range(3)][2] == "temporary-auth-failure"
    await scene.passes(200)
    assert [await fails(scene) for _ in range(2)] == ["temporary-auth-failure"] * 2
    await scene.passes(101)
    assert await fails(scene) == "not-authorized"


async def test_of_one_customer_all_addresses_count_as_one(scene):
    scene.configure(**{"limits.authentications_per_address": 2})
    await scene.account("romeo@localhost")
    found = [await fails(scene, f"2001:db8:1:2::{n}") for n in range(1, 4)]
    assert found[2] == "temporary-auth-failure"
    assert await fails(scene, "2001:db8:1:3::1") == "not-authorized"


async def test_failures_are_forgotten(scene):
    await scene.account("romeo@localhost")
    for last in range(1, 9):
        await fails(scene, f"203.0.113.{last}")
    await scene.passes(301)
    for last in range(11, 19):
        await fails(scene, f"203.0.113.{last}")
    assert len(scene.host.failures._by_address) == 8


async def test_accounts_made_at_the_same_time_count_too(scene):
    scene.configure(**{"limits.registrations_per_address": 2, "registration.mode": "open"})
    await scene.begins()
    create, go_on = scene.host.accounts.create, asyncio.Event()

    async def slow(name, password):
        await go_on.wait()
        return await create(name, password)

    scene.host.accounts.create = slow
    streams = [scene.connect(ip=FAR) for _ in range(3)]
    for name, stream in zip(("anna", "boris", "clara"), streams, strict=True):
        await stream.opens()
        stream.forget()
        await stream.sends(
            "<iq type='set' id='r'><query xmlns='jabber:iq:register'>"
            f"<username>{name}</username><password>long enough</password></query></iq>"
        )
    go_on.set()
    await scene.settles()
    assert [stream.unread[0].get("type") for stream in streams] == ["result", "result", "error"]
    for stream in streams:
        stream.forget()
