"""Domains beside the accounts': a service that echoes, what reaches it and what comes back."""

import pytest

from magpie.server.api import IqRegistry, Multicast, Scope, Target
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element

pytestmark = pytest.mark.memory
ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
ECHO = "echo.localhost"


class Echo:
    """Keeps what it is told, answers pings to its addresses, refuses the name `nobody`."""

    def __init__(self, host):
        self.host = host
        self.heard = []
        self.iqs = IqRegistry()
        self.iqs.add("get", "urn:test", "hello", self.hello, Scope.ITEM, "test")

    def hello(self, request):
        return Element("hello", "urn:test", {"to": request.sender.text})

    def _note(self, stanza):
        self.heard.append(stanza.element)
        if stanza.to.local == "nobody":
            raise StanzaError("item-not-found")

    def message(self, message, origin):
        self._note(message)

    def presence(self, presence, origin):
        self._note(presence)

    def iq(self, iq, origin):
        self._note(iq)
        return self.host.services.answer(self.iqs, iq, origin) if iq.is_request else None

    async def says(self, scene, xml):
        self.host.relay.send(parse_element(xml.encode()))
        await scene.settles()


async def echo(scene):
    await scene.begins()
    service = Echo(scene.host)
    scene.host.serve(ECHO, service, "Echoes")
    return service


def error(kind, to, sender, condition, type="cancel", code="404"):
    return f"""<{kind} type='error' id='e' from='{sender}' to='{to}'>
        <error type='{type}' code='{code}'>
          <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></{kind}>"""


