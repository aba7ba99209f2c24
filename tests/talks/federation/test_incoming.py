"""What other servers say to ours: who is believed, and what is refused."""

import pytest

from magpie.xmpp.dialback import header

pytestmark = pytest.mark.memory
ROMEO, JULIET = "romeo@localhost/orchard", "juliet@theirs.example/balcony"
THEIRS = "theirs.example"
DB = "xmlns='jabber:server:dialback'"
SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
BODY = "<body>hi</body>"


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        (f"<message from='a@{THEIRS}' to='romeo@localhost'>{BODY}</message>", "not-authorized"),
        (f"<iq type='get' id='1' from='{THEIRS}' to='localhost'/>", "not-authorized"),
        (f"<message to='romeo@localhost'>{BODY}</message>", "improper-addressing"),
        (f"<message from='a@{THEIRS}'>{BODY}</message>", "improper-addressing"),
        (f"<message from='@' to='romeo@localhost'>{BODY}</message>", "improper-addressing"),
        ("<hello xmlns='urn:x'/>", "unsupported-stanza-type"),
        ("<message xmlns='jabber:client' from='a@b' to='c@localhost'/>", "unsupported-stanza-type"),
        ("<db:result>key</db:result>", "improper-addressing"),
        ("<db:result from='' to='localhost'>key</db:result>", "improper-addressing"),
        (f"<message from='{'x' * 20_000}", "policy-violation"),
        ("<!-- x -->", "restricted-xml"),
        ("no XML", "bad-format"),
        ("<x></y>", "not-well-formed"),
    ],
)
async def test_what_no_server_says_ends_its_stream(scene, data, condition):
    peer = await scene.server(THEIRS).connects()
    peer.forget()
    await peer.sends_bytes(data.encode())
    assert peer.stream_error == condition
    assert peer.is_closed
    assert scene.network.dialled == []


@pytest.mark.parametrize("to", ["other.example", "x y", "romeo@localhost"])
async def test_a_stream_to_nobody_here(scene, to):
    peer = await scene.server(THEIRS).connects(to=to)
    assert peer.stream_error == "host-unknown"


@pytest.mark.parametrize(
    ("attrs", "condition"),
    [
        (f"from='{THEIRS}' to='other.example'", "item-not-found"),
        (f"from='a@{THEIRS}' to='localhost'", "item-not-found"),
        ("from='localhost' to='localhost'", "not-acceptable"),
        ("from='rooms.localhost' to='localhost'", "not-acceptable"),
    ],
)
async def test_a_key_that_cannot_be_is_refused_and_the_stream_goes_on(scene, attrs, condition):
    peer = await scene.server(THEIRS).connects()
    peer.forget()
    await peer.sends(f"<db:result {attrs}>key</db:result>")
    (answer,) = peer.unread
    peer.forget()
    assert answer.get("type") == "error"
    assert answer.children[0].children[0].name == condition
    assert scene.network.dialled == []
    assert not peer.is_closed


async def test_a_forged_key_ends_the_stream(scene):
    theirs = scene.server(THEIRS)
    peer = await theirs.connects()
    peer.forget()
    await peer.sends(f"<db:result from='{THEIRS}' to='localhost'>forged</db:result>")
    await theirs.vouches(is_valid=False)
    await peer.receives(f"<result {DB} from='localhost' to='{THEIRS}' type='invalid'/>")
    assert peer.is_closed


async def test_a_domain_whose_server_cannot_be_asked_is_not_believed(scene):
    theirs = scene.server(THEIRS)
    scene.network.down.add(THEIRS)
    peer = await theirs.connects()
    peer.forget()
    await peer.sends(f"<db:result from='{THEIRS}' to='localhost'>key</db:result>")
    (answer,) = peer.unread
    peer.forget()
    assert answer.children[0].children[0].name == "remote-server-timeout"
    await peer.sends(f"<message from='a@{THEIRS}' to='romeo@localhost'>{BODY}</message>")
    assert peer.stream_error == "not-authorized"


