"""XEP-0398: one avatar for every kind of client, as conversations."""

import base64
import hashlib

import pytest
from tests.talks.pubsub.acts import event, is_online, is_refused, item, publishes
from tests.talks.rooms.play import ROOM, enters, makes

from magpie.features.avatar import Avatars
from magpie.server.api import CardShown
from magpie.xmpp.jid import Jid

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
DATA, METADATA = "urn:xmpp:avatar:data", "urn:xmpp:avatar:metadata"
PICTURE, OTHER = (base64.b64encode(one).decode() for one in (b"\x89PNG a", b"\x89PNG b"))
FIRST, SECOND = (hashlib.sha1(base64.b64decode(one)).hexdigest() for one in (PICTURE, OTHER))
UPDATE = "vcard-temp:x:update"
CARD = "<vCard xmlns='vcard-temp'>{}</vCard>"


def photo(picture=PICTURE):
    return f"<PHOTO><TYPE>image/png</TYPE><BINVAL>{picture}</BINVAL></PHOTO>"


def named(content):
    return f"<x xmlns='{UPDATE}'>{content}</x>"


async def shows(device, picture, name, access="open"):
    """Publish an avatar by personal eventing."""
    data = f"<data xmlns='{DATA}'>{picture}</data>"
    info = f"<info id='{name}' type='image/png' bytes='6'/>"
    metadata = f"<metadata xmlns='{METADATA}'>{info}</metadata>"
    await publishes(device, data, DATA, name, access_model=access)
    await publishes(device, metadata, METADATA, name, access_model=access)


async def card_is(device, content, to="romeo@localhost"):
    await device.sends(f"<iq type='get' id='v' to='{to}'><vCard xmlns='vcard-temp'/></iq>")
    await device.receives(
        f"<iq type='result' id='v' from='{to}' to='{device.jid}'>{CARD.format(content)}</iq>"
    )


async def writes_card(device, content):
    await device.sends(f"<iq type='set' id='w'>{CARD.format(content)}</iq>")
    await device.receives(f"<iq type='result' id='w' from='romeo@localhost' to='{ROMEO}'/>")


async def writes_card_only(device, content):
    """The same for who is online: what it is told of itself is forgotten."""
    await device.sends(f"<iq type='set' id='w'>{CARD.format(content)}</iq>")
    assert [one.get("type") for one in device.unread if one.name == "iq"] == ["result"]
    device.forget()


async def presence_is(sent, seen, romeo, juliet):
    await romeo.sends(f"<presence>{sent}</presence>")
    await juliet.receives(f"<presence from='{ROMEO}' to='juliet@localhost'>{seen}</presence>")
    romeo.forget()


