"""XEP-0280: Message Carbons, as conversations."""

import pytest

LAPTOP, PHONE = "romeo@localhost/laptop", "romeo@localhost/phone"
JULIET, NURSE = "juliet@localhost/balcony", "juliet@localhost/kitchen"
ENABLE = "<iq type='set' id='c1'><enable xmlns='urn:xmpp:carbons:2'/></iq>"
DISABLE = "<iq type='set' id='c2'><disable xmlns='urn:xmpp:carbons:2'/></iq>"


async def enables(device):
    await device.sends(ENABLE)
    account = device.jid.partition("/")[0]
    await device.receives(f"<iq type='result' id='c1' from='{account}' to='{device.jid}'/>")


def carbon(direction, to, forwarded, kind="chat"):
    account = to.partition("/")[0]
    return f"""
        <message type='{kind}' from='{account}' to='{to}'>
          <{direction} xmlns='urn:xmpp:carbons:2'>
            <forwarded xmlns='urn:xmpp:forward:0'>{forwarded}</forwarded>
          </{direction}>
        </message>"""


def stored(content, by, sender=LAPTOP, to=JULIET, attrs="type='chat'", name="sid"):
    return f"""
        <message xmlns='jabber:client' from='{sender}' to='{to}' {attrs}>{content}
          <stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{{{name}}}'/></message>"""


async def test_my_phone_sees_what_my_laptop_sends(scene):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await laptop.sends(f"<message type='chat' to='{JULIET}'><body>ohai</body></message>")
    # Each copy carries the id of the archive that its reader may ask (XEP-0313, 3.4)
    await juliet.receives(stored("<body>ohai</body>", "juliet@localhost"))
    await phone.receives(carbon("sent", PHONE, stored("<body>ohai</body>", "romeo@localhost")))
    laptop.receives_nothing()


async def test_my_phone_sees_what_juliet_writes_to_my_laptop(scene):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await juliet.sends(f"<message type='chat' to='{LAPTOP}'><body>hark</body></message>")
    hark = stored("<body>hark</body>", "romeo@localhost", sender=JULIET, to=LAPTOP)
    await laptop.receives(hark)
    await phone.receives(carbon("received", PHONE, hark))


async def test_what_is_for_the_account_reaches_a_device_once(scene):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await enables(laptop)
    await laptop.is_online()
    await juliet.sends("<message type='chat' to='romeo@localhost'><body>all</body></message>")
    everyone = stored("<body>all</body>", "romeo@localhost", sender=JULIET, to="romeo@localhost")
    await laptop.receives(everyone)
    # The phone is not available, so the message itself passes it by: it gets a copy
    await phone.receives(carbon("received", PHONE, everyone))
    await phone.is_online()
    await juliet.sends("<message type='chat' to='romeo@localhost'><body>b</body></message>")
    both = stored("<body>b</body>", "romeo@localhost", JULIET, "romeo@localhost", name="sid2")
    await laptop.receives(both)
    await phone.receives(both)


async def test_carbons_end_when_they_are_disabled(scene):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await enables(phone)  # 10.1: again is no error
    for _ in range(2):
        await phone.sends(DISABLE)
        await phone.receives(f"<iq type='result' id='c2' from='romeo@localhost' to='{PHONE}'/>")
    await laptop.sends(f"<message type='chat' to='{JULIET}'><body>ohai</body></message>")
    juliet.forget()
    phone.receives_nothing()


async def test_nobody_switches_carbons_of_another(scene):
    _romeo, juliet = scene.enter(PHONE, JULIET)
    await juliet.sends(ENABLE.replace("<iq", "<iq to='romeo@localhost'"))
    await juliet.receives(
        f"""<iq type='error' id='c1' from='romeo@localhost' to='{JULIET}'>
          <error type='cancel' code='503'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          </error></iq>"""
    )


