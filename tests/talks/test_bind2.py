"""XEP-0386: a session that is complete from its first moment."""

import pytest
from tests.scene.sasl2 import CLIENT, NS, NS_BIND, NS_SM, opened, plain, tried

OTHER = CLIENT.replace("d", "e")
JULIET = "juliet@localhost/balcony"
CHAT = "<message type='chat' id='{id}' to='{to}'><body>{id}</body></message>"

pytestmark = pytest.mark.memory


def bind(inside=""):
    return f"<bind xmlns='{NS_BIND}'>{inside}</bind>"


def address_of(success):
    return success.child_text("authorization-identifier", NS)


def ids(device):
    found = [one.get("id") for one in device.unread if one.name == "message"]
    device.forget()
    return found


async def bound(scene, inside="", client=CLIENT, name="romeo"):
    """A stream that is bound, and its success."""
    await scene.account(f"{name}@localhost")
    stream = await opened(scene)
    success = await tried(stream, plain(name, bind(inside), client))
    assert success.name == "success"
    return stream, success


async def test_one_trip_after_the_features_and_there_is_a_session(scene):
    stream, success = await bound(scene, "<tag>Scene</tag>")
    address = address_of(success)
    assert address.startswith("romeo@localhost/Scene/")
    assert [one.name for one in success] == ["authorization-identifier", "bound"]
    assert [one.name for one in success.child("bound", NS_BIND)] == ["metadata"]
    juliet = scene.enter(JULIET)
    await juliet.sends(CHAT.format(id="m1", to=address))
    assert ids(stream) == ["m1"]


async def test_the_resource_is_the_clients_own_and_tells_nothing(scene):
    stream, first = await bound(scene, "<tag>Scene</tag>")
    await stream.drops()
    stream, again = await bound(scene, "<tag>Scene</tag>")
    assert address_of(first) == address_of(again)
    assert CLIENT not in address_of(first)
    await stream.drops()
    others = [
        address_of((await bound(scene, inside, client, name))[1])
        for inside, client, name in (
            ("<tag>Scene</tag>", OTHER, "romeo"),
            ("", CLIENT, "romeo"),
            ("<tag>Scene</tag>", "", "romeo"),
            ("<tag>Scene</tag>", "", "romeo"),
            ("<tag>Scene</tag>", CLIENT, "mercutio"),
        )
    ]
    resources = {one.partition("/")[2].rpartition("/")[2] for one in (*others, address_of(first))}
    assert len(resources) == 5  # with and without a tag, the same installation


@pytest.mark.parametrize(
    "tag", ["<tag>\u200b</tag>", "<tag/>", "<tag> </tag>", "<tag>\ufffe</tag>"]
)
async def test_a_tag_that_is_none_is_left_out(scene, tag):
    if "\ufffe" in tag:
        tag = "<tag>\u0378</tag>"  # a character that nobody has assigned
    _, success = await bound(scene, tag)
    assert len(address_of(success).rpartition("/")[2]) == 12


async def test_a_long_tag_is_cut(scene):
    _, success = await bound(scene, f"<tag>{'x' * 2_000}</tag>")
    assert len(address_of(success)) < 100


async def test_an_earlier_session_of_the_same_client_ends(scene):
    first, _ = await bound(scene, "<tag>Scene 1</tag>")
    other, _ = await bound(scene, "<tag>Scene 1</tag>", OTHER)
    await bound(scene, "<tag>Scene 2</tag>")
    assert first.stream_error == "conflict"
    assert not other.is_closed
    assert len(scene.host.sessions) == 2


async def test_carbons_come_from_the_first_moment(scene):
    laptop, juliet = scene.enter("romeo@localhost/laptop", JULIET)
    await laptop.sends("<presence/>")
    laptop.forget()
    with_carbons, _ = await bound(scene, "<enable xmlns='urn:xmpp:carbons:2'/>")
    without, _ = await bound(scene, client=OTHER)
    await juliet.sends(CHAT.format(id="m1", to="romeo@localhost/laptop"))
    (copy,) = with_carbons.unread
    assert copy.has("received", "urn:xmpp:carbons:2")
    with_carbons.forget()
    without.receives_nothing()
    laptop.forget()


