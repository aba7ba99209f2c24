"""The role `limited`, as conversations: nothing passes the border of its circles, either way."""

import pytest
from tests.scene.match import parse
from tests.talks.samples import SAMPLES

from magpie.server.accounts import LIMITED, MEMBER
from magpie.server.iq import Scope
from magpie.storage.invitations import CONTACT, Invitation
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory

CHILD, MOTHER, STRANGER = (
    "child@localhost/tablet",
    "mother@localhost/phone",
    "stranger@localhost/den",
)
C, M, S = (Jid.parse(one).bare for one in (CHILD, MOTHER, STRANGER))
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
IQ = {"from": "a@elsewhere.example/c", "id": "i"}
ROSTER = "xmlns='jabber:iq:roster'"


async def on_stage(scene, *, everyone=True):
    """A child that is limited to a circle with its mother, and somebody outside."""
    scene.configure(**{"directory.everyone": everyone})
    mother, stranger = scene.enter(MOTHER, STRANGER)
    await scene.account("child@localhost")
    await scene.host.accounts.set_role(C, LIMITED)
    await scene.host.circles.create("Family", [C, M])
    child = scene.enter(CHILD)
    await scene.begins()
    await scene.passes(1)
    for device in (child, mother, stranger):
        device.forget()
    return child, mother, stranger


def refusal(device):
    """The condition of the one error that a device has got."""
    (answer,) = device.unread
    device.forget()
    assert answer.get("type") == "error", str(answer)
    return next(one.name for one in answer.child("error") if one.ns == STANZAS)


BOTH_WAYS = pytest.mark.parametrize("is_outward", [True, False], ids=["outward", "inward"])
STANZAS_TO = [
    "<message type='chat' to='{bare}'><body>hello</body></message>",
    "<message type='chat' to='{full}'><body>hello</body></message>",
    "<message type='headline' to='{bare}'><body>hello</body></message>",
    "<presence type='subscribe' to='{bare}'/>",
    "<presence type='subscribed' to='{bare}'/>",
    "<presence type='probe' to='{bare}'/>",
    "<presence to='{bare}'/>",
    "<presence to='{full}'/>",
    "<iq type='get' id='i' to='{bare}'><vCard xmlns='vcard-temp'/></iq>",
    "<iq type='get' id='i' to='{bare}'><query xmlns='jabber:iq:last'/></iq>",
    "<iq type='get' id='i' to='{bare}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
    "<iq type='get' id='i' to='{bare}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
    "<items node='urn:xmpp:avatar:data'/></pubsub></iq>",
    "<iq type='get' id='i' to='{full}'><query xmlns='jabber:iq:version'/></iq>",
    "<iq type='set' id='i' to='{full}'>"
    "<open xmlns='http://jabber.org/protocol/ibb' sid='s' block-size='4096'/></iq>",
]


@BOTH_WAYS
@pytest.mark.parametrize("stanza", STANZAS_TO)
async def test_nothing_passes_the_border(scene, stanza, is_outward):
    child, _, stranger = await on_stage(scene)
    await child.is_online()
    await stranger.is_online()
    sender, target = (child, stranger) if is_outward else (stranger, child)
    target.forget()
    bare = target.jid.partition("/")[0]
    await sender.sends(stanza.format(bare=bare, full=target.jid))
    assert refusal(sender) == "forbidden"
    target.receives_nothing()


@pytest.mark.parametrize("everyone", [True, False])
async def test_presence_stays_in_the_circle(scene, everyone):
    child, mother, stranger = await on_stage(scene, everyone=everyone)
    await stranger.sends("<presence/>")
    stranger.forget()
    await mother.sends("<presence/>")
    mother.forget()
    stranger.forget()
    await child.sends("<presence/>")
    seen = {one.attrs["from"] for one in child.unread if one.name == "presence"}
    assert seen == {CHILD, MOTHER}
    assert [one.attrs["from"] for one in mother.unread] == [CHILD]
    stranger.receives_nothing()
    child.forget(), mother.forget()
    await child.sends("<presence type='unavailable'/>")
    assert [one.attrs["from"] for one in mother.unread] == [CHILD]
    stranger.receives_nothing()
    child.forget(), mother.forget()


