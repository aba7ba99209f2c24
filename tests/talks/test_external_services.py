"""XEP-0215: External Service Discovery, as conversations."""

import base64
import hashlib
import hmac

import pytest

from magpie.features.external_services import Config, checked

pytestmark = pytest.mark.memory
ROMEO = "romeo@localhost/orchard"
NS = "urn:xmpp:extdisco:2"
SECRET = "a secret of two"
SERVICES = {
    "calls.services": [
        "stun:stun.example",
        "turn:turn.example:3479?transport=udp",
        "turns:turn.example",
        "turn:[2001:db8::1]",
    ],
    "calls.secret": SECRET,
    "calls.validity": "1 h",
}


async def asks(device, payload):
    await device.sends(f"<iq type='get' id='x' to='localhost'>{payload}</iq>")
    (answer,) = device.unread
    device.forget()
    return next(iter(answer))


async def test_clients_find_stun_and_turn(scene):
    scene.configure(**SERVICES)
    romeo = scene.enter(ROMEO)
    found = await asks(romeo, f"<services xmlns='{NS}'/>")
    assert [(one.get("type"), one.get("host"), one.get("port")) for one in found] == [
        ("stun", "stun.example", "3478"),
        ("turn", "turn.example", "3479"),
        ("turns", "turn.example", "5349"),
        ("turn", "2001:db8::1", "3478"),
    ]
    assert [one.get("transport") for one in found] == ["udp", "udp", "tcp", "udp"]
    stun, turn, *_ = found
    assert stun.get("username") is None
    assert turn.get("expires") == "2026-01-01T01:00:00Z"
    user = turn.get("username")
    assert user.startswith("1767229200:")
    digest = hmac.digest(SECRET.encode(), user.encode(), hashlib.sha1)
    assert turn.get("password") == base64.b64encode(digest).decode()
    assert "romeo" not in user


async def test_those_of_one_type(scene):
    scene.configure(**SERVICES)
    romeo = scene.enter(ROMEO)
    found = await asks(romeo, f"<services xmlns='{NS}' type='stun'/>")
    assert found.get("type") == "stun"
    assert [one.get("host") for one in found] == ["stun.example"]


async def test_credentials_for_a_service_that_is_known(scene):
    scene.configure(**SERVICES)
    romeo = scene.enter(ROMEO)
    (one,) = await asks(
        romeo,
        f"<credentials xmlns='{NS}'><service host='turn.example' type='turn'/></credentials>",
    )
    assert one.get("password")
    for host, kind, condition in (
        ("turn.example", "stun", "item-not-found"),
        ("stun.example", "stun", "item-not-found"),
        ("", "turn", "bad-request"),
    ):
        service = f"<service host='{host}' type='{kind}'/>"
        refused = await asks(romeo, f"<credentials xmlns='{NS}'>{service}</credentials>")
        assert condition in str(refused)


async def test_nothing_is_told_where_there_is_nothing(scene):
    romeo = scene.enter(ROMEO)
    refused = await asks(romeo, f"<services xmlns='{NS}'/>")
    assert "service-unavailable" in str(refused)


@pytest.mark.parametrize(
    "text", ["turn.example", "turn:", "turn:h:99999", "http://h", "turn:h?x=1"]
)
def test_what_is_no_service(text):
    with pytest.raises(ValueError, match="is no such service"):
        checked((text,))


def test_turn_needs_a_secret():
    with pytest.raises(ValueError, match="set secret too"):
        Config(services=("turn:turn.example",))
