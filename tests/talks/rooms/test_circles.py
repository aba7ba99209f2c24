"""The rooms of circles, as conversations: their members are those of the circle."""

import pytest

from magpie.storage.circles import leave
from magpie.storage.rooms import Member, load, put_members
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory

ROMEO, JULIET, NURSE = (
    "romeo@localhost/orchard",
    "juliet@localhost/balcony",
    "nurse@localhost/phone",
)
R, J, N = (Jid.parse(one).bare for one in (ROMEO, JULIET, NURSE))
ROOM = "lovers@rooms.localhost"
MUC = "http://jabber.org/protocol/muc"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
BOOKMARKS = "urn:xmpp:bookmarks:1"
ENTER = f"<presence to='{ROOM}/{{nick}}'><x xmlns='{MUC}'/></presence>"


async def on_stage(scene):
    """Juliet and her nurse in a circle, of which Juliet is an administrator; Romeo outside."""
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await scene.begins()
    await scene.host.accounts.set_role(J, "admin")
    circle = await scene.host.circles.create("Lovers", [J, N])
    await scene.passes(1)
    return circle, romeo, juliet, nurse


async def bookmarks(scene, account):
    found = await scene.host.nodes.newest(account, BOOKMARKS, 10)
    return {room: mark.get("name") for room, mark in found}


def conditions(device):
    found = [
        next(one.name for one in stanza.child("error") if one.ns == STANZAS)
        for stanza in device.unread
        if stanza.get("type") == "error"
    ]
    device.forget()
    return found


async def asks(device, xml):
    """The condition of the error that answers a request to the room, or "" for a result."""
    await device.sends(f"<iq type='set' id='q' to='{ROOM}'>{xml}</iq>")
    answers = [one for one in device.unread if one.name == "iq" and one.get("id") == "q"]
    device.forget()
    (answer,) = answers
    return "" if answer.get("type") == "result" else answer.child("error").children[0].name


def affiliation(jid, kind):
    item = f"<item jid='{jid}' affiliation='{kind}'/>"
    return f"<query xmlns='{MUC}#admin'>{item}</query>"


async def test_members_may_enter_and_nobody_else(scene):
    _, romeo, juliet, nurse = await on_stage(scene)
    await nurse.sends(ENTER.format(nick="nurse"))
    (presence, _) = nurse.unread
    item = presence.child("x", f"{MUC}#user").child("item")
    assert (item.get("affiliation"), item.get("role")) == ("member", "participant")
    nurse.forget()
    await juliet.sends(ENTER.format(nick="juliet"))
    item = juliet.unread[1].child("x", f"{MUC}#user").child("item")
    assert item.get("affiliation") == "owner"
    juliet.forget(), nurse.forget()
    await romeo.sends(ENTER.format(nick="romeo"))
    assert conditions(romeo) == ["registration-required"]


async def test_it_stands_among_their_bookmarks(scene):
    circle, _, _, nurse = await on_stage(scene)
    assert await bookmarks(scene, N) == {ROOM: "Lovers"}
    assert await bookmarks(scene, R) == {}
    # With what she has put there herself
    own = Element("conference", BOOKMARKS, {"name": "L", "autojoin": "false"})
    await scene.host.nodes.publish(N, BOOKMARKS, own, ROOM)
    await scene.host.circles.rename(circle, "The young")
    await scene.passes(1)
    ((_, mark),) = await scene.host.nodes.newest(N, BOOKMARKS, 10)
    assert (mark.get("name"), mark.get("autojoin")) == ("The young", "false")
    await scene.host.circles.leave(circle, [N])
    await scene.passes(1)
    assert await bookmarks(scene, N) == {}
    nurse.forget()


