"""The operator's commands on invitations, and the invitation of the first start."""

import pytest

from magpie.base.control import CommandError
from magpie.base.invitation import Link
from magpie.server.invites import first_invitation, near
from magpie.server.reach import Reach


async def command(scene):
    """Runs commands of a server that is at home on a LAN."""
    await scene.account("romeo@localhost")
    host = scene.host
    host.public_url = "https://chat.local:5443"
    host.reach = Reach(("192.168.1.7",), bytes(32))
    return host.commands.run


async def test_a_link_for_a_browser_an_app_and_a_phone(scene):
    run = await command(scene)
    made = await run("invite.create", {"comment": "for Juliet"})
    assert made["url"].startswith("https://chat.local:5443/invite/")
    assert made["near_url"].startswith("https://192.168.1.7:5443/invite/")
    assert made["uri"].startswith("xmpp:localhost?register;preauth=")
    for form in ("url", "near_url", "uri"):
        link = Link.parse(made[form])
        assert (link.token, link.at, link.sha256) == (made["token"], ("192.168.1.7",), bytes(32))
    assert (made["role"], made["uses"], made["comment"]) == ("member", 1, "for Juliet")


async def test_what_can_be_wished_for(scene):
    run = await command(scene)
    made = await run("invite.create", {"name": "juliet", "role": "admin", "expires": "2 days"})
    assert (made["name"], made["role"]) == ("juliet", "admin")
    made = await run("invite.create", {"contact": "romeo", "uses": 0})
    assert (made["kind"], made["inviter"]) == ("contact", "romeo@localhost")
    assert Link.parse(made["uri"]).makes_account


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({"name": "romeo"}, "taken"),
        ({"name": "a b"}, "cannot be a user name"),
        ({"name": "juliet", "uses": 2}, "made once"),
        ({"uses": -1}, "1 or more"),
        ({"contact": "nobody"}, "no account nobody"),
        ({"contact": "romeo", "name": "juliet"}, "chooses the name"),
        ({"role": "king"}, "one of member, admin"),
        ({"expires": "soon"}, "soon"),
    ],
)
async def test_what_cannot(scene, args, why):
    run = await command(scene)
    with pytest.raises(CommandError, match=why):
        await run("invite.create", args)
    assert await run("invite.list", {}) == []


async def test_listing_and_revoking_by_token_or_link(scene):
    run = await command(scene)
    made = [await run("invite.create", {"comment": str(number)}) for number in range(3)]
    await run("invite.revoke", {"token": made[0]["token"]})
    await run("invite.revoke", {"token": made[1]["near_url"]})
    assert await run("invite.list", {}) == [made[2]]
    with pytest.raises(CommandError, match="no such invitation"):
        await run("invite.revoke", {"token": made[0]["token"]})


async def test_a_new_password(scene):
    run = await command(scene)
    made = await run("user.reset", {"name": "romeo"})
    assert made["url"].startswith("https://chat.local:5443/reset/")
    assert (made["uri"], made["name"]) == ("", "romeo")
    with pytest.raises(CommandError, match="no account"):
        await run("user.reset", {"name": "nobody"})


async def test_roles(scene):
    run = await command(scene)
    await run("user.role", {"name": "romeo", "role": "admin"})
    (found,) = await run("user.list", {})
    assert found["admin"]
    await run("user.role", {"name": "romeo", "role": "member"})
    (found,) = await run("user.list", {})
    assert not found["admin"]


async def test_the_first_invitation_stays_the_same_until_there_is_an_account(scene):
    await scene.begins()
    first = await first_invitation(scene.host)
    assert await first_invitation(scene.host) == first
    account = await scene.host.invitations.register(first.token, "juliet", "secret words", "::1")
    assert scene.host.accounts.is_admin(account)
    assert await first_invitation(scene.host) is None


async def test_where_accounts_are_made_by_the_operator_there_is_none(scene):
    scene.configure(**{"registration.mode": "closed"})
    await scene.begins()
    assert await first_invitation(scene.host) is None


@pytest.mark.parametrize(
    ("site", "at", "phone"),
    [
        ("https://chat.local:5443", "192.168.1.7:5333", "https://192.168.1.7:5443"),
        ("https://chat.local", "[fd00::7]", "https://[fd00::7]"),
        ("https://chat.example:5443", "192.168.1.7", "https://chat.example:5443"),
    ],
)
def test_what_a_phone_can_find(site, at, phone):
    link = Link("register", "chat.local", "TOKEN", at=(at,), site=site)
    assert near(link).site == phone
