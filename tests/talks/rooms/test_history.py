"""XEP-0045, 7.2.13 to 7.2.16: history and subject on entering."""

import pytest
from tests.talks.rooms.play import ANA, BEN, ROOM, is_refused, join, makes, said, say

pytestmark = pytest.mark.memory


async def past(scene, ana, count=5):
    await makes(ana, "Ana")
    for number in range(count):
        await ana.sends(say(f"m{number}", id=f"i{number}"))
        await scene.passes(10)
    ana.forget()


async def history(ben, wish):
    await ben.sends(join("Ben", inside=f"<history {wish}/>"))
    found = [body for _, body in said(ben.unread)]
    assert ben.unread[-1].has("subject"), "the subject comes last"
    ben.forget()
    await ben.sends(f"<presence type='unavailable' to='{ROOM}/Ben'/>")
    ben.forget()
    return found


async def test_history_has_its_time_the_rooms_address_and_the_same_id(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ana.sends(say("thrice"))
    await ana.receives(f"""<message type='groupchat' id='m' from='{ROOM}/Ana' to='{ANA}'>
        <body>thrice</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{ana}}'/>
        <stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='{{id}}'/></message>""")
    await ben.sends(join("Ben"))
    presences = ben.unread[:2]
    for _ in presences:
        ben._line.unread.popleft()
    await ben.receives(
        f"""<message type='groupchat' id='m' from='{ROOM}/Ana' to='{BEN}'>
        <body>thrice</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{ana}}'/>
        <stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='{{id}}'/>
        <delay xmlns='urn:xmpp:delay' from='{ROOM}' stamp='{{any}}'/></message>""",
        f"<message type='groupchat' from='{ROOM}' to='{BEN}'><subject/></message>",
    )
    ana.forget()


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("", ["m0", "m1", "m2", "m3", "m4"]),
        ("maxstanzas='2'", ["m3", "m4"]),
        ("maxstanzas='0'", []),
        ("maxchars='0'", []),
        ("maxchars='100000'", ["m0", "m1", "m2", "m3", "m4"]),
        ("seconds='25'", ["m3", "m4"]),
        ("seconds='25' maxstanzas='1'", ["m4"]),
        ("since='1970-01-01T00:00:00Z'", ["m0", "m1", "m2", "m3", "m4"]),
        ("since='2200-01-01T00:00:00Z'", []),
    ],
)
async def test_a_client_says_how_much_of_the_past_it_wants(scene, wish, found):
    ana, ben = scene.enter(ANA, BEN)
    await past(scene, ana)
    assert await history(ben, wish) == found
    ana.forget()


async def test_characters_count_whole_stanzas(scene):
    ana, ben = scene.enter(ANA, BEN)
    await past(scene, ana)
    found = [len(await history(ben, f"maxchars='{n}'")) for n in (100, 600, 1200)]
    assert found[0] == 0
    assert 0 < found[1] < found[2] < 5
    ana.forget()


@pytest.mark.parametrize("wish", ["maxstanzas='x'", "since='yesterday'", "seconds='-1'"])
async def test_a_wish_that_cannot_be_read_is_refused(scene, wish):
    ana, ben = scene.enter(ANA, BEN)
    await past(scene, ana, 1)
    await is_refused(ben, join("Ben", inside=f"<history {wish}/>"), "bad-request", "modify")


async def test_reactions_and_subjects_are_no_history(scene):
    ana, ben = scene.enter(ANA, BEN)
    await past(scene, ana, 1)
    await ana.sends(
        f"<message type='groupchat' to='{ROOM}' id='r'>"
        "<reactions xmlns='urn:xmpp:reactions:0' id='i0'/></message>",
        f"<message type='groupchat' to='{ROOM}' id='s'><subject>Spells</subject></message>",
    )
    ana.forget()
    assert await history(ben, "") == ["m0"]
    ana.forget()


async def test_the_subject_has_its_time_and_whose_it_is(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ana.sends(f"<message type='groupchat' to='{ROOM}'><subject>Spells</subject></message>")
    ana.forget()
    await ben.sends(join("Ben"))
    subject = ben.unread[-1]
    assert subject.child_text("subject") == "Spells"
    assert subject.get("from") == f"{ROOM}/Ana"
    assert subject.child("delay", "urn:xmpp:delay").get("from") == ROOM
    ana.forget(), ben.forget()


async def test_a_room_that_keeps_nothing_has_no_past(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", enablelogging="0")
    await ana.sends(say("not for later"))
    assert said(ana.unread) == [("Ana", "not for later")]
    assert not ana.unread[-1].has("stanza-id", "urn:xmpp:sid:0")
    ana.forget()
    assert await history(ben, "") == []
    ana.forget()
