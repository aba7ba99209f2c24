"""XEP-0045, 7.2, 7.6, 7.7: entering, its errors, nicks and presence."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    asks,
    codes,
    condition,
    configures,
    enters,
    is_refused,
    item,
    join,
    makes,
    say,
    sets,
    shown,
)

PHONE = "ana@localhost/phone"


async def test_without_a_nick_nobody_enters(scene):
    ben = scene.enter(BEN)
    bare = f"<presence to='{ROOM}' id='j'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
    await is_refused(ben, bare, "jid-malformed", "modify")
    await is_refused(ben, bare.replace(ROOM, ROOM + "/ "), "jid-malformed", "modify")


async def test_an_invisible_nick_is_none(scene):
    ben = scene.enter(BEN)
    await is_refused(ben, join("\u00a0"), "jid-malformed", "modify")


@pytest.mark.parametrize("kind", ["subscribe", "probe", "unavailable", "error"])
async def test_presence_of_a_type_is_no_wish_to_enter(scene, kind):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ben.sends(f"<presence type='{kind}' to='{ROOM}/Ben'/>")
    ben.forget()  # a subscription has its own answer
    ana.receives_nothing()


async def test_the_room_is_closed_until_its_owner_opens_it(scene):
    ana, ben = scene.enter(ANA, BEN)
    await ana.sends(join("Ana"))
    ana.forget()
    error = await is_refused(ben, join("Ben"), "item-not-found", "cancel")
    assert error.child("error").get("by") == ROOM
    await configures(ana)
    await enters(ben, "Ben", ana)


async def test_a_password_opens_a_room(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", passwordprotectedroom="1", roomsecret="cauldronburn")
    await is_refused(ben, join("Ben"), "not-authorized", "auth")
    wrong = join("Ben", inside="<password>cauldron</password>")
    await is_refused(ben, wrong, "not-authorized", "auth")
    await enters(ben, "Ben", ana, inside="<password>cauldronburn</password>")


async def test_a_members_only_room_is_for_members(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", membersonly="1")
    await is_refused(ben, join("Ben"), "registration-required", "auth")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member"})
    ben.forget()
    await enters(ben, "Ben", ana)


async def test_who_is_banned_stays_out_and_so_does_a_whole_domain(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "outcast"})
    await is_refused(ben, join("Ben"), "forbidden", "auth")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "none"})
    await sets(ana, {"jid": "localhost", "affiliation": "outcast"})
    await is_refused(ben, join("Ben"), "forbidden", "auth")
    await ana.sends(say("I am still here"))
    ana.forget()


async def test_a_nick_in_use_or_reserved_is_somebody_elses(scene):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana")
    await is_refused(ben, join("Ana"), "conflict", "cancel")
    await sets(ana, {"jid": "cleo@localhost", "affiliation": "member", "nick": "Cleo"})
    await is_refused(ben, join("Cleo"), "conflict", "cancel")
    await enters(cleo, "Cleo", ana)
    await enters(ben, "Ben", ana, cleo)
    await is_refused(ben, f"<presence to='{ROOM}/Cleo' id='j'/>", "conflict", "cancel")


async def test_a_full_room_has_places_for_its_admins(scene):
    scene.configure(**{"rooms.max_occupants": 2})
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await is_refused(cleo, join("Cleo"), "service-unavailable", "wait")
    await sets(ana, {"jid": "cleo@localhost", "affiliation": "admin"})
    await enters(cleo, "Cleo", ana, ben)


async def test_who_may_make_a_room_is_said_by_the_settings(scene):
    scene.configure(**{"rooms.creation": "nobody"})
    ana = scene.enter(ANA)
    await is_refused(ana, join("Ana"), "not-allowed", "cancel")


async def test_in_a_non_anonymous_room_all_see_all_addresses(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", whois="anyone")
    await ben.sends(join("Ben"))
    first, own, *_ = ben.unread
    ben.forget()
    assert item(first)["jid"] == ANA
    assert codes(own) == [100, 110, 170]
    ana.forget()


async def test_in_a_semi_anonymous_room_moderators_see_addresses(scene):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await cleo.sends(join("Cleo"))
    assert "jid" not in item(cleo.unread[0])
    assert "jid" not in item(ben.unread[0])
    assert item(ana.unread[0])["jid"] == CLEO
    for one in (ana, ben, cleo):
        one.forget()


async def test_a_second_device_comes_in_under_the_same_nick(scene):
    ana, phone, ben = scene.enter(ANA, PHONE, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await phone.sends(join("Ana"))
    assert [one[0] for one in shown(phone.unread)] == ["Ben", "Ana"]
    phone.forget(), ana.forget(), ben.forget()
    await ben.sends(say("hello both"))
    for device in (ana, phone, ben):
        assert [one.child_text("body") for one in device.unread] == ["hello both"]
        device.forget()
    await phone.sends(f"<presence type='unavailable' to='{ROOM}/Ana'/>")
    assert shown(phone.unread) == [("Ana", "gone", [110])]
    assert "gone" not in [one[1] for one in shown(ben.unread)], "the nick is still here"
    for device in (ana, phone, ben):
        device.forget()


async def test_who_has_lost_its_place_asks_again_and_gets_all_again(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ana.sends(say("before"))
    ana.forget(), ben.forget()
    await ben.sends(join("Ben"))
    assert [one[0] for one in shown(ben.unread)] == ["Ana", "Ben"]
    assert [one.child_text("body") for one in ben.unread if one.has("body")] == ["before"]
    ana.forget(), ben.forget()


async def test_words_from_who_is_not_here_are_answered_with_being_put_out(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ben.sends(f"<presence to='{ROOM}/Ben'><show>away</show></presence>")
    await ben.receives(f"""<presence type='unavailable' from='{ROOM}/Ben' to='{BEN}'>
        <x xmlns='http://jabber.org/protocol/muc#user'>
          <item affiliation='none' role='none'><reason>You are not in the room.</reason></item>
          <status code='110'/><status code='307'/><status code='333'/></x></presence>""")
    ana.receives_nothing()


async def test_a_new_nick_is_seen_as_one_going_and_another_coming(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ben.sends(f"<presence to='{ROOM}/Benno'/>")
    for device, own in ((ana, []), (ben, [110])):
        gone, there = device.unread
        assert shown([gone]) == [("Ben", "gone", sorted([*own, 303]))]
        assert item(gone)["nick"] == "Benno"
        assert item(gone)["role"] == "participant"
        assert shown([there]) == [("Benno", "participant", own)]
        device.forget()
    await ben.sends(say("it is me"))
    assert ana.unread[0].get("from") == f"{ROOM}/Benno"
    ana.forget(), ben.forget()


async def test_words_about_oneself_are_passed_on_and_nothing_forged(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ben.sends(
        f"""<presence to='{ROOM}/Ben'><show>xa</show><status>gone</status>
        <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>
        <x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='owner'/></x>
        <occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/></presence>"""
    )
    (seen,) = ana.unread
    assert seen.child_text("show") == "xa"
    assert seen.child_text("status") == "gone"
    assert seen.has("c", "http://jabber.org/protocol/caps")
    assert item(seen)["affiliation"] == "none"
    (own_id,) = [one.get("id") for one in seen if one.name == "occupant-id"]
    assert own_id != "forged"
    ana.forget(), ben.forget()


async def test_presence_is_of_a_size_that_all_can_be_sent(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    huge = f"<status>{'x' * 20_000}</status>"
    await is_refused(ben, join("Ben", more=huge), "policy-violation", "modify")
    await enters(ben, "Ben", ana)
    await is_refused(ben, f"<presence to='{ROOM}/Ben' id='h'>{huge}</presence>", "policy-violation")
    ana.receives_nothing()
    await ben.sends(f"<presence type='unavailable' to='{ROOM}/Ben'>{huge}</presence>")
    assert shown(ana.unread) == [("Ben", "gone", [])], "who goes goes"
    ana.forget(), ben.forget()


async def test_presence_of_roles_that_are_not_shown_is_the_occupants_own(scene):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana", presencebroadcast=("moderator",))
    await enters(ben, "Ben")
    ana.receives_nothing()
    await cleo.sends(join("Cleo"))
    assert [one[0] for one in shown(cleo.unread)] == ["Ana", "Cleo"]
    cleo.forget()
    await sets(ana, {"nick": "Ben", "role": "moderator"})
    assert shown(cleo.unread) == [("Ben", "moderator", [])]
    for one in (ana, ben, cleo):
        one.forget()
    await sets(ana, {"nick": "Ben", "role": "participant"})
    assert shown(cleo.unread) == [("Ben", "gone", [])]
    for one in (ana, ben, cleo):
        one.forget()


async def test_an_account_is_in_so_many_rooms_at_most(scene):
    scene.configure(**{"rooms.joined_per_account": 3})
    ana, ben = scene.enter(ANA, BEN)
    for number in range(3):
        await makes(ana, "Ana", f"r{number}@rooms.localhost")
    await is_refused(ana, join("Ana", "r3@rooms.localhost"), "resource-constraint", "wait")
    await makes(ben, "Ben", "r3@rooms.localhost")
    await ana.sends("<presence type='unavailable' to='r0@rooms.localhost/Ana'/>")
    ana.forget()
    await enters(ana, "Ana", ben, room="r3@rooms.localhost")


async def test_an_account_owns_so_many_rooms_at_most(scene):
    scene.configure(**{"rooms.owned_per_account": 2})
    ana = scene.enter(ANA)
    await makes(ana, "Ana", "r0@rooms.localhost")
    await ana.sends(join("Ana", "r1@rooms.localhost"))
    ana.forget()
    await is_refused(ana, join("Ana", "r2@rooms.localhost"), "resource-constraint", "wait")


async def test_a_ping_to_oneself_says_whether_one_is_still_there(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    ping = "<ping xmlns='urn:xmpp:ping'/>"
    assert (await asks(ana, "get", ping, f"{ROOM}/Ana")).get("type") == "result"
    refused = await asks(ben, "get", ping, f"{ROOM}/Ben")
    assert condition(refused) == ("not-acceptable", "cancel")
    assert refused.child("error").get("by") == ROOM
