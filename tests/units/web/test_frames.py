"""RFC 6455: frames in any pieces, and what is no frame of a client."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.web.frames import Close, FrameError, FrameReader, Message, Opcode, frame, unmasked

MASK = b"\x01\x80\xff\x7e"


def masked(opcode: int, data: bytes, is_last: bool = True) -> bytes:
    """A frame as a client writes it."""
    whole = frame(Opcode.TEXT, data)
    head = whole[: len(whole) - len(data)]
    first = (0x80 if is_last else 0) | opcode
    return bytes((first, head[1] | 0x80)) + head[2:] + MASK + unmasked(data, MASK)


contents = st.binary(max_size=300) | st.integers(65_530, 65_540).map(lambda size: b"x" * size)
messages = st.lists(st.tuples(st.sampled_from([Opcode.TEXT, Opcode.BINARY]), contents), max_size=4)


@given(messages, st.data())
def test_bytes_may_be_cut_anywhere(expected, data):
    """Also a message into frames, with a ping in between."""
    wire = b""
    for opcode, content in expected:
        at = data.draw(st.integers(0, len(content)))
        wire += masked(opcode, content[:at], is_last=False) + masked(Opcode.PING, b"?")
        wire += masked(Opcode.CONTINUATION, content[at:])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    reader, seen = FrameReader(200_000), []
    for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        seen += reader.feed(wire[start:end])
    assert [one for one in seen if one.opcode is not Opcode.PING] == expected
    assert seen.count(Message(Opcode.PING, b"?")) == len(expected)


@given(st.binary(max_size=200))
def test_any_bytes_give_messages_or_one_error(data):
    reader = FrameReader(1000)
    with suppress(FrameError):
        for byte in range(len(data)):
            for message in reader.feed(data[byte : byte + 1]):
                assert message.opcode in Opcode


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (frame(Opcode.TEXT, b"not masked"), Close.PROTOCOL_ERROR),
        (bytes((0xC1, 0x80)) + MASK, Close.PROTOCOL_ERROR),  # a bit of an extension
        (bytes((0x83, 0x80)) + MASK, Close.PROTOCOL_ERROR),  # an opcode that nobody has
        (masked(Opcode.CONTINUATION, b""), Close.PROTOCOL_ERROR),  # of nothing
        (masked(Opcode.TEXT, b"", is_last=False) + masked(Opcode.TEXT, b""), Close.PROTOCOL_ERROR),
        (masked(Opcode.PING, b"x" * 126), Close.PROTOCOL_ERROR),
        (masked(Opcode.PING, b"", is_last=False), Close.PROTOCOL_ERROR),
        (masked(Opcode.TEXT, b"x" * 1001), Close.TOO_BIG),
        (bytes((0x81, 0xFF)) + b"\x7f" + b"\xff" * 7, Close.TOO_BIG),  # before anything of it came
        (masked(Opcode.TEXT, b"x" * 600, is_last=False) * 1 + masked(0, b"x" * 600), Close.TOO_BIG),
    ],
)
def test_what_breaks_the_rules_is_named(wire, code):
    with pytest.raises(FrameError) as caught:
        FrameReader(1000).feed(wire)
    assert caught.value.code is code


def test_empty_frames_do_not_pile_up():
    reader = FrameReader(1000)
    reader.feed(masked(Opcode.TEXT, b"", is_last=False))
    with pytest.raises(FrameError):
        reader.feed(masked(Opcode.CONTINUATION, b"", is_last=False) * 2000)
