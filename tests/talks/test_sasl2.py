"""XEP-0388: the extensible profile of SASL, beside the old one."""

import base64

import pytest
from tests.scene.sasl2 import (
    CLIENT,
    NS,
    NS_SM,
    authenticate,
    condition,
    encoded,
    opened,
    plain,
    tried,
)
from tests.units.xmpp.scram_client import ScramClient

NS_SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
END_POINT = {"tls-server-end-point": b"hash of the certificate"}
PING = "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"

pytestmark = pytest.mark.memory


@pytest.fixture
async def stream(scene):
    await scene.account("romeo@localhost")
    return await opened(scene)


async def test_it_is_offered_beside_the_old_profile(scene):
    stream = scene.connect(**END_POINT)
    await stream.opens()
    (features,) = stream.unread
    stream.forget()
    offer = features.child("authentication", NS)
    names = [one.text for one in offer if one.name == "mechanism"]
    assert names == [one.text for one in features.child("mechanisms", NS_SASL)]
    assert names[0] == "SCRAM-SHA-256-PLUS"
    inline = offer.child("inline", NS)
    assert inline.has("sm", NS_SM)
    assert [one.get("var") for one in inline.child("bind", "urn:xmpp:bind:0").children[0]] == [
        "urn:xmpp:sm:3",
        "urn:xmpp:carbons:2",
        "urn:xmpp:csi:0",
    ]
    assert [one.text for one in inline.child("fast", "urn:xmpp:fast:0")] == [
        "HT-SHA-256-ENDP",
        "HT-SHA-256-NONE",
    ]
    types = features.child("sasl-channel-binding", "urn:xmpp:sasl-cb:0")
    assert [one.get("type") for one in types] == list(END_POINT)


async def test_without_tls_it_is_not_there(scene):
    await scene.account("romeo@localhost")
    stream = scene.connect(is_secure=False)
    await stream.opens()
    (features,) = stream.unread
    stream.forget()
    assert not features.has("authentication", NS)
    await stream.sends(plain("romeo"))
    assert stream.stream_error == "not-authorized"


async def test_success_is_followed_by_features_and_no_restart(stream):
    await stream.sends(plain("romeo"))
    success, features = stream.unread
    assert [one.name for one in success] == ["authorization-identifier"]
    assert success.child_text("authorization-identifier", NS) == "romeo@localhost"
    assert features.has("bind", "urn:ietf:params:xml:ns:xmpp-bind")
    stream.forget()
    await stream.sends(
        "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<resource>old</resource></bind></iq>",
        PING,
    )
    await stream.receives(
        "<iq type='result' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<jid>romeo@localhost/old</jid></bind></iq>",
        "<iq type='result' id='p' from='romeo@localhost' to='romeo@localhost/old'/>",
    )


@pytest.mark.parametrize("has_initial", [True, False])
@pytest.mark.parametrize("plus", [True, False])
async def test_scram_in_as_many_trips_as_it_needs(scene, has_initial, plus):
    await scene.account("romeo@localhost")
    stream = await opened(scene, **END_POINT)
    gs2, binding = ("p=tls-server-end-point,,", *END_POINT.values()) if plus else ("n,,", b"")
    client = ScramClient("sha256", "romeo", "secret", gs2=gs2, binding=binding)
    name = "SCRAM-SHA-256-PLUS" if plus else "SCRAM-SHA-256"
    if has_initial:
        await stream.sends(authenticate(name, client.first()))
    else:
        await stream.sends(authenticate(name, None))
        await stream.receives(f"<challenge xmlns='{NS}'/>")
        await stream.sends(f"<response xmlns='{NS}'>{encoded(client.first())}</response>")
    (challenge,) = stream.unread
    stream.forget()
    final = client.final(base64.b64decode(challenge.text))
    success = await tried(stream, f"<response xmlns='{NS}'>{encoded(final)}</response>")
    assert base64.b64decode(success.child_text("additional-data", NS)) == client.signature


