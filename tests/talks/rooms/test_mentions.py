"""XEP-0452: who is away hears when they are mentioned."""

from tests.talks.rooms.play import ANA, BEN, CLEO, ROOM, configures, enters, makes, say, sets

MENTIONS = "urn:xmpp:mmn:0"
REFERENCE = (
    "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:ben@localhost' "
    "begin='0' end='3'/>"
)


async def room(scene):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await ben.sends("<presence/>")
    await makes(ana, "Ana")
    await sets(
        ana,
        {"jid": "ben@localhost", "affiliation": "member", "nick": "Ben"},
    )
    await enters(cleo, "Cleo", ana, ben)
    return ana, ben, cleo


def forwarded(device):
    (notice,) = device.unread
    device.forget()
    assert notice.get("from") == ROOM
    inside = notice.child("mentions", MENTIONS).child("forwarded", "urn:xmpp:forward:0")
    return inside.child("message", "jabber:client")


async def test_a_reference_and_a_nick_are_mentions(scene):
    ana, ben, cleo = await room(scene)
    await cleo.sends(say("you there?", more=REFERENCE))
    found = forwarded(ben)
    assert found.child_text("body") == "you there?"
    assert found.get("from") == f"{ROOM}/Cleo"
    assert found.has("stanza-id", "urn:xmpp:sid:0")
    await cleo.sends(say("Ben: and you?"), say("Benches"), say("nothing"))
    assert forwarded(ben).child_text("body") == "Ben: and you?"
    ana.forget(), cleo.forget()


async def test_who_is_in_the_room_heard_it_there(scene):
    ana, ben, cleo = await room(scene)
    await enters(ben, "Ben", ana, cleo)
    await cleo.sends(say("Ben: hi", more=REFERENCE))
    assert len(ben.unread) == 1
    for one in (ana, ben, cleo):
        one.forget()


async def test_strangers_are_not_told_nor_by_the_rooms_choice(scene):
    ana, ben, cleo = await room(scene)
    dora = scene.enter("dora@localhost/x")
    await dora.sends("<presence/>")
    for one in (ana, ben, cleo, dora):
        one.forget()
    await cleo.sends(say("hi", more=REFERENCE.replace("ben", "dora")))
    dora.receives_nothing()
    await configures(ana, forwardmentions="0")
    await cleo.sends(say("Ben", more=REFERENCE))
    ben.receives_nothing()
    ana.forget(), cleo.forget()


async def test_the_notice_waits_for_who_is_offline(scene):
    ana, cleo = scene.enter(ANA, CLEO)
    await scene.account("ben@localhost")
    await makes(ana, "Ana")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member", "nick": "Ben"})
    await enters(cleo, "Cleo", ana)
    await cleo.sends(say("Ben!"))
    ana.forget(), cleo.forget()
    ben = scene.enter(BEN)
    await ben.sends("<presence/>")
    assert [one.has("mentions", MENTIONS) for one in ben.unread if one.name == "message"] == [True]
    ben.forget()
