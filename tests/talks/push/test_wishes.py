"""XEP-0357 and XEP-0492: what is said in rooms, and how much of it somebody wishes to hear."""

import pytest
from tests.talks.push.play import JULIET, LAPTOP, PHONE, app, enables, published
from tests.talks.rooms.play import ROOM, enters, join, makes, say, sets

from magpie.features.push.wishes import Wishes
from magpie.server.api import NodeChanged
from magpie.storage.pubsub import PRIVATE
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory
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


async def test_a_wish_that_changes_while_it_is_read_is_read_again(scene):
    _, juliet = await room(scene)
    await wishes(scene, notify("<always/>"))
    romeo, place = Jid.parse("romeo@localhost"), Jid.parse(ROOM)
    kept, found = Wishes(scene.host), []
    kept.find(romeo, place, found.append)
    scene.host.tell(NodeChanged(romeo, BOOKMARKS, PRIVATE, "published", romeo))
    await scene.settles()
    assert (found, kept.known(romeo, place)) == (["always"], "")
    juliet.forget()
