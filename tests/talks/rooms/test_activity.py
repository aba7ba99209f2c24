"""XEP-0437: in which rooms something was said."""

from tests.talks.rooms.play import ANA, BEN, ROOM, enters, makes, say, sets

NS = "urn:xmpp:rai:0"
LISTEN = f"<presence to='rooms.localhost'><rai xmlns='{NS}'/></presence>"


def told(device):
    found = [activity.text for one in device.unread for activity in one.child("rai", NS) or ()]
    device.forget()
    return found


async def room(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member"})
    ana.forget(), ben.forget()
    return ana, ben


async def test_who_listens_is_told_once_until_it_has_been_there(scene):
    ana, ben = await room(scene)
    await ben.sends(LISTEN)
    ben.receives_nothing()
    await ana.sends(say("one"), say("two"))
    assert told(ben) == [ROOM]
    await enters(ben, "Ben", ana)
    await ana.sends(say("three"))
    ben.forget()
    await ben.sends(f"<presence type='unavailable' to='{ROOM}/Ben'/>")
    ben.forget()
    await ana.sends(say("four"))
    assert told(ben) == [ROOM]
    ana.forget()


async def test_what_was_said_before_is_told_at_once(scene):
    ana, ben = await room(scene)
    await ana.sends(say("one"))
    await ben.sends(LISTEN)
    assert told(ben) == [ROOM]
    await enters(ben, "Ben", ana)
    await ben.sends(f"<presence type='unavailable' to='{ROOM}/Ben'/>")
    ben.forget()
    other = scene.enter("ben@localhost/other")
    await other.sends(LISTEN)
    other.receives_nothing()
    ana.forget()


async def test_strangers_and_those_who_stop_are_not_told(scene):
    ana, ben = await room(scene)
    dora = scene.enter("dora@localhost/x")
    await dora.sends(LISTEN)
    await ben.sends(LISTEN, "<presence type='unavailable' to='rooms.localhost'/>")
    await ana.sends(say("one"))
    for one in (ben, dora):
        one.receives_nothing()
    ana.forget()


async def test_a_session_that_ends_stops(scene):
    ana, ben = await room(scene)
    await ben.sends(LISTEN)
    await ben.closes()
    await ana.sends(say("one"))
    ana.forget()


async def test_each_device_counts_by_itself(scene):
    """XEP-0437, 3.1: "rooms where the client's session is not currently joined"."""
    ana, ben = await room(scene)
    laptop = scene.enter("ben@localhost/laptop")
    await ben.sends(LISTEN)
    await laptop.sends(LISTEN)
    await enters(laptop, "Ben", ana, ben)
    await ana.sends(say("one"))
    assert told(ben) == [ROOM]
    assert told(laptop) == []
    await laptop.sends(f"<presence type='unavailable' to='{ROOM}/Ben'/>")
    laptop.forget()
    await ana.sends(say("two"))
    assert told(ben) == []  # it knows
    assert told(laptop) == [ROOM]
    ana.forget()
