"""Invitations into a room by link: who makes them, who comes with one, and what then holds."""

import pytest
from tests.talks.rooms.play import (
    ADMIN,
    ANA,
    BEN,
    CLEO,
    ERROR,
    OWNER,
    ROOM,
    asks,
    condition,
    configures,
    item,
    join,
    makes,
    sets,
)
from tests.talks.test_invitations import FAR, arrives, comes_with, outcome, show, signup

from magpie.base.control import CommandError
from magpie.base.invitation import Link
from magpie.server.accounts import AccountError
from magpie.storage import rooms
from magpie.storage.invitations import ROOM as KIND
from magpie.storage.invitations import Invitation
from magpie.xmpp.forms import Form
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory
COMMANDS = "http://jabber.org/protocol/commands"
DISCO_ITEMS = "http://jabber.org/protocol/disco#items"
NODE = "urn:xmpp:invite#invite"
CHOICE = "urn:magpie:invite#room"
BOOKMARKS = "urn:xmpp:bookmarks:1"
PREAUTH = "urn:xmpp:pars:0"
COMMAND = f"<command xmlns='{COMMANDS}' node='{NODE}' action='execute'/>"
MINUTE = 60 * 1_000_000


def link_of(answer):
    command = answer.child("command", COMMANDS)
    found = Form.parse(command.child("x", "jabber:x:data"))
    assert found.form_type == "urn:xmpp:invite#invitation"
    assert found.get("expire")
    return Link.parse(found.get("uri"))


async def invites(device):
    """A device asks the room for a link."""
    return link_of(await asks(device, "set", COMMAND))


async def hidden_room(scene, **options):
    """A hidden room for its members, made by Ana."""
    scene.configure(**{"directory.everyone": False, "registration.mode": "invite"})
    ana = scene.enter(ANA)
    await makes(ana, "Ana", membersonly="1", publicroom="0", **options)
    return ana


def shows(token, nick, password=""):
    inside = f"<password>{password}</password>" if password else ""
    more = f"<preauth xmlns='{PREAUTH}' token='{token}'/>" if token else ""
    return join(nick, inside=inside, more=more)


async def bookmark(scene, account):
    return await scene.host.nodes.item(Jid.parse(account).bare, BOOKMARKS, ROOM)


async def affiliation(device, account):
    """What the room's owner reads of somebody."""
    for one in ("member", "outcast", "admin", "owner"):
        wanted = f"<query xmlns='{ADMIN}'><item affiliation='{one}'/></query>"
        answer = await asks(device, "get", wanted)
        if account in {found.get("jid") for found in answer.child("query", ADMIN)}:
            return one
    return "none"


# Making them


async def test_whoever_may_invite_gets_a_link_from_the_room(scene):
    ana = await hidden_room(scene, allowinvites="0")
    ben, cleo = scene.enter(BEN, CLEO)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member"})
    ana.forget(), ben.forget()
    link = await invites(ana)
    assert (link.kind, link.address, link.domain) == ("join", ROOM, "localhost")
    assert link.uri == f"xmpp:{ROOM}?join;preauth={link.token};password={link.token};ibr=y"
    assert condition(await asks(ben, "set", COMMAND))[0] == "forbidden"
    assert condition(await asks(cleo, "set", COMMAND))[0] == "forbidden"
    await configures(ana, allowinvites="1")
    ana.forget()
    assert (await invites(ben)).address == ROOM
    assert condition(await asks(cleo, "set", COMMAND))[0] == "forbidden"
    items = f"<query xmlns='{DISCO_ITEMS}' node='{COMMANDS}'/>"
    for device, is_shown in ((ana, True), (ben, True), (cleo, False)):
        answer = await asks(device, "get", items)
        nodes = {one.get("node") for one in answer.child("query", DISCO_ITEMS)}
        assert (NODE in nodes) is is_shown


async def test_the_server_lets_a_room_be_chosen(scene):
    ana = await hidden_room(scene, roomname="The coven")
    ben = scene.enter(BEN)
    begin = f"<command xmlns='{COMMANDS}' node='{CHOICE}' action='execute'/>"
    answer = await asks(ana, "set", begin, to="localhost")
    command = answer.child("command", COMMANDS)
    field = Form.parse(command.child("x", "jabber:x:data")).field("room")
    assert [(one.value, one.label) for one in field.options] == [(ROOM, "The coven")]

    session = command.get("sessionid")

    def choose(room):
        return f"""<command xmlns='{COMMANDS}' node='{CHOICE}' sessionid='{session}'>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='room'><value>{room}</value></field></x></command>"""

    other = await asks(ana, "set", choose("other@rooms.localhost"), to="localhost")
    assert condition(other)[0] == "bad-request"
    assert link_of(await asks(ana, "set", choose(ROOM), to="localhost")).address == ROOM
    assert condition(await asks(ben, "set", begin, to="localhost"))[0] == "item-not-found"


