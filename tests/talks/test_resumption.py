"""Stream management when things go wrong: nothing is lost, nothing is doubled, nothing stays."""

import asyncio

import pytest

from magpie.xmpp.delay import to_text

ROMEO, JULIET, PHONE = "romeo@localhost/orchard", "juliet@localhost/balcony", "juliet@localhost/p"
ENABLE = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"
CHAT = "<message type='chat' id='{id}' to='juliet@localhost'><body>{id}</body></message>"
RESUME = "<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='{h}'/>"

pytestmark = pytest.mark.memory


def stream_id(device):
    (enabled,) = [one for one in device.unread if one.name == "enabled"]
    device.forget()
    return enabled.get("id")


def ids(device, name="message"):
    found = [one.get("id") for one in device.unread if one.name == name]
    device.forget()
    return found


@pytest.mark.parametrize("at", ["one.example.org:5222", "[2001:db8::1]:5222"])
async def test_a_client_is_told_where_to_come_back(scene, at):
    """XEP-0198, 3: location."""
    scene.configure(**{"c2s.resume_at": at})
    juliet = scene.enter(JULIET)
    await juliet.sends(ENABLE)
    await juliet.receives(
        f"<enabled xmlns='urn:xmpp:sm:3' id='{{any}}' resume='true' max='600' location='{at}'/>"
    )


async def test_a_session_that_could_not_be_resumed_still_expires(scene):
    juliet = scene.enter(JULIET)
    await juliet.is_online()
    await juliet.sends(ENABLE)
    wanted = stream_id(juliet)
    await juliet.reconnects()
    await juliet.sends(RESUME.format(id=wanted, h=7))
    assert juliet.stream_error == "undefined-condition"
    assert len(scene.host.sessions) == 1
    await scene.passes(601)
    assert len(scene.host.sessions) == 0


