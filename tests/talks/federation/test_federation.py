"""Federation: two whole servers, and one with a scripted peer on the wire."""

import pytest

pytestmark = pytest.mark.memory
ROMEO, JULIET = "romeo@localhost/orchard", "juliet@theirs.example/balcony"
THEIRS = "theirs.example"
DB = "xmlns='jabber:server:dialback'"
SERVER = "xmlns='jabber:server'"


async def two(scene):
    """Romeo here, Juliet there."""
    other = scene.neighbour(THEIRS)
    romeo, juliet = scene.enter(ROMEO), other.enter(JULIET)
    await scene.begins()
    return romeo, juliet


def error(kind, to, sender, condition, type="cancel", code="404", text=""):
    said = f"<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>{text}</text>"
    return f"""<{kind} type='error' id='e' from='{sender}' to='{to}'>
        <error type='{type}' code='{code}'>
          <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{said if text else ""}
        </error></{kind}>"""


# Two whole servers


async def test_messages_go_both_ways_and_are_kept_on_both_sides(scene):
    romeo, juliet = await two(scene)
    await juliet.is_online()
    await romeo.is_online()
    await romeo.sends(
        "<message type='chat' to='juliet@theirs.example' id='m1'><body>hi</body></message>"
    )
    await juliet.receives(
        f"<message type='chat' id='m1' from='{ROMEO}' to='juliet@theirs.example'>"
        "<body>hi</body>"
        "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@theirs.example' id='{any}'/></message>"
    )
    await juliet.sends(f"<message type='chat' to='{ROMEO}' id='m2'><body>ho</body></message>")
    await romeo.receives(
        f"<message type='chat' id='m2' from='{JULIET}' to='{ROMEO}'>"
        "<body>ho</body>"
        "<stanza-id xmlns='urn:xmpp:sid:0' by='romeo@localhost' id='{any}'/></message>"
    )
    for device in (romeo, juliet):
        await device.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>")
        *results, _ = device.unread
        assert len(results) == 2
        device.forget()
    # one stream for both ways, and a question about its key
    assert scene.network.dialled == [THEIRS, "localhost"]


async def test_what_is_sent_at_once_arrives_in_order(scene):
    romeo, juliet = await two(scene)
    await juliet.is_online()
    await romeo.sends(
        "".join(
            f"<message type='chat' to='{JULIET}' id='{n}'><body>{n}</body></message>"
            f"<iq type='get' to='{JULIET}' id='i{n}'><ping xmlns='urn:xmpp:ping'/></iq>"
            for n in range(20)
        )
    )
    assert [one.get("id") for one in juliet.unread] == [
        f"{kind}{n}" for n in range(20) for kind in ("", "i")
    ]
    juliet.forget()


async def test_a_subscription_makes_both_see_each_other(scene):
    romeo, juliet = await two(scene)
    await romeo.is_online()
    await juliet.is_online()
    for device in (romeo, juliet):
        await device.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>")
        device.forget()
    await romeo.sends("<presence type='subscribe' to='juliet@theirs.example' id='s'/>")
    await romeo.receives("""<iq type='set' id='{any}' to='romeo@localhost/orchard'>
        <query xmlns='jabber:iq:roster' ver='{any}'><item jid='juliet@theirs.example'
        subscription='none' ask='subscribe'/></query></iq>""")
    await juliet.receives(
        "<presence type='subscribe' id='s' from='romeo@localhost' to='juliet@theirs.example'/>"
    )
    await juliet.sends("<presence type='subscribed' to='romeo@localhost'/>")
    await juliet.receives("""<iq type='set' id='{any}' to='juliet@theirs.example/balcony'>
        <query xmlns='jabber:iq:roster' ver='{any}'><item jid='romeo@localhost'
        subscription='from'/></query></iq>""")
    subscribed, push, presence = romeo.unread
    assert subscribed.get("type") == "subscribed"
    assert push.children[0].children[0].get("subscription") == "to"
    assert (presence.get("from"), presence.get("type")) == (JULIET, None)
    romeo.forget()
    await juliet.sends("<presence type='subscribe' to='romeo@localhost'/>")
    await romeo.sends("<presence type='subscribed' to='juliet@theirs.example'/>")
    assert ("presence", None) in [(one.name, one.get("type")) for one in juliet.unread]
    romeo.forget()
    juliet.forget()
    await romeo.sends("<presence><show>away</show></presence>")
    romeo.forget()
    await juliet.receives(
        f"<presence from='{ROMEO}' to='juliet@theirs.example'><show>away</show></presence>"
    )
    await juliet.closes()
    await romeo.receives(f"<presence type='unavailable' from='{JULIET}' to='romeo@localhost'/>")


