"""XEP-0292: one card for every kind of client, as conversations."""

from tests.talks.pubsub.acts import does, event, iq, is_online, is_refused, item, publishes, reads

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
NODE, NS = "urn:xmpp:vcard4", "urn:ietf:params:xml:ns:vcard-4.0"
ITEMS = f"<items node='{NODE}'/>"
NAME = "<FN>Romeo Montague</FN>"
ASKED = "<iq type='get' id='v' to='romeo@localhost'><vCard xmlns='vcard-temp'/></iq>"


def card(inside):
    return f"<vCard xmlns='vcard-temp'>{inside}</vCard>"


def vcard(inside):
    return f"<vcard xmlns='{NS}'>{inside}</vcard>"


NAMED = vcard("<fn><text>Romeo Montague</text></fn>")


async def writes_card(device, inside):
    await device.sends(f"<iq type='set' id='w'>{card(inside)}</iq>")
    await device.receives(f"<iq type='result' id='w' from='romeo@localhost' to='{ROMEO}'/>")


async def card_is(device, inside):
    await device.sends(ASKED)
    await device.receives(
        f"<iq type='result' id='v' from='romeo@localhost' to='{device.jid}'>{card(inside)}</iq>"
    )


async def test_a_card_of_the_old_form_is_read_in_the_new_one(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await is_online(scene, juliet, NODE)
    await writes_card(romeo, NAME)
    await juliet.receives(
        event(item(NAMED, "{any}"), "romeo@localhost", "juliet@localhost", node=NODE)
    )
    await reads(juliet, item(NAMED, "{any}"), "romeo@localhost", ITEMS, NODE)
    # Its words come back as they were, also those that the new form has no place for
    await writes_card(romeo, f"{NAME}<CLASS><PUBLIC/></CLASS>")
    await card_is(juliet, f"{NAME}<CLASS><PUBLIC/></CLASS>")


async def test_a_card_of_the_new_form_is_read_in_the_old_one(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await writes_card(romeo, "<FN>R.</FN><DESC>old</DESC>")
    inside = "<fn><text>Romeo Montague</text></fn><gender><sex>M</sex></gender>"
    await publishes(romeo, vcard(inside), NODE, "current")
    await card_is(juliet, NAME)
    # Who has no word for it does not take it away
    await writes_card(romeo, "<FN>Romeo</FN>")
    kept = vcard("<fn><text>Romeo</text></fn><gender><sex>M</sex></gender>")
    await reads(juliet, item(kept), "romeo@localhost", ITEMS, NODE)


async def test_whoever_may_not_read_the_new_form_does_not_read_the_old_one(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await writes_card(romeo, "<FN>R.</FN>")
    await does(romeo, f"<delete node='{NODE}'/>", ns="http://jabber.org/protocol/pubsub#owner")
    await is_refused(juliet, ASKED, "service-unavailable")
    await publishes(romeo, NAMED, NODE, "current", access_model="whitelist")
    await card_is(romeo, NAME)
    await is_refused(juliet, ASKED, "service-unavailable")


async def test_a_card_is_for_contacts_where_nothing_else_is_said(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, NAMED, NODE, "current")
    await card_is(romeo, NAME)
    await is_refused(juliet, ASKED, "service-unavailable")


async def test_notes_about_contacts_are_for_nobody_else(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, vcard("<note><text>east</text></note>"), "urn:xmpp:contacts", "j@x")
    ask = iq("get", "<items node='urn:xmpp:contacts'/>", "romeo@localhost")
    await is_refused(juliet, ask, "not-allowed", "closed-node")