async def test_contacts_are_those_of_the_circle(scene):
    child, mother, stranger = await on_stage(scene)
    ask = f"<iq type='get' id='g'><query {ROSTER}/></iq>"
    for device, wanted in (
        (child, {M.text: ("Family",)}),
        (mother, {C.text: ("Family",), S.text: ("Everyone",)}),
        (stranger, {M.text: ("Everyone",)}),
    ):
        await device.sends(ask)
        (answer,) = device.unread
        device.forget()
        items = answer.child("query", "jabber:iq:roster").children
        assert {one.get("jid"): tuple(group.text for group in one) for one in items} == wanted


async def test_within_the_circle_all_is_as_usual(scene):
    child, mother, _ = await on_stage(scene)
    await child.is_online()
    await mother.is_online()
    child.forget()
    await child.sends(f"<message type='chat' to='{M}'><body>hello</body></message>")
    (message,) = mother.unread
    assert message.child_text("body") == "hello"
    mother.forget()
    await mother.sends(
        f"<iq type='get' id='v' to='{CHILD}'><query xmlns='jabber:iq:version'/></iq>"
    )
    (asked,) = child.unread
    child.forget()
    await child.sends(f"<iq type='result' id='{asked.get('id')}' to='{MOTHER}'/>")
    (answer,) = mother.unread
    assert answer.get("type") == "result"
    mother.forget()


async def test_the_server_itself_answers(scene):
    child, _, _ = await on_stage(scene)
    for ns in ("http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items"):
        await child.sends(f"<iq type='get' id='d' to='localhost'><query xmlns='{ns}'/></iq>")
        (answer,) = child.unread
        child.forget()
        assert answer.get("type") == "result"
    await child.is_online()
    scene.host.send_message(notice(C))
    await scene.settles()
    (message,) = child.unread
    assert message.get("from") == "localhost"
    child.forget()


def notice(to):
    body = Element("body", NS_CLIENT, text="Tea time")
    return Element("message", NS_CLIENT, {"to": to.text}, (body,))


MUC = "http://jabber.org/protocol/muc"


async def test_rooms_are_those_of_the_circle(scene):
    child, mother, stranger = await on_stage(scene)
    enter = f"<presence to='{{room}}/{{nick}}'><x xmlns='{MUC}'/></presence>"
    await stranger.sends(enter.format(room="tavern@rooms.localhost", nick="s"))
    stranger.forget()
    for room in ("tavern@rooms.localhost", "new@rooms.localhost"):
        await child.sends(enter.format(room=room, nick="c"))
        assert refusal(child) == "forbidden"
    await child.sends(enter.format(room="family@rooms.localhost", nick="c"))
    assert {one.name for one in child.unread} == {"presence", "message"}
    child.forget()
    await mother.sends(enter.format(room="family@rooms.localhost", nick="m"))
    mother.forget(), child.forget()
    await child.sends(
        "<message type='groupchat' to='family@rooms.localhost'><body>hi</body></message>"
    )
    assert mother.unread[0].child_text("body") == "hi"
    mother.forget(), child.forget()
    # A room that it is not in does not reach it either
    invite = f"""<message to='tavern@rooms.localhost'>
        <x xmlns='{MUC}#user'><invite to='{C}'/></x></message>"""
    await stranger.sends(invite)
    stranger.forget()
    child.receives_nothing()


@pytest.mark.parametrize(
    ("to", "ns", "is_allowed"),
    [
        ("rooms.localhost", "http://jabber.org/protocol/disco#info", True),
        ("rooms.localhost", "http://jabber.org/protocol/disco#items", False),
        ("pubsub.localhost", "http://jabber.org/protocol/disco#items", False),
        ("elsewhere.example", "http://jabber.org/protocol/disco#info", False),
    ],
)
async def test_services_do_not_lead_out(scene, to, ns, is_allowed):
    child, _, _ = await on_stage(scene)
    await child.sends(f"<iq type='get' id='d' to='{to}'><query xmlns='{ns}'/></iq>")
    if is_allowed:
        (answer,) = child.unread
        child.forget()
        assert answer.get("type") == "result"
    else:
        assert refusal(child) == "forbidden"


