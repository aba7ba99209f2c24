"""Floods: what one account can pile up has an end, with the standard's error, and whoever stands
by is served meanwhile."""

import pytest
from tests.talks.rooms.play import condition, enters, form, join, makes

pytestmark = pytest.mark.memory
ROMEO, JULIET, NURSE = "romeo@localhost/orchard", "juliet@localhost/balcony", "nurse@localhost/x"
PUBSUB = "http://jabber.org/protocol/pubsub"
OWNER = "http://jabber.org/protocol/muc#owner"
BATCH = 1_000


async def on_stage(scene, **settings):
    scene.configure(**({"directory.everyone": False} | settings))
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    for one in (romeo, juliet, nurse):
        await one.is_online()
    return romeo, juliet, nurse


async def is_served(juliet, nurse):
    """Two who have nothing to do with it talk."""
    await juliet.sends(f"<message type='chat' to='{NURSE}'><body>hi</body></message>")
    assert nurse.unread[-1].child_text("body") == "hi"
    juliet.forget(), nurse.forget()


async def floods(scene, device, stanzas, juliet, nurse):
    """Send it all, as fast as the server reads: the conditions of what was refused."""
    refused = []
    for start in range(0, len(stanzas), BATCH):
        await device.sends_bytes("".join(stanzas[start : start + BATCH]).encode())
        await is_served(juliet, nurse)
        await scene.passes(BATCH / 100)  # `stanzas_per_second`
        refused += [condition(one)[0] for one in device.unread if one.get("type") == "error"]
        device.forget()
    assert not device.is_closed
    return refused


def publish(node, item, size=10):
    return f"""<iq type='set' id='p'><pubsub xmlns='{PUBSUB}'><publish node='{node}'>
        <item id='{item}'><x xmlns='urn:x'>{"x" * size}</x></item></publish></pubsub></iq>"""


def slot(number):
    return f"""<iq type='get' id='u' to='localhost'><request xmlns='urn:xmpp:http:upload:0'
        filename='{number}.png' size='1000'/></iq>"""


def contact(number):
    return f"""<iq type='set' id='r'><query xmlns='jabber:iq:roster'>
        <item jid='c{number}@localhost'/></query></iq>"""


def enable(number):
    return f"""<iq type='set' id='e'><enable xmlns='urn:xmpp:push:0' jid='push.example'
        node='n{number}'/></iq>"""


def block(number):
    return f"""<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>
        <item jid='c{number}@x.example'/></block></iq>"""


def keep(number):
    return f"""<iq type='set' id='k'><query xmlns='jabber:iq:private'>
        <x xmlns='urn:x{number}'>{"x" * 1_000}</x></query></iq>"""


def make(number):
    room = f"r{number}@rooms.localhost"
    owner = f"<query xmlns='{OWNER}'>{form()}</query>"
    return join("R", room) + f"<iq type='set' id='o' to='{room}'>{owner}</iq>"


FLOODS = {
    "rooms made": ("rooms.owned_per_account", 20, make, "resource-constraint"),
    "rooms entered": ("rooms.joined_per_account", 20, make, "resource-constraint"),
    "presence to many": ("limits.directed_presence", 20, make, "policy-violation"),
    "nodes": ("pubsub.nodes", 20, lambda n: publish(f"n{n}", "a"), "resource-constraint"),
    "contacts": ("limits.roster_items", 20, contact, "resource-constraint"),
    "subscriptions": (
        "limits.roster_items",
        20,
        lambda n: f"<presence type='subscribe' to='c{n}@localhost'/>",
        "resource-constraint",
    ),
    "push services": ("limits.push_services", 20, enable, "resource-constraint"),
    "blocked": ("limits.blocked_addresses", 20, block, "resource-constraint"),
    "upload slots": ("uploads.daily_files", 20, slot, "resource-constraint"),
    "private data": ("private.max_size", "20 kB", keep, "resource-constraint"),
}


@pytest.mark.parametrize("name", FLOODS)
async def test_what_one_account_has_is_bounded(scene, name):
    setting, most, stanza, wanted = FLOODS[name]
    romeo, juliet, nurse = await on_stage(scene, **{setting: most})
    stanzas = [stanza(number) for number in range(100)]
    refused = await floods(scene, romeo, stanzas, juliet, nurse)
    assert refused.count(wanted) >= 79, refused
    assert set(refused) <= {wanted, "item-not-found"}  # of a room that is not made
    # Whoever has reached the limit goes on with the rest
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>hi</body></message>")
    assert juliet.unread[-1].child_text("body") == "hi"
    romeo.forget(), juliet.forget()