CHAT_STATE = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
RECEIPT = "<received xmlns='urn:xmpp:receipts' id='m1'/>"
MARKER = "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>"
INVITATION = "<x xmlns='jabber:x:conference' jid='coven@rooms.localhost'/>"
MEDIATED = """<x xmlns='http://jabber.org/protocol/muc#user'><invite to='a@localhost'/></x>"""
PRIVATE = "<body>hush</body><private xmlns='urn:xmpp:carbons:2'/>"
NO_COPY = "<body>hush</body><no-copy xmlns='urn:xmpp:hints'/>"
OF_ROOM = "<body>psst</body><x xmlns='http://jabber.org/protocol/muc#user'/>"


@pytest.mark.parametrize(
    ("kind", "content", "is_copied"),
    [
        ("chat", "<body>hi</body>", True),
        ("chat", "<thread>t</thread>", True),
        ("normal", "<body>hi</body>", True),
        ("normal", "<subject>hi</subject>", False),
        ("normal", CHAT_STATE, True),
        ("chat", CHAT_STATE, True),
        ("normal", RECEIPT, True),
        ("normal", MARKER, True),
        ("normal", INVITATION, True),
        ("normal", MEDIATED, True),
        ("headline", "<body>news</body>", False),
        ("chat", PRIVATE, False),
        ("chat", NO_COPY, False),
        ("chat", OF_ROOM, True),  # sent to an occupant of a room: copied
    ],
)
async def test_which_messages_are_copied_to_the_senders_devices(scene, kind, content, is_copied):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await laptop.sends(f"<message type='{kind}' to='{JULIET}'>{content}</message>")
    juliet.forget()
    if is_copied:
        await phone.receives(
            f"""<message type='{kind}' from='romeo@localhost' to='{PHONE}'>
              <sent xmlns='urn:xmpp:carbons:2'>{{any}}</sent></message>"""
        )
    phone.receives_nothing()


@pytest.mark.parametrize(
    ("content", "is_copied"),
    [("<body>hi</body>", True), (PRIVATE, False), (NO_COPY, False), (OF_ROOM, False)],
)
async def test_which_messages_are_copied_to_the_recipients_devices(scene, content, is_copied):
    balcony, kitchen, romeo = scene.enter(JULIET, NURSE, LAPTOP)
    await enables(kitchen)
    await romeo.sends(f"<message type='chat' to='{JULIET}'>{content}</message>")
    balcony.forget()
    if is_copied:
        await kitchen.receives(
            f"""<message type='chat' from='juliet@localhost' to='{NURSE}'>
              <received xmlns='urn:xmpp:carbons:2'>{{any}}</received></message>"""
        )
    kitchen.receives_nothing()


async def test_private_stays_in_the_message(scene):
    """Version 1.0: servers no longer strip it, so that nobody is misled about who has a copy."""
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await laptop.sends(f"<message type='chat' to='{JULIET}'>{PRIVATE}</message>")
    await juliet.receives(stored(PRIVATE, "juliet@localhost"))
    phone.receives_nothing()


async def test_an_error_follows_the_copy_of_what_it_answers(scene):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    error = """<error type='cancel'>
        <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"""
    await laptop.sends(f"<message type='chat' to='{JULIET}' id='m1'><body>a</body></message>")
    juliet.forget()
    phone.forget()
    await juliet.sends(f"<message type='error' to='{LAPTOP}' id='m1'>{error}</message>")
    bounced = f"""<message xmlns='jabber:client' type='error' id='m1' from='{JULIET}'
        to='{LAPTOP}'>{error.replace("<error", "<error xmlns='jabber:client'")}</message>"""
    await laptop.receives(bounced)
    await phone.receives(carbon("received", PHONE, bounced, kind="error"))
    # An error to something that was never copied
    await juliet.sends(f"<message type='error' to='{LAPTOP}' id='m2'>{error}</message>")
    await laptop.receives(bounced.replace("m1", "m2"))
    phone.receives_nothing()


