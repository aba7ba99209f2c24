"""The stream parser: what honest and odd peers send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.feeding import MAX_SIZE, OPEN, comparable, fed, heard, stanzas
from tests.units.xmpp.strategies import INNER, written

from magpie.xmpp.element import NS_CLIENT, NS_STREAMS, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamClosed, StreamOpened, StreamParser, parse_element

OPENED = StreamOpened({"to": "a.example", "version": "1.0"}, NS_CLIENT)


def element(wire: str) -> Element:
    return parse_element(wire)


def test_a_stream_from_its_opening_to_its_end():
    events = heard(OPEN + b"<presence/> <iq id='1'><q xmlns='urn:q'/></iq></stream:stream>")
    assert events == [
        OPENED,
        Element("presence", NS_CLIENT),
        Element("iq", NS_CLIENT, {"id": "1"}, (Element("q", "urn:q"),)),
        StreamClosed(),
    ]


@pytest.mark.parametrize(
    "wire",
    [
        "<message to='a' type='chat'><body>hi &amp; bye</body></message>",
        '<message  to = "it\'s > that"\n>x</message >',
        "<message a='\">' b=\"'>\"><b c='>'/></message>",
        "<message a='/'>x</message>",
        "<message a='1'/>",
        "<message\txml:lang='de'><body xml:lang='en'>é中😀</body></message>",
        "<message><![CDATA[<x>&]]></message>",
        "<message>&#60;&#x1F600;&lt;</message>",
        "<message>a<b/>c<b>d</b>e</message>",
        "<p:message xmlns:p='jabber:client'><x/></p:message>",
        "<message xmlns:p='urn:p' p:a='1'><p:x p:b='2'/></message>",
        "<message><x xmlns='urn:x'><y xmlns='urn:y'/><z/></x></message>",
        "<message><x xmlns=''><y/></x></message>",
        "<message xmlns=''><x/></message>",
        "<message xmlns='urn:other'><x/><y xmlns='jabber:client'/></message>",
        "<message><x xmlns:stream='urn:mine'><stream:y/></x></message>",
    ],
)
def test_what_comes_is_written_again_with_the_same_meaning(wire):
    (event,) = stanzas(wire.encode())
    fresh = Element(event.name, event.ns, event.attrs, event.nodes)
    stamped = event.with_attrs(to="b@c")
    assert element(event.to_bytes(NS_CLIENT)) == event
    assert element(fresh.to_bytes(NS_CLIENT)) == event
    assert element(stamped.to_bytes(NS_CLIENT)) == stamped


def test_namespaces_as_they_are_read():
    (event,) = stanzas(
        b"<message xmlns:p='urn:p' p:a='1' xml:lang='fr' b='2'>"
        b"<p:x/><y xmlns=''/><y xmlns='urn:y'/></message>"
    )
    assert event.attrs == {"{urn:p}a": "1", "xml:lang": "fr", "b": "2"}
    assert [(child.name, child.ns) for child in event] == [
        ("x", "urn:p"),
        ("y", ""),
        ("y", "urn:y"),
    ]


def test_a_prefix_of_the_root_is_not_forwarded_without_its_declaration():
    opening = OPEN.replace(b"<stream:stream", b"<stream:stream xmlns:p='urn:p'")
    _, event = heard(opening + b"<message><p:x p:a='1'/></message>")
    assert event.child("x", "urn:p").attrs == {"{urn:p}a": "1"}
    assert b"p:" not in event.to_bytes(NS_CLIENT).replace(b"urn:p", b"")
    assert element(event.to_bytes(NS_CLIENT)) == event


def test_the_prefix_of_the_stream_inside_a_stanza():
    (event,) = stanzas(b"<message><stream:x/></message>")
    assert event.child("x", NS_STREAMS)
    assert element(event.to_bytes(NS_CLIENT)) == event
    assert b"stream:x" not in event.to_bytes(NS_CLIENT)


def test_the_prefix_of_the_stream_around_a_stanza():
    (event,) = stanzas(b"<stream:error><x/></stream:error>")
    assert event == Element("error", NS_STREAMS, children=(Element("x", NS_CLIENT),))
    assert element(event.to_bytes(NS_CLIENT)) == event


def test_another_prefix_for_the_stream():
    events = heard(
        b"<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client'>"
        b"<message><s:x/></message></s:stream>"
    )
    assert events[0] == StreamOpened({}, NS_CLIENT)
    assert element(events[1].to_bytes(NS_CLIENT)) == events[1]


def test_a_root_without_default_namespace():
    opening = b"<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>"
    events = heard(opening + b"<message xmlns='jabber:client'><x/></message>")
    assert events[0] == StreamOpened({}, "")
    assert events[1] == Element("message", NS_CLIENT, children=(Element("x", NS_CLIENT),))


def test_keepalives_are_nothing():
    parser = StreamParser(1000)
    parser.feed(OPEN)
    assert parser.feed(b"<a/> ") == [Element("a", NS_CLIENT)]
    for blank in [b" ", b"\n", b"\r\n", b"\t"] * 1000:
        assert parser.feed(blank) == []
    assert parser.pending == 0
    assert parser.feed(b" <b/>") == [Element("b", NS_CLIENT)]


def test_pending_counts_what_is_not_whole():
    parser = StreamParser(1000)
    parser.feed(OPEN + b"<a/>")
    assert parser.pending == 0
    parser.feed(b"<b")
    assert parser.pending == 2


def test_a_closed_parser_takes_no_more():
    parser = StreamParser(1000)
    parser.feed(OPEN + b"<a>")
    parser.close()
    assert parser.feed(b"</a>") == []


def test_stanzas_cut_anywhere():
    wire = b"<a>1</a><b x='2'/>\n<c><d/></c>" * 3
    whole = comparable(fed([OPEN + wire]))
    for size in range(1, 60):
        data = OPEN + wire
        assert comparable(fed(data[i : i + size] for i in range(0, len(data), size))) == whole


@given(st.lists(written(), min_size=1, max_size=3), st.data())
def test_any_stanzas_in_any_writing_cut_anywhere(pairs, data):
    wire = OPEN + b"".join(wire for _, wire in pairs)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=4)))
    pieces = [wire[a:b] for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True)]
    assert fed(pieces)[1:] == [chosen for chosen, _ in pairs]


@given(written(INNER), st.sampled_from([b"p", b"q.-", b"stream"]))
def test_prefixes_declared_on_the_root_never_leak(pair, prefix):
    chosen, wire = pair
    opening = OPEN.replace(b" to=", b" xmlns:%b='urn:leak' to=" % prefix)
    if prefix == b"stream":
        opening = OPEN
    event = fed([opening + wire])[1]
    assert event == chosen
    assert element(event.to_bytes(NS_CLIENT)) == chosen


@pytest.mark.parametrize(
    "wire", ["", "a", "<a/><b/>", "<a>", "<a/></stream:stream>", "<a/>x", "<!-- --><a/>"]
)
def test_parse_element_takes_one_whole_element(wire):
    with pytest.raises(StreamError):
        parse_element(wire)


def test_parse_element_takes_text_or_bytes():
    assert parse_element(" <a/>\n") == parse_element(b"<a/>") == Element("a", NS_CLIENT)
    assert len(OPEN) < MAX_SIZE


def test_a_parser_that_rests_goes_on_where_it_was():
    parser = StreamParser(10_000)
    header = (
        b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
    )
    parser.feed(header + b"<presence/> ")
    parser.rest()
    parser.rest()
    assert parser.feed(b" ") == []
    (message,) = parser.feed(b"<message to='juliet@localhost'><body>x</body></message>")
    assert isinstance(message, Element)
    assert message.inner_bytes() == b"<body>x</body>"
    parser.feed(b"<message><bo")
    parser.rest()  # in the middle of a stanza: not now
    (message,) = parser.feed(b"dy>y</body></message>")
    assert isinstance(message, Element)
    assert message.child_text("body") == "y"
    assert isinstance(parser.feed(b"</stream:stream>")[0], StreamClosed)
