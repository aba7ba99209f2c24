"""Every request that the server answers, with all that can be wrong with it: a standard error each
time, never silence, never a session that ends, and bystanders are unharmed."""

from itertools import islice

import pytest
from tests.scene.match import parse
from tests.talks.hostile import filled, tricky, tricky_forms
from tests.talks.rooms.play import OWNER, ROOM, asks, join, makes
from tests.talks.samples import SAMPLES, field, form

from magpie.server.iq import IqRegistry, Scope
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import NS_STANZA_ERRORS, STANZA_CONDITIONS
from magpie.xmpp.forms import Form
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory
ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
COMMANDS = "http://jabber.org/protocol/commands"
BATCH = 50
UNBOUND = {
    "limits.stanzas_per_second": 0,
    "limits.stanza_burst": 1_000_000,
    "limits.bytes_per_second": 0,
    "limits.stanza_size": "1 MB",
    "registration.mode": "open",
    "calls.services": ["stun:stun.example:3478", "turn:turn.example"],
    "calls.secret": "as far as the owl",
}


def element(xml):
    (found,) = parse(xml)
    return found


async def on_stage(scene, settings=UNBOUND):
    scene.configure(**settings)
    romeo, juliet = scene.enter(ROMEO, JULIET)
    for name in ("victim", "nurse"):
        await scene.account(f"{name}@localhost")
    await romeo.is_online()
    await juliet.is_online()
    await scene.host.accounts.set_role(Jid.parse("romeo@localhost"), "admin")
    await makes(romeo, "Romeo")
    for to in ("", "to='pubsub.localhost'"):
        await romeo.sends(f"""<iq type='set' id='n' {to}>
          <pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n'/></pubsub></iq>""")
    romeo.forget(), juliet.forget()
    return romeo, juliet


class Attack:
    """What one device asks, and what it is answered."""

    def __init__(self, device):
        self.device = device
        self.faults = []
        self.number = 0

    async def asks(self, kind, to, payloads):
        """Ask all of it; what is not answered as it should be is a fault."""
        waiting = iter(payloads)
        while batch := list(islice(waiting, BATCH)):
            asked = {}
            for payload in batch:
                self.number += 1
                asked[f"i{self.number}"] = payload
            attrs = {"type": kind, **({"to": to} if to else {})}
            await self.device.sends_bytes(
                *(
                    Element("iq", NS_CLIENT, {**attrs, "id": name}, (payload,)).to_bytes()
                    for name, payload in asked.items()
                )
            )
            self._judge(kind, to, asked)
            if self.device.is_closed:
                self.faults.append(f"{kind} {to}: the session ended: {self.device.stream_error}")
                return

    def _judge(self, kind, to, asked):
        answers = {}
        for one in self.device.unread:
            if one.name == "iq" and one.get("type") in ("result", "error"):
                answers.setdefault(one.get("id"), []).append(one)
        self.device.forget()
        for name, payload in asked.items():
            fault = fault_of(answers.pop(name, []))
            if fault:
                self.faults.append(f"{kind} {to}: {fault}: {str(payload)[:600]}")

    def ends(self):
        assert self.faults == [], f"{len(self.faults)} faults:\n" + "\n".join(self.faults[:20])


class Elsewhere(Attack):
    """The same from another server: a service that keeps what it is answered."""

    def __init__(self, scene):
        super().__init__(self)
        self.scene = scene
        self.unread = []
        self.is_closed = False
        scene.host.serve("elsewhere.example", self, "Elsewhere")

    def message(self, message, origin):
        pass

    def presence(self, presence, origin):
        pass

    def iq(self, iq, origin):
        self.unread.append(iq.element)

    def forget(self):
        self.unread.clear()

    async def sends_bytes(self, *stanzas):
        for one in stanzas:
            stanza = element(one.decode()).with_attr("from", "a@elsewhere.example/c")
            self.scene.host.relay.send(stanza)
        await self.scene.settles()


def fault_of(answers):
    """What is wrong with what came for one request; "" for nothing."""
    if len(answers) != 1:
        return f"{len(answers)} answers"
    (answer,) = answers
    if answer.get("type") == "result":
        return ""
    error = answer.child("error", NS_CLIENT)
    conditions = [one.name for one in error if one.ns == NS_STANZA_ERRORS and one.name != "text"]
    if len(conditions) != 1 or conditions[0] not in STANZA_CONDITIONS:
        return f"no standard error: {conditions}"
    return "internal-server-error" if conditions[0] == "internal-server-error" else ""


def registries(scene, without=""):
    """Each registry of handlers, with the domain that it answers for."""
    yield "localhost", scene.host.iqs
    for domain, service in scene.host.services._by_domain.items():
        if domain == without:
            continue
        found = [one for one in vars(service).values() if isinstance(one, IqRegistry)]
        assert found, f"who answers for {domain}?"
        for one in found:
            yield domain, one


