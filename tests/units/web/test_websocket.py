"""XMPP over WebSocket: the same sessions, from the sign-in to their resumption; and bad input."""

import asyncio

import aiohttp
import pytest
from tests.units.web.frame_client import CLOSE, OPEN, FrameClient, chats

SM = "urn:xmpp:sm:3"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"


@pytest.fixture
async def bystanders(house):
    """Two who chat, before and after what the test does."""
    pair = [await FrameClient(house).signs_in(name) for name in ("anna", "bert")]
    await chats(*pair)
    yield pair
    await chats(*pair)


async def test_two_chat(bystanders):
    anna, bert = bystanders
    assert anna.jid == "anna@localhost/web"
    chat = await bert.gets(await anna.writes(bert.jid, "a < b & 你好"))
    assert chat.ns == "jabber:client"
    assert chat.child_text("body") == "a < b & 你好"


async def test_mechanisms_are_those_of_the_connection(new_house):
    """STARTTLS is not among the features; PLAIN is where TLS, or the operator, hides it."""
    for require_tls, names in (("true", set()), ("false", {"PLAIN"})):
        house = await new_house(**{"c2s.require_tls": require_tls})
        client = FrameClient(house)
        await client.connects()
        offered = await client.opens()
        assert offered.child("starttls", "urn:ietf:params:xml:ns:xmpp-tls") is None
        mechanisms = {one.text for one in offered.child("mechanisms", SASL)}
        assert {"SCRAM-SHA-256", "SCRAM-SHA-1"} <= mechanisms
        assert mechanisms & {"PLAIN"} == names


async def test_a_lost_socket_is_resumed_and_nothing_is_lost(house):
    anna, bert = [await FrameClient(house).signs_in(name) for name in ("anna", "bert")]
    await bert.says(f"<enable xmlns='{SM}' resume='true'/>")
    enabled = await bert.finds(lambda one: one.name == "enabled")
    bert.drops()
    ids = [await anna.writes(bert.jid, f"while you were away {n}") for n in range(3)]
    await anna.pings()
    again = FrameClient(house)
    await again.signs_in_only("bert")
    await again.says(f"<resume xmlns='{SM}' previd='{enabled.get('id')}' h='0'/>")
    assert (await again.finds(lambda one: one.ns == SM)).name == "resumed"
    for id in ids:
        await again.gets(id)


async def test_both_sides_say_good_bye(bystanders, house):
    client = await FrameClient(house).signs_in("carl")
    await client.says(CLOSE)
    answer = await client.finds(lambda one: one.name == "close")
    assert answer.ns == "urn:ietf:params:xml:ns:xmpp-framing"
    assert await client.hears() is None
    assert client.code == 1000


async def test_control_frames_are_answered(house):
    async with house.browser.ws_connect(
        "/xmpp-websocket", protocols=("xmpp",), autoping=False
    ) as socket:
        await socket.ping(b"still there?")
        pong = await socket.receive(5)
        assert (pong.type, pong.data) == (aiohttp.WSMsgType.PONG, b"still there?")
        await socket.close()
        assert socket.close_code == 1000


@pytest.mark.parametrize(
    ("frame", "condition"),
    [
        ("hello", "bad-format"),
        ("<message/><message/>", "bad-format"),
        ("<message", "bad-format"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "not-well-formed"),
        ("<message xmlns='jabber:client'><body>" + "x" * 300_000 + "</body></message>",
         "policy-violation"),
    ],
)  # fmt: skip
async def test_a_frame_that_is_no_stanza_ends_that_stream(bystanders, house, frame, condition):
    client = await FrameClient(house).signs_in("carl")
    await client.says(frame)
    error = await client.finds(lambda one: one.name == "error")
    assert next(iter(error)).name == condition
    await client.finds(lambda one: one.name == "close")
    assert await client.hears() is None


async def test_a_huge_frame_is_refused_before_it_comes(bystanders, house):
    client = FrameClient(house)
    await client.connects()
    await client.opens()
    await client.says("<auth xmlns='x'>" + "x" * 20_000)  # more than a stranger may send
    error = await client.finds(lambda one: one.name == "error")
    assert next(iter(error)).name == "policy-violation"


async def test_binary_frames_are_refused(bystanders, house):
    client = await FrameClient(house).signs_in("carl")
    await client.says_bytes(b"<presence/>")
    assert await client.hears() is None
    assert client.code == 1003


async def test_frames_that_are_not_masked_are_refused(bystanders, house):
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(handshake())
    answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101 ")
    writer.write(b"\x81\x05hello")
    assert await reader.read() == b"\x88\x02" + (1002).to_bytes(2, "big")
    writer.close()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Upgrade": "h2c"}, 426),
        ({"Sec-WebSocket-Version": "8"}, 426),
        ({"Sec-WebSocket-Protocol": "chat"}, 400),
        ({"Sec-WebSocket-Key": "short"}, 400),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_a_handshake_that_is_none_is_refused(bystanders, house, changed, status):
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(handshake(**changed))
    answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.split(b" ")[1] == str(status).encode()
    writer.close()


async def test_pages_of_our_own_and_of_named_origins_may_connect(new_house):
    house = await new_house(**{"http.origins": '["https://web-client.example"]'})
    for origin in (house.url, "https://web-client.example"):
        client = FrameClient(house)
        await client.connects(Origin=origin)
        assert await client.opens()


async def test_a_name_that_was_made_to_lead_here_is_not_ours(house):
    """DNS rebinding: page and server seem to be of one origin."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(handshake(Host="evil.example", Origin="http://evil.example"))
    assert (await reader.readline()).split(b" ")[1] == b"403"
    writer.close()


async def test_a_stranger_that_says_nothing_is_sent_away(new_house):
    house = await new_house(**{"limits.handshake_timeout": "1 s"})
    client = FrameClient(house)
    await client.connects()
    await client.finds(lambda one: one.name == "open")
    error = await client.finds(lambda one: one.name == "error")
    assert next(iter(error)).name == "connection-timeout"


async def test_too_many_of_one_address_are_refused(new_house):
    house = await new_house(
        **{
            "limits.enabled": "true",
            "limits.connections_unauthenticated_per_address": "2",
        }
    )
    clients = [FrameClient(house) for _ in range(3)]
    for client in clients[:2]:
        await client.connects()
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await clients[2].connects()
    assert caught.value.status == 503
    clients[0].drops()
    await clients[1].says(OPEN)
    await clients[1].hears()
    await clients[2].connects()


def handshake(**changed: str) -> bytes:
    headers = {
        "Host": "localhost",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "xmpp",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    } | changed
    lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
    return ("GET /xmpp-websocket HTTP/1.1\r\n" + "".join(lines) + "\r\n").encode()
