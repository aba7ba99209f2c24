"""A circle's room is no way round the border of who is limited, in either direction."""

import pytest
from tests.talks.test_limited import BOTH_WAYS, MUC, C, S, on_stage, refusal

pytestmark = pytest.mark.memory
USER = "http://jabber.org/protocol/muc#user"
ROOM = "family@rooms.localhost"


async def words_through_the_room(scene, sender, target, verb):
    await sender.sends(f"""<message to='{ROOM}'><x xmlns='{USER}'>
        <{verb} to='{target}'><reason>psst</reason></{verb}></x></message>""")
    found = refusal(sender)
    assert found in ("service-unavailable", "not-acceptable", "not-allowed", "item-not-found")


@BOTH_WAYS
@pytest.mark.parametrize("verb", ["invite", "decline"])
async def test_a_circles_room_carries_no_words_across(scene, verb, is_outward):
    child, mother, stranger = await on_stage(scene)
    await child.sends(f"<presence to='{ROOM}/c'><x xmlns='{MUC}'/></presence>")
    await mother.sends(f"<presence to='{ROOM}/m'><x xmlns='{MUC}'/></presence>")
    for device in (child, mother, stranger):
        device.forget()
    if is_outward:
        await words_through_the_room(scene, child, S, verb)
    else:
        for target in (C, f"{ROOM}/c"):
            await words_through_the_room(scene, stranger, target, verb)
    for device in (child, mother, stranger):
        device.receives_nothing()


async def test_nobody_asks_a_circles_room_for_membership(scene):
    """Its admins would read the nick that is asked for."""
    child, _, stranger = await on_stage(scene)
    await child.sends(f"<presence to='{ROOM}/c'><x xmlns='{MUC}'/></presence>")
    child.forget()
    await stranger.sends(f"""<iq type='set' id='r' to='{ROOM}'><query xmlns='jabber:iq:register'>
        <x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>{MUC}#register</value></field>
        <field var='muc#register_roomnick'><value>psst</value></field></x></query></iq>""")
    assert refusal(stranger) == "not-allowed"
    child.receives_nothing()
