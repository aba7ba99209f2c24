"""XEP-0352: Client State Indication, as conversations."""

import pytest

ROMEO, JULIET, NURSE = (
    "romeo@localhost/phone",
    "juliet@localhost/balcony",
    "nurse@localhost/kitchen",
)
INACTIVE, ACTIVE = "<inactive xmlns='urn:xmpp:csi:0'/>", "<active xmlns='urn:xmpp:csi:0'/>"
PING = "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"
PONG = f"<iq type='result' id='p' from='romeo@localhost' to='{ROMEO}'/>"


def state(name, sender=JULIET):
    return (
        f"<message type='chat' from='{sender}' to='{ROMEO}'>"
        f"<{name} xmlns='http://jabber.org/protocol/chatstates'/></message>"
    )


def presence(show, sender=JULIET):
    return f"<presence from='{sender}' to='romeo@localhost'><show>{show}</show></presence>"


async def are_online(*devices):
    for device in devices:
        await device.sends("<presence/>")
    for device in devices:
        device.forget()


@pytest.mark.memory
async def test_what_can_wait_waits_in_order(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await are_online(romeo, juliet, nurse)
    await romeo.sends(INACTIVE)
    for show in ("away", "dnd", "xa"):
        await juliet.sends(f"<presence><show>{show}</show></presence>")
    await nurse.sends("<presence><show>chat</show></presence>")
    for name in ("composing", "paused"):
        await juliet.sends(state(name))
    await juliet.sends("<presence><show>chat</show></presence>")
    juliet.forget()
    nurse.forget()
    romeo.receives_nothing()
    await romeo.sends(ACTIVE)
    # Of each device, the newest alone; of each person's typing too
    await romeo.receives(presence("chat", NURSE), state("paused"), presence("chat"))


@pytest.mark.memory
async def test_what_cannot_wait_takes_the_rest_along(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await are_online(romeo, juliet)
    urgent = [
        f"<message type='chat' to='{ROMEO}'><body>hi</body></message>",
        f"<message to='{ROMEO}'><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>",
        f"<message type='chat' to='{ROMEO}'><propose xmlns='urn:xmpp:jingle-message:0'/></message>",
        f"<iq type='get' id='1' to='{ROMEO}'><query xmlns='jabber:iq:version'/></iq>",
        f"<presence type='error' to='{ROMEO}'/>",
        f"<message type='error' to='{ROMEO}'><error type='cancel'/></message>",
    ]
    await romeo.sends(INACTIVE)
    for stanza in urgent:
        await juliet.sends("<presence><show>away</show></presence>")
        juliet.forget()
        romeo.receives_nothing()
        await juliet.sends(stanza)
        await romeo.receives(presence("away"))
        assert len(romeo.unread) == 1
        romeo.forget()


async def test_a_request_to_subscribe_does_not_wait(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.is_online()
    await romeo.sends(INACTIVE)
    await juliet.sends("<presence type='subscribe' to='romeo@localhost'/>")
    await romeo.receives(
        "<presence type='subscribe' from='juliet@localhost' to='romeo@localhost'/>"
    )


async def test_active_is_in_order(scene):
    """XEP-0352, 5.1: what was held is there before the answer to what follows."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await are_online(romeo, juliet)
    await romeo.sends(INACTIVE, INACTIVE)
    await juliet.sends("<presence><show>away</show></presence>")
    juliet.forget()
    await romeo.sends(ACTIVE + PING)
    await romeo.receives(presence("away"), PONG)
    await romeo.sends(ACTIVE)
    romeo.receives_nothing()


@pytest.mark.memory
async def test_receipts_wait_and_are_not_lost(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await are_online(romeo, juliet)
    await romeo.sends(INACTIVE)
    receipt = "<received xmlns='urn:xmpp:receipts' id='m1'/>"
    await juliet.sends(f"<message type='chat' to='{ROMEO}' id='r1'>{receipt}</message>")
    romeo.receives_nothing()
    inbox = next(s.inbox for s in scene.host.sessions if s.jid.text == ROMEO)
    before = inbox.cursor
    assert not inbox.is_settled
    await romeo.sends(ACTIVE)
    await romeo.receives(
        f"<message type='chat' from='{JULIET}' to='{ROMEO}' id='r1'>{receipt}{{any}}</message>"
    )
    assert inbox.is_settled
    assert inbox.cursor > before


@pytest.mark.memory
async def test_carbons_wait_as_what_they_copy(scene):
    romeo, laptop, juliet = scene.enter(ROMEO, "romeo@localhost/laptop", JULIET)
    await are_online(romeo, laptop, juliet)
    await romeo.sends("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>")
    romeo.forget()
    await romeo.sends(INACTIVE)
    typing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
    await laptop.sends(f"<message type='chat' to='{JULIET}'>{typing}</message>")
    juliet.forget()
    romeo.receives_nothing()
    await laptop.sends(f"<message type='chat' to='{JULIET}'><body>hi</body></message>")
    juliet.forget()
    assert len(romeo.unread) == 2
    romeo.forget()


async def test_no_more_than_a_few_hundred_wait(scene):
    scene.configure(**{"limits.enabled": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await are_online(romeo, juliet)
    await romeo.sends(INACTIVE)
    event = "<event xmlns='http://jabber.org/protocol/pubsub#event'/>"
    note = f"<message type='headline' to='{ROMEO}'>{event}</message>"
    await juliet.sends(note * 500)
    romeo.receives_nothing()
    await juliet.sends(note)
    assert len(romeo.unread) == 501
    romeo.forget()


@pytest.mark.memory
async def test_a_resumed_stream_is_active_and_has_all(scene):
    """XEP-0352, 5.2."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await are_online(romeo, juliet)
    await romeo.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    await romeo.receives("<enabled xmlns='urn:xmpp:sm:3' id='{stream}' resume='true' max='{any}'/>")
    await romeo.sends(INACTIVE)
    await juliet.sends("<presence><show>away</show></presence>")
    juliet.forget()
    await romeo.drops()
    await juliet.sends("<presence><show>dnd</show></presence>")
    juliet.forget()
    await romeo.reconnects()
    await romeo.sends("<resume xmlns='urn:xmpp:sm:3' previd='{stream}' h='0'/>")
    await romeo.receives(
        "<resumed xmlns='urn:xmpp:sm:3' previd='{stream}' h='0'/>",
        presence("away"),
        # Sent again, a broadcast is without `to`: all who hear it share one element
        presence("dnd").replace(" to='romeo@localhost'", ""),
    )
    romeo.forget()
    await juliet.sends("<presence><show>xa</show></presence>")
    juliet.forget()
    await romeo.receives(presence("xa"))


async def test_held_messages_are_not_lost_with_the_stream(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await are_online(romeo, juliet)
    await romeo.sends(INACTIVE)
    receipt = "<received xmlns='urn:xmpp:receipts' id='m1'/>"
    await juliet.sends(f"<message type='chat' to='{ROMEO}' id='r1'>{receipt}</message>")
    await romeo.closes()
    await romeo.receives(
        f"<message type='chat' from='{JULIET}' to='{ROMEO}' id='r1'>{receipt}{{any}}</message>"
    )
    juliet.forget()