async def test_without_limits_there_is_no_end(scene):
    settings = {"limits.enabled": False, "limits.push_services": 5}
    romeo, juliet, nurse = await on_stage(scene, **settings)
    assert await floods(scene, romeo, [enable(n) for n in range(50)], juliet, nurse) == []


COUNTS = pytest.mark.parametrize("count", [1_500, pytest.param(10_000, marks=pytest.mark.slow)])


@COUNTS
async def test_thousands_of_rooms(scene, count):
    """With the limits that a server begins with."""
    romeo, juliet, nurse = await on_stage(scene)
    rooms = [join("R", f"r{number}@rooms.localhost") for number in range(count)]
    refused = await floods(scene, romeo, rooms, juliet, nurse)
    assert refused == ["resource-constraint"] * (count - 200)


@COUNTS
async def test_thousands_of_items(scene, count):
    """A node keeps its newest; the account as much as `volume` says."""
    romeo, juliet, nurse = await on_stage(scene, **{"pubsub.volume": "1 MB"})
    node = "urn:xmpp:bookmarks:1"
    marks = [publish(node, f"r{number}@rooms.localhost") for number in range(count)]
    assert await floods(scene, romeo, marks, juliet, nurse) == []
    count = await scene.host.db.read(
        lambda conn: conn.exec_driver_sql("SELECT count(*) FROM pubsub_item").scalar()
    )
    assert count <= 1_000
    full = [publish(f"n{number}", "a", 20_000) for number in range(100)]
    refused = await floods(scene, romeo, full, juliet, nurse)
    assert set(refused) == {"resource-constraint"}
    await is_served(juliet, nurse)


async def test_a_room_that_is_flooded(scene):
    """Five seconds' worth reach the others at once; they themselves speak as they like."""
    romeo, juliet, nurse = await on_stage(scene)
    room = "coven@rooms.localhost"
    await makes(juliet, "Juliet", room)
    await enters(romeo, "Romeo", juliet, room=room)
    flood = [
        f"<message type='groupchat' to='{room}' id='m{n}'><body>{n}</body></message>"
        for n in range(1_000)
    ]
    await romeo.sends_bytes("".join(flood).encode())
    assert len([one for one in juliet.unread if one.has("body")]) == 100
    errors = [condition(one) for one in romeo.unread if one.get("type") == "error"]
    assert errors == [("policy-violation", "wait")] * 900
    romeo.forget(), juliet.forget()
    await juliet.sends(f"<message type='groupchat' to='{room}'><body>hush</body></message>")
    assert romeo.unread[-1].child_text("body") == "hush"
    romeo.forget(), juliet.forget(), nurse.forget()


async def test_one_account_is_beset_with_requests(scene):
    """Whose requests are too many is told so; who asked before may ask again."""
    scene.configure(**{"directory.everyone": False, "limits.subscription_requests": 3})
    juliet = scene.enter(JULIET)
    askers = [scene.enter(f"guest{number}@localhost/x") for number in range(5)]
    ask = "<presence type='subscribe' to='juliet@localhost'/>"
    refused = []
    for asker in (*askers, askers[0]):
        await asker.sends(ask)
        refused.append([condition(one)[0] for one in asker.unread if one.get("type") == "error"])
        asker.forget()
    assert refused == [[], [], [], ["resource-constraint"], ["resource-constraint"], []]
    await juliet.sends("<presence/>")
    asked = [one for one in juliet.unread if one.get("type") == "subscribe"]
    assert len(asked) == 3
    juliet.forget()


async def test_many_questions_to_the_archive(scene):
    """Each is a page; others are served between them."""
    romeo, juliet, nurse = await on_stage(scene)
    for number in range(300):
        await romeo.sends(f"<message type='chat' to='{JULIET}'><body>{number}</body></message>")
    juliet.forget(), romeo.forget()
    ask = """<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'>
        <set xmlns='http://jabber.org/protocol/rsm'><max>1000000</max></set></query></iq>"""
    await romeo.sends_bytes((ask * 20).encode())
    await is_served(juliet, nurse)
    await scene.passes(60)
    pages = [one for one in romeo.unread if one.name == "message"]
    fins = [one for one in romeo.unread if one.name == "iq"]
    assert (len(fins), len(pages)) == (20, 20 * 250)
    romeo.forget()
