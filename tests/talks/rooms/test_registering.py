"""XEP-0045, 7.10 and 9.9: registration with a room."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    asks,
    condition,
    enters,
    is_refused,
    item,
    join,
    makes,
    sets,
)

NS = "jabber:iq:register"
FORM = "http://jabber.org/protocol/muc#register"


def register(nick, form_type=FORM):
    return f"""<query xmlns='{NS}'><x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>{form_type}</value></field>
        <field var='muc#register_roomnick'><value>{nick}</value></field></x></query>"""


async def test_who_registers_is_a_member_with_a_nick(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    form = await asks(ben, "get", f"<query xmlns='{NS}'/>")
    assert "muc#register_roomnick" in str(form)
    assert (await asks(ben, "set", register("Benno"))).get("type") == "result"
    (seen,) = ana.unread
    assert item(seen)["affiliation"] == "member"
    ana.forget(), ben.forget()
    again = (await asks(ben, "get", f"<query xmlns='{NS}'/>")).children[0]
    assert again.has("registered")
    assert again.child_text("username") == "Benno"
    nick = """<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'/>"""
    (identity,) = (await asks(ben, "get", nick)).children[0].children
    assert identity.get("name") == "Benno"
    assert (await asks(ana, "get", nick)).children[0].children == ()


async def test_a_registered_nick_is_nobody_elses(scene):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana")
    await asks(ben, "set", register("Ben"))
    await is_refused(cleo, join("Ben"), "conflict", "cancel")
    assert condition(await asks(cleo, "set", register("Ben"))) == ("conflict", "cancel")
    assert condition(await asks(cleo, "set", register("Ana"))) == ("conflict", "cancel")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (f"<query xmlns='{NS}'/>", "bad-request"),
        (f"<query xmlns='{NS}'><username>x</username></query>", "bad-request"),
        (register("x", "urn:other"), "bad-request"),
        (register(""), "not-acceptable"),
        (register("\u00a0"), "jid-malformed"),
        (f"<query xmlns='{NS}'><remove/></query>", "registration-required"),
    ],
)
async def test_wrong_registrations_are_refused(scene, query, error):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    assert condition(await asks(ben, "set", query))[0] == error


async def test_who_is_banned_does_not_register(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "outcast"})
    for kind, query in (("get", f"<query xmlns='{NS}'/>"), ("set", register("Ben"))):
        assert condition(await asks(ben, kind, query)) == ("not-allowed", "cancel")


async def test_there_is_nothing_to_register_with(scene):
    ben = scene.enter(BEN)
    answer = await asks(ben, "get", f"<query xmlns='{NS}'/>")
    assert condition(answer) == ("item-not-found", "cancel")


async def test_a_member_can_go_and_an_owner_stays_owner(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await asks(ben, "set", register("Ben"))
    remove = f"<query xmlns='{NS}'><remove/></query>"
    assert (await asks(ben, "set", remove)).get("type") == "result"
    assert not (await asks(ben, "get", f"<query xmlns='{NS}'/>")).children[0].has("registered")
    await asks(ana, "set", register("Ana"))
    ana.forget()
    await asks(ana, "set", remove)
    assert item(ana.unread[-1])["affiliation"] == "owner"
    ana.forget()


async def test_in_a_members_only_room_its_admins_say_yes(scene):
    ana, ben = scene.enter(ANA, BEN)
    await ben.sends("<presence/>")
    await makes(ana, "Ana", membersonly="1")
    ben.forget()
    assert (await asks(ben, "set", register("Ben"))).get("type") == "result"
    (asked,) = ana.unread
    ana.forget()
    assert "ben@localhost" in str(asked)
    answer = f"""<message to='{ROOM}' id='a'><x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>{FORM}</value></field>
        <field var='muc#jid'><value>ben@localhost</value></field>
        <field var='muc#register_roomnick'><value>Ben</value></field>
        <field var='muc#register_allow'><value>%s</value></field></x></message>"""
    await ana.sends(answer % "0")
    await is_refused(ben, join("Ben"), "registration-required")
    await ana.sends(answer % "1")
    (invited,) = ben.unread
    assert "invite" in str(invited)
    ben.forget()
    await enters(ben, "Ben", ana)
    await is_refused(ben, answer % "1", "forbidden")
