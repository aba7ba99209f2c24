"""OAUTHBEARER: the ticket is read from the message, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp.bearer import Bearer, CheckTicket
from magpie.xmpp.sasl import SaslError


@pytest.mark.parametrize(
    ("message", "authzid"),
    [
        (b"n,a=romeo@localhost,\x01auth=Bearer t-1_x\x01\x01", "romeo@localhost"),
        (b"n,,\x01auth=Bearer t-1_x\x01\x01", None),
        (b"n,a=a=2Cb=3D,\x01host=h\x01port=1\x01auth=Bearer t-1_x\x01\x01", "a,b="),
    ],
)
def test_the_ticket_and_whom_it_is_for(message, authzid):
    machine = Bearer()
    assert machine.feed(message) == CheckTicket("t-1_x", authzid)
    with pytest.raises(SaslError, match="malformed-request"):
        machine.feed(message)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"n,,auth=Bearer t\x01\x01",
        b"n,,\x01auth=Basic t\x01\x01",
        b"n,,\x01auth=Bearer \x01\x01",
        b"n,,\x01auth=Bearer t\x01",
        b"y,,\x01auth=Bearer t\x01\x01",
        b"n,a=a=b,\x01auth=Bearer t\x01\x01",
        b"\xff",
        b"n,,\x01auth=Bearer " + b"t" * 100_000 + b"\x01\x01",
    ],
)
def test_another_message_is_refused(message):
    with pytest.raises(SaslError, match="malformed-request"):
        Bearer().feed(message)


@given(st.binary())
def test_whatever_comes_is_a_ticket_or_refused(data):
    try:
        step = Bearer().feed(data)
    except SaslError:
        return
    assert step.ticket
