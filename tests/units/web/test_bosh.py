"""BOSH: two chat over requests, lost ones come again, and what is wrong ends that session only."""

import asyncio
import hashlib

import pytest
from tests.units.web.bosh_client import BODY, BoshClient, posted
from tests.units.web.frame_client import FrameClient

from magpie.server.news import SessionClosed


@pytest.fixture
async def bystander(house):
    """One who chats over a web socket, before and after what the test does to the server."""
    anna = await FrameClient(house).signs_in("anna")
    await anna.gets(await anna.writes(anna.jid, "to myself"))
    yield anna
    await anna.gets(await anna.writes(anna.jid, "to myself, still"))


async def test_two_chat(bystander, house):
    bert = await BoshClient(house).signs_in("bert")
    chat = await bystander.gets(await bert.writes(bystander.jid, "a < b & 你好"))
    assert chat.child_text("body") == "a < b & 你好"
    assert (await bert.gets(await bystander.writes(bert.jid, "and back"))).ns == "jabber:client"


async def test_what_is_agreed_has_bounds(house):
    client = BoshClient(house)
    agreed = await client.opens(wait=999_999, hold=50)
    assert {key: agreed.get(key) for key in ("wait", "hold", "requests", "ver", "from")} == {
        "wait": "60", "hold": "1", "requests": "2", "ver": "1.11", "from": "localhost",
    }  # fmt: skip
    assert len(agreed.get("sid")) >= 22  # 128 bits at least: it cannot be guessed
    assert agreed.get("authid")


async def test_a_request_is_held_until_there_is_something_to_say(bystander, house):
    bert = await BoshClient(house).signs_in("bert")
    held = asyncio.create_task(bert.posts())
    id = await bystander.writes(bert.jid, "knock")
    body = await held
    assert [one.get("id") for one in body] == [id]


async def test_a_second_request_sends_the_first_one_home(house):
    client = BoshClient(house)
    await client.opens(wait=60)
    first = asyncio.create_task(client.posts())
    await asyncio.sleep(0)
    second = asyncio.create_task(client.posts())
    assert list(await first) == []
    second.cancel()


async def test_requests_out_of_order_are_put_in_order(bystander, house):
    bert = await BoshClient(house).signs_in("bert")
    pairs = [bert.chat(bystander.jid, text) for text in ("first", "second")]
    rid = bert.rid
    bert.rid += 2
    late = asyncio.create_task(bert.posts(payload=pairs[1][1], rid=rid + 2))
    await asyncio.sleep(0)
    await bert.posts(payload=pairs[0][1], rid=rid + 1)
    for id, _ in pairs:
        chat = await bystander.finds(lambda one: one.name == "message")
        assert chat.get("id") == id
    late.cancel()


async def test_a_lost_response_comes_again_and_nothing_is_done_twice(bystander, house):
    bert = await BoshClient(house).signs_in("bert")
    id = await bert.writes(bystander.jid, "once")
    again = await bert.posts(payload="<presence xmlns='jabber:client'/>", rid=bert.rid)
    assert [one.name for one in again] == ["iq"]  # the answer to the ping, as it was
    await bystander.gets(id)
    await bystander.pings()
    assert not [one for one in bystander.unread if one.name == "message"]


async def test_the_client_says_good_bye(house):
    client = await BoshClient(house).signs_in("bert")
    body = await client.posts("type='terminate'")
    assert body.get("type") == "terminate"
    assert client.end == ""
    await client.posts()
    assert client.end == "item-not-found"


async def test_keys_are_checked(house):
    keys = ["seed"]
    for _ in range(4):
        keys.append(hashlib.sha1(keys[-1].encode()).hexdigest())
    client = BoshClient(house)
    await client.opens(wait=1, more=f"newkey='{keys[4]}'")
    await client.posts(f"key='{keys[3]}'")
    assert client.end is None
    await client.posts("key='guessed'")
    assert client.end == "item-not-found"


async def test_who_announces_a_pause_may_be_silent(house):
    client = BoshClient(house)
    await client.opens()
    body = await client.posts("pause='90'")
    assert list(body) == []
    assert client.end is None
    await client.posts("pause='9999'")
    assert client.end == "policy-violation"


async def test_who_polls_too_often_is_sent_away(new_house):
    house = await new_house(**{"limits.enabled": "true"})
    client = BoshClient(house)
    await client.opens(wait=0, hold=0)
    await client.posts()
    assert client.end is None
    await client.posts()
    assert client.end == "policy-violation"


async def test_a_stream_error_ends_the_session(bystander, house):
    client = BoshClient(house)
    await client.opens()
    await client.posts(payload="<presence xmlns='jabber:client'/>")
    assert client.end == "remote-stream-error"
    error = client.unread.popleft()
    assert [one.name for one in error] == ["not-authorized"]


@pytest.mark.parametrize("rid", [1, 999, 1004, 2**53 - 1])
async def test_a_wrong_rid_ends_the_session(bystander, house, rid):
    client = BoshClient(house)
    await client.opens(wait=1)
    await client.posts(rid=rid)
    assert client.end == "item-not-found"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("hello", "bad-request"),
        ("<body/>", "bad-request"),
        (BODY.format(attrs="", payload=""), "bad-request"),
        (BODY.format(attrs="rid='-1'", payload=""), "bad-request"),
        (BODY.format(attrs=f"rid='{2**53}'", payload=""), "bad-request"),
        (BODY.format(attrs="rid='1' wait='soon'", payload=""), "bad-request"),
        (BODY.format(attrs="rid='1'", payload="text"), "bad-request"),
        (BODY.format(attrs="rid='1' sid='guessed'", payload=""), "item-not-found"),
        (
            "<!DOCTYPE a [<!ENTITY b 'c'>]>" + BODY.format(attrs="rid='1'", payload=""),
            "bad-request",
        ),
    ],
)
async def test_a_request_that_is_none_is_refused(bystander, house, text, condition):
    status, body = await posted(house, text)
    assert status == 200
    assert (body.get("type"), body.get("condition")) == ("terminate", condition)


async def test_a_body_has_its_bounds(bystander, house):
    async with house.browser.post("/http-bind", data=b"x" * 1_000_000) as answer:
        assert answer.status == 413


async def test_pages_of_named_origins_may_ask_and_others_not(new_house):
    house = await new_house(**{"http.origins": '["https://web-client.example"]'})
    for origin, status in (("https://web-client.example", 204), ("https://evil.example", 403)):
        async with house.browser.options("/http-bind", headers={"Origin": origin}) as answer:
            assert answer.status == status
            shared = answer.headers.get("Access-Control-Allow-Origin")
            assert shared == (origin if status == 204 else None)


async def test_a_session_that_nobody_asks_after_is_lost(house, monkeypatch):
    monkeypatch.setattr("magpie.web.bosh.session.INACTIVITY", 0.05)
    client = await BoshClient(house).signs_in("bert")
    closed = asyncio.Event()
    house.host.watch(SessionClosed, lambda news: closed.set())
    await client.posts(payload="<presence xmlns='jabber:client'/>")
    async with asyncio.timeout(5):
        await closed.wait()
    await client.posts()
    assert client.end == "item-not-found"
