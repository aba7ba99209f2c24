"""XEP-0313, 3.2: old messages go, and what deleted accounts leave; as conversations."""

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
QUERY = "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>"


async def archived(device):
    device.forget()
    await device.sends(QUERY)
    count = sum(one.name == "message" for one in device.unread)
    device.forget()
    return count


async def test_messages_go_when_they_are_old(scene):
    scene.configure(**{"archive.retention": "2 min"})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>old</body></message>")
    await scene.passes(90)
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>new</body></message>")
    assert await archived(romeo) == 2
    await scene.passes(60)
    await scene.passes(90)
    assert await archived(romeo) == 1
    assert await archived(juliet) == 1


async def test_they_stay_when_nothing_is_said(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>for ever</body></message>")
    await scene.passes(240)
    assert await archived(romeo) == 1
    juliet.forget()


async def test_a_new_account_of_an_old_name_has_an_empty_archive(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>hi</body></message>")
    await romeo.sends(
        "<iq type='set' id='r'><query xmlns='jabber:iq:register'><remove/></query></iq>"
    )
    assert romeo.stream_error == "not-authorized"
    romeo.forget()
    await scene.host.accounts.create("romeo", scene.password)
    assert await archived(juliet) == 1
    again = scene.connect()
    await again.signs_in("romeo@localhost")
    await again.sends("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    again.forget()
    assert await archived(again) == 0
    await again.closes()