async def friends(scene):
    """Two who see each other, from their rosters on."""
    romeo, juliet = await two(scene)
    await romeo.is_online()
    await juliet.is_online()
    await romeo.sends("<presence type='subscribe' to='juliet@theirs.example'/>")
    await juliet.sends(
        "<presence type='subscribed' to='romeo@localhost'/>",
        "<presence type='subscribe' to='romeo@localhost'/>",
    )
    await romeo.sends("<presence type='subscribed' to='juliet@theirs.example'/>")
    for device in (romeo, juliet):
        device.forget()
    return romeo, juliet


async def test_who_comes_asks_how_its_contacts_are(scene):
    romeo, juliet = await friends(scene)
    phone = scene.enter("romeo@localhost/phone")
    await phone.sends("<presence/>")
    found = [one for one in phone.unread if one.get("from") == JULIET]
    assert [(one.get("type"), one.get("to")) for one in found] == [(None, phone.jid)]
    phone.forget()
    romeo.forget()
    juliet.forget()
    await romeo.sends("<presence type='unavailable'/>")
    romeo.forget()
    phone.forget()
    await juliet.receives(
        f"<presence type='unavailable' from='{ROMEO}' to='juliet@theirs.example'/>"
    )


async def test_who_removes_a_contact_is_seen_no_more(scene):
    romeo, juliet = await friends(scene)
    await romeo.sends(
        "<iq type='set' id='r'><query xmlns='jabber:iq:roster'>"
        "<item jid='juliet@theirs.example' subscription='remove'/></query></iq>"
    )
    romeo.forget()
    assert [one.get("type") for one in juliet.unread] == [
        "unsubscribe",
        "unsubscribed",
        "unavailable",
    ]
    juliet.forget()
    await romeo.sends("<presence/>")
    romeo.forget()
    juliet.receives_nothing()
    await juliet.sends("<presence type='probe' to='romeo@localhost'/>")
    juliet.receives_nothing()


async def test_who_is_blocked_sees_one_go_and_come_back(scene):
    romeo, juliet = await friends(scene)
    item = "<item jid='juliet@theirs.example'/>"
    await romeo.sends(f"<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>{item}</block></iq>")
    romeo.forget()
    await juliet.receives(
        f"<presence type='unavailable' from='{ROMEO}' to='juliet@theirs.example'/>"
    )
    await juliet.sends("<message id='e' to='romeo@localhost'><body>hi</body></message>")
    await juliet.receives(
        error("message", JULIET, "romeo@localhost", "service-unavailable", code="503")
    )
    await romeo.sends("<presence><show>dnd</show></presence>")
    juliet.receives_nothing()
    romeo.forget()
    await romeo.sends(
        f"<iq type='set' id='u'><unblock xmlns='urn:xmpp:blocking'>{item}</unblock></iq>"
    )
    assert JULIET in [one.get("from") for one in romeo.unread]
    romeo.forget()
    (back,) = juliet.unread
    assert back.child_text("show") == "dnd"
    juliet.forget()


async def test_a_room_is_for_people_of_both_servers(scene):
    romeo, juliet = await two(scene)
    room = "hall@rooms.theirs.example"
    join = "<x xmlns='http://jabber.org/protocol/muc'/>"
    await juliet.sends(f"<presence to='{room}/juliet'>{join}</presence>")
    await juliet.sends(
        f"<iq type='set' id='c' to='{room}'><query xmlns='http://jabber.org/protocol/muc#owner'>"
        "<x xmlns='jabber:x:data' type='submit'/></query></iq>",
        f"<message type='groupchat' to='{room}' id='g1'><body>early</body></message>",
    )
    juliet.forget()
    await romeo.sends(f"<presence to='{room}/romeo'>{join}</presence>")
    assert [one.child_text("body") for one in romeo.unread if one.has("body")] == ["early"]
    romeo.forget()
    juliet.forget()
    await romeo.sends(f"<message type='groupchat' to='{room}' id='g2'><body>hi</body></message>")
    for device in (romeo, juliet):
        (heard,) = device.unread
        assert (heard.get("from"), heard.child_text("body")) == (f"{room}/romeo", "hi")
        device.forget()
    await romeo.closes()
    (gone,) = juliet.unread
    assert (gone.get("from"), gone.get("type")) == (f"{room}/romeo", "unavailable")
    juliet.forget()


async def test_a_server_that_stops_takes_its_people_along(scene):
    juliet = (await friends(scene))[1]
    scene.host.ending()
    await scene.settles()
    await juliet.receives(
        f"<presence type='unavailable' from='{ROMEO}' to='juliet@theirs.example'/>"
    )
    assert not scene.network.stages[0].federation.ground.arrived
