"""What an expat that waits is given: everything that it can make something of, and no cut token."""

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.feeding import OPEN
from tests.units.xmpp.strategies import written

from magpie.xmpp.deferral import Given, whole


@pytest.mark.parametrize(
    ("wire", "held"),
    [
        (b"", b""),
        (b"<message", b"<message"),
        (b"<a b='1'>x", b""),
        (b"<a b='>", b"<a b='>"),
        (b"<a b='<", b"<a b='<"),
        (b'<a b="\'>"', b'<a b="\'>"'),
        (b"<a>x</a", b"</a"),
        (b"x &am", b"&am"),
        (b"&amp;&#x1F600;", b""),
        (b"<![CDATA[ <a> ]]", b"<![CDATA[ <a> ]]"),
        (b"<![CDATA[ <a> ]]><b", b"<b"),
        (b"<![CDA", b"<![CDA"),
        (b"<!-- it's -->", b""),
        (b"<!-- <a> --", b"<!-- <a> --"),
        (b"<?a '?>", b""),
        (b"x]]", b"]]"),
        (b"x]]>", b""),
    ],
)
def test_what_is_cut_is_kept(wire, held):
    assert wire[whole(wire, True) :] == held


@pytest.mark.parametrize(
    ("wire", "held"),
    [
        (b" \n", b""),
        (b"\xef\xbb", b"\xef\xbb"),
        (b"\xef\xbb\xbf<stream", b"<stream"),
        (b"<?xml version='1.0'?>\n<stream", b"<stream"),
        (b"<?xml version='1.0'", b"<?xml version='1.0'"),
        (b"<!DOCTYPE a>", b""),
        (b" <stream:stream>hello", b""),
    ],
)
def test_before_the_first_tag_too(wire, held):
    assert wire[whole(wire, False) :] == held


def feed_by_byte(parser: expat.XMLParserType, wire: bytes, *, is_open: bool) -> None:
    pieces = Given()
    for byte in wire:
        parser.Parse(pieces.of(bytes([byte]), is_open), False)


@pytest.mark.parametrize(
    "wire", [b"<a <b", b"& &", b"<<", b"&a<", b"<a\x00", b"x\xff", b"\xe0<", b"<a \xef\xbf\xbe"]
)
def test_what_can_be_nothing_is_seen_at_once(wire):
    parser = expat.ParserCreate("utf-8")
    parser.Parse(b"<r>", False)
    with pytest.raises(expat.ExpatError):
        feed_by_byte(parser, wire, is_open=True)


@pytest.mark.parametrize(
    "wire", [b"hello", b"'", b'"a', b"h<a>", b"\xef\xbbx", b"<!DOCTYPE a [ <!", b"&a;"]
)
def test_what_cannot_stand_before_a_stream_is_seen_at_once(wire):
    with pytest.raises(expat.ExpatError):
        feed_by_byte(expat.ParserCreate("utf-8"), wire, is_open=False)


def told(wire: bytes) -> list[str]:
    """The tags that an expat finds in bytes that it is given at once."""
    tags: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attrs: tags.append(f"<{name}>")
    parser.EndElementHandler = lambda name: tags.append(f"</{name}>")
    parser.Parse(wire, False)
    return tags


@given(st.lists(written(), min_size=1, max_size=2), st.data())
def test_no_tag_that_is_whole_is_kept(pairs, data):
    wire = OPEN + b"".join(wire for _, wire in pairs)
    cut = wire[: data.draw(st.integers(0, len(wire)))]
    assert told(cut[: whole(cut, False)]) == told(cut)


def test_a_long_attribute_is_looked_at_in_no_time():
    assert whole(b"<a b='" + b"x" * 1_000_000, True) == 0
    assert whole(b"<a " + b"b='1' " * 100_000, True) == 0
