"""Making a link on the site."""

import re
from html import unescape

import pytest
from tests.units.web.pages.reader import PASSWORD, Reader, account, went_to
from tests.units.web.pages.test_invitation import room_of

from magpie.base.invitation import Link


async def signed_in(house, name="ana", role="member"):
    reader = Reader(house)
    await account(house, name, role)
    await reader.sends("/signin", name=name, password=PASSWORD)
    return reader


async def link_of(response):
    """The link that a page shows."""
    text = await response.text()
    assert response.status == 200, text
    assert "<svg" in text
    link = unescape(re.search(r'id="link" value="([^"]*)"', text)[1])
    return Link.parse(link.replace("http:", "https:"))


async def test_it_is_for_those_who_are_signed_in(house):
    reader = Reader(house)
    assert went_to(await reader.sends("/invite")) == "/signin"
    assert (await reader.opens("/invite"))[0] == 303
    member = await signed_in(house, "ben", "limited")
    assert (await member.opens("/invite"))[0] == 403
    assert "in a circle with you" in await (await member.sends("/invite")).text()


async def test_a_contact_and_a_room(house):
    reader = await signed_in(house)
    room = await room_of(house)
    _, text = await reader.opens(f"/invite?room={room}")
    assert f'<option value="{room}" selected>To the room “The &lt;coven&gt;”' in text
    link = await link_of(await reader.sends("/invite", room=""))
    assert (link.kind, link.address) == ("roster", "ana@localhost")
    link = await link_of(await reader.sends("/invite", room=room.text))
    assert (link.kind, link.address, link.makes_account) == ("join", room.text, True)
    found = await house.host.invitations.find(link.token, "127.0.0.1")
    assert (found.inviter, found.uses) == ("ana@localhost", 1)


@pytest.mark.parametrize("room", ["coven@rooms.localhost", "nowhere", "a b", "x@y.example", "/"])
async def test_a_room_that_is_not_theirs_is_refused(house, room):
    await account(house, "ana")
    await room_of(house)
    reader = await signed_in(house, "ben")
    assert "coven" not in (await reader.opens("/invite"))[1]
    response = await reader.sends("/invite", room=room)
    assert response.status == 400
    assert "not yours to invite to" in await response.text()


async def test_there_is_an_end_to_open_invitations(new_house):
    house = await new_house(**{"limits.enabled": "true", "invitations.open_per_account": "1"})
    reader = await signed_in(house)
    await link_of(await reader.sends("/invite"))
    assert "Too many of your invitations" in await (await reader.sends("/invite")).text()
