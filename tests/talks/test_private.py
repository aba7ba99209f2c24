"""XEP-0049: Private XML Storage, as conversations."""

import pytest

LAPTOP, PHONE = "romeo@localhost/laptop", "romeo@localhost/phone"
JULIET = "juliet@localhost/balcony"
BOOKMARKS = """<storage xmlns='storage:bookmarks'>
    <conference jid='coven@rooms.localhost' autojoin='true'><nick>Romeo &amp; co</nick></conference>
    </storage>"""
EMPTY = "<storage xmlns='storage:bookmarks'/>"


def iq(kind, content, attrs=""):
    return (
        f"<iq type='{kind}' id='s' {attrs}><query xmlns='jabber:iq:private'>{content}</query></iq>"
    )


async def keeps(device, content):
    await device.sends(iq("set", content))
    await device.receives(f"<iq type='result' id='s' from='romeo@localhost' to='{device.jid}'/>")


async def finds(device, asked, found):
    await device.sends(iq("get", asked))
    await device.receives(iq("result", found, f"from='romeo@localhost' to='{device.jid}'"))


async def is_refused(device, stanza, condition):
    await device.sends(stanza)
    (error,) = device.unread
    assert error.child("error").child(condition, "urn:ietf:params:xml:ns:xmpp-stanzas"), str(error)
    device.forget()


async def test_what_one_device_keeps_another_finds(scene):
    laptop, phone = scene.enter(LAPTOP, PHONE)
    await finds(phone, EMPTY, EMPTY)
    await keeps(laptop, BOOKMARKS)
    await finds(phone, EMPTY, BOOKMARKS)
    await keeps(phone, EMPTY)
    await finds(laptop, EMPTY, EMPTY)


async def test_names_and_namespaces_are_apart(scene):
    laptop = scene.enter(LAPTOP)
    await keeps(laptop, "<a xmlns='urn:x'>1</a><b xmlns='urn:x'>2</b>")
    await keeps(laptop, "<a xmlns='urn:y'>3</a>")
    await finds(laptop, "<a xmlns='urn:x'/>", "<a xmlns='urn:x'>1</a>")
    await finds(laptop, "<b xmlns='urn:x'/>", "<b xmlns='urn:x'>2</b>")
    await finds(laptop, "<a xmlns='urn:y'/>", "<a xmlns='urn:y'>3</a>")


async def test_it_is_ones_own_alone(scene):
    laptop, juliet = scene.enter(LAPTOP, JULIET)
    await keeps(laptop, BOOKMARKS)
    for kind in ("get", "set"):
        await is_refused(juliet, iq(kind, EMPTY, "to='romeo@localhost'"), "forbidden")
    await juliet.sends(iq("get", EMPTY))
    await juliet.receives(iq("result", EMPTY, f"from='juliet@localhost' to='{JULIET}'"))
    await finds(laptop, EMPTY, BOOKMARKS)


@pytest.mark.parametrize(
    ("condition", "content"),
    [
        ("bad-request", ""),
        ("bad-request", "text"),
        ("not-acceptable", "<storage/>"),
        ("not-acceptable", "<a xmlns=''/>"),
        ("not-acceptable", "<vCard xmlns='vcard-temp'/>"),
        ("not-acceptable", "<query xmlns='jabber:iq:roster'/>"),
        ("not-acceptable", "<x xmlns='http://jabber.org/protocol/muc'/>"),
        ("not-acceptable", "<a xmlns='urn:x'/><a xmlns='urn:y'/>"),
    ],
)
async def test_what_is_wrong_is_refused(scene, condition, content):
    laptop = scene.enter(LAPTOP)
    for kind in ("get", "set"):
        await is_refused(laptop, iq(kind, content), condition)


async def test_one_thing_is_asked_for_and_each_is_said_once(scene):
    laptop = scene.enter(LAPTOP)
    await is_refused(laptop, iq("get", "<a xmlns='urn:x'/><b xmlns='urn:x'/>"), "bad-request")
    await is_refused(laptop, iq("set", "<a xmlns='urn:x'/><a xmlns='urn:x'/>"), "bad-request")


async def test_there_is_a_bound_to_what_one_account_keeps(scene):
    scene.configure(**{"private.max_size": "10 kB"})
    laptop = scene.enter(LAPTOP)
    large = f"<a xmlns='urn:x'>{'x' * 6_000}</a>"
    await keeps(laptop, large)
    await keeps(laptop, large)  # instead of the first
    await is_refused(laptop, iq("set", large.replace("urn:x", "urn:y")), "resource-constraint")
    await finds(laptop, "<a xmlns='urn:y'/>", "<a xmlns='urn:y'/>")
