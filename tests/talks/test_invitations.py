"""XEP-0401, 0445 and 0379: invitations, as conversations."""

import asyncio

import pytest

from magpie.base.invitation import Link
from magpie.server.accounts import AccountError
from magpie.storage.invitations import ACCOUNT, CONTACT, Invitation
from magpie.xmpp.forms import Form
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
COMMANDS = "http://jabber.org/protocol/commands"
ITEMS = "http://jabber.org/protocol/disco#items"
REGISTER = "jabber:iq:register"
ROSTER = "jabber:iq:roster"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"
PREAUTH = "urn:xmpp:pars:0"
FAR = "203.0.113.9"
DAY = 86_400


def execute(node, session="", fields=""):
    attrs = f" sessionid='{session}'" if session else ""
    form = f"<x xmlns='jabber:x:data' type='submit'>{fields}</x>" if fields else ""
    return f"""<iq type='set' to='localhost' id='x'><command xmlns='{COMMANDS}'
        node='urn:xmpp:invite#{node}'{attrs}>{form}</command></iq>"""


async def runs(device, *args):
    await device.sends(execute(*args))
    (answer,) = device.unread
    device.forget()
    assert answer.get("type") == "result", str(answer)
    return answer.child("command", COMMANDS)


async def invites(device):
    """Romeo's client asks for an invitation: its link."""
    command = await runs(device, "invite")
    form = Form.parse(command.child("x", "jabber:x:data"))
    assert form.form_type == "urn:xmpp:invite#invitation"
    return Link.parse(form.get("uri"))


async def arrives(scene, ip=FAR):
    stream = scene.connect(ip=ip)
    await stream.opens()
    (features,) = stream.unread
    stream.forget()
    assert features.has("register", "urn:xmpp:ibr-token:0")
    return stream


async def outcome(stream, xml):
    """The condition of the error that answers, or "" where it is a result."""
    await stream.sends(xml)
    (answer,) = stream.unread
    stream.forget()
    if answer.get("type") == "result":
        return ""
    return answer.child("error").children[0].name


def show(token):
    return f"<iq type='set' to='localhost' id='p'><preauth xmlns='{PREAUTH}' token='{token}'/></iq>"


def signup(name, password="star-crossed"):
    return f"""<iq type='set' id='r'><query xmlns='{REGISTER}'>
        <username>{name}</username><password>{password}</password></query></iq>"""


async def comes_with(scene, token, name, ip=FAR):
    """Somebody registers with a token: what each of the two steps is answered."""
    stream = await arrives(scene, ip)
    shown = await outcome(stream, show(token))
    return shown or await outcome(stream, signup(name))


def account(name):
    return Jid.parse(f"{name}@localhost")


# Inviting


async def test_a_member_invites_and_who_comes_is_a_contact(scene):
    scene.configure(**{"registration.mode": "invite", "directory.everyone": False})
    romeo = scene.enter(ROMEO)
    await romeo.is_online()
    await romeo.sends(f"<iq type='get' id='g'><query xmlns='{ROSTER}'/></iq>")
    romeo.forget()
    link = await invites(romeo)
    assert (link.address, link.makes_account) == ("romeo@localhost", True)

    stream = await arrives(scene)
    assert await outcome(stream, signup("juliet")) == "service-unavailable"
    assert await outcome(stream, show(link.token)) == ""
    assert await outcome(stream, signup("juliet")) == ""

    # XEP-0401, 4.5: roster pushes inform the inviter
    await romeo.receives(
        f"""<iq type='set' id='{{any}}' to='{ROMEO}'>
          <query xmlns='{ROSTER}' ver='{{any}}'>
            <item jid='juliet@localhost' subscription='both'/></query></iq>"""
    )
    roster = await scene.host.rosters.of(account("juliet"))
    assert roster.state(account("romeo")).name == "both"