async def test_from_elsewhere_it_looks_as_if_nobody_was_there(scene):
    child, _, _ = await on_stage(scene)
    await child.is_online()
    host = scene.host
    refused = []
    relay_bounce = host.relay.bounce
    host.relay.bounce = lambda element, error: refused.append((element.name, error.condition))
    try:
        for xml in (
            f"<message from='a@b.example/c' to='{C}' type='chat'><body>x</body></message>",
            f"<iq from='a@b.example/c' to='{CHILD}' type='get' id='i'><q xmlns='x'/></iq>",
            f"<presence from='a@b.example/c' to='{C}'/>",
        ):
            host.relay.send(parsed(xml))
            await scene.settles()
    finally:
        host.relay.bounce = relay_bounce
    assert refused == [("message", "service-unavailable"), ("iq", "service-unavailable")]
    child.receives_nothing()


def parsed(xml):
    return parse(xml)[0]


async def test_leaving_the_circle_ends_it_at_once(scene):
    child, mother, _ = await on_stage(scene)
    await mother.is_online()
    await child.is_online()
    mother.forget()
    circle = scene.host.circles.find("Family")
    await scene.host.circles.leave(circle, [C])
    await scene.settles()
    gone = [one for one in mother.unread if one.name == "presence"]
    assert [(one.get("type"), one.get("from")) for one in gone] == [("unavailable", CHILD)]
    seen = [one for one in child.unread if one.name == "presence"]
    assert [(one.get("type"), one.get("from")) for one in seen] == [("unavailable", MOTHER)]
    child.forget(), mother.forget()
    await mother.sends(f"<message to='{C}' type='chat'><body>come back</body></message>")
    assert refusal(mother) == "forbidden"


async def test_a_change_of_role_signs_out_and_counts_at_once(scene):
    child, mother, stranger = await on_stage(scene)
    await stranger.is_online()
    await child.is_online()
    stranger.forget()
    await scene.host.accounts.set_role(C, MEMBER)
    assert child.stream_error == "reset"
    await stranger.sends(f"<message to='{C}' type='chat'><body>grown up</body></message>")
    stranger.receives_nothing()
    mother.forget()
    again = scene.enter("child@localhost/laptop")
    await again.sends("<presence/>")
    assert "grown up" in "".join(str(one) for one in again.unread)
    assert {one.get("from") for one in stranger.unread} == {"child@localhost/laptop"}
    again.forget(), stranger.forget(), mother.forget()
    # And back: those who saw it see it go
    await scene.host.accounts.set_role(C, LIMITED)
    await scene.settles()
    assert again.stream_error == "reset"
    (gone,) = stranger.unread
    assert (gone.get("type"), gone.get("from")) == ("unavailable", "child@localhost/laptop")
    stranger.forget(), mother.forget()


async def test_it_invites_nobody(scene):
    child, _, _ = await on_stage(scene)
    node = "http://jabber.org/protocol/commands"
    await child.sends(f"""<iq type='set' to='localhost' id='x'>
        <command xmlns='{node}' node='urn:xmpp:invite#invite'/></iq>""")
    assert refusal(child) == "forbidden"
    assert not scene.host.invitations.may_invite(C)


# Ways round the border


@BOTH_WAYS
async def test_the_proxy_joins_nobody_across(scene, is_outward):
    child, _, stranger = await on_stage(scene)
    sender, target = (child, stranger) if is_outward else (stranger, child)
    await sender.sends(f"""<iq type='set' id='a' to='proxy.localhost'>
        <query xmlns='http://jabber.org/protocol/bytestreams' sid='s'>
        <activate>{target.jid}</activate></query></iq>""")
    assert refusal(sender) == "service-unavailable"