async def test_a_published_avatar_is_in_the_card(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await writes_card(romeo, "<FN>Romeo</FN>")
    await shows(romeo, PICTURE, FIRST)
    await card_is(juliet, f"<FN>Romeo</FN>{photo()}")
    await shows(romeo, OTHER, SECOND)
    await card_is(juliet, f"<FN>Romeo</FN>{photo(OTHER)}")
    await publishes(romeo, f"<metadata xmlns='{METADATA}'/>", METADATA, "none")
    await card_is(juliet, "<FN>Romeo</FN>")


async def test_whoever_may_not_see_the_avatar_does_not_see_it_in_the_card(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await shows(romeo, PICTURE, FIRST, access="whitelist")
    await card_is(romeo, photo())
    ask = "<iq type='get' id='v' to='romeo@localhost'><vCard xmlns='vcard-temp'/></iq>"
    await is_refused(juliet, ask, "service-unavailable")


async def test_a_picture_in_a_card_is_published(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await writes_card(romeo, f"<FN>Romeo</FN>{photo()}")
    node = "http://jabber.org/protocol/pubsub"
    wanted = "<pubsub xmlns='{}'><items node='{}'/></pubsub>"
    ask = f"<iq type='get' id='p' to='romeo@localhost'>{wanted}</iq>"
    answer = (
        "<iq type='result' id='p' from='romeo@localhost' to='{}'><pubsub xmlns='{}'>"
        "<items node='{}'><item id='{}'>{}</item></items></pubsub></iq>"
    )
    await juliet.sends(ask.format(node, METADATA))
    info = f"<info id='{FIRST}' bytes='6' type='image/png'/>"
    metadata = f"<metadata xmlns='{METADATA}'>{info}</metadata>"
    await juliet.receives(answer.format(JULIET, node, METADATA, FIRST, metadata))
    await juliet.sends(ask.format(node, DATA))
    data = f"<data xmlns='{DATA}'>{PICTURE}</data>"
    await juliet.receives(answer.format(JULIET, node, DATA, FIRST, data))
    # A card without a picture takes it away
    await writes_card(romeo, "<FN>Romeo</FN>")
    await card_is(juliet, "<FN>Romeo</FN>")


async def test_what_is_no_picture_stays_in_the_card_alone(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await writes_card(romeo, photo("???"))
    await card_is(juliet, photo("???"))
    await presence_is("", "", romeo, juliet)


async def test_presence_names_the_avatar(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await presence_is("", "", romeo, juliet)
    await presence_is(named(""), named("<photo/>"), romeo, juliet)
    await shows(romeo, PICTURE, FIRST)
    juliet.forget("presence")
    known = named(f"<photo>{FIRST}</photo>")
    await presence_is("<show>away</show>", f"<show>away</show>{known}", romeo, juliet)
    for said, seen in [
        (known, known),
        (named(""), known),
        (named("<photo>old</photo>"), known),
        (named("<photo/>"), named("<photo/>")),  # the client shows none, on purpose
    ]:
        await presence_is(said, seen, romeo, juliet)
    await romeo.sends(f"<presence to='{JULIET}'/>")
    await juliet.receives(f"<presence from='{ROMEO}' to='{JULIET}'>{known}</presence>")


async def test_who_changes_the_avatar_is_seen_with_the_new_one_at_once(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await presence_is("<show>away</show>", "<show>away</show>", romeo, juliet)
    seen = "<presence from='{}' to='juliet@localhost'><show>away</show>{}</presence>"
    # By personal eventing, by a card, and by taking it away in either way
    await shows(romeo, PICTURE, FIRST)
    await juliet.receives(seen.format(ROMEO, named(f"<photo>{FIRST}</photo>")))
    await writes_card_only(romeo, photo(OTHER))
    await juliet.receives(seen.format(ROMEO, named(f"<photo>{SECOND}</photo>")))
    await publishes(romeo, f"<metadata xmlns='{METADATA}'/>", METADATA, "none")
    await juliet.receives(seen.format(ROMEO, named("<photo/>")))
    await shows(romeo, PICTURE, FIRST)
    await juliet.receives(seen.format(ROMEO, named(f"<photo>{FIRST}</photo>")))
    await writes_card_only(romeo, "<FN>Romeo</FN>")
    await juliet.receives(seen.format(ROMEO, named("<photo/>")))
    # Once again the same is no news
    await writes_card_only(romeo, "<FN>Romeo Montague</FN>")
    juliet.receives_nothing()


async def test_a_device_that_shows_none_on_purpose_is_left_alone(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await presence_is(named("<photo/>"), named("<photo/>"), romeo, juliet)
    await shows(romeo, PICTURE, FIRST)
    juliet.receives_nothing()


async def test_rooms_show_the_new_avatar_too(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await makes(romeo, "Romeo")
    await enters(juliet, "Juliet", romeo)
    await shows(romeo, PICTURE, FIRST)
    (news,) = juliet.unread
    assert news.get("from") == f"{ROOM}/Romeo"
    assert news.child("x", UPDATE).child_text("photo") == FIRST
    juliet.forget()


async def test_those_who_ask_for_it_hear_of_a_picture_in_a_card(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.is_online()
    await is_online(scene, juliet, METADATA)
    await writes_card_only(romeo, photo())
    juliet.forget("presence")
    info = f"<info id='{FIRST}' bytes='6' type='image/png'/>"
    content = item(f"<metadata xmlns='{METADATA}'>{info}</metadata>", FIRST)
    await juliet.receives(event(content, "romeo@localhost", "juliet@localhost", node=METADATA))
    await writes_card_only(romeo, "<FN>Romeo</FN>")
    juliet.forget("presence")
    content = item(f"<metadata xmlns='{METADATA}'/>", "{any}")
    await juliet.receives(event(content, "romeo@localhost", "juliet@localhost", node=METADATA))


@pytest.mark.memory
async def test_who_has_an_avatar_is_read_at_the_start(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await shows(romeo, PICTURE, FIRST)
    again = Avatars(scene.host)
    await again.load()
    for name, picture in [("romeo", PICTURE), ("juliet", None)]:
        question = CardShown(Jid.parse(f"{name}@localhost"), Jid.parse(JULIET), None)
        again.show(question)
        for answer in question.later:
            await answer
        shown = question.card and question.card.child("PHOTO").child_text("BINVAL")
        assert shown == picture
    romeo.receives_nothing()
    juliet.receives_nothing()
