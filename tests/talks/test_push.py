"""XEP-0357: Push Notifications, as conversations."""

import pytest
from tests.talks.rooms.play import ROOM, enters, join, makes, say, sets

from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError, error_reply

pytestmark = pytest.mark.memory
PHONE, LAPTOP = "romeo@localhost/phone", "romeo@localhost/laptop"
JULIET = "juliet@localhost/balcony"
APP = "push.localhost"
PUSH = "xmlns='urn:xmpp:push:0'"
NS_STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
STORE = "<store xmlns='urn:xmpp:hints'/>"


class App:
    """A push service: keeps what is published, and answers when it is told to."""

    def __init__(self, scene):
        self.scene = scene
        self.heard = []

    def message(self, message, origin):
        raise StanzaError("service-unavailable")

    def presence(self, presence, origin):
        pass

    def iq(self, iq, origin):
        self.heard.append(iq.element)

    async def answers(self, condition="", kind="cancel"):
        """Take what came first; or refuse it."""
        asked = self.heard.pop(0)
        if condition:
            answer = error_reply(asked, StanzaError(condition, type=kind))
        else:
            attrs = {"type": "result", "id": asked.get("id")}
            attrs |= {"from": asked.get("to"), "to": asked.get("from")}
            answer = Element("iq", NS_CLIENT, attrs)
        self.scene.host.relay.send(answer)
        await self.scene.settles()


async def app(scene) -> App:
    await scene.begins()
    service = App(scene)
    scene.host.serve(APP, service, "Push")
    return service


async def enables(device, node="n1", form=""):
    await device.sends(
        f"<iq type='set' id='e'><enable {PUSH} jid='{APP}' node='{node}'>{form}</enable></iq>"
    )
    await device.receives(f"<iq type='result' id='e' from='romeo@localhost' to='{device.jid}'/>")


async def says(device, body="hark"):
    await device.sends(f"<message type='chat' to='romeo@localhost'><body>{body}</body></message>")


def published(iq):
    """(node, fields of the summary, publish options)."""
    pubsub = iq.children[0]
    item = pubsub.child("publish").child("item")
    form = item.child("notification", "urn:xmpp:push:0").children[0]
    fields = {field.get("var"): field.children[0].text for field in form.children}
    options = pubsub.child("publish-options")
    return pubsub.child("publish").get("node"), fields, options


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


# Rooms

BOOKMARKS = "urn:xmpp:bookmarks:1"
NOTIFY = "urn:xmpp:notification-settings:1"
REFERENCE = (
    "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:romeo@localhost'"
    " begin='0' end='3'/>"
)
REPLY = f"<reply xmlns='urn:xmpp:reply:0' to='{ROOM}/Romeo' id='x'/>"


async def room(scene, *, is_in=False, **options):
    """A private room of Juliet's that Romeo belongs to; his phone has a service and is away."""
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await makes(juliet, "Juliet", **({"membersonly": "1"} | options))
    await sets(juliet, {"jid": "romeo@localhost", "affiliation": "member", "nick": "Romeo"})
    phone.forget()
    await enables(phone)
    if is_in:
        await phone.is_online()
        await phone.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", join("Romeo"))
        phone.forget()
        await phone.drops()
    else:
        await phone.closes()
    juliet.forget()
    service.heard.clear()
    return service, juliet


def is_marked(iq):
    item = iq.children[0].child("publish").child("item")
    return item.child("notification", "urn:xmpp:push:0").has("mentions", "urn:xmpp:mmn:0")


@pytest.mark.parametrize("is_in", [False, True])
async def test_a_member_who_is_away_is_told_of_a_private_room(scene, is_in):
    service, juliet = await room(scene, is_in=is_in)
    await juliet.sends(say("hark"))
    (asked,) = service.heard
    assert published(asked)[1]["message-count"] == "1"
    assert not is_marked(asked)
    await juliet.sends(
        say("and"),
        say("Romeo: you?"),
        "<message type='groupchat' "
        f"to='{ROOM}'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
    )
    await service.answers()
    (asked,) = service.heard
    assert published(asked)[1]["message-count"] == "2"
    assert is_marked(asked)
    juliet.forget()


@pytest.mark.parametrize(
    ("text", "more", "is_told"),
    [
        ("hark", "", False),
        ("Romeo: hark", "", True),
        ("Romeography", "", False),
        ("you there", REFERENCE, True),
        ("yes", REPLY, True),
        ("yes", REPLY.replace("Romeo", "Juliet"), False),
    ],
)
async def test_of_a_public_room_mentions_are_told(scene, text, more, is_told):
    """XEP-0492, 4: "on-mention for public group chats"."""
    service, juliet = await room(scene, membersonly="0")
    await juliet.sends(say(text, more=more))
    assert [is_marked(one) for one in service.heard] == [True] * is_told
    juliet.forget()


