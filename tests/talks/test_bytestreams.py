"""XEP-0065, the proxy's stanzas, and XEP-0047, as conversations. The bytes: units/server."""

import hashlib

import pytest

from magpie.server.bytestreams import Side

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
PROXY = "proxy.localhost"
NS = "http://jabber.org/protocol/bytestreams"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"
pytestmark = pytest.mark.memory


async def asks(device, kind, payload, to=PROXY):
    await device.sends(f"<iq type='{kind}' id='p' to='{to}'>{payload}</iq>")
    (answer,) = device.unread
    device.forget()
    return answer


async def refused(device, payload, condition):
    answer = await asks(device, "set", payload)
    error = next((one for one in answer if one.name == "error"), None)
    assert error is not None
    assert error.child(condition, ERROR), str(error)


def activation(sid="s1", target=JULIET):
    return f"<query xmlns='{NS}' sid='{sid}'><activate>{target}</activate></query>"


def connects(scene, sid="s1", requester=ROMEO, target=JULIET):
    """One connection that waits under the hash of this stream."""
    streams = scene.host.bytestreams
    name = hashlib.sha1(f"{sid}{requester}{target}".encode()).hexdigest()
    side = Side(streams)
    assert streams.wait(side, name)
    return side


async def test_clients_find_the_proxy(scene):
    romeo = scene.enter(ROMEO)
    await scene.begins()
    scene.host.bytestreams.port = 7777
    items = await asks(
        romeo, "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>", "localhost"
    )
    assert f"jid='{PROXY}'" in str(items)
    info = str(await asks(romeo, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>"))
    assert "<identity category='proxy' type='bytestreams'" in info
    assert f"<feature var='{NS}'/>" in info
    await romeo.sends(f"<iq type='get' id='p' to='{PROXY}'><query xmlns='{NS}'/></iq>")
    await romeo.receives(
        f"""<iq type='result' id='p' from='{PROXY}' to='{ROMEO}'><query xmlns='{NS}'>
          <streamhost jid='{PROXY}' host='localhost' port='7777'/></query></iq>"""
    )


async def test_the_address_that_the_settings_name(scene):
    scene.configure(**{"bytestreams.host": "files.example"})
    romeo = scene.enter(ROMEO)
    await scene.begins()
    scene.host.bytestreams.port = 7777
    answer = await asks(romeo, "get", f"<query xmlns='{NS}'/>")
    assert "host='files.example'" in str(answer)


async def test_no_proxy_where_it_has_no_place(scene):
    scene.configure(**{"bytestreams.listen": []})
    romeo = scene.enter(ROMEO)
    items = await asks(
        romeo, "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>", "localhost"
    )
    assert PROXY not in str(items)
    answer = await asks(romeo, "get", f"<query xmlns='{NS}'/>")
    assert "remote-server-not-found" in str(answer)


async def test_only_the_requester_opens_the_stream(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await scene.begins()
    await refused(romeo, activation(), "item-not-found")
    first = connects(scene)
    await refused(romeo, activation(), "not-allowed")  # only one side is connected
    second = connects(scene)
    await refused(juliet, activation(target=ROMEO), "item-not-found")
    await refused(romeo, activation(sid="s2"), "item-not-found")
    await romeo.sends(f"<iq type='set' id='a' to='{PROXY}'>{activation()}</iq>")
    await romeo.receives(f"<iq type='result' id='a' from='{PROXY}' to='{ROMEO}'/>")
    assert first._other is second
    await refused(romeo, activation(), "item-not-found")  # it runs already
    await scene.passes(301)  # nothing moves in it
    assert scene.host.bytestreams._streams == {}


@pytest.mark.parametrize(
    ("payload", "condition"),
    [
        (f"<query xmlns='{NS}' sid='s1'/>", "bad-request"),
        (f"<query xmlns='{NS}'><activate>{JULIET}</activate></query>", "bad-request"),
        (activation(sid="x" * 600), "bad-request"),
        (activation(target="@"), "jid-malformed"),
        (activation(target=""), "jid-malformed"),
    ],
)
async def test_what_makes_no_sense(scene, payload, condition):
    romeo = scene.enter(ROMEO)
    await refused(romeo, payload, condition)


async def test_an_account_has_so_many_streams(scene):
    scene.configure(**{"bytestreams.streams_per_account": 2})
    romeo = scene.enter(ROMEO)
    await scene.begins()
    for number in range(3):
        for _ in range(2):
            connects(scene, f"s{number}")
    for number in range(2):
        answer = await asks(romeo, "set", activation(f"s{number}"))
        assert answer.get("type") == "result"
    await refused(romeo, activation("s2"), "resource-constraint")


async def test_the_proxy_is_no_chat_partner(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<message to='{PROXY}' id='m'><body>hi</body></message>")
    assert "service-unavailable" in str(romeo.unread[0])
    romeo.forget()
    await romeo.sends(f"<presence to='{PROXY}'/>")
    romeo.receives_nothing()


# In-band bytestreams


def data(number):
    """A block as XEP-0047 sends it: 4096 bytes in base64."""
    block = "A" * 5464
    content = f"<data xmlns='http://jabber.org/protocol/ibb' seq='{number}' sid='i1'>{block}</data>"
    return f"<iq type='set' id='b{number}' to='{JULIET}'>{content}</iq>"


async def test_a_slow_receiver_slows_the_sender_of_an_in_band_stream(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    nurse = scene.enter("nurse@localhost/room")
    await juliet.stops_reading()
    for number in range(100):
        await romeo.sends(data(number))
    waiting = sum(map(len, juliet._line._from_server))
    assert waiting < 100_000  # one mark and a block; the rest is not read from Romeo
    # Bystanders chat on
    await nurse.sends("<message type='chat' to='romeo@localhost'><body>hi</body></message>")
    nurse.receives_nothing()
    await juliet.reads_again()
    while len(juliet.unread) < 100:
        before = len(juliet.unread)
        await juliet.reads_again()
        assert len(juliet.unread) > before
    assert [one.get("id") for one in juliet.unread] == [f"b{number}" for number in range(100)]
    juliet.forget()
    romeo.forget()
