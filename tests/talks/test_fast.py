"""XEP-0484: coming back with a token."""

import pytest
from tests.scene.sasl2 import (
    BIND,
    CLIENT,
    NS,
    NS_BIND,
    NS_FAST,
    NS_SM,
    condition,
    confirms,
    hashed,
    opened,
    plain,
    token_of,
    tried,
)

OTHER = CLIENT.replace("d", "e")
END_POINT = {"tls-server-end-point": b"hash of the certificate"}
REQUEST = f"<request-token xmlns='{NS_FAST}' mechanism='HT-SHA-256-NONE'/>"
INVALIDATE = f"<fast xmlns='{NS_FAST}' invalidate='true'/>"
MINUTE = 60

pytestmark = pytest.mark.memory


@pytest.fixture
async def token(scene):
    """A token of Romeo's for the mechanism without a binding."""
    scene.configure(**{"fast.lifetime": "1 h", "fast.rotation": "10 min"})
    await scene.account("romeo@localhost")
    return token_of(await signs_in(scene, plain("romeo", REQUEST)))


async def signs_in(scene, said, **options):
    """What the server says to a client that goes again at once."""
    stream = await opened(scene, **options)
    answer = await tried(stream, said)
    await stream.drops()
    return answer


async def test_coming_back_takes_one_round_trip(scene, token):
    """All that the client says leaves at once; what the server says completes the session."""
    stream = scene.connect()
    header = (
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
        " from='romeo@localhost' to='localhost' version='1.0'>"
    )
    wish = f"<fast xmlns='{NS_FAST}'/>" + BIND.replace(
        "/>", f"><enable xmlns='urn:xmpp:carbons:2'/><enable xmlns='{NS_SM}' resume='1'/></bind>"
    )
    said = header + hashed(token, "romeo", wish) + "<presence/>"
    await stream.sends_bytes(said.encode())
    features, success, more, presence = stream.unread
    stream.forget()
    assert (features.name, success.name, more.name) == ("features", "success", "features")
    assert confirms(token, success)
    assert success.child("bound", NS_BIND).has("enabled", NS_SM)
    assert presence.get("from") == success.child_text("authorization-identifier", NS)


async def test_resuming_takes_one_round_trip_too(scene, token):
    bind = f"<bind xmlns='{NS_BIND}'><enable xmlns='{NS_SM}' resume='1'/></bind>"
    stream = await opened(scene)
    success = await tried(stream, hashed(token, "romeo", f"<fast xmlns='{NS_FAST}'/>{bind}"))
    previous = success.child("bound", NS_BIND).child("enabled", NS_SM).get("id")
    await stream.drops()
    resume = f"<resume xmlns='{NS_SM}' previd='{previous}' h='0'/>"
    success = await signs_in(
        scene, hashed(token, "romeo", f"<fast xmlns='{NS_FAST}'/>{resume}{bind}")
    )
    assert success.has("resumed", NS_SM)
    assert len(scene.host.sessions) == 1


async def test_a_token_is_for_its_mechanism_and_channel(scene):
    await scene.account("romeo@localhost")
    binding = END_POINT["tls-server-end-point"]
    request = REQUEST.replace("NONE", "ENDP")
    success = await tried(await opened(scene, **END_POINT), plain("romeo", request))
    token = token_of(success)
    bound = {"mechanism": "HT-SHA-256-ENDP"}
    success = await signs_in(scene, hashed(token, "romeo", binding=binding, **bound), **END_POINT)
    assert confirms(token, success, binding)
    for said, options in (
        (hashed(token, "romeo"), END_POINT),
        (hashed(token, "romeo", binding=b"another", **bound), END_POINT),
        (hashed(token, "romeo", binding=binding, **bound), {"tls-server-end-point": b"another"}),
    ):
        assert condition(await signs_in(scene, said, **options)) == "not-authorized"
    said = hashed(token, "romeo", binding=binding, **bound)
    assert condition(await signs_in(scene, said)) == "invalid-mechanism"  # not offered there


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"client": OTHER}, "not-authorized"),
        ({"name": "tybalt"}, "not-authorized"),
        ({"name": "nobody"}, "not-authorized"),
        ({"name": "a b"}, "not-authorized"),
        ({"token": "x" * 96}, "not-authorized"),
        ({"client": ""}, "malformed-request"),
        ({"inline": ""}, "malformed-request"),
        ({"mechanism": "HT-SHA-256-EXPR"}, "invalid-mechanism"),
        ({"mechanism": "HT-SHA-512-NONE"}, "invalid-mechanism"),
    ],
)
async def test_what_is_not_a_right_token(scene, token, change, wanted):
    await scene.account("tybalt@localhost")
    said = hashed(**{"token": token, "name": "romeo"} | change)
    assert condition(await signs_in(scene, said)) == wanted
    assert (await signs_in(scene, hashed(token, "romeo"))).name == "success"


