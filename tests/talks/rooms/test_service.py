"""Rooms and those who are elsewhere, and accounts that are gone."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    asks,
    condition,
    enters,
    is_refused,
    item,
    join,
    makes,
    said,
    say,
    sets,
    shown,
)

from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element

pytestmark = pytest.mark.memory
REMOTE = "zoe@elsewhere.example/x"


class Elsewhere:
    """All other domains, as federation would carry stanzas to them."""

    def __init__(self, scene):
        self.scene = scene
        self.heard = []

    def message(self, message, origin):
        self.heard.append(message.element)

    def presence(self, presence, origin):
        self.heard.append(presence.element)

    def iq(self, iq, origin):
        self.heard.append(iq.element)

    async def says(self, xml):
        element = parse_element(xml.strip().replace(" ", " xmlns='jabber:client' ", 1).encode())
        run = self.scene.host.relay.route(element.with_attr("from", REMOTE))
        if run is not None:
            await run
        await self.scene.settles()

    def takes(self):
        found, self.heard = self.heard, []
        return found


async def elsewhere(scene):
    await scene.begins()
    scene.host.services.elsewhere = found = Elsewhere(scene)
    return found


async def test_somebody_from_another_server_is_in_a_room_like_anybody(scene):
    ana = scene.enter(ANA)
    zoe = await elsewhere(scene)
    await makes(ana, "Ana")
    await ana.sends(say("before"))
    ana.forget()
    await zoe.says(join("Zoe"))
    there = zoe.takes()
    assert {one.get("to") for one in there} == {REMOTE}
    assert [one[0] for one in shown(there)] == ["Ana", "Zoe"]
    assert said(there) == [("Ana", "before")]
    assert item(ana.unread[0])["jid"] == REMOTE
    ana.forget()
    await zoe.says(say("hello from afar"))
    assert said(ana.unread) == [("Zoe", "hello from afar")]
    assert said(zoe.takes()) == [("Zoe", "hello from afar")]
    ana.forget()
    await ana.sends(f"<message type='chat' to='{ROOM}/Zoe' id='w'><body>psst</body></message>")
    assert said(zoe.takes()) == [("Ana", "psst")]
    await zoe.says(
        f"<iq type='get' id='d' to='{ROOM}'>"
        "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    )
    assert zoe.takes()[0].get("type") == "result"
    await zoe.says(f"<presence type='unavailable' to='{ROOM}/Zoe'/>")
    assert shown(ana.unread) == [("Zoe", "gone", [])]
    ana.forget()


async def test_who_cannot_be_reached_any_more_is_put_out(scene):
    ana = scene.enter(ANA)
    zoe = await elsewhere(scene)
    await makes(ana, "Ana")
    await zoe.says(join("Zoe"))
    ana.forget()
    await zoe.says(
        f"<message type='error' to='{ROOM}'><error type='cancel'>"
        "<remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
    )
    assert shown(ana.unread) == [("Zoe", "gone", [333])]
    ana.forget()


async def test_others_make_no_rooms_here_unless_they_may(scene):
    zoe = await elsewhere(scene)
    await zoe.says(join("Zoe"))
    (refused,) = zoe.takes()
    assert condition(refused) == ("not-allowed", "cancel")
    await zoe.says(say("anybody?"))
    (refused,) = zoe.takes()
    assert condition(refused)[0] == "item-not-found"


async def test_the_domain_itself_is_no_room(scene):
    ana = scene.enter(ANA)
    await is_refused(ana, say("hi", room="rooms.localhost"), "service-unavailable")
    answer = await asks(ana, "set", "<query xmlns='jabber:iq:register'/>", "rooms.localhost")
    assert condition(answer)[0] == "service-unavailable"
    await ana.sends("<presence to='rooms.localhost'/>")
    ana.receives_nothing()


async def test_an_account_that_is_deleted_belongs_nowhere_and_has_an_heir(scene):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana")
    await sets(
        ana,
        {"jid": "ben@localhost", "affiliation": "admin"},
        {"jid": "cleo@localhost", "affiliation": "member", "nick": "Cleo"},
    )
    await enters(ben, "Ben", ana)
    await scene.host.accounts.delete(Jid.parse("ana@localhost"))
    await scene.settles()
    assert item(ben.unread[-1])["affiliation"] == "owner"
    ben.forget()
    assert ana.is_closed
    await scene.host.accounts.delete(Jid.parse("cleo@localhost"))
    await scene.settles()
    assert cleo.is_closed
    dora = scene.enter("dora@localhost/x")
    await enters(dora, "Cleo", ben)
    ben.forget()


async def test_a_ban_of_a_domain_holds_for_who_once_had_voice(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", moderatedroom="1")
    await enters(ben, "Ben", ana)
    await sets(ana, {"nick": "Ben", "role": "participant"})
    await sets(ana, {"jid": "localhost", "affiliation": "outcast"})
    ana.forget(), ben.forget()
    await is_refused(ben, join("Ben"), "forbidden", "auth")
