"""XEP-0045, 7.8, 7.13, 8.6: invitations, what becomes of them, and requests for voice."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    enters,
    is_refused,
    join,
    makes,
    sets,
    shown,
)

USER = "http://jabber.org/protocol/muc#user"
DORA = "dora@localhost/x"


def invite(to="cleo@localhost", inside="", more=""):
    return f"""<message to='{ROOM}' id='i'><x xmlns='{USER}'>
        <invite to='{to}'>{inside}</invite>{more}</x></message>"""


async def two(scene, **options):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await cleo.sends("<presence/>")
    await makes(ana, "Ana", **options)
    if not options.get("membersonly"):
        await enters(ben, "Ben", ana)
    for one in (ana, ben, cleo):
        one.forget()
    return ana, ben, cleo


async def test_an_invitation_goes_through_the_room_in_both_forms(scene):
    _ana, ben, cleo = await two(scene)
    await ben.sends(invite(inside="<reason>come</reason><continue thread='t1'/>"))
    await cleo.receives(f"""<message id='i' from='{ROOM}' to='cleo@localhost'>
        <x xmlns='{USER}'><invite from='ben@localhost'>
          <reason>come</reason><continue thread='t1'/></invite></x>
        <x xmlns='jabber:x:conference' jid='{ROOM}' reason='come' continue='true' thread='t1'/>
        <stanza-id xmlns='urn:xmpp:sid:0' by='cleo@localhost' id='{{any}}'/></message>""")


async def test_the_password_comes_with_it(scene):
    ana, _ben, cleo = scene.enter(ANA, BEN, CLEO)
    await cleo.sends("<presence/>")
    await makes(ana, "Ana", passwordprotectedroom="1", roomsecret="pw")
    cleo.forget()
    await ana.sends(invite())
    (found,) = cleo.unread
    assert "<password>pw</password>" in str(found)
    cleo.forget()


async def test_an_invitation_waits_for_who_is_away(scene):
    ana = scene.enter(ANA)
    await scene.account("dora@localhost")
    await makes(ana, "Ana")
    await ana.sends(invite("dora@localhost"))
    dora = scene.enter(DORA)
    await dora.sends("<presence/>")
    found = [one for one in dora.unread if one.name == "message"]
    assert len(found) == 1
    assert found[0].has("delay", "urn:xmpp:delay")
    dora.forget(), ana.forget()


async def test_an_admins_invitation_to_a_members_only_room_makes_a_member(scene):
    ana, _ben, cleo = await two(scene, membersonly="1")
    await ana.sends(invite())
    assert len(cleo.unread) == 1
    cleo.forget()
    await enters(cleo, "Cleo", ana)


async def test_members_invite_if_they_may_and_need_not_be_there(scene):
    ana, ben, cleo = await two(scene, membersonly="1")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member"})
    ben.forget(), ana.forget()
    await ben.sends(invite())
    assert len(cleo.unread) == 1
    cleo.forget()


@pytest.mark.parametrize("nick", ["Ben", ""])
async def test_by_the_rooms_choice_only_admins_invite(scene, nick):
    ana, ben, cleo = await two(scene, membersonly="1", allowinvites="0")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member"})
    ben.forget(), ana.forget()
    if nick:
        await enters(ben, nick, ana)
    await is_refused(ben, invite(), "forbidden", "auth")
    cleo.receives_nothing()


async def test_invitations_have_their_errors(scene):
    ana, ben, cleo = await two(scene)
    await is_refused(ben, invite("nobody@localhost"), "item-not-found", "cancel")
    await is_refused(ben, invite("@"), "jid-malformed", "modify")
    await is_refused(cleo, invite("ben@localhost"), "not-acceptable")
    many = "".join(f"<invite to='u{n}@localhost'/>" for n in range(60))
    await is_refused(ben, invite(more=many), "policy-violation")
    ana.receives_nothing()


async def test_who_declines_is_reported_to_who_invited(scene):
    ana, ben, cleo = await two(scene)
    await ben.sends("<presence/>")
    for one in (ana, ben, cleo):
        one.forget()
    await cleo.sends(
        f"""<message to='{ROOM}' id='d'><x xmlns='{USER}'>
        <decline to='ben@localhost'><reason>busy</reason></decline></x></message>"""
    )
    await ben.receives(f"""<message id='d' from='{ROOM}' to='ben@localhost'>
        <x xmlns='{USER}'><decline from='cleo@localhost'><reason>busy</reason></decline></x>
        <stanza-id xmlns='urn:xmpp:sid:0' by='ben@localhost' id='{{any}}'/></message>""")
    ana.receives_nothing()


async def test_a_direct_invitation_is_between_the_two(scene):
    _ana, ben, cleo = await two(scene)
    await ben.sends(f"<message to='{CLEO}'><x xmlns='jabber:x:conference' jid='{ROOM}'/></message>")
    (found,) = cleo.unread
    assert found.get("from") == BEN
    cleo.forget()


# Voice


def request(role="participant"):
    return f"""<message to='{ROOM}' id='v'><x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>
        <field var='muc#role'><value>{role}</value></field></x></message>"""


def approval(allow, nick="Ben"):
    return f"""<message to='{ROOM}' id='a'><x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>
        <field var='muc#role'><value>participant</value></field>
        <field var='muc#jid'><value>{BEN}</value></field>
        <field var='muc#roomnick'><value>{nick}</value></field>
        <field var='muc#request_allow'><value>{allow}</value></field></x></message>"""


async def test_a_visitor_asks_for_voice_and_a_moderator_grants_it(scene):
    ana, ben, _cleo = await two(scene, moderatedroom="1")
    await ben.sends(request())
    (asked,) = ana.unread
    assert asked.get("from") == ROOM
    values = {f.get("var"): f.child_text("value") for f in asked.children[0] if f.name == "field"}
    assert values["muc#jid"] == BEN
    assert values["muc#roomnick"] == "Ben"
    ana.forget()
    await ana.sends(approval("0"))
    ben.receives_nothing()
    await ana.sends(approval("1"))
    assert shown(ben.unread) == [("Ben", "participant", [110])]
    ana.forget(), ben.forget()


async def test_requests_for_voice_have_their_errors(scene):
    ana, ben, _cleo = await two(scene, moderatedroom="1")
    await is_refused(ben, request("moderator"), "bad-request")
    await is_refused(ana, request(), "not-allowed")
    await is_refused(ben, approval("1"), "forbidden")
    await is_refused(ana, approval("1", "Nobody"), "item-not-found")


async def test_a_form_that_nobody_knows_is_refused(scene):
    _ana, ben, _cleo = await two(scene)
    odd = request().replace("muc#request", "muc#riddle")
    await is_refused(ben, odd, "bad-request")
    await is_refused(ben, join("Ana"), "conflict")
