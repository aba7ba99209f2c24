"""XEP-0163 between servers: contacts elsewhere hear what people publish, as conversations."""

import pytest
from tests.talks.pubsub.acts import (
    INFO,
    OTHER,
    PUBSUB,
    SONG,
    TUNE,
    does,
    event,
    is_online,
    item,
    presence,
    publishes,
    reads,
    ver,
)

pytestmark = pytest.mark.memory
ROMEO, JULIET = "romeo@localhost/orchard", "juliet@theirs.example/balcony"
WANTS = ver(f"{TUNE}+notify")


async def befriend(romeo, juliet):
    """Each sees the other, from now on."""
    await romeo.sends("<presence type='subscribe' to='juliet@theirs.example'/>")
    await juliet.sends(
        "<presence type='subscribed' to='romeo@localhost'/>",
        "<presence type='subscribe' to='romeo@localhost'/>",
    )
    await romeo.sends("<presence type='subscribed' to='juliet@theirs.example'/>")
    for device in (romeo, juliet):
        device.forget("presence")
        await answers(device)
        device.forget("iq")


async def answers(device):
    """Say what a client can do that asks for tunes, to whoever asks; how many did."""
    asked = [one for one in device.unread if one.child("query", INFO) is not None]
    for question in asked:
        node, to = question.child("query", INFO).get("node"), question.get("from")
        await device.sends(
            f"<iq type='result' id='{question.get('id')}' to='{to}'>"
            f"<query xmlns='{INFO}' node='{node}'><identity category='client' type='pc'/>"
            f"<feature var='{TUNE}+notify'/></query></iq>"
        )
    return len(asked)


async def two(scene):
    other = scene.neighbour("theirs.example")
    romeo, juliet = scene.enter(ROMEO), other.enter(JULIET)
    await scene.begins()
    await romeo.is_online()
    await is_online(other, juliet, TUNE)
    return romeo, juliet


async def test_a_contact_elsewhere_hears_what_its_client_asks_for(scene):
    romeo, juliet = await two(scene)
    await befriend(romeo, juliet)
    await publishes(romeo, SONG)
    await juliet.receives(event(item(), "romeo@localhost", JULIET))
    await does(romeo, f"<retract node='{TUNE}' notify='1'><item id='current'/></retract>")
    await juliet.receives(event("<retract id='current'/>", "romeo@localhost", JULIET))
    # Other nodes it does not ask for
    await publishes(romeo, OTHER, "urn:test:other")
    juliet.receives_nothing()
    # It asks itself, too
    await publishes(romeo, SONG)
    juliet.forget()
    await reads(juliet, item(), "romeo@localhost")


async def test_it_hears_the_last_item_when_it_comes_and_once(scene):
    romeo, juliet = await two(scene)
    await publishes(romeo, SONG)
    await befriend(romeo, juliet)
    last = event(item(), "romeo@localhost", JULIET, stamped=True)
    await juliet.receives(last)  # it has just become a contact
    await juliet.sends("<presence type='unavailable'/>", presence(WANTS))
    juliet.forget("presence")
    await juliet.receives(last)
    await juliet.sends(presence(WANTS).replace("><c", "><show>away</show><c"))
    juliet.forget("presence")
    juliet.receives_nothing()
    romeo.forget()


async def test_who_may_not_see_the_account_hears_nothing(scene):
    romeo, juliet = await two(scene)
    await publishes(romeo, SONG)
    juliet.receives_nothing()
    await befriend(romeo, juliet)
    juliet.forget()
    # Blocked; removed; gone
    item_of = "<item jid='juliet@theirs.example'/>"
    block = f"<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>{item_of}</block></iq>"
    await romeo.sends(block)
    romeo.forget()
    juliet.forget()
    await publishes(romeo, OTHER)
    juliet.receives_nothing()
    await romeo.sends("<iq type='set' id='u'><unblock xmlns='urn:xmpp:blocking'/></iq>")
    romeo.forget()
    juliet.forget()
    await publishes(romeo, SONG)
    await juliet.receives(event(item(), "romeo@localhost", JULIET))
    await romeo.sends(
        "<iq type='set' id='r'><query xmlns='jabber:iq:roster'>"
        "<item jid='juliet@theirs.example' subscription='remove'/></query></iq>"
    )
    romeo.forget()
    juliet.forget()
    await publishes(romeo, OTHER, access_model="presence")
    juliet.receives_nothing()


async def test_who_subscribes_from_elsewhere_hears_of_an_open_node(scene):
    romeo, juliet = await two(scene)
    await publishes(romeo, SONG, access_model="open")
    await juliet.sends(
        f"<iq type='set' id='p' to='romeo@localhost'><pubsub xmlns='{PUBSUB}'>"
        f"<subscribe node='{TUNE}' jid='juliet@theirs.example'/></pubsub></iq>"
    )
    first, answer = juliet.unread
    assert {first.name, answer.name} == {"iq", "message"}
    juliet.forget()
    await publishes(romeo, OTHER)
    await juliet.receives(event(item(OTHER), "romeo@localhost", "juliet@theirs.example"))
