"""People at their own clients in a room of the other server."""

import pytest
from tests.live.clients import poezio, profanity
from tests.live.federation.peers import THEIRS
from tests.live.federation.people import Person

PASSWORD = "old montague"


@pytest.mark.parametrize(
    "pair", ["prosody", pytest.param("ejabberd", marks=pytest.mark.slow)], indirect=True
)
async def test_profanity_poezio_and_a_bot_in_a_room_elsewhere(pair, name):
    """Two of ours, and the bot is one of theirs, who made the room."""
    room = f"{name('verona')}@rooms.{THEIRS}"
    chorus = Person(pair.theirs, name("chorus"), "bot", signs_up=True)
    await chorus.is_there()
    await chorus.makes(room)
    romeo, friar, domain = name("romeo"), name("friar"), pair.ours.domain
    for one in (romeo, friar):
        pair.ours.adds(one, PASSWORD)
    async with (
        profanity(pair.ours) as first,
        poezio(pair.ours, f"{friar}@{domain}/pz", PASSWORD) as second,
    ):
        address = f"{romeo}@{domain}/prof server {pair.ours.host} port {pair.ours.port}"
        await first.types(f"/connect {address} tls force")
        await first.shows("Enter password")
        await first.types(PASSWORD)
        await first.shows("logged in successfully")
        chorus.send_message(room, "Two households", mtype="groupchat")
        await chorus.hears_said(room, (chorus.boundjid.user, "Two households"))

        await first.types(f"/join {room} nick Romeo")
        await chorus.sees_in(room, "Romeo")
        await first.shows("Two households")
        await second.types(f"/join {room}/Friar", slowly=True)
        await chorus.sees_in(room, "Friar")
        await second.shows("joined the room")

        await first.types("I am fortune's fool")
        await second.shows("I am fortune's fool")
        await second.types("Wisely and slow", slowly=True)
        await first.shows("Wisely and slow")
        said = [
            (chorus.boundjid.user, "Two households"),
            ("Romeo", "I am fortune's fool"),
            ("Friar", "Wisely and slow"),
        ]
        await chorus.hears_said(room, *said)

        await first.types("/nick Montague")
        await chorus.sees_in(room, "Montague")
        await second.shows("Montague")
        await chorus.muc.set_role(room, "Friar", "none", reason="too slow")
        await second.shows("kicked")
        await chorus.sees_in(room, "Friar", there=False)
        await first.types("/close")
        await chorus.sees_in(room, "Montague", there=False)
    assert await chorus.past(room) == said