async def test_of_each_sender_the_newest_presence_waits(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.is_online()
    await juliet.is_online()
    await juliet.sends(ENABLE)
    wanted = stream_id(juliet)
    await juliet.reconnects()
    for number in range(3):
        await romeo.sends(f"<presence id='p{number}'/>", CHAT.format(id=f"m{number}"))
    await juliet.sends(RESUME.format(id=wanted, h=0))
    said = [one.get("id") for one in juliet.unread if one.name in ("message", "presence")]
    assert said == ["m0", "m1", "p2", "m2"]
    juliet.forget()
    romeo.forget()


async def test_who_was_deleted_after_signing_in_gets_no_session(scene):
    late = scene.connect()
    await late.signs_in("romeo@localhost")
    await scene.host.accounts.set_disabled(scene.host.accounts.jid("romeo"), True)
    await late.sends("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    assert late.stream_error == "not-authorized"
    assert len(scene.host.sessions) == 0


async def test_a_connection_that_is_lost_while_it_binds_leaves_no_session(scene):
    late = scene.connect()
    await late.signs_in("romeo@localhost")
    inboxes, go_on = scene.host.inboxes, asyncio.Event()
    opened = inboxes.open

    async def slow(account):
        await go_on.wait()
        return await opened(account)

    inboxes.open = slow
    await late.sends("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    await late.drops()
    go_on.set()
    await scene.settles()
    assert len(scene.host.sessions) == 0


async def test_nothing_is_handled_after_the_stream_has_ended(scene):
    juliet, late = scene.enter(JULIET), scene.connect()
    await juliet.is_online()
    await late.signs_in("romeo@localhost")
    bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
    forged = "<message to='juliet@localhost' from='tybalt@localhost'><body>no</body></message>"
    await late.sends_bytes((bind + forged + CHAT.format(id="m1")).encode())
    assert late.stream_error == "invalid-from"
    late.forget()
    juliet.receives_nothing()


async def test_what_is_held_for_who_went_without_a_word_is_kept(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await juliet.sends("<inactive xmlns='urn:xmpp:csi:0'/>")
    await romeo.sends(
        "<message type='chat' id='r' to='juliet@localhost'>"
        "<received xmlns='urn:xmpp:receipts' id='x'/></message>"
    )
    juliet.receives_nothing()
    await juliet.drops()
    again = scene.enter(JULIET)
    await again.sends("<presence/>")
    assert ids(again) == ["r"]


@pytest.fixture
def reading(scene, monkeypatch):
    """The next look at what has been missed waits for the event."""
    go_on, looks = asyncio.Event(), []

    def hold():
        read = scene.host.db.read

        async def held(function, *args):
            if function.__name__ == "pending" and not looks:
                looks.append(args)
                await go_on.wait()
            return await read(function, *args)

        monkeypatch.setattr(scene.host.db, "read", held)
        return go_on

    return hold


async def test_what_comes_live_while_a_device_catches_up_reaches_it_too(scene, reading):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(CHAT.format(id="m1"))
    await juliet.sends("<presence><priority>-1</priority></presence>")
    phone = scene.enter(PHONE)
    await scene.begins()
    go_on = reading()
    await phone.sends("<presence/>")
    romeo.forget()
    other = scene.enter("juliet@localhost/tablet")
    await other.sends("<presence/>")
    await romeo.sends(CHAT.format(id="m2"))
    await romeo.sends(
        CHAT.format(id="m3").replace("<body>", "<no-store xmlns='urn:xmpp:hints'/><body>")
    )
    go_on.set()
    await scene.settles()
    assert ids(other) == ["m1", "m2", "m3"]
    assert ids(phone) == ["m2", "m3"]
    juliet.forget()


async def test_a_replay_waits_for_who_acknowledges_slowly(scene):
    scene.configure(**{"limits.enabled": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.sends(ENABLE)
    juliet.forget()
    count = 1_500
    await romeo.sends_bytes("".join(CHAT.format(id=f"m{n}") for n in range(count)).encode())
    romeo.forget()
    await juliet.sends("<presence/>")
    first = ids(juliet)
    assert 1_000 <= len(first) < count
    await juliet.sends("<a xmlns='urn:xmpp:sm:3' h='1001'/>")
    assert first + ids(juliet) == [f"m{n}" for n in range(count)]


async def test_who_is_not_read_is_not_taken_for_dead(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(ENABLE)
    romeo.forget()
    (session,) = scene.host.sessions
    session.wire.pause(scene)
    for _ in range(12):
        await scene.passes(60)
    session.wire.resume(scene)
    await scene.settles()
    assert not romeo.is_closed
    await scene.passes(310)
    assert [one.name for one in romeo.unread] == ["r"]
    await scene.passes(70)
    assert romeo.is_closed
    romeo.forget()


async def lost_with(scene, *stanzas):
    """A device that never comes back was sent these, and another is there; what that one hears."""
    scene.configure(**{"c2s.resume_timeout": "1 min"})
    romeo, juliet, phone = scene.enter(ROMEO, JULIET, PHONE)
    await juliet.is_online()
    await phone.is_online()
    await juliet.sends(ENABLE)
    juliet.forget()
    await romeo.sends(*stanzas)
    juliet.forget()
    phone.forget()
    await scene.passes(30)
    juliet.forget()
    await juliet.drops()
    await scene.passes(61)
    found = [one for one in phone.unread if one.name == "message"]
    phone.forget()
    return romeo, found


async def test_what_a_device_has_left_comes_with_the_time_that_it_is_of(scene):
    at = scene.clock.now()
    said = CHAT.format(id="m1").replace("juliet@localhost", JULIET)
    romeo, (late,) = await lost_with(scene, said)
    assert late.get("id") == "m1"
    (stamp,) = [one for one in late if one.name == "delay"]
    assert stamp.get("stamp") == to_text(at)
    romeo.receives_nothing()


NO_STORE = "<no-store xmlns='urn:xmpp:hints'/><body>"


async def test_of_what_nobody_stores_the_others_have_theirs(scene):
    for_all = CHAT.format(id="m1").replace("<body>", NO_STORE)
    for_one = CHAT.format(id="m2").replace("<body>", NO_STORE).replace("juliet@localhost", JULIET)
    romeo, found = await lost_with(scene, for_all, for_one)
    assert [one.get("id") for one in found] == ["m2"]
    romeo.receives_nothing()