@pytest.mark.parametrize("request_", [REQUEST.replace("NONE", "EXPR"), REQUEST.replace("HT-", "")])
async def test_no_token_for_what_is_not_offered(scene, request_):
    await scene.account("romeo@localhost")
    success = await signs_in(scene, plain("romeo", request_))
    assert not success.has("token", NS_FAST)
    success = await signs_in(scene, plain("romeo", REQUEST, client=""))
    assert not success.has("token", NS_FAST)


async def test_no_token_without_a_password(scene, token):
    failure = await signs_in(scene, plain("romeo", REQUEST, password="wrong"))
    assert not failure.has("token", NS_FAST)


# Rotation (3.5)


async def test_a_token_is_renewed_and_the_old_one_lives_until_the_new_is_used(scene, token):
    assert (await signs_in(scene, hashed(token, "romeo"))).child("token", NS_FAST) is None
    await scene.passes(11 * MINUTE)
    new = token_of(await signs_in(scene, hashed(token, "romeo")))
    newer = token_of(await signs_in(scene, hashed(token, "romeo")))  # the answer was lost
    assert condition(await signs_in(scene, hashed(new, "romeo"))) == "not-authorized"
    assert confirms(newer, await signs_in(scene, hashed(newer, "romeo")))
    assert condition(await signs_in(scene, hashed(token, "romeo"))) == "not-authorized"
    assert confirms(newer, await signs_in(scene, hashed(newer, "romeo")))


async def test_a_token_ends(scene, token):
    await scene.passes(61 * MINUTE)
    assert condition(await signs_in(scene, hashed(token, "romeo"))) == "credentials-expired"
    assert (await signs_in(scene, plain("romeo"))).name == "success"


async def test_who_comes_often_need_never_give_the_password_again(scene, token):
    for _ in range(5):
        await scene.passes(50 * MINUTE)
        token = token_of(await signs_in(scene, hashed(token, "romeo")))


# Revocation (3.6, 5)


async def test_a_client_gives_up_its_token(scene, token):
    await scene.passes(11 * MINUTE)
    success = await signs_in(scene, hashed(token, "romeo", INVALIDATE))
    assert confirms(token, success)
    assert not success.has("token", NS_FAST)
    assert condition(await signs_in(scene, hashed(token, "romeo"))) == "not-authorized"


async def test_and_may_ask_for_another(scene, token):
    success = await signs_in(scene, hashed(token, "romeo", INVALIDATE + REQUEST))
    assert (await signs_in(scene, hashed(token_of(success), "romeo"))).name == "success"


@pytest.mark.parametrize("what", ["password", "disabled", "deleted"])
async def test_tokens_are_void_with_what_they_stand_for(scene, token, what):
    accounts = scene.host.accounts
    account = accounts.jid("romeo")
    if what == "password":
        await accounts.set_password(account, "another")
    elif what == "disabled":
        await accounts.set_disabled(account, True)
        await accounts.set_disabled(account, False)
    else:
        await accounts.delete(account)
        await accounts.create("romeo", "somebody else")
    assert condition(await signs_in(scene, hashed(token, "romeo"))) == "not-authorized"


async def test_a_new_password_in_band_takes_the_tokens_of_all_devices(scene, token):
    laptop = scene.enter("romeo@localhost/laptop")
    await laptop.sends(
        "<iq type='set' id='p' to='localhost'><query xmlns='jabber:iq:register'>"
        "<username>romeo</username><password>brand new</password></query></iq>"
    )
    laptop.forget()
    assert condition(await signs_in(scene, hashed(token, "romeo"))) == "not-authorized"


async def test_guesses_are_counted(scene, token):
    for _ in range(10):
        stream = await opened(scene, ip="203.0.113.9")
        for _ in range(2):
            assert condition(await tried(stream, hashed("x" * 96, "romeo"))) == "not-authorized"
        await stream.sends(hashed("x" * 96, "romeo"))
        assert stream.stream_error == "policy-violation"
        stream.forget()
    said = hashed(token, "romeo")
    failure = await signs_in(scene, said, ip="203.0.113.9")
    assert condition(failure) == "temporary-auth-failure"
    assert (await signs_in(scene, said, ip="203.0.113.10")).name == "success"


async def test_it_can_be_switched_off(scene):
    scene.configure(**{"fast.enabled": False})
    await scene.account("romeo@localhost")
    success = await signs_in(scene, plain("romeo", REQUEST))
    assert not success.has("token", NS_FAST)
    assert condition(await signs_in(scene, hashed("x" * 96, "romeo"))) == "invalid-mechanism"


async def test_the_token_itself_is_nowhere_on_disk(scene, token):
    rows = await scene.host.db.read(lambda conn: conn.exec_driver_sql("SELECT * FROM token").all())
    assert len(rows) == 1
    assert token not in str(rows)
