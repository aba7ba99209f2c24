"""What people publish about themselves, and keep for themselves: with clients on slixmpp."""

import hashlib
from typing import Any

import pytest
from slixmpp import ElementBase
from slixmpp.exceptions import IqError
from slixmpp.plugins.xep_0048.stanza import Bookmarks
from slixmpp.plugins.xep_0402.stanza import Conference
from tests.live.friends import Friend
from tests.live.program import Program

PLUGINS = ("0048", "0049", "0054", "0060", "0084", "0163", "0172", "0222", "0223", "0292", "0402")
PICTURE = b"\x89PNG of a magpie"
NAME = hashlib.sha1(PICTURE).hexdigest()
CARDS = "urn:xmpp:vcard4"
ROOM = "orchard@rooms.localhost"
UPDATE = "{vcard-temp:x:update}x/{vcard-temp:x:update}photo"


class Note(ElementBase):
    name = "note"
    namespace = "urn:test:note"
    plugin_attrib = "note"
    interfaces = {"text"}
    sub_interfaces = {"text"}


class Person(Friend):
    """Somebody whose client knows all of this. `shown`: what presence names, by address."""

    def __init__(self, server: Program, name: str) -> None:
        super().__init__(server, name, "desk", signs_up=True)
        self.events: list[tuple[str, Any]] = []
        self.shown: dict[str, str | None] = {}
        for number in (*PLUGINS, "0490"):
            self.register_plugin(f"xep_{number}")
        self.plugin["xep_0048"].auto_join = False
        for event in ("avatar_metadata_publish", "user_nick_publish"):
            self.add_event_handler(event, lambda one, event=event: self._heard(event, one))
        self.add_event_handler("pubsub_publish", lambda one: self._heard("pubsub_publish", one))
        self.add_event_handler("presence_available", self._look)

    def plug(self, number: str) -> Any:
        return self.plugin[f"xep_{number}"]

    async def hears_event(self, name: str, sender: str) -> Any:
        def which() -> list[Any]:
            return [one for event, one in self.events if event == name and one["from"] == sender]

        await self.until(which)
        return which()[-1]

    def _heard(self, event: str, message: Any) -> None:
        self.events.append((event, message))
        self._changed.set()

    def _look(self, presence: Any) -> None:
        self.shown[presence["from"].bare] = presence.xml.findtext(UPDATE)
        self._changed.set()


@pytest.fixture
async def pair(server, name) -> tuple[Person, Person]:
    people = Person(server, name("romeo")), Person(server, name("juliet"))
    for one in people:
        await one.is_there()
    for one, other in (people, people[::-1]):
        await one.sees(other.boundjid.full)
    return people


async def test_one_picture_and_one_card_for_old_clients_and_new(pair):
    old, new = pair
    ours, theirs = old.boundjid.bare, new.boundjid.bare
    avatar = new.plug("0084")
    await avatar.publish_avatar(PICTURE)
    await avatar.publish_avatar_metadata({"id": NAME, "type": "image/png", "bytes": len(PICTURE)})
    await old.until(lambda: old.shown.get(theirs) == NAME)
    words = {"full_name": "Juliet Capulet", "note": "of Verona", "node": CARDS}  # it takes another
    await new.plug("0292").publish_vcard(**words)
    card = (await old.plug("0054").get_vcard(theirs))["vcard_temp"]
    assert (card["FN"], card["PHOTO"]["BINVAL"]) == ("Juliet Capulet", PICTURE)

    own = old.plug("0054").make_vcard()
    own["FN"], own["PHOTO"]["TYPE"], own["PHOTO"]["BINVAL"] = "Romeo", "image/png", PICTURE
    await old.plug("0054").publish_vcard(own)
    await new.hears_event("avatar_metadata_publish", ours)
    data = await avatar.retrieve_avatar(ours, NAME)
    assert data["pubsub"]["items"]["item"]["avatar_data"]["value"] == PICTURE
    items = await new.plug("0060").get_items(ours, CARDS)
    assert items["pubsub"]["items"]["item"]["vcard"]["full_name"] == "Romeo"


async def test_bookmarks_are_the_same_in_both_forms(pair):
    romeo, _ = pair
    new = Conference()
    new["name"], new["autojoin"], new["nick"] = "The orchard", True, "Romeo"
    await romeo.plug("0223").store(new, node=Conference.namespace, id=ROOM)
    listed = (await romeo.plug("0048").get_bookmarks(method="xep_0049"))["private"]["bookmarks"]
    (found,) = listed["conferences"]
    assert (found["jid"], found["name"], found["autojoin"]) == (ROOM, "The orchard", True)
    old = Bookmarks()
    old.add_conference("crypt@rooms.localhost", "Romeo", name="The crypt", autojoin=False)
    await romeo.plug("0048").set_bookmarks(old, method="xep_0049")
    items = await romeo.plug("0060").get_items(romeo.boundjid.bare, Conference.namespace)
    (item,) = items["pubsub"]["items"]
    assert (item["id"], item["conference"]["name"]) == ("crypt@rooms.localhost", "The crypt")


async def test_nicks_are_told_and_how_far_one_has_read_is_kept(pair):
    romeo, juliet = pair
    await juliet.plug("0172").publish_nick("Jule")
    event = await romeo.hears_event("user_nick_publish", juliet.boundjid.bare)
    assert event["pubsub_event"]["items"]["item"]["nick"]["nick"] == "Jule"
    await romeo.plug("0490").flag_chat(juliet.boundjid.bare, "28482-98726-73623")
    items = await romeo.plug("0490").catch_up()
    (item,) = items["pubsub"]["items"]
    assert (item["id"], item["displayed"]["stanza_id"]["id"]) == (
        juliet.boundjid.bare,
        "28482-98726-73623",
    )


async def test_what_is_public_is_and_what_is_private_is_not(pair):
    romeo, juliet = pair
    note = Note()
    note["text"] = "the balcony"
    await romeo.plug("0222").store(note, node="urn:test:public", id="one")
    await romeo.plug("0223").store(note, node="urn:test:private", id="one")
    ask = juliet.plug("0060").get_items
    found = await ask(romeo.boundjid.bare, "urn:test:public")
    assert found.xml.find(f".//{{{Note.namespace}}}text").text == "the balcony"
    with pytest.raises(IqError) as refused:
        await ask(romeo.boundjid.bare, "urn:test:private")
    assert refused.value.condition == "not-allowed"
    own = await romeo.plug("0223").retrieve("urn:test:private", id="one")
    assert own.xml.find(f".//{{{Note.namespace}}}text").text == "the balcony"


async def test_the_general_service_tells_those_who_subscribe(pair, name):
    romeo, juliet = pair
    node, service = name("news"), "pubsub.localhost"
    await romeo.plug("0060").create_node(service, node)
    await juliet.plug("0060").subscribe(service, node)
    note = Note()
    note["text"] = "a feast tonight"
    await romeo.plug("0060").publish(service, node, id="feast", payload=note)
    event = await juliet.hears_event("pubsub_publish", service)
    assert event.xml.find(f".//{{{Note.namespace}}}text").text == "a feast tonight"
    with pytest.raises(IqError) as refused:
        await juliet.plug("0060").publish(service, node, payload=note)
    assert refused.value.condition == "forbidden"
    await romeo.plug("0060").delete_node(service, node)
