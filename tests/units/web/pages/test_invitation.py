"""Invitations and new passwords, as pages."""

import asyncio

import pytest
from tests.units.web.pages.reader import PASSWORD, Reader, account, invited, went_to

from magpie.features.rooms.options import Options
from magpie.features.rooms.owner import columns
from magpie.storage import rooms
from magpie.storage.invitations import CONTACT, ROOM
from magpie.storage.rooms import Member, Room
from magpie.xmpp.jid import Jid


async def test_an_invitation_makes_an_account_and_signs_in(new_house):
    house = await new_house(**{"registration.mode": "invite"})
    reader = Reader(house)
    path = await invited(house, role="admin")
    status, text = await reader.opens(path)
    assert status == 200
    assert "You are invited to localhost" in text
    assert "xmpp:localhost?register;preauth=" in text
    assert "<svg" in text
    assert went_to(await reader.sends(path, name="romeo", password=PASSWORD)) == "/chat"
    assert await reader.is_in()
    assert house.host.accounts.is_admin(Jid.parse("romeo@localhost"))
    # Used: for whoever comes later, and for whoever looks
    assert (await reader.opens(path))[0] == 404
    response = await reader.sends(path, name="juliet", password=PASSWORD)
    assert response.status == 404
    assert "This invitation is not valid" in await response.text()


async def test_pressed_twice_it_makes_one_account_and_both_are_in(house):
    path = await invited(house)
    one, other = Reader(house), Reader(house)
    answers = await asyncio.gather(
        *(reader.sends(path, name="romeo", password=PASSWORD) for reader in (one, other))
    )
    assert [went_to(answer) for answer in answers] == ["/chat", "/chat"]
    assert len(house.host.accounts) == 1


async def test_two_who_race_do_not_both_get_in(house):
    path = await invited(house)
    answers = await asyncio.gather(
        *(Reader(house).sends(path, name=f"guest{n}x", password=PASSWORD) for n in range(4))
    )
    assert sorted(answer.status for answer in answers) == [303, 404, 404, 404]
    assert len(house.host.accounts) == 1


async def test_a_wrong_name_leaves_the_invitation_as_it_is(house):
    reader = Reader(house)
    await account(house)
    path = await invited(house)
    response = await reader.sends(path, name="romeo", password=PASSWORD)
    assert response.status == 400
    assert "This name is taken" in await response.text()
    assert went_to(await reader.sends(path, name="juliet", password=PASSWORD)) == "/chat"


async def test_a_kept_name_cannot_be_changed(house):
    reader = Reader(house)
    path = await invited(house, target="juliet@localhost")
    assert 'value="juliet"' in (await reader.opens(path))[1]
    response = await reader.sends(path, name="rosaline", password=PASSWORD)
    assert "for another name" in await response.text()
    assert went_to(await reader.sends(path, name="juliet", password=PASSWORD)) == "/chat"


@pytest.mark.parametrize("token", ["guess", "%00", "..%2f..%2fetc", "x" * 5000, "<script>"])
async def test_a_guessed_token_is_answered_like_a_used_one(house, token):
    for page in ("invite", "reset"):
        status, text = await Reader(house).opens(f"/{page}/{token}")
        assert status == 404
        assert "<script>" not in text.replace('<script type="module"', "")


async def test_who_guesses_tokens_is_soon_refused(new_house):
    house = await new_house(**{"limits.enabled": "true", "limits.authentications_per_address": "3"})
    reader = Reader(house)
    path = await invited(house)
    for number in range(3):
        assert (await reader.opens(f"/invite/guess{number}"))[0] == 404
    status, text = await reader.opens(path)
    assert status == 429
    assert "Too many attempts" in text


async def test_who_is_signed_in_adds_the_inviter(new_house):
    house = await new_house(**{"directory.everyone": "false"})
    reader = Reader(house)
    romeo, juliet = await account(house), await account(house, "juliet")
    path = await invited(house, kind=CONTACT, inviter="romeo@localhost")
    _, text = await reader.opens(path)
    assert "romeo invites you to chat" in text
    assert went_to(await reader.sends(path + "/contact")) == "/signin"
    await reader.sends("/signin", name="juliet", password=PASSWORD)
    assert "Add romeo" in (await reader.opens(path))[1]
    for _ in range(2):
        response = await reader.sends(path + "/contact")
        assert response.status in (303, 404)
    assert (await house.host.rosters.of(romeo)).state(juliet).name == "both"


