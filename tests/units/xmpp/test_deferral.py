"""What an expat that waits is given: everything that it can make something of, and no cut token."""

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.feeding import OPEN
from tests.units.xmpp.strategies import written

from magpie.xmpp.deferral import whole


@pytest.mark.parametrize(
    ("wire", "held"),
    [
        (b"", b""),
        (b"<message", b"<message"),
        (b"<a b='1'>x", b""),
        (b"<a b='>", b"<a b='>"),
        (b'<a b="\'>"', b'<a b="\'>"'),
        (b"<a>x</a", b"</a"),
        (b"x &am", b"&am"),
        (b"&amp;&#x1F600;", b""),
        (b"<![CDATA[ <a> ]]", b"<![CDATA[ <a> ]]"),
        (b"<![CDATA[ <a> ]]><b", b"<b"),
        (b"<![CDA", b"<![CDA"),
        (b"x]]", b"]]"),
        (b"x]]>", b""),
        # No token will come of these: expat says so, now
        (b"<a <b", b"<b"),
        (b"& &", b"&"),
        (b"<<", b"<"),
        (b"<a\x00", b""),
        (b"<a\xff", b""),
    ],
)
def test_what_is_cut_is_kept(wire, held):
    assert wire[whole(wire, True) :] == held


@pytest.mark.parametrize(
    ("wire", "held"),
    [
        (b"hello", b"hello"),
        (b"hello there", b"there"),
        (b"hello<", b""),
        (b"\xef\xbb\xbf<stream", b"<stream"),
        (b"<?xml version='1.0'?>\n<stream", b"<stream"),
        (b"<?xml version='1.0'", b"<?xml version='1.0'"),
        (b" <stream:stream>hello", b""),
    ],
)
def test_before_the_first_tag_names_are_kept(wire, held):
    assert wire[whole(wire, False) :] == held


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


@given(
    st.booleans(),
    st.lists(st.sampled_from([b"<", b">", b"&", b";", b"'", b'"', b"a", b"<![CDATA[", b"]]>"])),
)
def test_any_bytes_are_given_as_they_came(is_open, pieces):
    given_, cut = b"", b""
    for piece in pieces:
        cut += piece
        end = whole(cut, is_open)
        given_, cut = given_ + cut[:end], cut[end:]
    assert given_ + cut == b"".join(pieces)


def test_a_long_attribute_is_looked_at_in_no_time():
    assert whole(b"<a b='" + b"x" * 1_000_000, True) == 0
    assert whole(b"<a " + b"b='1' " * 100_000, True) == 0
