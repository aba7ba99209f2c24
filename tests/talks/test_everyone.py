"""The everyone group, as conversations."""

import pytest

from magpie.features import everyone
from magpie.xmpp.jid import Jid

ROMEO, JULIET, NURSE = (
    "romeo@localhost/orchard",
    "juliet@localhost/balcony",
    "nurse@localhost/phone",
)
NS = "xmlns='jabber:iq:roster'"


def member(jid, group="Everyone", name=""):
    attr = f"name='{name}'" if name else ""
    return f"<item jid='{jid}' {attr} subscription='both'><group>{group}</group></item>"


def gone(jid):
    return f"<item jid='{jid}' subscription='remove'/>"


def push(device, item, ver="{any}"):
    return f"""<iq type='set' id='{{any}}' to='{device.jid}'>
        <query {NS} ver='{ver}'>{item}</query></iq>"""


async def roster_of(device, *items, ver="{any}"):
    account = device.jid.partition("/")[0]
    await device.sends(f"<iq type='get' id='g'><query {NS}/></iq>")
    await device.receives(f"""
        <iq type='result' id='g' from='{account}' to='{device.jid}'>
          <query {NS} ver='{ver}'>{"".join(items)}</query></iq>""")


async def sets(device, item):
    await device.sends(f"<iq type='set' id='s'><query {NS}>{item}</query></iq>")


def done(device):
    account = device.jid.partition("/")[0]
    return f"<iq type='result' id='s' from='{account}' to='{device.jid}'/>"


def says(device, to, content="", kind=""):
    attr = f"type='{kind}'" if kind else ""
    account = to.jid.partition("/")[0]
    return f"<presence from='{device.jid}' to='{account}' {attr}>{content}</presence>"


def late(device, to):
    delay = f"<delay xmlns='urn:xmpp:delay' from='{device.jid}' stamp='{{any}}'/>"
    return says(device, to, delay)