def targets(domain, scope):
    """To whom what a handler of that scope answers is addressed."""
    return {
        Scope.SELF: [""],
        Scope.HOST: [domain],
        Scope.ACCOUNT: ["juliet@localhost", "nobody@localhost"],
        Scope.SERVICE: ["rooms.localhost", "pubsub.localhost", "proxy.localhost"],
        Scope.ITEM: [ROOM, f"nowhere@{domain}"],
    }[scope]


async def is_unharmed(scene, juliet, *forgetful):
    """The bystander is there, and is served."""
    assert not juliet.is_closed
    juliet.forget()
    other = scene.enter("mercutio@localhost/x")
    await other.sends(f"<message type='chat' to='{JULIET}'><body>hi</body></message>")
    assert juliet.unread[-1].child_text("body") == "hi"
    for one in (juliet, other, *forgetful):
        one.forget()


@pytest.mark.parametrize("scope", list(Scope), ids=lambda scope: scope.name)
async def test_every_handler_answers_whatever_it_is_asked(scene, scope):
    romeo, juliet = await on_stage(scene)
    attack = Attack(romeo)
    for domain, registry in registries(scene):
        for kind, ns, name, where in sorted(registry, key=str):
            if where is not scope:
                continue
            assert (kind, ns, name) in SAMPLES, f"no sample for {kind} {name} {ns}"
            for to in targets(domain, scope):
                for sample in SAMPLES[kind, ns, name]:
                    await attack.asks(kind, to, tricky(element(sample)))
                bare = [Element(name, ns), Element(name, ns, text="x" * 50_000)]
                await attack.asks(kind, to, bare)
    attack.ends()
    await is_unharmed(scene, juliet, romeo)


@pytest.mark.parametrize(
    "scope", [one for one in Scope if one is not Scope.SELF], ids=lambda scope: scope.name
)
async def test_other_servers_get_no_further(scene, scope):
    romeo, juliet = await on_stage(scene)
    attack = Elsewhere(scene)
    for domain, registry in registries(scene, without="elsewhere.example"):
        for kind, ns, name, where in sorted(registry, key=str):
            for to in targets(domain, scope) if where is scope else ():
                for sample in SAMPLES[kind, ns, name]:
                    await attack.asks(kind, to, tricky(element(sample), each=2))
    attack.ends()
    await is_unharmed(scene, juliet, romeo)


async def test_what_is_no_request_at_all_is_an_error_too(scene):
    romeo, juliet = await on_stage(scene)
    for wrong in (
        "<iq type='get' id='x'/>",
        "<iq type='set' id='x'><a xmlns='urn:a'/><b xmlns='urn:b'/></iq>",
        "<iq type='wrong' id='x'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq id='x'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='x'><ping xmlns='urn:wrong'/></iq>",
        "<iq type='get' id='x' to='@'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='set' id='x' to='localhost/x'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='x' to='nowhere.example'><ping xmlns='urn:xmpp:ping'/></iq>",
    ):
        await romeo.sends(wrong)
        (answer,) = romeo.unread
        assert answer.get("type") == "error", wrong
        assert fault_of([answer]) == ""
        romeo.forget()
    await is_unharmed(scene, juliet, romeo)


async def test_every_form_of_a_room_and_of_a_node(scene):
    """With the fields that the form itself has."""
    romeo, juliet = await on_stage(scene)
    attack = Attack(romeo)
    pubsub = "http://jabber.org/protocol/pubsub#owner"
    for to, get, put in (
        (ROOM, f"<query xmlns='{OWNER}'/>", Element("query", OWNER)),
        (
            "pubsub.localhost",
            f"<pubsub xmlns='{pubsub}'><configure node='n'/></pubsub>",
            Element("configure", pubsub, {"node": "n"}),
        ),
    ):
        answer = await asks(romeo, "get", get, to=to)
        (shown,) = [one for one in walk(answer) if one.ns == "jabber:x:data" and one.name == "x"]
        forms = tricky_forms(filled(Form.parse(shown)))
        payloads = (put.with_child(one) for one in forms)
        if put.name == "configure":
            payloads = (Element("pubsub", pubsub, {}, (one,)) for one in payloads)
        await attack.asks("set", to, payloads)
    attack.ends()
    await is_unharmed(scene, juliet, romeo)


def walk(one):
    yield one
    for child in one:
        yield from walk(child)


async def test_every_command_with_every_field_of_its_forms(scene):
    romeo, juliet = await on_stage(scene)
    await scene.host.circles.create("House", [Jid.parse("victim@localhost")])
    attack = Attack(romeo)
    for command in list(scene.host.adhoc):
        begin = Element("command", COMMANDS, {"node": command.node, "action": "execute"})
        shown = await begins(romeo, begin)
        if shown is None or not command.forms:
            continue
        session, first = shown
        for one in tricky_forms(filled(first)):
            if session is None:
                await scene.host.accounts.set_role(Jid.parse("romeo@localhost"), "admin")
                shown = await begins(romeo, begin)
                if shown is None:
                    break  # there is nothing to choose from any more
                session = shown[0]
            attrs = {"node": command.node, "sessionid": session}
            await attack.asks("set", "localhost", [Element("command", COMMANDS, attrs, (one,))])
            session = None
    attack.ends()
    await is_unharmed(scene, juliet, romeo)


