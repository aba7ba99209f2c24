"""RFC 6121, 3: Managing Presence Subscriptions, as conversations."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
NS = "xmlns='jabber:iq:roster'"


@pytest.fixture(autouse=True)
def without_everyone(scene):
    scene.configure(**{"directory.everyone": False})


def account(device):
    return device.jid.partition("/")[0]


def push(device, item):
    return f"""<iq type='set' id='{{any}}' to='{device.jid}'>
        <query {NS} ver='{{any}}'>{item}</query></iq>"""


def presence(kind, sender, to, content=""):
    return f"<presence type='{kind}' from='{sender}' to='{to}'>{content}</presence>"


def available(device, to, late=True, content=""):
    delay = f"<delay xmlns='urn:xmpp:delay' from='{device.jid}' stamp='{{any}}'/>" if late else ""
    return f"<presence from='{device.jid}' to='{to}'>{content}{delay}</presence>"


async def reads_roster(*devices):
    for device in devices:
        await device.sends(f"<iq type='get' id='g'><query {NS}/></iq>")
        device.forget()


async def roster_of(device, items):
    await device.sends(f"<iq type='get' id='g'><query {NS}/></iq>")
    await device.receives(f"""
        <iq type='result' id='g' from='{account(device)}' to='{device.jid}'>
          <query {NS} ver='{{any}}'>{items}</query></iq>""")


async def become_friends(romeo, juliet):
    """Each has the other as a contact, `both`; both are online and have nothing unread."""
    for one, other in ((romeo, juliet), (juliet, romeo)):
        await one.is_online()
        await one.sends(f"<presence type='subscribe' to='{account(other)}'/>")
    await romeo.sends(f"<presence type='subscribed' to='{account(juliet)}'/>")
    await juliet.sends(f"<presence type='subscribed' to='{account(romeo)}'/>")
    for one in (romeo, juliet):
        one.forget()


async def test_she_is_asked_and_grants_it(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(romeo, juliet)
    await romeo.is_online()
    await juliet.is_online()

    # He asks: his contact waits for an answer, hers is not in the roster yet
    await romeo.sends("""
        <presence type='subscribe' id='a1' to='juliet@localhost/balcony'>
          <status>It is me</status></presence>""")
    await romeo.receives(
        push(romeo, "<item jid='juliet@localhost' subscription='none' ask='subscribe'/>")
    )
    await juliet.receives("""
        <presence type='subscribe' id='a1' from='romeo@localhost' to='juliet@localhost'>
          <status>It is me</status></presence>""")
    await roster_of(juliet, "")

    # She grants it: he sees her
    await juliet.sends("<presence type='subscribed' to='romeo@localhost'/>")
    await juliet.receives(push(juliet, "<item jid='romeo@localhost' subscription='from'/>"))
    await romeo.receives(
        presence("subscribed", "juliet@localhost", "romeo@localhost"),
        push(romeo, "<item jid='juliet@localhost' subscription='to'/>"),
        available(juliet, "romeo@localhost"),
    )

    # And the other way: both
    await juliet.sends("<presence type='subscribe' to='romeo@localhost'/>")
    await juliet.receives(
        push(juliet, "<item jid='romeo@localhost' subscription='from' ask='subscribe'/>")
    )
    await romeo.receives(presence("subscribe", "juliet@localhost", "romeo@localhost"))
    await romeo.sends("<presence type='subscribed' to='juliet@localhost'/>")
    await romeo.receives(push(romeo, "<item jid='juliet@localhost' subscription='both'/>"))
    await juliet.receives(
        presence("subscribed", "romeo@localhost", "juliet@localhost"),
        push(juliet, "<item jid='romeo@localhost' subscription='both'/>"),
        available(romeo, "juliet@localhost"),
    )


async def test_she_refuses(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(romeo, juliet)
    await romeo.is_online()
    await juliet.is_online()
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    romeo.forget()
    juliet.forget()
    await juliet.sends("<presence type='unsubscribed' to='romeo@localhost'/>")
    juliet.receives_nothing()
    await romeo.receives(
        presence("unsubscribed", "juliet@localhost", "romeo@localhost"),
        push(romeo, "<item jid='juliet@localhost' subscription='none'/>"),
    )
    # The request is answered: she does not find it again
    await juliet.sends("<presence type='unavailable'/>", "<presence/>")
    await juliet.receives(
        presence("unavailable", JULIET, "juliet@localhost"),
        f"<presence from='{JULIET}' to='juliet@localhost'/>",
    )


async def test_a_request_waits_until_it_is_answered(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'><x xmlns='u'/></presence>")
    romeo.receives_nothing()  # it has not asked for the roster
    juliet.receives_nothing()  # she is not available yet
    request = presence("subscribe", "romeo@localhost", "juliet@localhost", "<x xmlns='u'/>")
    for _ in range(2):
        await juliet.sends("<presence/>")
        await juliet.receives(f"<presence from='{JULIET}' to='juliet@localhost'/>", request)
        await juliet.sends("<presence type='unavailable'/>")
        await juliet.receives(presence("unavailable", JULIET, "juliet@localhost"))
    # Asked again, she is not told again (A.3.1)
    await juliet.sends("<presence/>")
    juliet.forget()
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    juliet.receives_nothing()
    # Answered, it is not told any more; he is not there to hear it
    await juliet.sends("<presence type='subscribed' to='romeo@localhost'/>")
    romeo.receives_nothing()
    await juliet.sends("<presence type='unavailable'/>", "<presence/>")
    await juliet.receives(
        presence("unavailable", JULIET, "juliet@localhost"),
        f"<presence from='{JULIET}' to='juliet@localhost'/>",
    )


async def test_it_ends_by_his_word(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(romeo, juliet)
    await become_friends(romeo, juliet)
    await romeo.sends("<presence type='unsubscribe' to='juliet@localhost'/>")
    await romeo.receives(
        push(romeo, "<item jid='juliet@localhost' subscription='from'/>"),
        presence("unavailable", JULIET, "romeo@localhost"),
    )
    await juliet.receives(
        presence("unsubscribe", "romeo@localhost", "juliet@localhost"),
        push(juliet, "<item jid='romeo@localhost' subscription='to'/>"),
    )


async def test_it_ends_by_her_word(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(romeo, juliet)
    await become_friends(romeo, juliet)
    await juliet.sends("<presence type='unsubscribed' to='romeo@localhost'/>")
    await juliet.receives(push(juliet, "<item jid='romeo@localhost' subscription='to'/>"))
    await romeo.receives(
        presence("unsubscribed", "juliet@localhost", "romeo@localhost"),
        push(romeo, "<item jid='juliet@localhost' subscription='from'/>"),
        presence("unavailable", JULIET, "romeo@localhost"),
    )
    # What she says from now on is not his
    await juliet.sends("<presence><show>away</show></presence>")
    await juliet.receives(
        f"<presence from='{JULIET}' to='juliet@localhost'><show>away</show></presence>"
    )
    romeo.receives_nothing()


async def test_who_has_it_already_is_answered_by_the_server(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(romeo, juliet)
    await become_friends(romeo, juliet)
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    romeo.receives_nothing()
    juliet.receives_nothing()


async def test_who_is_approved_beforehand_need_not_ask(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(romeo, juliet)
    await romeo.is_online()
    await juliet.is_online()
    await juliet.sends("<presence type='subscribed' to='romeo@localhost'/>")
    await juliet.receives(
        push(juliet, "<item jid='romeo@localhost' subscription='none' approved='true'/>")
    )
    romeo.receives_nothing()
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    await romeo.receives(
        presence("subscribed", "juliet@localhost", "romeo@localhost"),
        push(romeo, "<item jid='juliet@localhost' subscription='to'/>"),
        available(juliet, "romeo@localhost"),
    )
    await juliet.receives(
        push(juliet, "<item jid='romeo@localhost' subscription='from' approved='true'/>")
    )


async def test_an_approval_is_taken_back(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(juliet)
    await juliet.is_online()
    await juliet.sends(
        "<presence type='subscribed' to='romeo@localhost'/>",
        "<presence type='unsubscribed' to='romeo@localhost'/>",
    )
    juliet.forget()
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    await juliet.receives(presence("subscribe", "romeo@localhost", "juliet@localhost"))


async def test_removal_from_the_roster_ends_both(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(romeo, juliet)
    await become_friends(romeo, juliet)
    await romeo.sends(
        f"<iq type='set' id='r'><query {NS}>"
        "<item jid='juliet@localhost' subscription='remove'/></query></iq>"
    )
    await romeo.receives(
        f"<iq type='result' id='r' from='romeo@localhost' to='{ROMEO}'/>",
        push(romeo, "<item jid='juliet@localhost' subscription='remove'/>"),
        presence("unavailable", JULIET, "romeo@localhost"),
    )
    await juliet.receives(
        presence("unsubscribe", "romeo@localhost", "juliet@localhost"),
        presence("unsubscribed", "romeo@localhost", "juliet@localhost"),
        push(juliet, "<item jid='romeo@localhost' subscription='none'/>"),
        presence("unavailable", ROMEO, "juliet@localhost"),
    )


async def test_two_devices_hear_the_same(scene):
    romeo, phone, juliet = scene.enter(ROMEO, "romeo@localhost/phone", JULIET)
    await reads_roster(romeo, phone, juliet)
    for device in (romeo, phone, juliet):
        await device.is_online()
    await juliet.sends("<presence type='subscribe' to='romeo@localhost'/>")
    juliet.forget()
    for device in (romeo, phone):
        await device.receives(presence("subscribe", "juliet@localhost", "romeo@localhost"))
    await phone.sends("<presence type='subscribed' to='juliet@localhost'/>")
    for device in (romeo, phone):
        await device.receives(push(device, "<item jid='juliet@localhost' subscription='from'/>"))
    await juliet.receives(
        presence("subscribed", "romeo@localhost", "juliet@localhost"),
        push(juliet, "<item jid='romeo@localhost' subscription='to'/>"),
    )
    await juliet.receives_any_order(
        available(romeo, "juliet@localhost"), available(phone, "juliet@localhost")
    )


@pytest.mark.parametrize("kind", ["subscribe", "subscribed", "unsubscribe", "unsubscribed"])
async def test_nobody_answers_for_an_unknown_account(scene, kind):
    """RFC 6121, 8.5.1: silently ignored."""
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<presence type='{kind}' to='nobody@localhost'/>")
    romeo.receives_nothing()


@pytest.mark.parametrize(
    ("to", "condition"),
    [
        ("romeo@localhost", "not-allowed"),
        ("juliet@elsewhere.example", "remote-server-not-found"),
        ("@localhost", "jid-malformed"),
    ],
)
async def test_what_cannot_be_asked(scene, to, condition):
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<presence type='subscribe' to='{to}'/>")
    await romeo.receives(f"""
        <presence type='error' from='{to}' to='{ROMEO}'><error type='{{any}}' code='{{any}}'>
          <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{{any}}</error></presence>""")


async def test_a_subscription_needs_an_addressee(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<presence type='subscribe'/>")
    await romeo.receives(f"""
        <presence type='error' from='romeo@localhost' to='{ROMEO}'>
          <error type='modify' code='400'>
            <bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{{any}}</error></presence>""")


async def test_a_deleted_account_leaves_no_subscription_to_its_name(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await reads_roster(juliet)
    await become_friends(romeo, juliet)
    await scene.host.accounts.delete(scene.host.accounts.jid("romeo"))
    await scene.settles()
    assert romeo.stream_error == "not-authorized"
    romeo.forget()
    await juliet.receives(
        presence("unavailable", ROMEO, "juliet@localhost"),
        presence("unsubscribe", "romeo@localhost", "juliet@localhost"),
        presence("unsubscribed", "romeo@localhost", "juliet@localhost"),
        push(juliet, "<item jid='romeo@localhost' subscription='none'/>"),
    )


async def test_subscriptions_outlive_the_memory(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await become_friends(romeo, juliet)
    for name in ("romeo", "juliet"):
        scene.host.rosters.forget(scene.host.accounts.jid(name))
    await roster_of(romeo, "<item jid='juliet@localhost' subscription='both'/>")
    await roster_of(juliet, "<item jid='romeo@localhost' subscription='both'/>")