@pytest.mark.memory
async def test_all_see_all_without_asking(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await roster_of(romeo, member("juliet@localhost"), member("nurse@localhost"))
    await roster_of(juliet, member("nurse@localhost"), member("romeo@localhost"))
    await romeo.sends("<presence/>")
    await romeo.receives(says(romeo, romeo))
    await juliet.sends("<presence/>")
    await romeo.receives(says(juliet, romeo))
    await juliet.receives(says(juliet, juliet), late(romeo, juliet))
    await romeo.closes()
    await juliet.receives(says(romeo, juliet, kind="unavailable"))
    nurse.receives_nothing()  # she is connected, not available


async def test_without_it_nobody_sees_anybody(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await roster_of(romeo)
    await romeo.is_online()
    await juliet.sends("<presence/>")
    await juliet.receives(says(juliet, juliet))
    romeo.receives_nothing()


async def test_it_has_the_name_of_the_settings(scene):
    scene.configure(**{"directory.group": "Verona & more"})
    romeo, _ = scene.enter(ROMEO, JULIET)
    await roster_of(romeo, member("juliet@localhost", "Verona &amp; more"))


@pytest.mark.memory
async def test_own_names_and_groups_are_kept(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await roster_of(romeo, member("juliet@localhost"))
    await sets(romeo, "<item jid='juliet@localhost' name='My love'><group>Love</group></item>")
    item = member("juliet@localhost", "Love", "My love")
    await romeo.receives(done(romeo), push(romeo, item))
    await roster_of(romeo, item)
    await sets(romeo, "<item jid='juliet@localhost' name='My love'/>")
    item = member("juliet@localhost", name="My love")
    await romeo.receives(done(romeo), push(romeo, item))
    await sets(romeo, "<item jid='tybalt@elsewhere.example'/>")
    other = "<item jid='tybalt@elsewhere.example' subscription='none'/>"
    await romeo.receives(done(romeo), push(romeo, other))
    await roster_of(romeo, item, other)
    await roster_of(juliet, member("romeo@localhost"))


@pytest.mark.parametrize("has_own", [True, False])
async def test_nobody_leaves_it(scene, has_own):
    romeo, _ = scene.enter(ROMEO, JULIET)
    if has_own:
        await sets(romeo, "<item jid='juliet@localhost' name='My love'/>")
        await romeo.receives(done(romeo))
    await sets(romeo, "<item jid='juliet@localhost' subscription='remove'/>")
    await romeo.receives(f"""
        <iq type='error' id='s' from='romeo@localhost' to='{ROMEO}'>
          <error type='cancel' code='405'>
            <not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{{any}}</error></iq>""")


@pytest.mark.memory
async def test_accounts_that_come_and_go_are_told_together(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await roster_of(romeo, member("juliet@localhost"), ver="{old}")
    accounts = scene.host.accounts
    await accounts.create("paris", "a secret")
    await accounts.create("tybalt", "a secret")
    await accounts.create("passer", "a secret")
    await accounts.delete(accounts.jid("passer"))
    romeo.receives_nothing()
    await scene.passes(1)
    await romeo.receives(
        push(romeo, member("paris@localhost"), "{new}"),
        push(romeo, member("tybalt@localhost"), "{new}"),
    )
    juliet.receives_nothing()  # she has not asked for the roster
    await accounts.delete(accounts.jid("paris"))
    await scene.passes(1)
    await romeo.receives(push(romeo, gone("paris@localhost")))
    await roster_of(romeo, member("juliet@localhost"), member("tybalt@localhost"))


@pytest.mark.memory
async def test_a_newcomer_is_known_before_it_is_seen(scene):
    romeo = scene.enter(ROMEO)
    await roster_of(romeo)
    await romeo.is_online()
    juliet = scene.enter(JULIET)
    await juliet.sends("<presence/>")
    await romeo.receives(push(romeo, member("juliet@localhost")), says(juliet, romeo))
    juliet.forget()


@pytest.mark.memory
async def test_disabled_accounts_are_left_out(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await roster_of(romeo, member("juliet@localhost"))
    await scene.host.accounts.set_disabled(scene.host.accounts.jid("juliet"), True)
    await scene.passes(1)
    assert juliet.stream_error == "not-authorized"
    await romeo.receives(push(romeo, gone("juliet@localhost")))
    await roster_of(romeo)
    await scene.host.accounts.set_disabled(scene.host.accounts.jid("juliet"), False)
    await scene.passes(1)
    await romeo.receives(push(romeo, member("juliet@localhost")))


@pytest.mark.memory
async def test_versions_say_what_has_changed_in_it(scene):
    romeo, _ = scene.enter(ROMEO, JULIET)
    await sets(romeo, "<item jid='juliet@localhost'/>")
    await romeo.receives(done(romeo))
    await roster_of(romeo, member("juliet@localhost"), ver="{old}")
    await romeo.sends(f"<iq type='get' id='s'><query {NS} ver='{{old}}'/></iq>")
    await romeo.receives(done(romeo))
    await romeo.closes()
    accounts = scene.host.accounts
    await sets(scene.enter(NURSE), "<item jid='romeo@localhost'/>")
    scene.peers[-1].forget()
    await accounts.create("paris", "a secret")
    await scene.passes(1)
    again = scene.enter(ROMEO)
    await sets(again, "<item jid='juliet@localhost' name='My love'/>")
    await again.receives(done(again))
    await again.sends(f"<iq type='get' id='s'><query {NS} ver='{{old}}'/></iq>")
    await again.receives(done(again))
    await again.receives_any_order(
        push(again, member("juliet@localhost", name="My love")),
        push(again, member("nurse@localhost")),
        push(again, member("paris@localhost")),
    )


async def test_the_version_is_the_same_after_a_restart(scene):
    scene.enter(ROMEO, JULIET)
    await scene.begins()
    romeo = Jid.parse(ROMEO).bare
    now = scene.host.rosters.groups.version(romeo)
    again, other = (everyone.Everyone(scene.host, name) for name in ("Everyone", "All"))
    await again.load()
    await other.load()
    assert again.version(romeo) in now.split(".")
    assert other.version(romeo) not in now.split(".")


@pytest.mark.memory
async def test_a_subscription_in_it_changes_nothing_to_see(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await roster_of(romeo, member("juliet@localhost"))
    await romeo.is_online()
    await juliet.is_online()
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    await romeo.receives(
        "<presence type='subscribed' from='juliet@localhost' to='romeo@localhost'/>",
        push(romeo, member("juliet@localhost")),
    )
    juliet.receives_nothing()
    await romeo.sends("<presence type='unsubscribe' to='juliet@localhost'/>")
    await romeo.receives(push(romeo, member("juliet@localhost")))
    juliet.receives_nothing()


async def test_a_storm_is_told_to_all(scene):
    """More copies than are written at once (`server/session.py`): the rest follow shortly."""
    devices = scene.enter(*(f"user{n}@localhost/d" for n in range(40)))
    for device in devices:
        await device.sends("<presence/>")
    await scene.passes(1)
    for number, device in enumerate(devices):
        senders = [stanza.attrs["from"] for stanza in device.unread]
        earlier = {other.jid for other in devices[:number]}
        assert set(senders[1 : number + 1]) == earlier
        assert senders[0] == device.jid
        assert senders[number + 1 :] == [other.jid for other in devices[number + 1 :]]
        device.forget()