async def begins(device, begin):
    """Start a command: its session and its form; `None` where there is none."""
    device.forget()
    iq = Element("iq", NS_CLIENT, {"type": "set", "id": "b", "to": "localhost"}, (begin,))
    await device.sends_bytes(iq.to_bytes())
    (answer,) = [one for one in device.unread if one.get("id") == "b"]
    device.forget()
    command = answer.child("command", COMMANDS)
    shown = None if command is None else command.child("x", "jabber:x:data")
    if command is None or shown is None:
        return None
    return command.get("sessionid"), Form.parse(shown)


async def test_before_anybody_has_signed_in(scene):
    """Registration and invitations, on a stream of nobody's."""
    romeo, juliet = await on_stage(scene)
    samples = {
        ("jabber:iq:register", "query"): SAMPLES["set", "jabber:iq:register", "query"],
        ("urn:xmpp:pars:0", "preauth"): ["<preauth xmlns='urn:xmpp:pars:0' token='x'/>"],
    }
    assert samples.keys() == scene.host.preauth.keys()
    for xmls in samples.values():
        for xml in xmls:
            for payload in tricky(element(xml), each=3):
                stream = scene.connect()
                await stream.opens()
                stream.forget()
                iq = Element("iq", NS_CLIENT, {"type": "set", "id": "r"}, (payload,))
                wire = iq.to_bytes()
                if len(wire) > 16_000:  # more than strangers may say: the stream ends
                    continue
                await stream.sends_bytes(wire)
                assert fault_of([one for one in stream.unread if one.get("id") == "r"]) == "", wire
                stream.forget()
                await stream.closes()
    await is_unharmed(scene, juliet, romeo)


MUC = "http://jabber.org/protocol/muc"
STANZAS = [
    f"<presence to='{ROOM}/R'><x xmlns='{MUC}'><password>x</password><history maxchars='1' "
    "maxstanzas='1' seconds='1' since='2020-01-01T00:00:00Z'/></x>"
    "<preauth xmlns='urn:xmpp:pars:0' token='x'/></presence>",
    "<presence to='rooms.localhost'><rai xmlns='urn:xmpp:rai:0'/></presence>",
    "<presence type='subscribe' to='nurse@localhost'><preauth xmlns='urn:xmpp:pars:0' token='x'/>"
    "</presence>",
    "<presence><show>away</show><status>x</status><priority>1</priority><x "
    "xmlns='vcard-temp:x:update'><photo>a</photo></x><c xmlns='http://jabber.org/protocol/caps' "
    "hash='sha-1' node='n' ver='v'/></presence>",
    f"<message to='{ROOM}'><x xmlns='{MUC}#user'><invite to='nurse@localhost'><reason>r</reason>"
    "<continue thread='t'/></invite></x></message>",
    f"<message to='{ROOM}'><x xmlns='{MUC}#user'><decline to='nurse@localhost'><reason>r</reason>"
    "</decline></x></message>",
    f"<message to='{ROOM}'>"
    + form(f"{MUC}#request", field("muc#role", "participant"), field("muc#request_allow", "1"))
    + "</message>",
    f"<message to='{ROOM}'>"
    + form(
        f"{MUC}#register",
        field("muc#jid", "nurse@localhost"),
        field("muc#register_roomnick", "N"),
        field("muc#register_allow", "1"),
    )
    + "</message>",
    f"<message type='groupchat' to='{ROOM}'><body>x</body><subject>s</subject><reference "
    "xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:nurse@localhost' begin='0' end='1'/>"
    f"<reply xmlns='urn:xmpp:reply:0' to='{ROOM}/R' id='x'/></message>",
    "<message type='chat' to='nurse@localhost'><body>x</body><received "
    "xmlns='urn:xmpp:receipts' id='x'/><store xmlns='urn:xmpp:hints'/><stanza-id "
    "xmlns='urn:xmpp:sid:0' by='nurse@localhost' id='x'/></message>",
]


@pytest.mark.parametrize("number", range(len(STANZAS)))
async def test_presence_and_messages_end_nothing(scene, number):
    romeo, juliet = await on_stage(scene)
    await romeo.sends(join("R"))
    for one in tricky(element(STANZAS[number])):
        if one.get("to") == "romeo@localhost/orchard":
            continue
        await romeo.sends_bytes(one.to_bytes())
        assert not romeo.is_closed, str(one)
        for answer in romeo.unread:
            if answer.get("type") == "error":
                assert fault_of([answer]) == "", str(one)
        romeo.forget()
    await is_unharmed(scene, juliet, romeo)


async def test_the_samples_are_of_requests_that_exist(scene):
    """What is answered no more is sampled no more."""
    await on_stage(scene)
    known = {key[:3] for _, registry in registries(scene) for key in registry}
    assert SAMPLES.keys() - known == set()
    for (_, ns, name), samples in SAMPLES.items():
        assert {(element(one).ns, element(one).name) for one in samples} == {(ns, name)}