async def wishes(scene, inside, autojoin="true"):
    """What another client of Romeo's puts into his bookmark."""
    laptop = scene.enter("romeo@localhost/web")
    extensions = f"<extensions>{inside}</extensions>" if inside else ""
    await laptop.sends(f"""<iq type='set' id='b'><pubsub xmlns='http://jabber.org/protocol/pubsub'>
      <publish node='{BOOKMARKS}'><item id='{ROOM}'><conference xmlns='{BOOKMARKS}'
        autojoin='{autojoin}'>{extensions}</conference></item></publish></pubsub></iq>""")
    assert laptop.unread[-1].get("type") == "result"
    laptop.forget()
    await laptop.closes()


def notify(*settings):
    return f"<notify xmlns='{NOTIFY}'>{''.join(settings)}</notify>"


PC_NEVER = "<never identity-category='client' identity-type='pc'/>"
PHONE_NEVER = "<never identity-category='client' identity-type='phone'/>"


@pytest.mark.parametrize(
    ("wished", "told"),
    [
        (notify("<never/>"), []),
        (notify("<on-mention/>"), [True]),
        (notify("<always/>"), [False, True]),
        (notify(PC_NEVER, "<always/>"), [False, True]),
        (notify(PHONE_NEVER, "<always/>"), []),
        (notify("<sometimes/>"), [False, True]),
        ("", [False, True]),
    ],
)
async def test_what_the_account_wishes_is_followed(scene, wished, told):
    service, juliet = await room(scene)
    await wishes(scene, wished)
    marks = []
    for text in ("hark", "Romeo!"):
        await juliet.sends(say(text))
        if service.heard:
            marks.append(is_marked(service.heard[0]))
            await service.answers()
    assert marks == told
    juliet.forget()


async def test_a_wish_that_changes_is_followed_from_then_on(scene):
    service, juliet = await room(scene)
    for wished, count in (("<never/>", 0), ("<always/>", 1), ("<never/>", 0)):
        await wishes(scene, notify(wished))
        await juliet.sends(say("hark"))
        assert len(service.heard) == count
        if count:
            await service.answers()
    juliet.forget()


async def test_a_room_that_is_not_entered_tells_mentions_only(scene):
    service, juliet = await room(scene)
    await wishes(scene, "", autojoin="false")
    await juliet.sends(say("hark"))
    assert service.heard == []
    await juliet.sends(say("Romeo!"))
    assert len(service.heard) == 1
    juliet.forget()


async def test_strangers_banned_ones_and_the_speaker_are_not_told(scene):
    service, juliet = await room(scene, membersonly="0")
    laptop = scene.enter(LAPTOP)
    await enters(laptop, "Romeo", juliet)
    await wishes(scene, notify("<always/>"))
    await laptop.sends(say("my own words"))
    assert service.heard == []
    await laptop.sends(f"<presence type='unavailable' to='{ROOM}/Romeo'/>")
    for affiliation in ("none", "outcast"):
        await sets(juliet, {"jid": "romeo@localhost", "affiliation": affiliation})
        await juliet.sends(say("Romeo!", more=REFERENCE))
        assert service.heard == []
    laptop.forget(), juliet.forget()


async def test_a_room_that_is_blocked_is_not_told(scene):
    service, juliet = await room(scene)
    laptop = scene.enter(LAPTOP)
    await laptop.sends(
        f"<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'><item jid='{ROOM}'/></block></iq>"
    )
    laptop.forget()
    await juliet.sends(say("Romeo!"))
    assert service.heard == []
    juliet.forget()


@pytest.mark.parametrize(("is_private", "told"), [("1", "2"), ("0", "1")])
async def test_what_a_dead_connection_swallowed_of_a_room_is_told(scene, is_private, told):
    phone, juliet = scene.enter(PHONE, JULIET)
    service = await app(scene)
    await makes(juliet, "Juliet", membersonly=is_private)
    await sets(juliet, {"jid": "romeo@localhost", "affiliation": "member", "nick": "Romeo"})
    await phone.is_online()
    phone.forget()
    await enables(phone)
    await phone.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", join("Romeo"))
    await juliet.sends(say("hark"), say("Romeo!"))
    phone.forget(), juliet.forget()
    assert service.heard == []
    await phone.drops()
    assert [published(one)[1]["message-count"] for one in service.heard] == [told]
    juliet.forget()