WRONG = {
    "another password": (plain("romeo", password="wrong"), "not-authorized"),
    "nobody": (plain("tybalt"), "not-authorized"),
    "no mechanism": (f"<authenticate xmlns='{NS}'/>", "invalid-mechanism"),
    "an unknown one": (authenticate("X", "y"), "invalid-mechanism"),
    "not base64": (
        f"<authenticate xmlns='{NS}' mechanism='PLAIN'><initial-response>=</initial-response>"
        "</authenticate>", "incorrect-encoding"
    ),
    "an empty response": (authenticate("PLAIN", ""), "malformed-request"),
    "no installation": (plain("romeo", client="me"), "malformed-request"),
    "an older UUID": (plain("romeo", client=CLIENT.replace("-4", "-1")), "malformed-request"),
    "somebody else": (authenticate("PLAIN", "juliet@localhost\0romeo\0secret"), "invalid-authzid"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
async def test_failure_leaves_all_as_it_was(stream, what):
    said, wanted = WRONG[what]
    failure = await tried(stream, said)
    assert failure.ns == NS
    assert (condition(failure), failure.children[0].ns) == (wanted, NS_SASL)
    assert (await tried(stream, plain("romeo"))).name == "success"


async def test_three_failures_close_it_in_either_profile(stream):
    proof = encoded("\0romeo\0wrong")
    old = f"<auth xmlns='{NS_SASL}' mechanism='PLAIN'>{proof}</auth>"
    for said in (plain("romeo", password="a"), old):
        assert condition(await tried(stream, said)) == "not-authorized"
    await stream.sends(plain("romeo", password="c"))
    assert stream.stream_error == "policy-violation"
    stream.forget()


SCRAM_FIRST = authenticate("SCRAM-SHA-256", "n,,n=romeo,r=abc")


async def test_an_exchange_can_be_aborted(stream):
    await stream.sends(SCRAM_FIRST)
    stream.forget()
    failure = await tried(stream, f"<abort xmlns='{NS}'><text>no more</text></abort>")
    assert condition(failure) == "aborted"


@pytest.mark.parametrize(
    "said",
    [
        f"<response xmlns='{NS_SASL}'>AAAA</response>",
        f"<abort xmlns='{NS_SASL}'/>",
        SCRAM_FIRST,
        "<message to='romeo@localhost'/>",
    ],
)
async def test_nothing_else_is_said_during_an_exchange(stream, said):
    """Section 2.4: who does is disconnected."""
    await stream.sends(SCRAM_FIRST)
    stream.forget()
    await stream.sends(said)
    assert stream.stream_error == "policy-violation"


@pytest.mark.parametrize(
    "said",
    [
        plain("romeo"),
        f"<auth xmlns='{NS_SASL}' mechanism='PLAIN'>{encoded('x')}</auth>",
        f"<response xmlns='{NS}'/>",
        f"<next xmlns='{NS}' task='x'/>",
        "<presence/>",
    ],
)
async def test_nobody_signs_in_twice(stream, said):
    await tried(stream, plain("romeo"))
    await stream.sends(said)
    assert stream.stream_error == "not-authorized"


async def test_who_is_disabled_is_told_nothing_new(scene, stream):
    await scene.host.accounts.set_disabled(scene.host.accounts.jid("romeo"), True)
    assert condition(await tried(stream, plain("romeo"))) == "not-authorized"


# Resumption inline (XEP-0198, 5; XEP-0386, 4.2)


async def test_a_session_is_resumed_with_the_sign_in(scene, stream):
    bind = f"<bind xmlns='urn:xmpp:bind:0'><enable xmlns='{NS_SM}' resume='true'/></bind>"
    success = await tried(stream, plain("romeo", bind))
    address = success.child_text("authorization-identifier", NS)
    enabled = success.child("bound", "urn:xmpp:bind:0").child("enabled", NS_SM)
    await stream.drops()
    juliet = scene.enter("juliet@localhost/balcony")
    await juliet.sends(f"<message type='chat' to='{address}' id='m1'><body>hi</body></message>")
    resume = f"<resume xmlns='{NS_SM}' previd='{enabled.get('id')}' h='0'/>"
    again = await opened(scene)
    await again.sends(plain("romeo", resume + bind))
    success, features, message, request = again.unread
    assert success.child("resumed", NS_SM).get("h") == "0"
    assert not success.has("bound", "urn:xmpp:bind:0")
    assert success.child_text("authorization-identifier", NS) == address
    assert (features.name, message.get("id"), request.name) == ("features", "m1", "r")
    again.forget()
    assert len(scene.host.sessions) == 2


async def test_what_cannot_be_resumed_is_bound_anew(stream):
    bind = f"<bind xmlns='urn:xmpp:bind:0'><enable xmlns='{NS_SM}'/></bind>"
    resume = f"<resume xmlns='{NS_SM}' previd='gone' h='0'/>"
    success = await tried(stream, plain("romeo", resume + bind))
    names = ["authorization-identifier", "failed", "bound"]
    assert [one.name for one in success] == names
    await stream.sends("<r xmlns='urn:xmpp:sm:3'/>")
    await stream.receives("<a xmlns='urn:xmpp:sm:3' h='0'/>")


async def test_a_session_of_another_is_not_resumed(scene, stream):
    bind = f"<bind xmlns='urn:xmpp:bind:0'><enable xmlns='{NS_SM}' resume='1'/></bind>"
    success = await tried(stream, plain("romeo", bind))
    enabled = success.child("bound", "urn:xmpp:bind:0").child("enabled", NS_SM)
    await scene.account("tybalt@localhost")
    other = await opened(scene)
    resume = f"<resume xmlns='{NS_SM}' previd='{enabled.get('id')}' h='0'/>"
    success = await tried(other, plain("tybalt", resume))
    assert success.child("failed", NS_SM).has(
        "item-not-found", "urn:ietf:params:xml:ns:xmpp-stanzas"
    )
    assert not stream.is_closed