async def test_an_answer_about_another_key_is_none(scene):
    theirs = scene.server(THEIRS)
    peer = await theirs.connects()
    peer.forget()
    await peer.sends(f"<db:result from='{THEIRS}' to='localhost'>key</db:result>")
    asked = await theirs.answers()
    (question,) = asked.unread
    assert question.text == "key"
    asked.forget()
    pair = f"from='{THEIRS}' to='localhost'"
    await asked.sends(
        f"<db:verify {pair} id='other' type='valid'/>",
        f"<db:verify from='evil.example' to='localhost' id='{question.get('id')}' type='valid'/>",
        f"<db:result {pair} type='valid'/>",
    )
    peer.receives_nothing()
    await scene.passes(31)  # nothing more comes
    assert asked.stream_error is None
    (answer,) = peer.unread
    peer.forget()
    assert answer.get("type") == "error"


async def test_too_many_keys_at_once_are_not_asked_about(scene):
    peer = await scene.server(THEIRS).connects()
    peer.forget()
    for number in range(30):
        scene.server(f"d{number}.example")
        await peer.sends(f"<db:result from='d{number}.example' to='localhost'>key</db:result>")
    assert len(scene.network.dialled) == 20
    refused = [one.children[0].children[0].name for one in peer.unread]
    assert refused == ["resource-constraint"] * 10
    peer.forget()


async def test_only_verified_domains_may_be_in_from(scene):
    theirs, romeo = scene.server(THEIRS), scene.enter(ROMEO)
    await romeo.is_online()
    peer = await theirs.verified()
    await peer.sends(f"<message from='{JULIET}' to='{ROMEO}' id='1'>{BODY}</message>")
    assert [one.get("id") for one in romeo.unread] == ["1"]
    romeo.forget()
    await peer.sends(f"<message from='a@rooms.{THEIRS}' to='{ROMEO}'>{BODY}</message>")
    assert peer.stream_error == "invalid-from"
    romeo.receives_nothing()


async def test_a_verified_server_cannot_use_ours_to_reach_others(scene):
    scene.server("third.example")
    peer = await scene.server(THEIRS).verified()
    await peer.sends(f"<message from='{JULIET}' to='a@third.example'>{BODY}</message>")
    assert peer.stream_error == "host-unknown"
    assert "third.example" not in scene.network.dialled


async def test_a_second_domain_on_the_same_stream(scene):
    theirs, rooms = scene.server(THEIRS), scene.server(f"rooms.{THEIRS}")
    romeo = scene.enter(ROMEO)
    await romeo.is_online()
    peer = await theirs.verified()
    await peer.sends(f"<db:result from='rooms.{THEIRS}' to='localhost'>key</db:result>")
    await rooms.vouches(is_valid=False)
    await peer.receives(f"<result {DB} from='localhost' to='rooms.{THEIRS}' type='invalid'/>")
    assert not peer.is_closed  # it still speaks for the first
    await peer.sends(f"<db:result from='rooms.{THEIRS}' to='localhost'>key</db:result>")
    await rooms.vouches()
    await peer.receives(f"<result {DB} from='localhost' to='rooms.{THEIRS}' type='valid'/>")
    await peer.sends(f"<message from='a@rooms.{THEIRS}' to='{ROMEO}'>{BODY}</message>")
    assert len(romeo.unread) == 1
    romeo.forget()


async def test_stanzas_are_as_large_as_those_of_clients_only_when_the_domain_is_known(scene):
    theirs, romeo = scene.server(THEIRS), scene.enter(ROMEO)
    await romeo.is_online()
    peer = await theirs.verified()
    head = f"<message from='{JULIET}' to='{ROMEO}'><body>"
    await peer.sends(f"{head}{'x' * 200_000}</body></message>")
    assert len(romeo.unread) == 1
    romeo.forget()
    await peer.sends(f"{head}{'x' * 300_000}</body></message>")
    assert peer.stream_error == "policy-violation"


