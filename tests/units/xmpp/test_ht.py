"""HT: tokens that prove themselves in one message."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp import ht
from magpie.xmpp.sasl import SaslError

END_POINT = {"tls-server-end-point": b"hash"}


def claim(token: str, binding: bytes = b"", name: bytes = b"romeo") -> bytes:
    """As the draft writes it: with the token itself as HMAC's key."""
    return name + b"\0" + hmac.digest(token.encode(), b"Initiator" + binding, "sha256")


@given(st.binary(max_size=80))
def test_the_key_does_what_the_token_does(binding):
    token = ht.new_token()
    key = ht.key_of(token)
    assert key != token.encode()
    said = ht.parse(claim(token, binding))
    assert said.username == "romeo"
    assert ht.proves(key, said.proof, binding)
    assert not ht.proves(key, said.proof, binding + b"x")
    assert not ht.proves(ht.key_of(ht.new_token()), said.proof, binding)
    right = hmac.new(token.encode(), b"Responder" + binding, hashlib.sha256).digest()
    assert ht.answer(key, binding) == right


@given(st.binary(max_size=200))
def test_any_bytes_are_a_claim_or_an_error(data):
    try:
        said = ht.parse(data)
    except SaslError:
        return
    assert said.username
    assert len(said.proof) == 32


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        (b"", "malformed-request"),
        (b"romeo", "malformed-request"),
        (b"romeo\0short", "malformed-request"),
        (b"\0" + bytes(32), "malformed-request"),
        (b"\xff\0" + bytes(32), "malformed-request"),
        (b"romeo\0" + bytes(33), "malformed-request"),
        (b"a b\0" + bytes(32), "not-authorized"),
    ],
)
def test_what_is_none(data, condition):
    with pytest.raises(SaslError) as error:
        ht.parse(data)
    assert error.value.condition == condition


def test_what_is_offered_is_what_the_channel_has():
    assert ht.offered({}) == ("HT-SHA-256-NONE",)
    assert ht.offered(END_POINT) == ("HT-SHA-256-ENDP", "HT-SHA-256-NONE")
    assert ht.binding_of("HT-SHA-256-ENDP", END_POINT) == b"hash"
    assert ht.binding_of("HT-SHA-256-NONE", END_POINT) == b""