async def test_stream_management_begins_with_the_session(scene):
    stream, success = await bound(scene, f"<enable xmlns='{NS_SM}' resume='true' max='60'/>")
    enabled = success.child("bound", NS_BIND).child("enabled", NS_SM)
    assert (enabled.get("resume"), enabled.get("max")) == ("true", "60")
    await stream.sends(CHAT.format(id="m1", to="romeo@localhost"), "<r xmlns='urn:xmpp:sm:3'/>")
    await stream.receives("<a xmlns='urn:xmpp:sm:3' h='1'/>")
    await stream.sends(f"<enable xmlns='{NS_SM}'/>")
    assert stream.unread[0].name == "failed"
    stream.forget()


@pytest.mark.parametrize("state", ["inactive", "active"])
async def test_it_begins_in_the_state_that_it_says(scene, state):
    stream, _ = await bound(scene, f"<{state} xmlns='urn:xmpp:csi:0'/>")
    juliet = scene.enter(JULIET)
    await stream.sends("<presence/>")
    stream.forget()
    await juliet.sends("<presence/>")
    juliet.forget()
    assert [one.name for one in stream.unread] == ([] if state == "inactive" else ["presence"])
    await stream.sends("<active xmlns='urn:xmpp:csi:0'/>")
    assert JULIET in [one.get("from") for one in stream.unread]
    stream.forget()


async def test_what_the_archive_has_is_not_sent_besides(scene):
    juliet = scene.enter(JULIET)
    await scene.account("romeo@localhost")
    await juliet.sends(CHAT.format(id="m1", to="romeo@localhost"))
    await juliet.sends(CHAT.format(id="m2", to="romeo@localhost"))
    stream, success = await bound(scene)
    metadata = success.child("bound", NS_BIND).child("metadata", "urn:xmpp:mam:2")
    assert [one.name for one in metadata] == ["start", "end"]
    await juliet.sends(CHAT.format(id="m3", to="romeo@localhost"))
    await stream.sends("<presence/>")
    assert ids(stream) == ["m3"]
    await stream.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>")
    found = [one for one in stream.unread if one.name == "message"]
    stream.forget()
    assert len(found) == 3
    assert found[1].children[0].get("id") == metadata.children[1].get("id")


async def test_what_no_archive_has_is_sent(scene):
    juliet = scene.enter(JULIET)
    await scene.account("romeo@localhost")
    hint = "<no-permanent-store xmlns='urn:xmpp:hints'/>"
    await juliet.sends(CHAT.format(id="m1", to="romeo@localhost"))
    await juliet.sends(
        CHAT.format(id="m2", to="romeo@localhost").replace("<body>", hint + "<body>")
    )
    stream, _ = await bound(scene)
    await stream.sends("<presence/>")
    assert ids(stream) == ["m2"]


async def test_without_an_archive_all_that_waited_is_sent(scene):
    scene.configure(**{"archive.enabled": False})
    juliet = scene.enter(JULIET)
    await scene.account("romeo@localhost")
    await juliet.sends(CHAT.format(id="m1", to="romeo@localhost"))
    stream, success = await bound(scene)
    assert success.child("bound", NS_BIND).children == ()
    await stream.sends("<presence/>")
    assert ids(stream) == ["m1"]


async def test_no_more_sessions_than_an_account_may_have(scene):
    scene.configure(**{"limits.sessions_per_account": 1})
    await bound(scene)
    stream = await opened(scene)
    await stream.sends(plain("romeo", bind(), OTHER))
    assert stream.stream_error == "resource-constraint"
    stream.forget()
    assert len(scene.host.sessions) == 1


async def test_nothing_is_bound_when_signing_in_fails(scene):
    await scene.account("romeo@localhost")
    stream = await opened(scene)
    await tried(stream, plain("romeo", bind(), password="wrong"))
    assert len(scene.host.sessions) == 0