async def test_who_is_no_administrator_makes_no_account_for_a_name(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(
        f"<iq type='get' to='localhost' id='d'><query xmlns='{ITEMS}' node='{COMMANDS}'/></iq>"
    )
    (answer,) = romeo.unread
    romeo.forget()
    nodes = [item.get("node") for item in answer.child("query", ITEMS)]
    assert "urn:xmpp:invite#invite" in nodes
    assert "urn:xmpp:invite#create-account" not in nodes
    assert await outcome(romeo, execute("create-account")) == "forbidden"


async def test_an_administrator_keeps_a_name_for_somebody(scene):
    scene.configure(**{"registration.mode": "open"})
    romeo = scene.enter(ROMEO)
    await scene.begins()
    await scene.host.accounts.set_role(account("romeo"), "admin")
    session = (await runs(romeo, "create-account")).get("sessionid")
    name = "<field var='username'><value>Juliet</value></field>"
    command = await runs(romeo, "create-account", session, name)
    link = Link.parse(Form.parse(command.child("x", "jabber:x:data")).get("uri"))
    assert (link.kind, link.account) == ("register", "juliet")

    # XEP-0401, 5.2: "The server MUST reserve the username"
    stranger = await arrives(scene)
    assert await outcome(stranger, signup("juliet")) == "conflict"
    assert await comes_with(scene, link.token, "rosaline") == "not-acceptable"
    assert await comes_with(scene, link.token, "juliet") == ""
    # Asked for with contacts by default
    roster = await scene.host.rosters.of(account("romeo"))
    assert roster.state(account("juliet")).name == "both"


async def test_a_kept_name_is_free_again_when_the_invitation_has_expired(scene):
    scene.configure(**{"registration.mode": "open"})
    await scene.begins()
    await scene.host.invitations.create(Invitation("", ACCOUNT, 0, target="juliet@localhost"))
    await scene.passes(8 * DAY)
    assert await outcome(await arrives(scene), signup("juliet")) == ""


async def test_members_may_be_kept_from_inviting_to_accounts(scene):
    scene.configure(**{"invitations.by": "admins", "registration.mode": "invite"})
    romeo = scene.enter(ROMEO)
    link = await invites(romeo)
    assert not link.makes_account  # XEP-0401, 4.1: "the server MUST omit" ibr=y
    assert await outcome(await arrives(scene), show(link.token)) == "item-not-found"
    await scene.host.accounts.set_role(account("romeo"), "admin")
    assert (await invites(romeo)).makes_account


async def test_one_account_has_so_many_open_invitations(scene):
    scene.configure(**{"invitations.open_per_account": 2})
    romeo = scene.enter(ROMEO)
    await invites(romeo)
    await invites(romeo)
    command = await runs(romeo, "invite")
    assert command.child("note", COMMANDS).get("type") == "error"
    await scene.host.invitations.revoke((await scene.host.invitations.list())[0].token)
    await invites(romeo)


# Coming with one


async def made(scene, **wanted):
    await scene.begins()
    return await scene.host.invitations.create(Invitation("", ACCOUNT, 0, **wanted))


async def test_an_invitation_is_used_once(scene):
    scene.configure(**{"registration.mode": "invite"})
    token = (await made(scene)).token
    assert await comes_with(scene, token, "juliet") == ""
    assert await comes_with(scene, token, "rosaline") == "item-not-found"
    assert not scene.host.accounts.is_there(account("rosaline"))


async def test_the_same_once_more_is_answered_the_same(scene):
    """The answer was lost: whoever asks again has their account."""
    token = (await made(scene)).token
    stream, again, other = [await arrives(scene) for _ in range(3)]
    for one in (stream, again, other):
        assert await outcome(one, show(token)) == ""
    assert await outcome(stream, signup("juliet")) == ""
    assert await outcome(again, signup("juliet")) == ""
    assert await outcome(other, signup("juliet", "another password")) == "not-acceptable"


async def test_two_race_for_one_use(scene):
    token = (await made(scene)).token
    register = scene.host.invitations.register
    tries = [register(token, f"guest{n}", "star-crossed", FAR) for n in range(6)]
    tries += [register(token, "guest0", "star-crossed", FAR)]  # and one presses twice
    done = await asyncio.gather(*tries, return_exceptions=True)
    came = [one for one in done if isinstance(one, Jid)]
    assert len(set(came)) == 1
    assert len(scene.host.accounts) == 1
    assert all(isinstance(one, Jid | AccountError) for one in done)


async def test_a_refused_name_uses_nothing_up(scene):
    await scene.account("romeo@localhost")
    token = (await made(scene)).token
    stream = await arrives(scene)
    assert await outcome(stream, show(token)) == ""
    assert await outcome(stream, signup("romeo")) == "conflict"
    assert await outcome(stream, signup("rоmeo")) == "conflict"  # a Cyrillic letter
    assert await outcome(stream, signup("admin")) == "conflict"
    assert await outcome(stream, signup("a/b")) == "not-acceptable"
    assert await outcome(stream, signup("juliet", "juliet")) == "not-acceptable"
    assert await outcome(stream, signup("juliet")) == ""


async def test_whoever_has_shown_it_in_time_may_take_their_time(scene):
    """XEP-0445, 4: "Subsequent actions … MUST NOT be rejected due to token expiry"."""
    scene.configure(**{"limits.handshake_timeout": "5 min"})
    token = (await made(scene, expires=60 * 1_000_000)).token
    stream = await arrives(scene)
    assert await outcome(stream, show(token)) == ""
    await scene.passes(61)
    assert await outcome(await arrives(scene), show(token)) == "item-not-found"
    assert await outcome(stream, signup("juliet")) == ""


async def test_what_is_expired_revoked_or_guessed_is_the_same_refusal(scene):
    expired = (await made(scene, expires=60 * 1_000_000)).token
    revoked = (await made(scene)).token
    await scene.passes(61)
    assert await scene.host.invitations.revoke(revoked)
    for token in (expired, revoked, "guess", "", "x" * 9000):
        assert await outcome(await arrives(scene), show(token)) == "item-not-found"


async def test_who_guesses_is_soon_not_listened_to(scene):
    token = (await made(scene)).token
    for _ in range(10):
        stream = await arrives(scene)
        for number in range(3):
            assert await outcome(stream, show(f"guess{number}")) == "item-not-found"
    assert await outcome(stream, show(token)) == "resource-constraint"
    assert await comes_with(scene, token, "juliet", ip="203.0.113.10") == ""  # a bystander


async def test_a_class_comes_with_one_invitation(scene):
    """Thirty from one address: they have been let in already."""
    token = (await made(scene, uses=30)).token
    for number in range(30):
        assert await comes_with(scene, token, f"pupil{number}") == ""
    assert await comes_with(scene, token, "one too many") == "item-not-found"


async def test_the_role_comes_with_it(scene):
    token = (await made(scene, role="admin")).token
    assert await comes_with(scene, token, "juliet") == ""
    assert scene.host.accounts.is_admin(account("juliet"))
    await scene.host.accounts.set_disabled(account("juliet"), True)
    assert not scene.host.accounts.is_admin(account("juliet"))


async def test_where_nobody_may_sign_up_an_invitation_does_not_help(scene):
    scene.configure(**{"registration.mode": "closed"})
    romeo = scene.enter(ROMEO)
    link = await invites(romeo)
    assert not link.makes_account
    stream = scene.connect(ip=FAR)
    await stream.opens()
    (features,) = stream.unread
    stream.forget()
    assert not features.has("register", "urn:xmpp:ibr-token:0")
    assert await outcome(stream, show(link.token)) == "item-not-found"
    assert await outcome(stream, signup("juliet")) == "service-unavailable"
    with pytest.raises(AccountError, match="closed"):
        await made(scene)


# Becoming contacts


def asks(token):
    return f"""<presence type='subscribe' to='romeo@localhost'>
        <preauth xmlns='{PREAUTH}' token='{token}'/></presence>"""


async def test_who_has_an_account_shows_the_token_and_is_a_contact(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.is_online()
    await juliet.is_online()
    token = (await invites(romeo)).token
    for device in (romeo, juliet):
        await device.sends(f"<iq type='get' id='g'><query xmlns='{ROSTER}'/></iq>")
        device.forget()
    for _ in range(2):  # the second time nothing is left to do
        await juliet.sends(asks(token))
    answers = {str(one) for one in juliet.unread}
    assert any("type='subscribed'" in one for one in answers)
    assert any("jid='romeo@localhost' subscription='both'" in one for one in answers)
    assert any("from='romeo@localhost/orchard'" in one for one in answers)  # and sees him
    heard = {str(one) for one in romeo.unread}
    assert any("jid='juliet@localhost' subscription='both'" in one for one in heard)
    assert not any("type='subscribe'" in one for one in heard)  # he was not asked
    romeo.forget(), juliet.forget()


@pytest.mark.parametrize("token", ["guess", "of another", "", "spent"])
async def test_a_token_that_is_not_good_counts_for_nothing(scene, token):
    """XEP-0379, 4.1: "MUST ignore it and act as if no preauth token was contained"."""
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.is_online()
    await juliet.is_online()
    inviter = "nurse@localhost" if token == "of another" else "romeo@localhost"
    made = await scene.host.invitations.create(Invitation("", CONTACT, 0, inviter=inviter))
    if token == "spent":
        assert await scene.host.invitations.introduce(
            made.token, account("romeo"), account("nurse")
        )
    shown = token if token in ("guess", "") else made.token
    romeo.forget()
    await juliet.sends(asks(shown))
    await romeo.receives(
        f"""<presence type='subscribe' from='juliet@localhost' to='romeo@localhost'>
          <preauth xmlns='{PREAUTH}' token='{shown}'/></presence>"""
    )
    juliet.forget()


# A new password


async def test_a_link_resets_a_password_once_and_signs_everybody_out(scene):
    romeo = scene.enter(ROMEO)
    await scene.begins()
    first = await scene.host.invitations.create_reset(account("romeo"))
    reset = await scene.host.invitations.create_reset(account("romeo"))
    assert scene.host.invitations.link(reset).kind == "reset"
    register = scene.host.invitations
    for token in (first.token, "guess"):  # a newer one takes the place of an older one
        with pytest.raises(AccountError, match="not valid"):
            await register.reset(token, "new password", FAR)
    with pytest.raises(AccountError, match="may not be the name"):
        await register.reset(reset.token, "romeo", FAR)
    await register.reset(reset.token, "new password", FAR)
    assert romeo.is_closed
    assert romeo.stream_error == "not-authorized"
    with pytest.raises(AccountError, match="not valid"):
        await register.reset(reset.token, "third password", FAR)
    stream = scene.connect()
    await stream.signs_in("romeo@localhost", "new password")
    assert await comes_with(scene, reset.token, "juliet") == "item-not-found"
    with pytest.raises(AccountError, match="no account"):
        await register.create_reset(account("nobody"))
