"""XEP-0402: bookmarks of every kind in step, as conversations."""

import pytest
from tests.talks.pubsub.acts import does, event, is_online, item, publishes, reads

NEW, OLD = "romeo@localhost/new", "romeo@localhost/old"
NODE, LIST = "urn:xmpp:bookmarks:1", "storage:bookmarks"
COVEN, PLAY = "coven@rooms.localhost", "play@rooms.localhost"
EXTENSIONS = "<extensions><state xmlns='urn:client' minimized='true'/></extensions>"


def native(name, inner=""):
    return f"<conference xmlns='{NODE}' name='{name}' autojoin='true'>{inner}</conference>"


def listed(*rooms, more=""):
    entries = "".join(
        f"<conference jid='{jid}' name='{name}' autojoin='true'>{inner}</conference>"
        for jid, name, inner in rooms
    )
    return f"<storage xmlns='{LIST}'>{entries}{more}</storage>"


async def writes(device, storage):
    await device.sends(
        f"<iq type='set' id='q'><query xmlns='jabber:iq:private'>{storage}</query></iq>"
    )
    device.forget("iq")


async def finds(device, storage):
    wanted = f"<query xmlns='jabber:iq:private'><storage xmlns='{LIST}'/></query>"
    await device.sends(f"<iq type='get' id='q'>{wanted}</iq>")
    await device.receives(
        f"<iq type='result' id='q' from='romeo@localhost' to='{device.jid}'>"
        f"<query xmlns='jabber:iq:private'>{storage}</query></iq>"
    )


async def node_is(device, *items):
    content = f"<items node='{NODE}'/>"
    await reads(device, "".join(items), content=content, node=NODE)


async def test_what_a_new_client_keeps_an_old_one_finds(scene):
    new, old = scene.enter(NEW, OLD)
    await finds(old, f"<storage xmlns='{LIST}'/>")
    options = {"access_model": "whitelist", "max_items": "max", "send_last_published_item": "never"}
    await publishes(new, native("Coven", "<nick>R</nick>" + EXTENSIONS), NODE, COVEN, **options)
    await publishes(new, native("Play"), NODE, PLAY, **options)
    both = (COVEN, "Coven", "<nick>R</nick>"), (PLAY, "Play", "")
    await finds(old, listed(*both))
    await does(new, f"<retract node='{NODE}' notify='true'><item id='{COVEN}'/></retract>")
    await finds(old, listed(both[1]))


async def test_what_an_old_client_keeps_a_new_one_finds_and_hears_of(scene):
    new, old = scene.enter(NEW, OLD)
    await is_online(scene, new, NODE)
    page = "<url url='https://example.org/' name='A page'/>"
    await writes(old, listed((COVEN, "Coven", "<nick>R</nick>"), (PLAY, "Play", ""), more=page))
    first, second = item(native("Coven", "<nick>R</nick>"), COVEN), item(native("Play"), PLAY)
    mine = ("romeo@localhost", "romeo@localhost")
    await new.receives(event(first, *mine, node=NODE), event(second, *mine, node=NODE))
    await node_is(new, first, second)
    await finds(old, listed((COVEN, "Coven", "<nick>R</nick>"), (PLAY, "Play", ""), more=page))
    # What is not in the list any more is gone, what has changed is published
    await writes(old, listed((PLAY, "The Play", "")))
    await new.receives(
        event(item(native("The Play"), PLAY), *mine, node=NODE),
        event(f"<retract id='{COVEN}'/>", *mine, node=NODE),
    )
    await node_is(new, item(native("The Play"), PLAY))


async def test_an_old_client_does_not_lose_what_it_does_not_know(scene):
    new, old = scene.enter(NEW, OLD)
    await publishes(new, native("Coven", EXTENSIONS), NODE, COVEN, max_items="max")
    await writes(old, listed((COVEN, "The Coven", "<password>1</password>")))
    changed = native("The Coven", "<password>1</password>" + EXTENSIONS)
    await node_is(new, item(changed, COVEN))


async def test_the_list_as_an_item_is_kept_in_step_too(scene):
    new, old = scene.enter(NEW, OLD)
    await publishes(old, listed((COVEN, "Coven", ""), (PLAY, "Play", "")), LIST, "current")
    await node_is(new, item(native("Coven"), COVEN), item(native("Play"), PLAY))
    await does(new, f"<retract node='{NODE}'><item id='{COVEN}'/></retract>")
    content = f"<items node='{LIST}'/>"
    await reads(old, item(listed((PLAY, "Play", ""))), content=content, node=LIST)
    await publishes(new, native("Again"), NODE, COVEN)
    both = listed((PLAY, "Play", ""), (COVEN, "Again", ""))
    await reads(old, item(both), content=content, node=LIST)


@pytest.mark.parametrize("jid", ["", "@@", "a@b@c"])
async def test_what_is_no_address_is_left_out(scene, jid):
    new, old = scene.enter(NEW, OLD)
    await writes(old, listed((jid, "Nowhere", ""), (PLAY, "Play", "")))
    await node_is(new, item(native("Play"), PLAY))


async def test_bookmarks_are_nobody_elses_business(scene):
    old, juliet = scene.enter(OLD, "juliet@localhost/balcony")
    await writes(old, listed((PLAY, "Play", "")))
    await juliet.sends(
        "<iq type='get' id='p' to='romeo@localhost'>"
        f"<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{NODE}'/></pubsub></iq>"
    )
    assert (
        juliet.unread[0].child("error").child("not-allowed", "urn:ietf:params:xml:ns:xmpp-stanzas")
    )
    juliet.forget()
