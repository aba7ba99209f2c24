"""XEP-0313, 6.2: the archive of a room, and who may read what of it."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    asks,
    condition,
    enters,
    join,
    makes,
    say,
    sets,
)

MAM = "urn:xmpp:mam:2"
USER = "http://jabber.org/protocol/muc#user"


def query(inside="", max=50):
    return f"""<query xmlns='{MAM}'>{inside}
        <set xmlns='http://jabber.org/protocol/rsm'><max>{max}</max></set></query>"""


def filtered(**fields):
    rows = "".join(
        f"<field var='{name.rstrip('_')}'><value>{value}</value></field>"
        for name, value in fields.items()
    )
    return query(f"""<x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>{MAM}</value></field>{rows}</x>""")


async def reads(device, payload=None):
    """The messages inside of the results."""
    device.forget()
    answer = await asks(device, "set", payload or query())
    results = device.unread
    device.forget()
    if answer.get("type") == "error":
        return condition(answer)[0]
    assert all(one.get("from") == ROOM for one in results)
    wrapped = [one.child("result", MAM).child("forwarded", "urn:xmpp:forward:0") for one in results]
    return [one.child("message", "jabber:client") for one in wrapped]


def texts(found):
    return [one.child_text("body") for one in found]


async def talk(scene, **options):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", **options)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member"})
    ben.forget()
    password = f"<password>{options.get('roomsecret', '')}</password>"
    await enters(ben, "Ben", ana, inside=password)
    await ana.sends(say("one"))
    await ben.sends(say("two"))
    await ben.sends(f"<message type='chat' to='{ROOM}/Ana' id='w'><body>psst</body></message>")
    await ana.sends(f"<message type='groupchat' to='{ROOM}'><subject>S</subject></message>")
    ana.forget(), ben.forget()
    return ana, ben


async def test_what_was_said_to_all_is_there_in_its_form(scene):
    _ana, _ben = await talk(scene)
    cleo = scene.enter(CLEO)
    found = await reads(cleo)
    assert texts(found) == ["one", "two", None], "no private message is among it"
    first = found[0]
    assert first.get("from") == f"{ROOM}/Ana"
    assert first.get("type") == "groupchat"
    assert first.get("to") is None
    assert first.has("occupant-id", "urn:xmpp:occupant-id:0")
    assert not first.has("x", USER), "whose words they are is hidden"


async def test_moderators_see_whose_words_they_are(scene):
    ana, _ben = await talk(scene)
    _first, second, _ = await reads(ana)
    assert second.child("x", USER).child("item").get("jid") == BEN


async def test_in_a_non_anonymous_room_all_do(scene):
    _ana, _ben = await talk(scene, whois="anyone")
    cleo = scene.enter(CLEO)
    first, *_ = await reads(cleo)
    assert first.child("x", USER).child("item").get("jid") == ANA


async def test_the_archive_has_pages_filters_and_ends(scene):
    ana, _ben = await talk(scene)
    assert texts(await reads(ana, query(max=1))) == ["one"]
    assert texts(await reads(ana, filtered(with_=f"{ROOM}/Ben"))) == ["two"]
    assert await reads(ana, filtered(start="2200-01-01T00:00:00Z")) == []
    metadata = (await asks(ana, "get", f"<metadata xmlns='{MAM}'/>")).children[0]
    assert [one.name for one in metadata] == ["start", "end"]
    form = await asks(ana, "get", f"<query xmlns='{MAM}'/>")
    assert "after-id" in str(form)
    assert await reads(ana, query("<x xmlns='jabber:x:data' type='form'/>")) == "bad-request"


@pytest.mark.parametrize(
    "options", [{"membersonly": "1"}, {"passwordprotectedroom": "1", "roomsecret": "pw"}]
)
async def test_a_closed_room_is_read_by_its_members_only(scene, options):
    ana, ben = await talk(scene, **options)
    cleo = scene.enter(CLEO)
    assert await reads(cleo) == "forbidden"
    metadata = await asks(cleo, "get", f"<metadata xmlns='{MAM}'/>")
    assert condition(metadata)[0] == "forbidden"
    await ben.closes()
    ana.forget()
    away = scene.enter("ben@localhost/elsewhere")
    assert texts(await reads(away)) == ["one", "two", None], "being a member is enough"


async def test_who_is_banned_reads_nothing(scene):
    ana, ben = await talk(scene)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "outcast"})
    assert await reads(ben) == "forbidden"
    ana.forget()


async def test_a_room_that_keeps_nothing_has_no_archive(scene):
    ana, _ben = await talk(scene, enablelogging="0")
    assert await reads(ana) == "service-unavailable"


async def test_whoever_makes_a_room_may_ask_before_it_is_open(scene):
    ana, ben = scene.enter(ANA, BEN)
    await ana.sends(join("Ana"))
    assert await reads(ana) == []
    assert await reads(ben) == "item-not-found"
