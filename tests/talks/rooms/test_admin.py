"""XEP-0045, 8 and 9: roles and affiliations, changed and read, and every refusal."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    asks,
    change,
    condition,
    enters,
    item,
    join,
    makes,
    sets,
    shown,
)

DORA = "dora@localhost/x"


async def four(scene, **options):
    """Ana owns it, Ben is an admin, Cleo a member, Dora nothing."""
    ana, ben, cleo, dora = everybody = scene.enter(ANA, BEN, CLEO, DORA)
    await makes(ana, "Ana", **options)
    await sets(
        ana,
        {"jid": "ben@localhost", "affiliation": "admin"},
        {"jid": "cleo@localhost", "affiliation": "member"},
    )
    forget(everybody)
    here = [ana]
    for device, nick in ((ben, "Ben"), (cleo, "Cleo")):
        password = f"<password>{options.get('roomsecret', '')}</password>"
        await enters(device, nick, *here, inside=password)
        here.append(device)
    if not options.get("membersonly"):
        await enters(dora, "Dora", *here)
    return everybody


def forget(devices):
    for one in devices:
        one.forget()


async def refused(device, *items):
    return condition(await asks(device, "set", change(*items)))


def x(inside):
    return f"<x xmlns='http://jabber.org/protocol/muc#user'>{inside}</x>"


# Roles


async def test_a_kick_tells_the_kicked_first_then_the_moderator_then_the_rest(scene):
    everybody = _ana, ben, cleo, dora = await four(scene)
    await ben.sends(
        f"""<iq type='set' id='k' to='{ROOM}'>
        {change({"nick": "Dora", "role": "none", "reason": "noise"})}</iq>"""
    )
    occupant = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{dora}}'/>".replace("{{", "{")
    occupant = occupant.replace("}}", "}")
    why = "<actor nick='Ben'/><reason>noise</reason>"
    await dora.receives(f"""<presence type='unavailable' from='{ROOM}/Dora' to='{DORA}'>
        {
        x(
            f"<item affiliation='none' role='none' jid='{DORA}'>{why}</item>"
            "<status code='110'/><status code='307'/>"
        )
    }{occupant}</presence>""")
    await cleo.receives(f"""<presence type='unavailable' from='{ROOM}/Dora' to='{CLEO}'>
        {x(f"<item affiliation='none' role='none'>{why}</item><status code='307'/>")}
        {occupant}</presence>""")
    result, seen = ben.unread
    assert result.get("type") == "result"
    assert shown([seen]) == [("Dora", "gone", [307])]
    forget(everybody)
    await dora.sends(join("Dora"))
    assert shown(dora.unread)[-1] == ("Dora", "participant", [110, 170]), "a kick is no ban"
    forget(everybody)


async def test_voice_is_given_and_taken(scene):
    everybody = _ana, ben, cleo, _dora = await four(scene, moderatedroom="1")
    await sets(ben, {"nick": "Dora", "role": "participant"})
    assert shown(cleo.unread) == [("Dora", "participant", [])]
    forget(everybody)
    await sets(ben, {"nick": "Dora", "role": "visitor", "reason": "enough"})
    (seen,) = cleo.unread
    assert shown([seen]) == [("Dora", "visitor", [])]
    assert "enough" in str(seen)
    forget(everybody)


async def test_voice_in_a_moderated_room_lasts_across_visits(scene):
    everybody = _ana, ben, _cleo, dora = await four(scene, moderatedroom="1")
    await sets(ben, {"nick": "Dora", "role": "participant"})
    await dora.sends(f"<presence type='unavailable' to='{ROOM}/Dora'/>")
    forget(everybody)
    await dora.sends(join("Dora"))
    assert shown(dora.unread)[-1][1] == "participant"
    forget(everybody)


async def test_moderators_are_made_and_unmade_by_admins(scene):
    everybody = _ana, ben, cleo, dora = await four(scene)
    await sets(ben, {"nick": "Dora", "role": "moderator"})
    assert ("Dora", "moderator", []) in shown(cleo.unread)
    assert {one[0] for one in shown(dora.unread)} >= {"Ana", "Ben", "Cleo"}, "now with addresses"
    assert item(dora.unread[-1])["jid"]
    forget(everybody)
    await sets(ben, {"nick": "Dora", "role": "participant"})
    assert shown(cleo.unread) == [("Dora", "participant", [])]
    forget(everybody)


@pytest.mark.parametrize(
    ("who", "wish", "error"),
    [
        ("cleo", {"nick": "Dora", "role": "none"}, "forbidden"),
        ("cleo", {"nick": "Dora", "role": "visitor"}, "forbidden"),
        ("cleo", {"nick": "Cleo", "role": "moderator"}, "forbidden"),
        ("ben", {"nick": "Ana", "role": "none"}, "not-allowed"),
        ("ben", {"nick": "Ana", "role": "visitor"}, "not-allowed"),
        ("ben", {"nick": "Ana", "role": "participant"}, "not-allowed"),
        ("ana", {"nick": "Ben", "role": "participant"}, "not-allowed"),
        ("ana", {"nick": "Nobody", "role": "none"}, "item-not-found"),
        ("ana", {"nick": "Ben", "role": "king"}, "bad-request"),
        ("ana", {"nick": "Ben", "role": "none", "affiliation": "none"}, "bad-request"),
        ("ana", {"nick": "Ben"}, "bad-request"),
        # Affiliations
        ("dora", {"jid": "x@localhost", "affiliation": "member"}, "forbidden"),
        ("cleo", {"jid": "dora@localhost", "affiliation": "outcast"}, "forbidden"),
        ("ben", {"jid": "ana@localhost", "affiliation": "outcast"}, "not-allowed"),
        ("ben", {"jid": "cleo@localhost", "affiliation": "admin"}, "forbidden"),
        ("ben", {"jid": "ben@localhost", "affiliation": "owner"}, "forbidden"),
        ("ben", {"jid": "ana@localhost", "affiliation": "none"}, "forbidden"),
        ("ben", {"jid": "ben@localhost", "affiliation": "outcast"}, "conflict"),
        ("ana", {"jid": "ana@localhost", "affiliation": "outcast"}, "conflict"),
        ("ana", {"jid": "ana@localhost", "affiliation": "member"}, "conflict"),
        ("ana", {"jid": "@@", "affiliation": "member"}, "jid-malformed"),
        ("ana", {"affiliation": "member"}, "bad-request"),
        ("ana", {"jid": "x@localhost", "affiliation": "saint"}, "bad-request"),
        ("ana", {"jid": "dora@localhost", "affiliation": "member", "nick": "Cleo"}, "conflict"),
    ],
)
async def test_what_is_refused(scene, who, wish, error):
    everybody = dict(zip(("ana", "ben", "cleo", "dora"), await four(scene), strict=True))
    assert (await refused(everybody[who], wish))[0] == error
    for one in everybody.values():
        one.receives_nothing()


async def test_a_request_with_one_wrong_item_does_nothing(scene):
    everybody = _ana, ben, _cleo, _dora = await four(scene)
    wishes = (
        {"jid": "dora@localhost", "affiliation": "outcast"},
        {"jid": "ana@localhost", "affiliation": "outcast"},
    )
    assert (await refused(ben, *wishes))[0] == "not-allowed"
    for one in everybody:
        one.receives_nothing()


async def test_two_owners_cannot_both_go_in_one_request(scene):
    ana, *_ = await four(scene)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "owner"})
    forget(_)
    ana.forget()
    wishes = (
        {"jid": "ben@localhost", "affiliation": "admin"},
        {"jid": "ana@localhost", "affiliation": "admin"},
    )
    assert (await refused(ana, *wishes))[0] == "conflict"
    await sets(ana, {"jid": "ana@localhost", "affiliation": "member"})
    assert ("Ana", "participant", [110]) in shown(ana.unread)
    ana.forget()
    forget(_)


async def test_too_many_items_are_refused(scene):
    ana, *_ = await four(scene)
    many = [{"jid": f"u{n}@localhost", "affiliation": "member"} for n in range(501)]
    assert (await refused(ana, *many))[0] == "policy-violation"


async def test_a_room_knows_so_many_people_at_most(scene):
    scene.configure(**{"rooms.max_members": 5})
    ana, *_ = await four(scene)
    many = [{"jid": f"u{n}@localhost", "affiliation": "outcast"} for n in range(3)]
    assert (await refused(ana, *many))[0] == "resource-constraint"
    await sets(ana, *many[:2])


# Affiliations


async def test_a_ban_puts_out_every_device_and_forgets_the_nick(scene):
    everybody = ana, ben, cleo, dora = await four(scene)
    phone = scene.enter("cleo@localhost/phone")
    await enters(phone, "Cleo", *everybody)
    await sets(ana, {"jid": "cleo@localhost", "affiliation": "member", "nick": "Cleo"})
    forget((*everybody, phone))
    await sets(ben, {"jid": "cleo@localhost/web", "affiliation": "outcast", "reason": "treason"})
    for device in (cleo, phone):
        (gone,) = device.unread
        assert shown([gone]) == [("Cleo", "gone", [110, 301])]
        assert item(gone)["affiliation"] == "outcast"
    assert shown(dora.unread) == [("Cleo", "gone", [301])]
    forget((*everybody, phone))
    await dora.sends(f"<presence to='{ROOM}/Cleo'/>")
    assert shown(ben.unread)[-1][0] == "Cleo", "the nick is free"
    forget((*everybody, phone))


async def test_membership_is_given_and_taken(scene):
    everybody = _ana, ben, cleo, _dora = await four(scene)
    await sets(ben, {"jid": "dora@localhost", "affiliation": "member"})
    assert item(cleo.unread[0])["affiliation"] == "member"
    forget(everybody)
    await sets(ben, {"jid": "dora@localhost", "affiliation": "none"})
    assert item(cleo.unread[0])["affiliation"] == "none"
    forget(everybody)


async def test_who_is_no_member_any_more_leaves_a_members_only_room(scene):
    everybody = ana, ben, cleo, _dora = await four(scene, membersonly="1")
    forget(everybody)
    await sets(ben, {"jid": "cleo@localhost", "affiliation": "none"})
    assert shown(cleo.unread) == [("Cleo", "gone", [110, 321])]
    assert shown(ana.unread) == [("Cleo", "gone", [321])]
    forget(everybody)


async def test_a_new_member_of_a_members_only_room_is_invited(scene):
    everybody = _ana, ben, _cleo, dora = await four(
        scene, membersonly="1", passwordprotectedroom="1", roomsecret="pw"
    )
    forget(everybody)
    await dora.sends("<presence/>")
    forget(everybody)
    await sets(ben, {"jid": "dora@localhost", "affiliation": "member"})
    await dora.receives(f"""<message from='{ROOM}' to='dora@localhost'>
        <x xmlns='http://jabber.org/protocol/muc#user'>
          <invite from='{ROOM}'/><password>pw</password></x>
        <stanza-id xmlns='urn:xmpp:sid:0' by='dora@localhost' id='{{any}}'/></message>""")
    forget(everybody)


async def test_an_admin_is_a_moderator_and_stays_none_when_demoted(scene):
    everybody = ana, _ben, cleo, _dora = await four(scene)
    await sets(ana, {"jid": "dora@localhost", "affiliation": "admin"})
    assert ("Dora", "moderator", []) in shown(cleo.unread)
    forget(everybody)
    await sets(ana, {"jid": "dora@localhost", "affiliation": "none"})
    assert shown(cleo.unread) == [("Dora", "participant", [])]
    forget(everybody)


async def test_a_nick_stands_for_who_has_it(scene):
    everybody = _ana, ben, cleo, _dora = await four(scene)
    await sets(ben, {"nick": "Dora", "affiliation": "member"})
    assert item(cleo.unread[0])["affiliation"] == "member"
    forget(everybody)
    assert (await refused(ben, {"nick": "Nobody", "affiliation": "member"}))[0] == "item-not-found"


# Reading


def wanted(**attrs):
    return change(attrs)


async def reads(device, **attrs):
    answer = await asks(device, "get", wanted(**attrs))
    if answer.get("type") == "error":
        return condition(answer)[0]
    return [dict(one.attrs) for one in answer.children[0]]


async def test_lists_by_affiliation(scene):
    _ana, ben, cleo, dora = await four(scene)
    assert await reads(ben, affiliation="member") == [
        {"affiliation": "member", "jid": "cleo@localhost"}
    ]
    assert await reads(ben, affiliation="owner") == [
        {"affiliation": "owner", "jid": "ana@localhost"}
    ]
    await sets(ben, {"jid": "x@localhost", "affiliation": "outcast", "reason": "spam"})
    answer = await asks(ben, "get", wanted(affiliation="outcast"))
    assert "spam" in str(answer)
    for device in (cleo, dora):
        for affiliation in ("member", "outcast", "admin", "owner"):
            assert await reads(device, affiliation=affiliation) == "forbidden"


async def test_lists_by_role(scene):
    _ana, ben, _cleo, dora = await four(scene)
    assert await reads(ben, role="participant") == [
        {"affiliation": "member", "jid": CLEO, "nick": "Cleo", "role": "participant"},
        {"affiliation": "none", "jid": DORA, "nick": "Dora", "role": "participant"},
    ]
    assert [one["nick"] for one in await reads(ben, role="moderator")] == ["Ana", "Ben"]
    assert await reads(dora, role="participant") == "forbidden"


async def test_members_of_a_non_anonymous_room_see_who_belongs(scene):
    _ana, _ben, cleo, dora = everybody = await four(scene, membersonly="1", whois="anyone")
    for affiliation, jid in (("member", "cleo"), ("admin", "ben"), ("owner", "ana")):
        (found,) = await reads(cleo, affiliation=affiliation)
        assert found["jid"] == f"{jid}@localhost"
    assert await reads(cleo, affiliation="outcast") == "forbidden"
    assert await reads(dora, affiliation="member") == "forbidden"
    forget(everybody)


async def test_a_list_is_asked_for_by_one_item(scene):
    ana, *_ = await four(scene)
    for query in (
        change(),
        change({"affiliation": "member"}, {"affiliation": "owner"}),
        change({"affiliation": "saint"}),
    ):
        assert condition(await asks(ana, "get", query))[0] == "bad-request"
