"""XEP-0486: the avatar of a room."""

import base64
import hashlib

import pytest
from tests.talks.rooms.play import ANA, BEN, ROOM, asks, codes, condition, enters, makes

PICTURE = b"a small picture"
CARD = f"""<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE>
    <BINVAL>{base64.b64encode(PICTURE).decode()}</BINVAL></PHOTO></vCard>"""
EMPTY = "<vCard xmlns='vcard-temp'/>"
INFO = "<query xmlns='http://jabber.org/protocol/disco#info'/>"


async def test_owners_give_a_room_its_avatar_and_take_it_away(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    assert condition(await asks(ben, "get", EMPTY))[0] == "item-not-found"
    assert (await asks(ana, "set", CARD)).get("type") == "result"
    assert codes(ben.unread[0]) == [104]
    ana.forget(), ben.forget()
    assert "PHOTO" in str(await asks(ben, "get", EMPTY))
    assert hashlib.sha1(PICTURE).hexdigest() in str(await asks(ben, "get", INFO))
    await asks(ana, "set", EMPTY)
    ana.forget(), ben.forget()
    assert condition(await asks(ben, "get", EMPTY))[0] == "item-not-found"
    assert "avatarhash" not in str(await asks(ben, "get", INFO))


@pytest.mark.parametrize(
    ("card", "error"),
    [
        (CARD.replace("</BINVAL>", "*</BINVAL>"), "bad-request"),
        (CARD.replace("<TYPE>", "<TYPE>" + "x" * 2_000), "policy-violation"),
    ],
)
async def test_a_broken_or_huge_card_is_refused(scene, card, error):
    scene.configure(**{"rooms.avatar_size": "1 kB"})
    ana = scene.enter(ANA)
    await makes(ana, "Ana")
    assert condition(await asks(ana, "set", card))[0] == error
    ana.receives_nothing()


async def test_others_do_not(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    assert condition(await asks(ben, "set", CARD)) == ("forbidden", "auth")
    assert condition(await asks(ben, "get", EMPTY, "nowhere@rooms.localhost"))[0] == (
        "item-not-found"
    )
    assert ROOM