async def test_the_bounce_of_a_copy_goes_nowhere(scene):
    """10.3: it MUST NOT reach the original sender."""
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await juliet.sends(f"<message type='chat' to='{LAPTOP}' id='m1'><body>a</body></message>")
    laptop.forget()
    phone.forget()
    await phone.sends(
        """<message type='error' to='romeo@localhost' id='m1'><error type='cancel'>
          <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"""
    )
    for device in (laptop, phone, juliet):
        device.receives_nothing()


async def test_a_forged_carbon_comes_from_its_forger(scene):
    """Section 7: clients accept copies from their own account only, and this is not from there."""
    romeo, tybalt = scene.enter(LAPTOP, "tybalt@localhost/street")
    await romeo.is_online()
    forged = """<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
        <message xmlns='jabber:client' type='chat' from='juliet@localhost/balcony'
          to='romeo@localhost/garden'><body>come to our hall</body></message>
        </forwarded></received>"""
    await tybalt.sends(f"<message type='chat' to='romeo@localhost'>{forged}</message>")
    await romeo.receives(
        f"""<message type='chat' to='romeo@localhost'
          from='tybalt@localhost/street'>{forged}</message>"""
    )
    await tybalt.sends(
        f"<message type='chat' from='romeo@localhost' to='romeo@localhost'>{forged}</message>"
    )
    assert tybalt.stream_error == "invalid-from"
    romeo.receives_nothing()


async def test_a_note_to_myself_reaches_each_device_once(scene):
    laptop, phone = scene.enter(LAPTOP, PHONE)
    await enables(phone)
    await enables(laptop)
    await phone.is_online()
    laptop.forget()
    await laptop.sends("<message type='chat' to='romeo@localhost'><body>milk</body></message>")
    note = stored("<body>milk</body>", "romeo@localhost", to="romeo@localhost")
    await phone.receives(note)
    laptop.receives_nothing()
    await laptop.sends(f"<message type='chat' to='{LAPTOP}'><body>eggs</body></message>")
    eggs = stored("<body>eggs</body>", "romeo@localhost", to=LAPTOP, name="eggs")
    await laptop.receives(eggs)
    await phone.receives(carbon("sent", PHONE, eggs))


async def test_a_groupchat_message_is_not_copied(scene):
    laptop, phone = scene.enter(LAPTOP, PHONE)
    await enables(phone)
    await laptop.sends(f"<message type='groupchat' to='{PHONE}'><body>a</body></message>")
    phone.forget()
    await laptop.sends("<message type='groupchat' to='juliet@localhost'><body>a</body></message>")
    laptop.forget()
    phone.receives_nothing()


ENABLE_SM = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"


async def acknowledges(device):
    """From now on it has to acknowledge what it gets, and never will."""
    await device.sends(ENABLE_SM)
    device.forget()


async def test_a_copy_counts_as_taken(scene):
    scene.configure(**{"c2s.resume_timeout": "1 min"})
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await phone.is_online()
    await acknowledges(laptop)
    await juliet.sends(f"<message type='chat' to='{LAPTOP}'><body>hark</body></message>")
    await phone.receives(
        f"""<message type='chat' from='romeo@localhost' to='{PHONE}'>
          <received xmlns='urn:xmpp:carbons:2'>{{any}}</received></message>"""
    )
    await laptop.drops()
    await scene.passes(90)
    laptop.forget()
    await phone.sends("<presence type='unavailable'/>", "<presence/>")
    assert not [one for one in phone.unread if one.name == "message"]
    phone.forget()


async def test_what_nobody_acknowledged_comes_as_itself_and_not_as_a_copy(scene):
    scene.configure(**{"c2s.resume_timeout": "1 min"})
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await enables(phone)
    await acknowledges(laptop)
    await acknowledges(phone)
    await juliet.sends(f"<message type='chat' to='{LAPTOP}'><body>hark</body></message>")
    tablet = scene.enter("romeo@localhost/tablet")
    await tablet.is_online()
    await laptop.drops()
    await phone.drops()
    await scene.passes(90)
    late = [one for one in tablet.unread if one.name == "message"]
    assert [one.child_text("body") for one in late] == ["hark"]
    for device in (laptop, phone, juliet, tablet):
        device.forget()