async def test_who_says_nothing_is_cut_off(scene):
    theirs = scene.server(THEIRS)
    silent, half = await theirs.connects(), await theirs.connects()
    await half.sends(f"<db:verify from='{THEIRS}' to='localhost' id='1'>x</db:verify>")
    for peer in (silent, half):
        peer.forget()
    await scene.passes(31)
    assert silent.stream_error == "connection-timeout"
    assert not half.is_closed
    await scene.passes(31)
    assert half.stream_error == "connection-timeout"


async def test_a_stream_that_breaks_off_leaves_nothing(scene):
    peer = await scene.server(THEIRS).verified()
    await peer.sends_bytes(f"<message from='{JULIET}' to='{ROMEO}'><bo".encode())
    await peer.drops()
    assert not scene.federation.ground.arrived


async def test_only_our_own_keys_are_confirmed_and_only_for_our_domains(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}' id='e'>{BODY}</message>")
    called = await theirs.answers(stream_id="s-1")
    (shown,) = called.unread
    called.forget()
    peer = await theirs.connects()
    peer.forget()

    async def outcome(key, to="localhost", stream_id="s-1", sender=THEIRS):
        attrs = f"from='{sender}' to='{to}' id='{stream_id}'"
        await peer.sends(f"<db:verify {attrs}>{key}</db:verify>")
        (answer,) = peer.unread
        peer.forget()
        return answer.get("type")

    assert await outcome(shown.text) == "valid"
    assert await outcome(shown.text, stream_id="s-2") == "invalid"
    assert await outcome(shown.text, sender="evil.example") == "invalid"
    assert await outcome(shown.text, to="rooms.localhost") == "invalid"
    assert await outcome("") == "invalid"
    assert await outcome(shown.text, to="other.example") == "error"
    assert await outcome(shown.text, stream_id="") == "error"


async def test_domains_that_are_not_welcome(scene):
    scene.configure(**{"s2s.deny": ["evil.example"], "s2s.allow": ["example"]})
    for domain in ("rooms.evil.example", "friend.test"):
        peer = await scene.server(domain).connects()
        assert peer.stream_error == "policy-violation"
    peer = await scene.server(THEIRS).verified()
    await peer.sends("<db:result from='evil.example' to='localhost'>key</db:result>")
    (answer,) = peer.unread
    peer.forget()
    assert answer.children[0].children[0].name == "not-acceptable"


async def test_a_valid_certificate_spares_the_dialback(scene):
    theirs, romeo = scene.server(THEIRS), scene.enter(ROMEO)
    await romeo.is_online()
    peer = await theirs.connects(proven=THEIRS)
    (offered,) = peer.unread
    peer.forget()
    assert [one.name for one in offered] == ["mechanisms", "dialback", "bidi"]
    await peer.sends(f"<auth {SASL} mechanism='EXTERNAL'>=</auth>")
    await peer.receives(f"<success {SASL}/>")
    await peer.sends_bytes(header(THEIRS, "", "localhost"))
    peer.forget()
    await peer.sends(f"<message from='{JULIET}' to='{ROMEO}'>{BODY}</message>")
    assert len(romeo.unread) == 1
    romeo.forget()
    assert scene.network.dialled == []


@pytest.mark.parametrize(
    ("proven", "mechanism", "name", "condition"),
    [
        (THEIRS, "EXTERNAL", "ZXZpbC5leGFtcGxl", "not-authorized"),  # evil.example
        (THEIRS, "EXTERNAL", "not base64", "not-authorized"),
        (THEIRS, "PLAIN", "=", "not-authorized"),
        ("evil.example", "EXTERNAL", "=", "unsupported-stanza-type"),
    ],
)
async def test_a_certificate_is_for_its_own_domain(scene, proven, mechanism, name, condition):
    peer = await scene.server(THEIRS).connects(proven=proven)
    peer.forget()
    await peer.sends(f"<auth {SASL} mechanism='{mechanism}'>{name}</auth>")
    peer.forget()
    assert peer.stream_error == condition
