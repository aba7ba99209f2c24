"""XEP-0012: Last Activity, as conversations."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
QUERY = "<query xmlns='jabber:iq:last'/>"
STANZAS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"


async def asks(device, to):
    attr = f"to='{to}'" if to else ""
    await device.sends(f"<iq type='get' id='l' {attr}>{QUERY}</iq>")


def answer(seconds, text="", sender="juliet@localhost", to=ROMEO):
    return f"""<iq type='result' id='l' from='{sender}' to='{to}'>
        <query xmlns='jabber:iq:last' seconds='{seconds}'>{text}</query></iq>"""


def refusal(condition, sender="juliet@localhost"):
    return f"""<iq type='error' id='l' from='{sender}' to='{ROMEO}'>
        <error type='{{any}}' code='{{any}}'><{condition} {STANZAS}/>{{any}}</error></iq>"""


async def test_when_she_was_last_here_and_what_she_said(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await asks(romeo, "juliet@localhost")
    await romeo.receives(refusal("item-not-found"))  # she has never been here
    await juliet.is_online()
    await asks(romeo, "juliet@localhost")
    await romeo.receives(answer(0))
    await juliet.sends("<presence type='unavailable'><status>Heading home</status></presence>")
    juliet.forget()
    await scene.passes(203)
    await asks(romeo, "juliet@localhost")
    await romeo.receives(answer(203, "Heading home"))
    # The next time she just vanishes
    await juliet.is_online()
    await juliet.drops()
    await scene.passes(5)
    await asks(romeo, "juliet@localhost")
    await romeo.receives(answer(5))


async def test_only_the_last_device_counts(scene):
    romeo, juliet, phone = scene.enter(ROMEO, JULIET, "juliet@localhost/phone")
    await juliet.is_online()
    await phone.is_online()
    juliet.forget()
    await phone.closes()
    juliet.forget()
    await asks(romeo, "juliet@localhost")
    await romeo.receives(answer(0))


async def test_the_own_account_and_the_server(scene):
    romeo = scene.enter(ROMEO)
    await romeo.is_online()
    await asks(romeo, "")
    await romeo.receives(answer(0, sender="romeo@localhost"))
    await scene.passes(123)
    await asks(romeo, "localhost")
    await romeo.receives(answer(123, sender="localhost"))


@pytest.mark.parametrize("to", ["juliet@localhost", JULIET])
async def test_strangers_are_not_told(scene, to):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await asks(romeo, to)
    await romeo.receives(refusal("forbidden", to))
    juliet.receives_nothing()


@pytest.mark.parametrize("is_here", [True, False])
async def test_subscribers_are(scene, is_here):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    await juliet.sends("<presence type='subscribed' to='romeo@localhost'/>")
    romeo.forget()
    await juliet.is_online()
    if not is_here:
        await juliet.closes()
    scene.host.rosters.forget(scene.host.accounts.jid("juliet"))  # wherever it is kept
    await asks(romeo, "juliet@localhost")
    await romeo.receives(answer(0))


async def test_the_client_says_itself_how_long_it_has_been_idle(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await asks(romeo, JULIET)
    await juliet.receives(f"<iq type='get' id='l' from='{ROMEO}' to='{JULIET}'>{QUERY}</iq>")
    idle = "<query xmlns='jabber:iq:last' seconds='77'/>"
    await juliet.sends(f"<iq type='result' id='l' to='{ROMEO}'>{idle}</iq>")
    await romeo.receives(answer(77, sender=JULIET))


async def test_who_is_blocked_is_not_told(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.sends("""<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>
        <item jid='romeo@localhost'/></block></iq>""")
    juliet.forget()
    for to in ("juliet@localhost", JULIET, "nobody@localhost"):
        await asks(romeo, to)
        await romeo.receives(refusal("service-unavailable", to))
    juliet.receives_nothing()


async def test_a_long_farewell_is_cut(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    text = "so long, " * 1000
    await juliet.sends(f"<presence type='unavailable'><status>{text}</status></presence>")
    juliet.forget()
    await asks(romeo, "juliet@localhost")
    await romeo.receives(answer(0, text[:1024]))