async def test_only_a_room_that_is_there_and_no_circle_has_invitations(scene):
    await hidden_room(scene)
    run = scene.host.commands.run
    made = await run("invite.create", {"room": "coven", "uses": 0})
    assert (made["kind"], made["room"], made["inviter"]) == ("room", ROOM, "")
    assert Link.parse(made["uri"]).address == ROOM
    await run("circle.create", {"circle": "Crew"})
    await scene.settles()
    for room in ("nowhere", "a b", "x@elsewhere.example", "crew", "coven/x", "@"):
        with pytest.raises(CommandError, match=r"no room|circle"):
            await run("invite.create", {"room": room})
    for more in ({"name": "ben"}, {"contact": "ana"}, {"circle": "Crew"}, {"role": "limited"}):
        with pytest.raises(CommandError, match=r"leave|limited"):
            await run("invite.create", {"room": "coven", **more})


async def test_the_operator_may_say_what_a_room_is_called(scene):
    ana = await hidden_room(scene, roomname="The Coven")
    run = scene.host.commands.run
    for name in ("The Coven", "the coven", "coven", ROOM):
        assert (await run("invite.create", {"room": name}))["room"] == ROOM
    with pytest.raises(CommandError, match=r"no room “Covens” .* There are: coven \(The Coven\)"):
        await run("invite.create", {"room": "Covens"})
    await makes(ana, "Ana", room="other@rooms.localhost", roomname="The coven")
    with pytest.raises(CommandError, match=r"Several .*: coven \(The Coven\), other \(The coven\)"):
        await run("invite.create", {"room": "The Coven"})


# Coming with one


async def test_a_newcomer_signs_up_and_is_a_member_with_a_bookmark(scene):
    ana = await hidden_room(scene, roomname="The coven")
    link = await invites(ana)
    assert await comes_with(scene, link.token, "dora") == ""
    assert await affiliation(ana, "dora@localhost") == "member"
    kept = await bookmark(scene, "dora@localhost")
    assert (kept.get("name"), kept.get("autojoin")) == ("The coven", "true")
    roster = await scene.host.rosters.of(Jid.parse("dora@localhost"))
    assert roster.items == {}  # who made the link is no contact by it
    assert await comes_with(scene, link.token, "eve") == "item-not-found"  # it is used up
    ana.forget()


async def test_a_restart_changes_nothing(scene):
    """What the room knows is on disk with the account."""
    ana = await hidden_room(scene)
    link = await invites(ana)
    await ana.closes()
    await scene.passes(120)  # nobody is in the room: it is forgotten, and read anew
    assert await comes_with(scene, link.token, "dora") == ""
    again = scene.enter(ANA)
    assert await affiliation(again, "dora@localhost") == "member"


@pytest.mark.parametrize("way", ["preauth", "password", "page"])
async def test_who_has_an_account_is_a_member_by_any_of_the_ways(scene, way):
    ana = await hidden_room(scene)
    ben, cleo = scene.enter(BEN, CLEO)
    link = await invites(ana)
    if way == "page":
        room = await scene.host.guests.enter(link.token, Jid.parse("ben@localhost"))
        assert room.text == ROOM
        await ben.sends(join("Ben"))
    elif way == "preauth":
        await ben.sends(shows(link.token, "Ben"))
    else:  # a client that knows only XEP-0045
        await ben.sends(shows("", "Ben", password=link.token))
    assert item(ben.unread[-2])["affiliation"] == "member"
    assert (await bookmark(scene, BEN)).get("autojoin") == "true"
    # Used up: one clear line
    await cleo.sends(shows(link.token, "Cleo"))
    (error,) = cleo.unread
    assert condition(error)[0] == "registration-required"
    assert "not valid" in error.child("error").child_text("text", ERROR)
    for one in (ana, ben, cleo):
        one.forget()


async def test_a_room_with_a_password_lets_in_who_is_invited(scene):
    ana = await hidden_room(scene, passwordprotectedroom="1", roomsecret="cauldron")
    ben = scene.enter(BEN)
    link = await invites(ana)
    for _ in range(2):  # their client goes on showing what it has kept for the password
        await ben.sends(shows("", "Ben", password=link.token))
        assert item(ben.unread[-2])["affiliation"] == "member"
        await ben.sends(f"<presence type='unavailable' to='{ROOM}/Ben'/>")
        ben.forget(), ana.forget()
    assert (await bookmark(scene, BEN)).child_text("password") == "cauldron"
    await ben.sends(shows("", "Ben", password="wrong"))
    (error,) = ben.unread
    assert condition(error)[0] == "not-authorized"
    ben.forget()


async def test_an_open_room_takes_whoever_comes_and_a_token_makes_a_member(scene):
    scene.configure(**{"directory.everyone": False})
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana")
    link = await invites(ana)
    await ben.sends(shows(link.token, "Ben"))
    await cleo.sends(shows(link.token, "Cleo"))  # as if there had been none (XEP-0379, 4.1)
    assert await affiliation(ana, "ben@localhost") == "member"
    assert await affiliation(ana, "cleo@localhost") == "none"
    for one in (ana, ben, cleo):
        one.forget()


# When they are not good


