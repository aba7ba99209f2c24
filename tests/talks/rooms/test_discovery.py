"""XEP-0045, 6: what there is, to whom it is shown."""

import pytest
from tests.talks.rooms.play import ANA, BEN, ROOM, asks, condition, configures, enters, join, makes

INFO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"
RSM = "http://jabber.org/protocol/rsm"
SERVICE = "rooms.localhost"


async def info(device, to):
    answer = (await asks(device, "get", f"<query xmlns='{INFO}'/>", to)).children[0]
    (identity,) = [one for one in answer if one.name == "identity"]
    features = {one.get("var") for one in answer if one.name == "feature"}
    fields = {
        field.get("var"): field.child_text("value")
        for form in answer
        if form.name == "x"
        for field in form
    }
    return dict(identity.attrs), features, fields


async def items(device, to=SERVICE, inside="", node=""):
    node = f"node='{node}'" if node else ""
    answer = await asks(device, "get", f"<query xmlns='{ITEMS}' {node}>{inside}</query>", to)
    query = answer.children[0]
    found = [(one.get("jid"), one.get("name")) for one in query if one.name == "item"]
    return found, query.child("set", RSM)


async def test_the_server_names_the_service_and_the_service_itself(scene):
    ana = scene.enter(ANA)
    assert (SERVICE, "Rooms") in (await items(ana, "localhost"))[0]
    identity, features, _ = await info(ana, SERVICE)
    assert identity == {"category": "conference", "type": "text", "name": "Rooms"}
    assert {
        "http://jabber.org/protocol/muc",
        "http://jabber.org/protocol/muc#stable_id",
        "urn:xmpp:occupant-id:0",
        "urn:xmpp:channel-search:0:search",
        "urn:xmpp:rai:0",
        "vcard-temp",
    } <= features


async def test_a_room_says_what_kind_it_is(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", roomname="Coven", roomdesc="witches", lang="en", changesubject="1")
    await ana.sends(f"<message type='groupchat' to='{ROOM}'><subject>S</subject></message>")
    ana.forget()
    identity, features, fields = await info(ben, ROOM)
    assert identity["name"] == "Coven"
    assert {
        "http://jabber.org/protocol/muc",
        "http://jabber.org/protocol/muc#stable_id",
        "muc_hidden",
        "muc_open",
        "muc_persistent",
        "muc_semianonymous",
        "muc_unmoderated",
        "muc_unsecured",
        "urn:xmpp:mam:2",
        "urn:xmpp:message-moderate:1",
        "urn:xmpp:hats:0",
    } <= features
    assert fields["muc#roominfo_description"] == "witches"
    assert fields["muc#roominfo_occupants"] == "1"
    assert fields["muc#roominfo_subject"] == "S"
    assert fields["muc#roominfo_lang"] == "en"
    assert "muc#roominfo_contactjid" not in fields, "owners of a semi-anonymous room are hidden"


async def test_another_kind(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(
        ana,
        "Ana",
        publicroom="1",
        membersonly="1",
        persistentroom="0",
        whois="anyone",
        moderatedroom="1",
        passwordprotectedroom="1",
        roomsecret="pw",
        enablelogging="0",
    )
    _, features, fields = await info(ben, ROOM)
    assert {
        "muc_public",
        "muc_membersonly",
        "muc_temporary",
        "muc_nonanonymous",
        "muc_moderated",
        "muc_passwordprotected",
    } <= features
    assert "urn:xmpp:mam:2" not in features
    assert fields["muc#roominfo_contactjid"] == "ana@localhost"


async def test_there_is_no_such_room(scene):
    ana = scene.enter(ANA)
    answer = await asks(ana, "get", f"<query xmlns='{INFO}'/>")
    assert condition(answer) == ("item-not-found", "cancel")


@pytest.mark.parametrize(
    ("node", "error"),
    [("http://jabber.org/protocol/muc#traffic", "service-unavailable"), ("x", "item-not-found")],
)
async def test_nodes_of_a_room(scene, node, error):
    ana = scene.enter(ANA)
    await makes(ana, "Ana")
    answer = await asks(ana, "get", f"<query xmlns='{INFO}' node='{node}'/>")
    assert condition(answer)[0] == error


async def test_the_list_has_public_rooms_in_pages(scene):
    ana, ben = scene.enter(ANA, BEN)
    for number in range(5):
        await makes(ana, "Ana", f"r{number}@{SERVICE}", publicroom="1", roomname=f"Room {number}")
    await makes(ana, "Ana", f"hidden@{SERVICE}")
    await ana.sends(join("Ana", f"locked@{SERVICE}"))
    ana.forget()
    found, page = await items(ben)
    assert found == [(f"r{n}@{SERVICE}", f"Room {n}") for n in range(5)]
    assert page is None, "all of them"

    found, page = await items(ben, inside=f"<set xmlns='{RSM}'><max>2</max></set>")
    assert [one[1] for one in found] == ["Room 0", "Room 1"]
    assert page.child_text("count", RSM) == "5"
    after = f"<set xmlns='{RSM}'><max>2</max><after>{page.child_text('last', RSM)}</after></set>"
    found, page = await items(ben, inside=after)
    assert [one[1] for one in found] == ["Room 2", "Room 3"]
    assert page.child("first", RSM).get("index") == "2"
    found, page = await items(ben, inside=f"<set xmlns='{RSM}'><max>2</max><before/></set>")
    assert [one[1] for one in found] == ["Room 3", "Room 4"]
    found, page = await items(ben, inside=f"<set xmlns='{RSM}'><max>0</max></set>")
    assert found == []
    assert page.child_text("count", RSM) == "5"
    answer = await asks(ben, "get", f"<query xmlns='{ITEMS}' node='x'/>", SERVICE)
    assert condition(answer)[0] == "item-not-found"


async def test_who_is_in_a_room_is_for_those_who_are(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    assert (await items(ben, ROOM))[0] == []
    await enters(ben, "Ben", ana)
    assert (await items(ben, ROOM))[0] == [(f"{ROOM}/Ana", "Ana"), (f"{ROOM}/Ben", "Ben")]


async def test_what_is_talked_about_among_members_is_theirs_to_know(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", membersonly="1")
    await ana.sends(f"<message type='groupchat' to='{ROOM}'><subject>psst</subject></message>")
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    assert "psst" in str(await asks(ana, "get", query))
    assert "psst" not in str(await asks(ben, "get", query))
    await configures(ana, membersonly="0")
    assert "psst" in str(await asks(ben, "get", query))
    ana.forget(), ben.forget()
