"""XEP-0441: Message Archive Management Preferences, as conversations."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
QUERY = "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>"


def prefs(default, always=(), never=()):
    lists = "".join(
        f"<{name}>" + "".join(f"<jid>{jid}</jid>" for jid in jids) + f"</{name}>"
        for name, jids in (("always", always), ("never", never))
    )
    return f"<prefs xmlns='urn:xmpp:mam:2' default='{default}'>{lists}</prefs>"


async def sets(device, wanted):
    await device.sends(f"<iq type='set' id='p'>{wanted}</iq>")
    account = device.jid.partition("/")[0]
    await device.receives(
        f"<iq type='result' id='p' from='{account}' to='{device.jid}'>{wanted}</iq>"
    )


async def archived(device):
    device.forget()
    await device.sends(QUERY)
    texts = [
        one.child("result", "urn:xmpp:mam:2")
        .child("forwarded", "urn:xmpp:forward:0")
        .child("message", "jabber:client")
        .child_text("body")
        for one in device.unread
        if one.name == "message"
    ]
    device.forget()
    return texts


async def test_at_first_everything_is_archived(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<iq type='get' id='g'><prefs xmlns='urn:xmpp:mam:2'/></iq>")
    await romeo.receives(
        f"<iq type='result' id='g' from='romeo@localhost' to='{ROMEO}'>{prefs('always')}</iq>"
    )


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (prefs("always"), ["to", "from"]),
        (prefs("never"), []),
        (prefs("never", always=["juliet@localhost"]), ["to", "from"]),
        (prefs("never", always=[JULIET]), ["to", "from"]),
        (prefs("never", always=["juliet@localhost/chamber"]), []),
        (prefs("always", never=["juliet@localhost"]), []),
        (prefs("always", never=[JULIET]), []),
        (prefs("always", never=["nurse@localhost"]), ["to", "from"]),
        (prefs("always", always=["juliet@localhost"], never=["juliet@localhost"]), []),
        (prefs("roster"), ["to", "from"]),  # everyone is in everyone's roster
    ],
)
async def test_what_is_archived_by_preference(scene, wanted, kept):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await sets(romeo, wanted)
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>to</body></message>")
    await juliet.sends(f"<message type='chat' to='{ROMEO}'><body>from</body></message>")
    assert await archived(romeo) == kept
    # One's own wishes are for one's own archive
    assert await archived(juliet) == ["to", "from"]


async def test_contacts_alone_are_archived_for_who_wishes_so(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await sets(romeo, prefs("roster"))
    await juliet.sends(f"<message type='chat' to='{ROMEO}'><body>who?</body></message>")
    assert await archived(romeo) == []
    await romeo.sends(
        """<iq type='set' id='r'><query xmlns='jabber:iq:roster'>
          <item jid='juliet@localhost'/></query></iq>"""
    )
    await juliet.sends(f"<message type='chat' to='{ROMEO}'><body>me</body></message>")
    assert await archived(romeo) == ["me"]


@pytest.mark.memory
async def test_what_is_not_archived_still_waits_for_who_is_away(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await sets(juliet, prefs("never"))
    await romeo.sends("<message type='chat' to='juliet@localhost'><body>hi</body></message>")
    assert await archived(juliet) == []
    await juliet.sends("<presence/>")
    await juliet.receives(
        f"<presence from='{JULIET}' to='juliet@localhost'/>",
        f"""<message type='chat' to='juliet@localhost' from='{ROMEO}'><body>hi</body>
          <delay xmlns='urn:xmpp:delay' from='localhost' stamp='{{any}}'/></message>""",
    )
    assert await archived(romeo) == ["hi"]


async def test_addresses_are_prepared_and_said_once(scene):
    romeo = scene.enter(ROMEO)
    given = prefs("roster", always=["Juliet@LocalHost", "juliet@localhost"], never=["a@x/Y"])
    await romeo.sends(f"<iq type='set' id='p'>{given}</iq>")
    applied = prefs("roster", always=["juliet@localhost"], never=["a@x/Y"])
    await romeo.receives(
        f"<iq type='result' id='p' from='romeo@localhost' to='{ROMEO}'>{applied}</iq>"
    )
    await romeo.sends("<iq type='get' id='g'><prefs xmlns='urn:xmpp:mam:2'/></iq>")
    await romeo.receives(
        f"<iq type='result' id='g' from='romeo@localhost' to='{ROMEO}'>{applied}</iq>"
    )


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ("bad-request", "<prefs xmlns='urn:xmpp:mam:2'/>"),
        ("bad-request", prefs("sometimes")),
        ("bad-request", prefs("always").replace("<never>", "<always/><never>")),
        ("jid-malformed", prefs("always", never=["@"])),
        ("resource-constraint", prefs("always", never=[f"a{i}@x" for i in range(1001)])),
    ],
)
async def test_wrong_preferences_change_nothing(scene, condition, wrong):
    romeo = scene.enter(ROMEO)
    await sets(romeo, prefs("roster", never=["nurse@localhost"]))
    await romeo.sends(f"<iq type='set' id='w'>{wrong}</iq>")
    (error,) = romeo.unread
    assert error.child("error").child(condition, "urn:ietf:params:xml:ns:xmpp-stanzas")
    romeo.forget()
    await romeo.sends("<iq type='get' id='g'><prefs xmlns='urn:xmpp:mam:2'/></iq>")
    kept = prefs("roster", never=["nurse@localhost"])
    await romeo.receives(
        f"<iq type='result' id='g' from='romeo@localhost' to='{ROMEO}'>{kept}</iq>"
    )