async def test_nobody_answers_for_a_domain_that_nobody_serves(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<message to='a@elsewhere.example' id='e'><body>hi</body></message>")
    await romeo.receives(error("message", ROMEO, "a@elsewhere.example", "remote-server-not-found"))
    await romeo.sends("<presence to='a@elsewhere.example' id='e'/>")
    await romeo.receives(error("presence", ROMEO, "a@elsewhere.example", "remote-server-not-found"))
    await romeo.sends(
        "<iq type='get' id='e' to='elsewhere.example'><ping xmlns='urn:xmpp:ping'/></iq>"
    )
    await romeo.receives(error("iq", ROMEO, "elsewhere.example", "remote-server-not-found"))


async def test_the_server_lists_its_services_and_each_answers_the_usual_questions(scene):
    romeo = scene.enter(ROMEO)
    await echo(scene)
    await romeo.sends(
        "<iq type='get' id='d' to='localhost'>"
        "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>"
    )
    items = romeo.unread[0].children[0]
    romeo.forget()
    assert ("Echoes", ECHO) in [(item.get("name"), item.get("jid")) for item in items]
    await romeo.sends(f"<iq type='get' id='p' to='{ECHO}'><ping xmlns='urn:xmpp:ping'/></iq>")
    await romeo.receives(f"<iq type='result' id='p' from='{ECHO}' to='{ROMEO}'/>")
    await romeo.sends(f"<iq type='get' id='e' to='{ECHO}'><no xmlns='urn:test'/></iq>")
    await romeo.receives(error("iq", ROMEO, ECHO, "service-unavailable", code="503"))


async def test_a_service_takes_stanzas_and_its_refusal_is_an_error(scene):
    romeo = scene.enter(ROMEO)
    service = await echo(scene)
    await romeo.sends(
        f"<message to='a@{ECHO}/x' id='m'><body>hi</body></message>",
        f"<iq type='get' id='i' to='a@{ECHO}'><hello xmlns='urn:test'/></iq>",
    )
    await romeo.receives(f"""<iq type='result' id='i' from='a@{ECHO}' to='{ROMEO}'>
        <hello xmlns='urn:test' to='{ROMEO}'/></iq>""")
    assert [one.name for one in service.heard] == ["message", "iq"]
    assert {one.get("from") for one in service.heard} == {ROMEO}
    await romeo.sends(f"<message to='nobody@{ECHO}' id='e'><body>hi</body></message>")
    await romeo.receives(error("message", ROMEO, f"nobody@{ECHO}", "item-not-found"))


async def test_a_service_hears_when_a_session_that_it_knows_goes(scene):
    romeo = scene.enter(ROMEO)
    service = await echo(scene)
    await romeo.sends(
        f"<presence to='a@{ECHO}/romeo'/>",
        f"<presence to='b@{ECHO}/romeo'/>",
        f"<presence to='b@{ECHO}/romeo' type='unavailable'/>",
        f"<presence to='nobody@{ECHO}/romeo' id='e'/>",
    )
    await romeo.receives(error("presence", ROMEO, f"nobody@{ECHO}/romeo", "item-not-found"))
    service.heard.clear()
    await romeo.closes()
    assert [(one.get("type"), one.get("to"), one.get("from")) for one in service.heard] == [
        ("unavailable", f"a@{ECHO}/romeo", ROMEO)
    ]


async def test_a_message_of_a_service_is_kept_for_who_is_away(scene):
    service = await echo(scene)
    await scene.account("romeo@localhost")
    await service.says(
        scene,
        f"<message xmlns='jabber:client' from='a@{ECHO}' to='romeo@localhost'>"
        "<body>hi</body></message>",
    )
    romeo = scene.enter(ROMEO)
    await romeo.sends("<presence/>")
    (late,) = [one for one in romeo.unread if one.name == "message"]
    romeo.forget()
    assert late.child_text("body") == "hi"
    assert late.has("stanza-id", "urn:xmpp:sid:0")
    assert late.has("delay", "urn:xmpp:delay")


async def test_a_service_reaches_devices_and_hears_of_its_errors(scene):
    romeo = scene.enter(ROMEO)
    service = await echo(scene)
    await service.says(
        scene,
        f"<iq xmlns='jabber:client' type='get' id='v' from='a@{ECHO}/x' to='{ROMEO}'>"
        "<query xmlns='jabber:iq:version'/></iq>",
    )
    await romeo.receives(f"""<iq type='get' id='v' from='a@{ECHO}/x' to='{ROMEO}'>
        <query xmlns='jabber:iq:version'/></iq>""")
    await romeo.sends(f"<iq type='result' id='v' to='a@{ECHO}/x'/>")
    assert [one.get("id") for one in service.heard] == ["v"]
    service.heard.clear()
    await service.says(
        scene,
        f"<message xmlns='jabber:client' id='e' from='a@{ECHO}' to='who@localhost'>"
        "<body>hi</body></message>",
    )
    (refused,) = service.heard
    assert (refused.get("type"), refused.get("to")) == ("error", f"a@{ECHO}")
    await service.says(scene, f"<presence xmlns='jabber:client' from='a@{ECHO}' to='{ROMEO}'/>")
    await romeo.receives(f"<presence from='a@{ECHO}' to='{ROMEO}'/>")
    await service.says(
        scene, f"<presence xmlns='jabber:client' from='a@{ECHO}' to='who@localhost'/>"
    )
    romeo.receives_nothing()


async def test_what_only_an_account_may_ask_is_refused_to_who_has_none(scene):
    service = await echo(scene)
    await scene.account("romeo@localhost")
    for payload in ("<query xmlns='jabber:iq:register'><remove/></query>",):
        await service.says(
            scene,
            f"<iq xmlns='jabber:client' type='set' id='e' from='a@{ECHO}' to='localhost'>"
            f"{payload}</iq>",
        )
        refused = service.heard.pop()
        assert refused.get("type") == "error"
    assert scene.host.accounts.is_there(Jid.parse("romeo@localhost"))


async def test_one_stanza_for_many_is_not_for_those_who_block_its_sender(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    service = await echo(scene)
    await juliet.sends(
        "<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>"
        f"<item jid='a@{ECHO}'/></block></iq>"
    )
    juliet.forget()
    sessions = [scene.host.sessions.get(Jid.parse(jid)) for jid in (ROMEO, JULIET)]
    targets = [Target(session.jid, session) for session in sessions]
    targets.append(Target(Jid.parse(f"b@{ECHO}"), None))
    sender = Jid.parse(f"a@{ECHO}")
    body = Element("body", NS_CLIENT, text="all")
    attrs = {"from": sender.text, "type": "groupchat"}
    copy = Multicast(Element("message", NS_CLIENT, attrs, (body,)))
    scene.host.services.send_to_many(copy, sender, targets)
    await scene.settles()
    await romeo.receives(
        f"<message type='groupchat' from='a@{ECHO}' to='{ROMEO}'><body>all</body></message>"
    )
    juliet.receives_nothing()
    assert [one.get("to") for one in service.heard] == [f"b@{ECHO}"]


async def test_all_other_domains_go_where_federation_takes_them(scene):
    romeo = scene.enter(ROMEO)
    service = await echo(scene)
    scene.host.services.elsewhere = service
    await romeo.sends("<message to='a@elsewhere.example'><body>hi</body></message>")
    assert [one.get("to") for one in service.heard] == ["a@elsewhere.example"]