async def test_who_leaves_the_circle_leaves_the_room(scene):
    circle, _, juliet, nurse = await on_stage(scene)
    await nurse.sends(ENTER.format(nick="nurse"))
    nurse.forget()
    await scene.host.circles.leave(circle, [N])
    await scene.settles()
    gone = [one for one in nurse.unread if one.name == "presence"]
    codes = {one.get("code") for one in gone[-1].child("x", f"{MUC}#user") if one.name == "status"}
    assert "321" in codes
    nurse.forget(), juliet.forget()
    await nurse.sends(ENTER.format(nick="nurse"))
    assert conditions(nurse) == ["registration-required"]
    await scene.host.circles.join(circle, [N])
    await scene.settles()
    nurse.forget()
    await nurse.sends(ENTER.format(nick="nurse"))
    assert conditions(nurse) == []


async def test_its_owners_choose_much_but_not_who_belongs_to_it(scene):
    circle, _, juliet, nurse = await on_stage(scene)
    assert await asks(juliet, affiliation(R, "member")) == "not-allowed"
    assert await asks(juliet, affiliation(N, "none")) == "not-allowed"
    assert await asks(juliet, affiliation(N, "owner")) == "not-allowed"
    assert await asks(juliet, affiliation(N, "admin")) == ""
    owner = f"<query xmlns='{MUC}#owner'>{{}}</query>"
    assert await asks(juliet, owner.format("<destroy/>")) == "not-allowed"
    form = f"""<x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'><value>{MUC}#roomconfig</value></field>
      <field var='muc#roomconfig_roomname'><value>Another</value></field>
      <field var='muc#roomconfig_membersonly'><value>0</value></field>
      <field var='muc#roomconfig_moderatedroom'><value>1</value></field></x>"""
    assert await asks(juliet, owner.format(form)) == ""
    stored = await scene.host.db.read(load, ROOM)
    assert stored[0].name == "Lovers"
    assert '"is_members_only": true' in stored[0].config
    assert '"is_moderated": true' in stored[0].config
    # A ban stays, whatever happens to the circle
    assert await asks(juliet, affiliation(N, "outcast")) == ""
    await scene.host.circles.join(circle, [R])
    await scene.settles()
    held = {one.jid: one.affiliation for one in (await scene.host.db.read(load, ROOM))[1]}
    assert held == {J.text: "owner", N.text: "outcast", R.text: "member"}
    nurse.forget(), juliet.forget()


async def test_a_member_lets_nobody_in_by_an_invitation(scene):
    _, romeo, _, nurse = await on_stage(scene)
    await nurse.sends(ENTER.format(nick="nurse"))
    nurse.forget()
    await nurse.sends(f"""<message to='{ROOM}'>
        <x xmlns='{MUC}#user'><invite to='{R}'/></x></message>""")
    assert conditions(nurse) == ["not-allowed"]
    romeo.receives_nothing()


async def test_it_ends_with_its_circle(scene):
    circle, _, juliet, nurse = await on_stage(scene)
    await nurse.sends(ENTER.format(nick="nurse"))
    nurse.forget()
    await scene.host.circles.delete(circle)
    await scene.settles()
    gone = [one for one in nurse.unread if one.name == "presence"]
    assert gone[-1].child("x", f"{MUC}#user").has("destroy")
    nurse.forget(), juliet.forget()
    assert await scene.host.db.read(load, ROOM) is None
    assert await bookmarks(scene, N) == {}


async def test_what_the_last_run_has_not_come_to_is_done_at_the_start(scene):
    await on_stage(scene)
    await scene.host.db.write(leave, ROOM, [N.text])
    await scene.host.db.write(put_members, ROOM, [Member(R.text, "member")])
    await scene.host.circles.load()
    fresh = scene.host.circles.at(Jid.parse(ROOM))
    assert list(fresh.members) == [J]
    start = next(f for f in scene.host._starts if "CircleRooms" in f.__qualname__)
    await start()
    held = {one.jid: one.affiliation for one in (await scene.host.db.read(load, ROOM))[1]}
    assert held == {J.text: "owner"}


async def test_a_change_of_role_is_one_in_the_room(scene):
    _, _, juliet, _ = await on_stage(scene)
    await scene.host.accounts.set_role(J, "member")
    await scene.settles()
    held = {one.jid: one.affiliation for one in (await scene.host.db.read(load, ROOM))[1]}
    assert held == {J.text: "member", N.text: "member"}
    juliet.forget()
