"""RFC 1928 as far as bytestreams need it: in whatever pieces it comes, and what else comes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp.socks import NOT_ALLOWED, Handshake, SocksError, reply

NAME = b"0123456789abcdef0123456789abcdef01234567"
HELLO = b"\x05\x01\x00"
REQUEST = b"\x05\x01\x00\x03" + bytes([len(NAME)]) + NAME + b"\x00\x00"


def shake(*chunks):
    """What is answered to bytes, and what was asked for."""
    handshake, answers = Handshake(), []
    for chunk in chunks:
        answers.append(handshake.feed(chunk))
    return b"".join(answers), handshake.address


@given(st.lists(st.integers(0, len(HELLO + REQUEST)), max_size=6))
def test_it_may_come_in_any_pieces(cuts):
    data = HELLO + REQUEST
    edges = [0, *sorted(cuts), len(data)]
    chunks = [data[a:b] for a, b in pairwise(edges)]
    while chunks and not chunks[-1]:
        chunks.pop()
    assert shake(*chunks) == (b"\x05\x00", NAME.decode())


@given(st.binary(max_size=600))
def test_whatever_comes_is_answered_or_refused(data):
    handshake = Handshake()
    try:
        handshake.feed(data)
    except SocksError:
        return
    assert handshake.address is None or len(data) > 7
    assert len(handshake._buffer) <= 600


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"GET / HTTP/1.1\r\n", b""),
        (b"\x04\x01\x00\x50", b""),
        (b"\x05\x01\x02", b"\x05\xff"),  # only with a password
        (b"\x05\x00", b"\x05\xff"),
        (HELLO + b"\x05\x02\x00\x03\x00", b"\x05\x07\x00\x03\x00\x00\x00"),  # BIND
        (HELLO + b"\x05\x01\x00\x01\x7f", b"\x05\x08\x00\x03\x00\x00\x00"),  # an IPv4 address
        (HELLO + b"\x04\x01\x00\x03\x00", b""),
    ],
)
def test_what_is_refused(data, told):
    with pytest.raises(SocksError) as refused:
        Handshake().feed(data)
    assert refused.value.reply == told


def test_the_answer_names_what_was_asked_for():
    assert reply(NOT_ALLOWED, "abc") == b"\x05\x02\x00\x03\x03abc\x00\x00"
