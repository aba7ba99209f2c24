"""What people type at the door, and paste."""

import pytest

from magpie.desktop.core import invitation
from magpie.desktop.core.addressing import read
from magpie.desktop.core.entities.account import Server
from magpie.desktop.core.entities.problem import Problem, Reason

LAN = (Server("laptop.local", "192.168.1.7", 5222, name="laptop"),)


@pytest.mark.parametrize(
    ("address", "server", "expected"),
    [
        ("ana@chat.example", "", ("ana@chat.example", "", False)),
        ("ANA", "chat.example", ("ana@chat.example", "", False)),
        ("ana@chat.example", "10.0.0.1:5333", ("ana@chat.example", "10.0.0.1:5333", False)),
        ("ana@chat.example", "10.0.0.1", ("ana@chat.example", "10.0.0.1:5222", False)),
        ("ana@chat.example", "[::1]:5223", ("ana@chat.example", "::1:5223", True)),
        ("ana", "laptop", ("ana@laptop.local", "192.168.1.7:5222", False)),
        ("ana", "192.168.1.7", ("ana@laptop.local", "192.168.1.7:5222", False)),
        ("ana@laptop.local", "", ("ana@laptop.local", "192.168.1.7:5222", False)),
        ("ana", "ben@chat.example", ("ana@chat.example", "", False)),
    ],
)
def test_what_is_understood(address, server, expected):
    jid, place = read(address, server, LAN)
    assert (jid, place.place, place.direct_tls) == expected


@pytest.mark.parametrize(
    ("address", "server", "reason"),
    [
        ("ana", "", Reason.NO_SERVER),
        ("a b@chat.example", "", Reason.NAME_INVALID),
        ("@chat.example", "", Reason.NAME_INVALID),
        ("ana@chat.example", "host:port", Reason.NO_SERVER),
        ("ana@chat.example", "host:99999", Reason.NO_SERVER),
    ],
)
def test_what_is_not(address, server, reason):
    with pytest.raises(Problem) as found:
        read(address, server)
    assert found.value.reason is reason


def test_an_invitation_says_where_and_whom_to_trust():
    text = (
        "xmpp:chat.example?register;preauth=T0ken;at=192.168.1.7:5333;"
        "sha256=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    )
    found = invitation.read(f" {text}\n")
    assert (found.domain, found.token, found.server) == (
        "chat.example",
        "T0ken",
        "192.168.1.7:5333",
    )
    assert found.fingerprint.startswith("00:01:02:03")
    assert found.makes_account
    assert invitation.read("https://example.org/") is None
    assert invitation.read("hello") is None
