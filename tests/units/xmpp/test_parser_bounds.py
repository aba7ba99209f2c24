"""The stream parser against what no honest peer sends."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.feeding import OPEN, by_byte, comparable, fed, heard, stanzas

from magpie.xmpp import parser as parser_module
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamClosed, StreamOpened, StreamParser, parse_element

STREAMS = "http://etherx.jabber.org/streams"
LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        (b"hello ", "not-well-formed"),
        (b"GET / HTTP/1.1\r\n\r\n", "not-well-formed"),
        (b"\x16\x03\x01\x02\x00", "not-well-formed"),
        (b"<html>", "bad-format"),
        (b"<stream:stream>", "not-well-formed"),
        (b"<stream>", "invalid-namespace"),
        (b"<stream xmlns='urn:x'>", "invalid-namespace"),
        (f"<stream:nostream xmlns:stream='{STREAMS}'>".encode(), "bad-format"),
        (LAUGHS + OPEN, "restricted-xml"),
        (b"<?xml version='1.0'?>" + LAUGHS, "restricted-xml"),
        (b"<!DOCTYPE s SYSTEM 'http://a.example/x.dtd'>", "restricted-xml"),
        (b"<?php ?>", "restricted-xml"),
        (b"<!-- hi -->", "restricted-xml"),
        (b"<?xml version='1.0' encoding='UTF-16'?>" + OPEN[21:], "unsupported-encoding"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>" + OPEN[21:], "unsupported-encoding"),
        (OPEN[21:].decode().encode("utf-16"), "unsupported-encoding"),
        (OPEN[21:].decode().encode("utf-16-le"), "unsupported-encoding"),
        (OPEN[21:].decode().encode("utf-16-be"), "unsupported-encoding"),
        (OPEN[21:].decode().encode("utf-32"), "unsupported-encoding"),
        (b"\xfe\xff\x00<", "unsupported-encoding"),
        (b"\xff\xfe<\x00", "unsupported-encoding"),
        (OPEN[:30] + b"\0", "not-well-formed"),
    ],
)
def test_no_stream(data, condition):
    assert heard(data) == [condition]


@pytest.mark.parametrize("encoding", [b"utf-8", b"UTF-8", b"Utf-8"])
def test_the_one_encoding_may_be_declared(encoding):
    declared = b"<?xml version='1.0' encoding='%b'?>" % encoding
    assert isinstance(heard(declared + OPEN[21:])[0], StreamOpened)
    assert isinstance(heard(b"\xef\xbb\xbf" + declared + OPEN[21:])[0], StreamOpened)


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        (b"hello", "bad-format"),
        ("\u00a0".encode(), "bad-format"),
        (b"\x0b", "not-well-formed"),
        (b"\x0c<b/>", "not-well-formed"),
        (b"<m", None),
        (b"<m><b></m>", "not-well-formed"),
        (b"</m>", "not-well-formed"),
        (b"<m a='1' a='2'/>", "not-well-formed"),
        (b"<m a=1/>", "not-well-formed"),
        (b"<m a='<'/>", "not-well-formed"),
        (b"<p:m/>", "not-well-formed"),
        (b"<m p:a=''/>", "not-well-formed"),
        (b"<m xmlns:p=''/>", "not-well-formed"),
        (b"<m xmlns:xml='urn:x'/>", "not-well-formed"),
        (b"<m xmlns='http://www.w3.org/XML/1998/namespace'/>", "not-well-formed"),
        (b"<m><xml:x/></m>", "bad-namespace-prefix"),
        (b"<xml:x/>", "bad-namespace-prefix"),
        (b"<m>&nbsp;</m>", "restricted-xml"),
        (b"<m a='&a;'/>", "restricted-xml"),
        (b"<m>&#0;</m>", "not-well-formed"),
        (b"<m>&#xD800;</m>", "not-well-formed"),
        (b"<m>&#xFFFE;</m>", "not-well-formed"),
        (b"<m>\0</m>", "not-well-formed"),
        (b"<m>\x1f</m>", "not-well-formed"),
        (b"<m>]]></m>", "not-well-formed"),
        (b"<m>\xff</m>", "not-well-formed"),
        (b"<m>\xc0\x80</m>", "not-well-formed"),
        (b"<m>\xed\xa0\x80</m>", "not-well-formed"),
        (b"<m>\xf4\x90\x80\x80</m>", "not-well-formed"),
        (b"<m a='\xe9'/>", "not-well-formed"),
        (b"<!-- x -->", "restricted-xml"),
        (b"<m><!-- x --></m>", "restricted-xml"),
        (b"<?x y?>", "restricted-xml"),
        (b"<m><?x y?></m>", "restricted-xml"),
        (b"<?xml version='1.0'?>", "not-well-formed"),
        (LAUGHS, "not-well-formed"),
        (b"<m><!DOCTYPE x></m>", "not-well-formed"),
    ],
)
def test_within_a_stream(data, condition):
    good = b"<before/>"
    events = stanzas(good + data)
    assert events[0] == Element("before", NS_CLIENT)
    assert events[1:] == ([condition] if condition else [])


def test_after_the_end():
    assert stanzas(b"</stream:stream>\n ") == [StreamClosed()]
    assert stanzas(b"</stream:stream><a/>") == [StreamClosed()]
    assert stanzas(b"</stream:stream>p:") == [StreamClosed()]


def test_an_error_is_the_last_thing_heard():
    parser = StreamParser(1000)
    assert isinstance(parser.feed(OPEN + b"<a></b>")[-1], StreamError)
    assert parser.is_dead
    assert parser.feed(b"<a/>") == []


@pytest.mark.parametrize("step", [1, 7, 4096])
def test_ten_thousand_levels(step):
    deep = OPEN + b"<a>" * 10_000
    events = fed(deep[i : i + step] for i in range(0, len(deep), step))
    assert comparable(events)[1:] == ["policy-violation"]


def test_the_bound_on_depth_is_exact():
    for depth, count in ((99, 1), (100, 1), (101, 0)):
        parser = StreamParser(10_000, max_depth=100)
        events = parser.feed(OPEN + b"<a>" * depth + b"</a>" * depth)[1:]
        assert sum(isinstance(event, Element) for event in events) == count


@pytest.mark.parametrize("size", [10, 99, 100, 101, 200])
def test_the_bound_on_size_is_exact_and_counts_each_stanza_alone(size):
    stanza = b"<a>" + b"x" * (size - 7) + b"</a>"
    data = stanza * 3
    parser = StreamParser(200)
    parser.feed(OPEN)
    parser.max_size = 100
    good = size <= 100
    heard = comparable([event for piece in by_byte(data) for event in parser.feed(piece)])
    assert len(heard) == (3 if good else 1)
    assert ("policy-violation" in heard) != good
    parser = StreamParser(200)
    parser.feed(OPEN)
    parser.max_size = 100
    assert ("policy-violation" in comparable(parser.feed(data))) != good


@pytest.mark.parametrize(
    "start",
    [
        b"<a b='",
        b"<a>",
        b"<",
        b"<a ",
        b"</",
        b"<a><![CDATA[",
        b"<!--",
        b"<a xmlns='",
    ],
)
@pytest.mark.parametrize("step", [1024, 65536])
def test_a_hundred_megabytes_of_anything_take_no_memory(start, step):
    parser = StreamParser(262_144)
    parser.feed(OPEN + start)
    junk = b"a" * step
    tracemalloc.start()
    try:
        events = [event for _ in range(100_000_000 // step) for event in parser.feed(junk)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(events) == 1
    assert peak < 1_500_000


def test_a_header_without_end():
    start = b"<stream:stream a='"
    assert comparable(fed([start, *[b"x" * 1000] * 1000])) == ["policy-violation"]
    assert comparable(fed([*[b"  " * 1000] * 1000])) == ["policy-violation"]


def test_bytes_that_trickle_are_kept_in_few_pieces():
    parser = StreamParser(100_000)
    parser.feed(OPEN + b"<a>")
    for _ in range(5000):
        parser.feed(b"xy")
    assert len(parser._chunks) < 100


def test_many_names_do_not_stay():
    parser = StreamParser(262_144)
    parser.feed(OPEN)
    for i in range(20):
        names = b"".join(b"<n%d a%d=''/>" % (j, j) for j in range(i * 1000, i * 1000 + 1000))
        parser.feed(b"<a>" + names + b"</a>")
    assert len(parser_module._names) <= parser_module.NAMES_MAX + 2000
    assert len(parser_module._interned) <= parser_module.NAMES_MAX + 4000


WORDS = st.sampled_from(
    [
        *b"<a> </a> <a /> > < </ & ; &amp; &#38; ' \" = xmlns= p: stream: <![CDATA[ ]]> ]]".split(),
        *b"<!-- --> <? ?> </stream:stream> </message> xml: abc \0 \xff \xc3 \xa9 <!DOCTYPE".split(),
        *(b" ", b"\n", b"\r", b" xmlns:p='urn:p'", b" xml:lang='en'", b"<message to='a@b'>"),
        *(b"<x xmlns='urn:x'/>", OPEN),
    ]
)
JUNK = st.lists(WORDS | st.binary(max_size=8), max_size=25)


@given(st.booleans(), JUNK)
def test_any_bytes_give_events_or_one_error(is_open, pieces):
    parser = StreamParser(600)
    if is_open:
        parser.feed(OPEN)
    events = []
    for piece in pieces:
        was_dead = parser.is_dead
        new = parser.feed(piece)
        assert not (was_dead and new)
        events += new
        kept = sum(map(len, parser._chunks))
        assert kept <= 600 + len(piece)
        assert parser.is_dead == any(
            isinstance(event, StreamError | StreamClosed) for event in events
        )
    assert not any(isinstance(event, StreamError) for event in events[:-1])
    for event in events:
        if isinstance(event, Element):
            assert parse_element(event.to_bytes(NS_CLIENT)) == event


@given(st.booleans(), JUNK)
def test_any_bytes_mean_the_same_however_they_are_cut(is_open, pieces):
    data = OPEN * is_open + b"".join(pieces)
    ways = [comparable(fed(way, 10_000)) for way in ([data], by_byte(data), pieces)]
    if is_open:
        ways[2] = comparable(fed([OPEN, *pieces], 10_000))
    for way in ways[1:]:
        # Of two faults close together another may be seen first; that there is one is the same
        assert [e for e in way if not isinstance(e, str)] == [
            e for e in ways[0] if not isinstance(e, str)
        ]
        assert [isinstance(e, str) for e in way] == [isinstance(e, str) for e in ways[0]]