async def test_what_is_revoked_expired_used_or_guessed_lets_nobody_in(scene):
    ana = await hidden_room(scene)
    ben = scene.enter(BEN)
    expired = await scene.host.guests.create(Invitation("", KIND, 0, target=ROOM, expires=MINUTE))
    revoked, used = await invites(ana), await invites(ana)
    assert await scene.host.invitations.revoke(revoked.token)
    await scene.host.guests.enter(used.token, Jid.parse("cleo@localhost"))
    await scene.passes(61)
    for token in (expired.token, revoked.token, used.token, "A" * 22):
        for one in (shows(token, "Ben"), shows("", "Ben", password=token)):
            await ben.sends(one)
            (error,) = ben.unread
            assert condition(error)[0] == "registration-required"
            ben.forget()
        assert await outcome(await arrives(scene), show(token)) == "item-not-found"
        with pytest.raises(AccountError, match="not valid"):
            await scene.host.guests.enter(token, Jid.parse("ben@localhost"))
    assert await affiliation(ana, "ben@localhost") == "none"


async def test_an_invitation_is_as_good_as_who_made_it(scene):
    """Who may invite no more has invited nobody; a room that is gone takes nobody."""
    ana = await hidden_room(scene, allowinvites="1")
    ben = scene.enter(BEN)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member"})
    ana.forget(), ben.forget()
    theirs, hers = await invites(ben), await invites(ana)
    await sets(ana, {"jid": "ben@localhost", "affiliation": "none"})
    ana.forget(), ben.forget()
    stream = await arrives(scene)
    assert await outcome(stream, show(theirs.token)) == ""
    assert await outcome(stream, signup("dora")) == "not-acceptable"
    assert not scene.host.accounts.is_there(Jid.parse("dora@localhost"))
    answer = await asks(ana, "set", f"<query xmlns='{OWNER}'><destroy/></query>")
    assert answer.get("type") == "result"
    ana.forget()
    assert await comes_with(scene, hers.token, "dora") == "item-not-found"
    await makes(ana, "Ana", membersonly="1")  # another one of that name
    assert await comes_with(scene, hers.token, "dora") == "item-not-found"


async def test_a_ban_stays_and_uses_nothing_up(scene):
    ana = await hidden_room(scene)
    ben = scene.enter(BEN)
    await sets(
        ana,
        {"jid": "ben@localhost", "affiliation": "outcast"},
        {"jid": "dora@localhost", "affiliation": "outcast"},
    )
    link = await invites(ana)
    await ben.sends(shows(link.token, "Ben"))
    (error,) = ben.unread
    assert condition(error)[0] == "forbidden"
    ben.forget()
    assert await affiliation(ana, "ben@localhost") == "outcast"
    assert (await scene.host.invitations.find(link.token, FAR)).used == 0


async def test_who_is_limited_comes_into_no_room_by_a_link(scene):
    ana = await hidden_room(scene)
    ben = scene.enter(BEN)
    link = await invites(ana)
    await ben.closes()
    await scene.host.accounts.set_role(Jid.parse("ben@localhost"), "limited")
    with pytest.raises(AccountError, match="circle"):
        await scene.host.guests.enter(link.token, Jid.parse("ben@localhost"))
    ben = scene.enter(BEN)
    await ben.sends(shows(link.token, "Ben"))
    assert condition(ben.unread[0])[0] == "forbidden"
    ben.forget()
    ana.forget()


async def test_a_full_room_takes_nobody_more(scene):
    scene.configure(**{"rooms.max_members": 2})
    ana = await hidden_room(scene)
    made = await scene.host.guests.create(Invitation("", KIND, 0, target=ROOM, uses=0))
    await scene.host.guests.enter(made.token, Jid.parse("ben@localhost"))
    with pytest.raises(AccountError, match="2 people"):
        await scene.host.guests.enter(made.token, Jid.parse("cleo@localhost"))
    ana.forget()


async def test_the_one_who_is_in_it_already_uses_nothing_up(scene):
    ana = await hidden_room(scene)
    link = await invites(ana)
    await scene.host.guests.enter(link.token, Jid.parse("ana@localhost"))
    assert (await scene.host.invitations.find(link.token, FAR)).used == 0
    assert (await bookmark(scene, ANA)).get("autojoin") == "true"


@pytest.mark.parametrize("is_full", [True, False])
async def test_whom_the_room_does_not_take_gets_no_account_by_its_link(scene, is_full):
    scene.configure(**{"rooms.max_members": 2})
    ana = await hidden_room(scene)
    banned = "ben" if is_full else "dora"
    made = await scene.host.guests.create(Invitation("", KIND, 0, target=ROOM, uses=0))
    await sets(ana, {"jid": f"{banned}@localhost", "affiliation": "outcast"})
    assert await comes_with(scene, made.token, "dora") != ""
    assert not scene.host.accounts.is_there(Jid.parse("dora@localhost"))
    assert (await scene.host.invitations.find(made.token, FAR)).used == 0
    _, known = await scene.host.db.read(rooms.load, ROOM)
    assert {one.jid for one in known} == {"ana@localhost", f"{banned}@localhost"}
    ana.forget()
