"""XEP-0045, 10: making rooms, their settings and what follows from a change, and their end."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    OWNER,
    ROOM,
    asks,
    codes,
    condition,
    configures,
    enters,
    form,
    item,
    join,
    makes,
    say,
    sets,
    shown,
)

CANCEL = f"<query xmlns='{OWNER}'><x xmlns='jabber:x:data' type='cancel'/></query>"
INSTANT = f"<query xmlns='{OWNER}'><x xmlns='jabber:x:data' type='submit'/></query>"


async def two(scene, **options):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", **options)
    await enters(ben, "Ben", ana)
    return ana, ben


def notice(device):
    """The codes of the one message that says that something changed."""
    (found,) = [one for one in device.unread if one.name == "message"]
    device.forget()
    return codes(found)


async def test_an_empty_form_makes_an_instant_room(scene):
    ana, ben = scene.enter(ANA, BEN)
    await ana.sends(join("Ana"))
    ana.forget()
    assert (await asks(ana, "set", INSTANT)).get("type") == "result"
    await enters(ben, "Ben", ana)


async def test_who_cancels_the_first_form_has_no_room(scene):
    ana, ben = scene.enter(ANA, BEN)
    await ana.sends(join("Ana"))
    ana.forget()
    assert (await asks(ana, "set", CANCEL)).get("type") == "result"
    (gone,) = ana.unread
    assert gone.get("type") == "unavailable"
    assert "destroy" in str(gone)
    ana.forget()
    await ben.sends(join("Ben"))
    assert codes(ben.unread[0]) == [110, 170, 201]
    ben.forget()


async def test_a_later_cancel_changes_nothing(scene):
    ana, ben = await two(scene)
    assert (await asks(ana, "set", CANCEL)).get("type") == "result"
    ana.receives_nothing()
    ben.receives_nothing()


async def test_the_form_has_all_registered_fields_with_their_values(scene):
    ana, ben = await two(scene, roomname="Coven", moderatedroom="1")
    answer = await asks(ana, "get", f"<query xmlns='{OWNER}'/>")
    fields = {
        one.get("var"): [v.text for v in one if v.name == "value"]
        for one in answer.children[0].children[0]
        if one.name == "field"
    }
    names = """allowpm allowinvites changesubject enablelogging getmemberlist lang pubsub maxusers
        membersonly moderatedroom passwordprotectedroom persistentroom presencebroadcast publicroom
        roomadmins roomdesc roomname roomowners roomsecret whois"""
    assert {f"muc#roomconfig_{name}" for name in names.split()} | {"muc#maxhistoryfetch"} <= set(
        fields
    )
    assert fields["muc#roomconfig_roomname"] == ["Coven"]
    assert fields["muc#roomconfig_moderatedroom"] == ["1"]
    assert fields["muc#roomconfig_roomowners"] == ["ana@localhost"]
    ben.forget()


async def test_only_owners_see_and_change_the_settings(scene):
    ana, ben = await two(scene)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "admin"})
    ana.forget(), ben.forget()
    for kind, query in (
        ("get", f"<query xmlns='{OWNER}'/>"),
        ("set", INSTANT),
        ("set", f"<query xmlns='{OWNER}'><destroy/></query>"),
    ):
        assert condition(await asks(ben, kind, query)) == ("forbidden", "auth")


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"whois": "anyone"}, [172]),
        ({"enablelogging": "0"}, [171]),
        ({"roomname": "Other"}, [104]),
        ({"whois": "anyone", "enablelogging": "0", "roomdesc": "d"}, [171, 172, 104]),
    ],
)
async def test_all_are_told_what_kind_of_change_it_was(scene, options, wanted):
    ana, ben = await two(scene)
    await configures(ana, **options)
    assert notice(ben) == wanted
    assert notice(ana) == wanted


async def test_back_again_has_codes_of_its_own(scene):
    ana, ben = await two(scene, whois="anyone", enablelogging="0")
    await configures(ana, whois="moderators", enablelogging="1")
    assert notice(ben) == [170, 173]
    ana.forget()


async def test_no_change_is_no_news(scene):
    ana, ben = await two(scene)
    await configures(ana, roomname="")
    ana.receives_nothing()
    ben.receives_nothing()


async def test_a_room_that_becomes_members_only_puts_others_out(scene):
    ana, ben = await two(scene)
    await configures(ana, membersonly="1")
    assert shown(ben.unread) == [("Ben", "gone", [110, 322])]
    assert ("Ben", "gone", [322]) in shown(ana.unread)
    ana.forget(), ben.forget()


async def test_a_room_that_becomes_moderated_takes_the_voice_of_strangers(scene):
    ana, ben = await two(scene)
    await configures(ana, moderatedroom="1")
    assert ("Ben", "visitor", [110]) in shown(ben.unread)
    ana.forget(), ben.forget()
    await configures(ana, moderatedroom="0")
    assert ("Ben", "participant", [110]) in shown(ben.unread)
    ana.forget(), ben.forget()


async def test_owners_and_admins_by_the_form_are_whole_lists(scene):
    ana, ben = await two(scene)
    await configures(ana, roomowners=("ana@localhost",), roomadmins=("ben@localhost",))
    assert ("Ben", "moderator", [110]) in shown(ben.unread)
    ana.forget(), ben.forget()
    await configures(ana, roomadmins=())
    assert (
        item(next(one for one in ben.unread if one.name == "presence"))["affiliation"] == "member"
    )
    ana.forget(), ben.forget()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"roomowners": ()}, "not-acceptable"),
        ({"passwordprotectedroom": "1", "roomsecret": ""}, "not-acceptable"),
        ({"whois": "nobody"}, "not-acceptable"),
        ({"membersonly": "maybe"}, "not-acceptable"),
        ({"roomname": ("a", "b")}, "not-acceptable"),
        ({"roomowners": ("@",)}, "not-acceptable"),
        ({"roomname": "x" * 2_000}, "not-acceptable"),
        ({"muc__maxhistoryfetch": "many"}, "not-acceptable"),
    ],
)
async def test_a_wrong_form_changes_nothing(scene, options, error):
    ana, ben = await two(scene)
    answer = await asks(ana, "set", f"<query xmlns='{OWNER}'>{form(**options)}</query>")
    assert condition(answer)[0] == error
    ana.receives_nothing()
    ben.receives_nothing()


@pytest.mark.parametrize("inside", ["", "<what/>", "<x xmlns='jabber:x:data' type='result'/>"])
async def test_a_request_without_a_form_is_refused(scene, inside):
    ana, _ = await two(scene)
    answer = await asks(ana, "set", f"<query xmlns='{OWNER}'>{inside}</query>")
    assert condition(answer)[0] == "bad-request"


async def test_the_end_of_a_room_says_where_to_go(scene):
    ana, ben = await two(scene)
    await ana.sends(say("for the books"))
    ana.forget(), ben.forget()
    destroy = """<destroy jid='other@rooms.localhost'><reason>moved</reason>
        <password>pw</password></destroy>"""
    answer = await asks(ana, "set", f"<query xmlns='{OWNER}'>{destroy}</query>")
    assert answer.get("type") == "result"
    await ben.receives(f"""<presence type='unavailable' from='{ROOM}/Ben' to='{BEN}'>
        <x xmlns='http://jabber.org/protocol/muc#user'>
          <item affiliation='none' role='none' jid='{BEN}'/>
          <destroy jid='other@rooms.localhost'>
            <reason>moved</reason><password>pw</password></destroy>
          <status code='110'/></x>
        <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{any}}'/></presence>""")
    (own,) = ana.unread
    assert own.get("type") == "unavailable"
    ana.forget()
    await ben.sends(join("Ben"))
    assert shown(ben.unread) == [("Ben", "moderator", [110, 170, 201])]
    assert not [one for one in ben.unread if one.has("body")], "a new room has no past"
    ben.forget()


async def test_where_to_go_must_be_an_address(scene):
    ana, _ = await two(scene)
    query = f"<query xmlns='{OWNER}'><destroy jid='@'/></query>"
    assert condition(await asks(ana, "set", query))[0] == "jid-malformed"


@pytest.mark.memory
async def test_two_who_change_the_same_at_once_leave_an_owner(scene):
    ana, ben = await two(scene)
    cleo = scene.enter(CLEO)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "owner"})
    ana.forget(), ben.forget()
    wish = f"""<iq type='set' id='x' to='{ROOM}'>
        <query xmlns='http://jabber.org/protocol/muc#admin'>
        <item jid='%s@localhost' affiliation='none'/></query></iq>"""
    for device, other in ((ana, "ben"), (ben, "ana")):
        await device._line.send((wish % other).encode())
    await scene.settles()
    answers = [one.get("type") for one in (*ana.unread, *ben.unread) if one.name == "iq"]
    assert sorted(answers) == ["error", "result"]
    ana.forget(), ben.forget()
    await enters(cleo, "Cleo", ana, ben)