async def test_a_hostile_name_of_an_inviter_is_text(house):
    """Such a name cannot be made here; one may still come from elsewhere one day."""
    name = "a&b'c"
    inviter = Jid.of(name.replace("&", "").replace("'", ""), "localhost")
    await house.host.accounts.create(inviter.local, PASSWORD)
    path = await invited(house, kind=CONTACT, inviter=inviter.text, comment="<b>x</b>")
    assert "<b>x</b>" not in (await Reader(house).opens(path))[1]


async def test_a_lost_password(house):
    reader = Reader(house)
    romeo = await account(house)
    made = await house.host.invitations.create_reset(romeo)
    path = f"/reset/{made.token}"
    status, text = await reader.opens(path)
    assert (status, "romeo@localhost" in text) == (200, True)
    assert (await reader.opens(f"/invite/{made.token}"))[0] == 302
    assert (await reader.sends(path, password="short")).status == 400
    assert went_to(await reader.sends(path, password="a better one")) == "/chat"
    assert await reader.is_in()
    assert (await reader.sends(path, password="and another")).status == 404
    reader.browser.cookie_jar.clear()
    assert went_to(await reader.sends("/signin", name="romeo", password="a better one")) == "/chat"


# Into a room


async def room_of(house, owner="ana@localhost", **options):
    """A hidden room for members only, of an account that is there."""
    jid = Jid.parse("coven@rooms.localhost")
    chosen = Options(name="The <coven>", is_members_only=True, is_public=False, **options)
    row = Room(jid.text, 0, b"x" * 32, "", "", 0, "", "[]", **columns(chosen))
    await house.host.db.write(rooms.create, row, [Member(owner, "owner")])
    return jid


def to_room(room, inviter="ana@localhost", **more):
    return {"kind": ROOM, "target": room.text, "inviter": inviter, **more}


async def affiliation(house, room, name):
    _, members = await house.host.db.read(rooms.load, room.text)
    return {one.jid: one.affiliation for one in members}.get(f"{name}@localhost", "none")


async def test_a_newcomer_belongs_to_the_room(new_house):
    house = await new_house(**{"registration.mode": "invite"})
    await account(house, "ana")
    room = await room_of(house)
    path = await invited(house, **to_room(room))
    reader = Reader(house)
    status, text = await reader.opens(path)
    assert status == 200
    assert "ana invites you to “The &lt;coven&gt;”" in text
    assert f"xmpp:{room}?join;preauth=" in text
    assert went_to(await reader.sends(path, name="dora", password=PASSWORD)) == "/chat"
    assert await affiliation(house, room, "dora") == "member"
    assert (await reader.opens(path))[0] == 404


async def test_who_has_an_account_signs_in_and_enters(new_house):
    house = await new_house(**{"registration.mode": "closed"})
    for name in ("ana", "ben"):
        await account(house, name)
    room = await room_of(house)
    path = await invited(house, **to_room(room))
    reader = Reader(house)
    _, text = await reader.opens(path)
    assert 'name="password"' not in text  # nobody makes an account here
    assert went_to(await reader.sends(path + "/room")) == "/signin"
    assert path in (await reader.opens(f"/signin?to={path}"))[1]
    await reader.sends("/signin", name="ben", password=PASSWORD, to=path)
    _, text = await reader.opens(path)
    assert "You are signed in as ben@localhost." in text
    assert went_to(await reader.sends(path + "/room")) == "/chat"
    assert await affiliation(house, room, "ben") == "member"
    assert (await reader.sends(path + "/room")).status == 404


async def test_who_is_banned_or_limited_is_told_so(house):
    for name in ("ana", "ben"):
        await account(house, name)
    room = await room_of(house)
    await house.host.db.write(rooms.put_members, room.text, [Member("ben@localhost", "outcast")])
    path = await invited(house, **to_room(room))
    reader = Reader(house)
    await reader.sends("/signin", name="ben", password=PASSWORD)
    response = await reader.sends(path + "/room")
    assert (response.status, "banned" in await response.text()) == (403, True)


async def test_a_room_that_is_gone_has_no_page(house):
    await account(house, "ana")
    room = await room_of(house)
    made = await invited(house, **to_room(room, uses=0))
    assert (await Reader(house).opens(made))[0] == 200
    await house.host.db.write(rooms.put_members, room.text, [Member("ana@localhost", "none")])
    await house.host.db.write(rooms.destroy, room.text)
    assert (await Reader(house).opens(made))[0] == 404


async def test_signing_in_leads_to_an_invitation_or_the_chat_and_nowhere_else(house):
    await account(house)
    for to in ("//evil.example", "https://evil.example", "/invite/../x", "/signout", ""):
        reader = Reader(house)
        response = await reader.sends("/signin", name="romeo", password=PASSWORD, to=to)
        assert response.headers["Location"] == "/chat"
        assert (await reader.opens(f"/signin?to={to}"))[0] == 302
