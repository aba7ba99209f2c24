"""XEP-0357 with a component on slixmpp that plays a push service."""

import asyncio

from slixmpp.componentxmpp import ComponentXMPP
from slixmpp.xmlstream import ET
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath
from tests.live.friends import PATIENCE, Friend
from tests.live.prosody import free_port
from tests.live.wire import OPEN

APP, SECRET = "push.test", "as far as the owl"
NS_PUBSUB = "http://jabber.org/protocol/pubsub"
SUMMARY = ".//{urn:xmpp:push:0}notification/{jabber:x:data}x/{jabber:x:data}field"


class App(ComponentXMPP):
    """Takes what is published, and says so."""

    def __init__(self, port: int) -> None:
        super().__init__(APP, SECRET, "127.0.0.1", port)
        OPEN.append(self)
        self.ready = asyncio.Event()
        self.published: asyncio.Queue = asyncio.Queue()
        self.add_event_handler("session_start", lambda _: self.ready.set())
        path = MatchXPath(f"{{{self.default_ns}}}iq/{{{NS_PUBSUB}}}pubsub")
        self.register_handler(Callback("publish", path, self._publish))

    def _publish(self, iq) -> None:
        iq.reply().send()
        publish = iq.xml.find(f".//{{{NS_PUBSUB}}}publish")
        fields = {field.get("var"): field[0].text for field in iq.xml.iterfind(SUMMARY)}
        is_mention = iq.xml.find(".//{urn:xmpp:mmn:0}mentions") is not None
        told = iq["from"].bare, publish.get("node"), fields["message-count"], is_mention
        self.published.put_nowait(told)

    async def hears(self):
        async with asyncio.timeout(PATIENCE):
            return await self.published.get()

    def drop(self) -> None:
        self.cancel_connection_attempt()
        if self.transport is not None:
            self.transport.abort()


async def test_a_push_service_wakes_who_is_away(new_server, name):
    port = free_port()
    settings = {
        "components.listen": f'["127.0.0.1:{port}"]',
        "components.secrets": f'{{ "{APP}" = "{SECRET}" }}',
        "registration.mode": "open",
    }
    server = new_server(**settings)
    app = App(port)
    app.connect()
    async with asyncio.timeout(PATIENCE):
        await app.ready.wait()
    romeo = Friend(server, name("romeo"), "phone", signs_up=True)
    juliet = Friend(server, name("juliet"), "balcony", signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    enable = romeo.make_iq_set()
    enable.append(ET.Element("{urn:xmpp:push:0}enable", {"jid": APP, "node": "romeo's phone"}))
    await enable.send()
    info = await romeo.plugin["xep_0030"].get_info(romeo.boundjid.bare)
    assert "urn:xmpp:push:0" in info["disco_info"]["features"]
    romeo.cut()  # the train is in a tunnel
    told = romeo.boundjid.bare, "romeo's phone", "1"
    await juliet.says(romeo.boundjid.bare, "But soft")
    assert await app.hears() == (*told, False)
    # In a room that he belongs to, and has not entered: what is meant for him
    juliet.register_plugin("xep_0045")
    muc, room = juliet.plugin["xep_0045"], f"balcony@rooms.{server.domain}"
    await muc.join_muc_wait(room, "Juliet", timeout=PATIENCE)
    await muc.set_room_config(room, await muc.get_room_config(room))
    await muc.set_affiliation(room, jid=romeo.boundjid.bare, affiliation="member", nick="Romeo")
    for text in ("for all", "Romeo: for you"):
        juliet.send_message(room, text, mtype="groupchat")
    assert await app.hears() == (*told, True)
    await juliet.leaves()
    await app.disconnect()
