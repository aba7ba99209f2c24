"""XEP-0357: Push Notifications, as conversations."""

import pytest
from tests.talks.push.play import (
    APP,
    JULIET,
    LAPTOP,
    NS_STANZAS,
    PHONE,
    PUSH,
    STORE,
    app,
    enables,
    published,
    says,
)

pytestmark = pytest.mark.memory


async def test_a_client_that_is_gone_is_told_by_its_service(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await enables(phone)
    await says(juliet, "while it is here")
    phone.forget()
    assert service.heard == []
    await phone.closes()
    await says(juliet)
    (asked,) = service.heard
    assert (asked.get("type"), asked.get("from")) == ("set", "romeo@localhost")
    node, fields, options = published(asked)
    assert (node, options) == ("n1", None)
    assert fields == {"FORM_TYPE": "urn:xmpp:push:summary", "message-count": "1"}
    juliet.forget()


async def test_what_comes_meanwhile_is_told_together(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await enables(phone)
    await phone.closes()
    for _ in range(5):
        await says(juliet)
    assert len(service.heard) == 1
    await service.answers()
    (asked,) = service.heard
    assert published(asked)[1]["message-count"] == "4"
    await service.answers()
    assert service.heard == []


async def test_a_session_that_waits_for_its_resumption_is_away(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await phone.is_online()
    await enables(phone)
    await phone.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    phone.forget()
    await phone.drops()
    await says(juliet)
    assert len(service.heard) == 1


async def test_what_a_dead_connection_swallowed_is_told_when_that_is_seen(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await phone.is_online()
    await enables(phone)
    await phone.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    for _ in range(3):
        await says(juliet)
    phone.forget()
    assert service.heard == []
    await phone.drops()
    (asked,) = service.heard
    assert published(asked)[1]["message-count"] == "3"


async def test_another_device_that_is_here_is_no_reason_not_to_wake_the_phone(scene):
    phone, laptop, juliet = scene.enter(PHONE, LAPTOP, JULIET)
    service = await app(scene)
    await laptop.is_online()
    await enables(phone)
    await phone.closes()
    laptop.forget()
    await says(juliet)
    laptop.forget()
    assert len(service.heard) == 1


@pytest.mark.parametrize(
    ("content", "is_told"),
    [
        ("<body>hark</body>", True),
        (f"<encrypted xmlns='urn:xmpp:omemo:2'/>{STORE}", True),
        (
            "<propose xmlns='urn:xmpp:jingle-message:0' id='c'/><store xmlns='urn:xmpp:hints'/>",
            True,
        ),
        ("<received xmlns='urn:xmpp:receipts' id='m'/>", False),
        ("<displayed xmlns='urn:xmpp:chat-markers:0' id='m'/>", False),
        ("<composing xmlns='http://jabber.org/protocol/chatstates'/>", False),
    ],
)
async def test_what_a_person_wants_to_know_of_is_told(scene, content, is_told):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await enables(phone)
    await phone.closes()
    await juliet.sends(f"<message type='chat' to='romeo@localhost'>{content}</message>")
    juliet.forget()
    assert len(service.heard) == is_told


async def test_what_was_written_is_told_only_where_that_is_set(scene):
    scene.configure(**{"push.sender": True, "push.body": True})
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await enables(phone)
    await phone.closes()
    await says(juliet, "x" * 500)
    fields = published(service.heard[0])[1]
    assert fields["last-message-sender"] == JULIET
    assert fields["last-message-body"] == "x" * 200
    await juliet.sends(
        "<message type='chat' to='romeo@localhost'><body>for those without a key</body>"
        "<encrypted xmlns='urn:xmpp:omemo:2'/></message>"
    )
    await service.answers()
    assert "last-message-body" not in published(service.heard[0])[1]


async def test_the_options_of_the_client_go_with_it(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    form = """<x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>
      <field var='secret'><value>eruio234</value></field></x>"""
    await enables(phone, form=form)
    await phone.closes()
    await says(juliet)
    options = published(service.heard[0])[2]
    assert options.children[0].children[1].children[0].text == "eruio234"


async def test_a_service_is_told_until_it_is_disabled(scene):
    phone, laptop, juliet = scene.enter(PHONE, LAPTOP, JULIET)
    service = await app(scene)
    for node in ("n1", "n2", "n3"):
        await enables(phone, node)
    await phone.closes()
    for attrs, left in (("node='n1'", 2), ("", 0)):
        await laptop.sends(f"<iq type='set' id='d'><disable {PUSH} jid='{APP}' {attrs}/></iq>")
        await laptop.receives(f"<iq type='result' id='d' from='romeo@localhost' to='{LAPTOP}'/>")
        await says(juliet)
        laptop.forget()
        assert len(service.heard) == left
        service.heard.clear()


async def test_a_service_that_refuses_is_told_no_more(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await enables(phone)
    await phone.closes()
    await says(juliet)
    await service.answers("item-not-found")
    await says(juliet)
    assert service.heard == []


async def test_a_service_in_passing_trouble_is_told_again_for_a_while(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await enables(phone)
    await phone.closes()
    for number in range(10):
        await says(juliet)
        assert len(service.heard) == 1
        if number % 2:
            await service.answers("resource-constraint", "wait")
        else:
            await scene.passes(31)  # it says nothing at all
            service.heard.clear()
    await says(juliet)
    assert service.heard == []


async def test_a_service_that_cannot_be_reached_just_now_is_told_later(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    await scene.begins()
    await enables(phone)
    await phone.closes()
    for _ in range(3):
        await says(juliet)  # nobody is there
    service = await app(scene)
    await says(juliet)
    assert len(service.heard) == 1


async def test_what_was_enabled_is_there_after_a_restart_and_goes_with_the_account(scene):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await enables(phone)
    await phone.closes()
    places = await scene.host.db.read(lambda conn: conn.exec_driver_sql("SELECT * FROM push").all())
    assert [tuple(row)[:4] for row in places] == [("romeo@localhost", APP, "n1", "phone")]
    await scene.host.commands.run("user.delete", {"name": "romeo"})
    await scene.settles()
    left = await scene.host.db.read(lambda conn: conn.exec_driver_sql("SELECT * FROM push").all())
    assert left == []
    await juliet.sends("<message type='chat' to='romeo@localhost'><body>x</body></message>")
    juliet.forget()
    assert service.heard == []


LONG = "x" * 1_025
OTHER_FORM = "<x xmlns='jabber:x:data' type='submit'/>"


@pytest.mark.parametrize(
    ("payload", "condition"),
    [
        (f"<enable {PUSH}/>", "jid-malformed"),
        (f"<enable {PUSH} jid='@'/>", "jid-malformed"),
        (f"<disable {PUSH}/>", "jid-malformed"),
        (f"<enable {PUSH} jid='juliet@localhost'/>", "not-acceptable"),
        (f"<enable {PUSH} jid='{APP}' node='{LONG}'/>", "not-acceptable"),
        (f"<enable {PUSH} jid='{APP}'>{OTHER_FORM}</enable>", "bad-request"),
    ],
)
async def test_what_names_no_service_is_refused(scene, payload, condition):
    phone = scene.enter(PHONE)
    await phone.sends(f"<iq type='set' id='e'>{payload}</iq>")
    assert phone.unread[0].child("error").has(condition, NS_STANZAS)
    phone.forget()


async def test_an_account_has_so_many(scene):
    phone, laptop = scene.enter(PHONE, LAPTOP)
    for number in range(20):
        await enables(phone, f"n{number}")
    await enables(laptop, "n7")  # once more
    await phone.sends(f"<iq type='set' id='e'><enable {PUSH} jid='{APP}' node='one more'/></iq>")
    assert (
        phone.unread[0]
        .child("error")
        .has("resource-constraint", "urn:ietf:params:xml:ns:xmpp-stanzas")
    )
    phone.forget()