async def test_an_invitation_makes_no_contacts_across(scene):
    child, _, stranger = await on_stage(scene)
    invitations = scene.host.invitations
    made = await invitations.create(Invitation("", CONTACT, 0, inviter=S.text))
    assert not await invitations.introduce(made.token, S, C)
    assert S not in (await scene.host.rosters.of(C)).items
    assert (await invitations.find(made.token, "203.0.113.9")).used == 0
    # Made while it could still invite
    await scene.host.accounts.set_role(C, MEMBER)
    made = await invitations.create(Invitation("", CONTACT, 0, inviter=C.text))
    await scene.host.accounts.set_role(C, LIMITED)
    assert not await invitations.introduce(made.token, C, S)
    assert child.stream_error == "reset"
    child.forget(), stranger.forget()


@pytest.mark.parametrize("kind", ["get", "set"])
async def test_from_elsewhere_every_question_is_answered_as_if_nobody_was_there(scene, kind):
    child, _, _ = await on_stage(scene)
    await child.is_online()
    answers = []
    host = scene.host
    bounce, host.relay.bounce = host.relay.bounce, lambda one, error: answers.append(error)
    try:
        for wanted, ns, name, scope in list(host.iqs):
            if wanted != kind or scope is not Scope.ACCOUNT:
                continue
            found = []
            for to in (C.text, "nobody@localhost"):
                answers.clear()
                for sample in SAMPLES[kind, ns, name]:
                    iq = Element(
                        "iq", NS_CLIENT, IQ | {"type": kind, "to": to}, tuple(parse(sample))
                    )
                    host.relay.send(iq)
                    await scene.settles()
                found.append([(one.condition, one.text) for one in answers])
            assert found[0] == found[1] != [], (ns, name)
    finally:
        host.relay.bounce = bounce
    child.receives_nothing()


# What was before


async def test_contacts_and_memberships_from_earlier_lead_nowhere(scene):
    """Who becomes limited keeps its roster, its bookmarks and its rooms, and reaches none."""
    scene.configure(**{"directory.everyone": False})
    stranger = scene.enter(STRANGER)
    await scene.account("child@localhost")
    await scene.host.rosters.befriend(C, S)
    room = "tavern@rooms.localhost"
    await stranger.is_online()
    await stranger.sends(f"<presence to='{room}/s'><x xmlns='{MUC}'/></presence>")
    await stranger.sends(f"""<iq type='set' id='o' to='{room}'><query xmlns='{MUC}#owner'>
        <x xmlns='jabber:x:data' type='submit'/></query></iq>""")
    await stranger.sends(f"""<iq type='set' id='a' to='{room}'><query xmlns='{MUC}#admin'>
        <item affiliation='member' jid='{C}' nick='Child'/></query></iq>""")
    await scene.host.accounts.set_role(C, LIMITED)
    child = scene.enter(CHILD)
    stranger.forget()
    await child.sends("<presence/>")
    assert {one.get("from") for one in child.unread} <= {CHILD, "localhost"}
    child.forget()
    stranger.receives_nothing()
    await child.sends("<presence to='rooms.localhost'><rai xmlns='urn:xmpp:rai:0'/></presence>")
    assert refusal(child) == "forbidden"
    reference = f"<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:{C}'/>"
    await stranger.sends(
        f"<message type='groupchat' to='{room}'><body>Child!</body>{reference}</message>"
    )
    await stranger.sends("""<iq type='set' id='p'><pubsub
        xmlns='http://jabber.org/protocol/pubsub'><publish
        node='http://jabber.org/protocol/nick'><item><nick
        xmlns='http://jabber.org/protocol/nick'>S</nick></item></publish></pubsub></iq>""")
    stranger.forget()
    child.receives_nothing()
    invite = f"<x xmlns='jabber:x:conference' jid='{room}'/>"
    await stranger.sends(f"<message to='{C}'>{invite}</message>")
    assert refusal(stranger) == "forbidden"
    await stranger.sends(f"<presence type='unavailable' to='{C}'/>")
    stranger.forget()
    child.receives_nothing()
