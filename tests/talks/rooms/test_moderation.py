"""XEP-0425: what others said, taken back by a moderator."""

import pytest
from tests.talks.rooms.play import ANA, BEN, ROOM, asks, condition, enters, join, makes, said, say

MODERATE = "urn:xmpp:message-moderate:1"
RETRACT = "urn:xmpp:message-retract:1"


def moderate(id, inside=f"<retract xmlns='{RETRACT}'/><reason>spam</reason>"):
    return f"<moderate xmlns='{MODERATE}' id='{id}'>{inside}</moderate>"


async def spam(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ben.sends(say("free potions"))
    stanza_id = ana.unread[0].child("stanza-id", "urn:xmpp:sid:0").get("id")
    ana.forget(), ben.forget()
    return ana, ben, stanza_id


async def test_a_moderator_takes_back_what_somebody_said(scene):
    ana, ben, stanza_id = await spam(scene)
    assert (await asks(ana, "set", moderate(stanza_id))).get("type") == "result"
    await ben.receives(f"""<message type='groupchat' from='{ROOM}' to='{BEN}'>
        <retract xmlns='{RETRACT}' id='{stanza_id}'>
          <moderated xmlns='{MODERATE}' by='{ROOM}/Ana'>
            <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{any}}'/></moderated>
          <reason>spam</reason></retract>
        <stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='{{any}}'/></message>""")
    ana.forget()


async def test_the_archive_has_a_tombstone_and_history_nothing(scene):
    ana, ben, stanza_id = await spam(scene)
    await asks(ana, "set", moderate(stanza_id))
    ana.forget(), ben.forget()
    await asks(ben, "set", "<query xmlns='urn:xmpp:mam:2'/>")
    archived = str(ben.unread[0])
    assert "potions" not in "".join(map(str, ben.unread))
    assert "<retracted" in archived
    assert "occupant-id" in archived
    assert len(ben.unread) == 2, "the message of the room that says so is there too"
    ben.forget()
    cleo = scene.enter("cleo@localhost/x")
    await cleo.sends(join("Cleo"))
    assert said(cleo.unread) == []
    for one in (ana, ben, cleo):
        one.forget()


@pytest.mark.parametrize(
    ("id", "inside", "error"),
    [
        ("", None, "item-not-found"),
        ("nonsense", None, "item-not-found"),
        ("0" * 32, None, "item-not-found"),
        (None, "<reason>x</reason>", "bad-request"),
    ],
)
async def test_moderation_has_its_errors(scene, id, inside, error):
    ana, ben, stanza_id = await spam(scene)
    arguments = (stanza_id if id is None else id, *([inside] if inside else []))
    assert condition(await asks(ana, "set", moderate(*arguments)))[0] == error
    ben.receives_nothing()


async def test_others_do_not_moderate(scene):
    _ana, ben, stanza_id = await spam(scene)
    assert condition(await asks(ben, "set", moderate(stanza_id))) == ("forbidden", "modify")


async def test_a_message_of_another_room_is_not_this_ones(scene):
    ana, ben, stanza_id = await spam(scene)
    await makes(ben, "Ben", "other@rooms.localhost")
    answer = await asks(ben, "set", moderate(stanza_id), "other@rooms.localhost")
    assert condition(answer)[0] == "item-not-found"
    ana.receives_nothing()
