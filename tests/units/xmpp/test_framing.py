"""RFC 7395: one element in each frame, whole and with its namespaces."""

import pytest

from magpie.xmpp.element import NS_STREAMS, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.framing import FRAMES, NS, FrameParser, document
from magpie.xmpp.parser import StreamClosed, StreamOpened, parse_element
from magpie.xmpp.stream import features

OPEN = f"<open xmlns='{NS}' to='localhost' version='1.0' xml:lang='de'/>".encode()
CLOSE = f"<close xmlns='{NS}'/>".encode()
CHAT = b"<message xmlns='jabber:client' to='a@b'><body>&lt;3</body></message>"


def opened() -> FrameParser:
    parser = FrameParser(10_000)
    parser.feed(OPEN)
    return parser


def test_a_stream_opens_talks_and_closes():
    parser = FrameParser(10_000)
    (start,) = parser.feed(OPEN)
    assert isinstance(start, StreamOpened)
    assert start.attrs == {"to": "localhost", "version": "1.0", "xml:lang": "de"}
    assert start.content_ns == "jabber:client"
    (chat,) = parser.feed(CHAT)
    assert chat == parse_element(CHAT, "")
    parser.rest()
    assert parser.feed(b" ") == []
    assert parser.feed(CHAT) == [chat]
    assert parser.feed(CLOSE) == [StreamClosed()]


@pytest.mark.parametrize(
    ("frame", "condition"),
    [
        (CHAT + CHAT, "bad-format"),
        (CHAT[:-1], "bad-format"),
        (CHAT[:40], "bad-format"),
        (b"text", "bad-format"),
        (b"</stream:stream>", "bad-format"),
        (b"<a></b>", "not-well-formed"),
        (b"<!DOCTYPE a><a/>", "not-well-formed"),
        (b"<a>&evil;</a>", "restricted-xml"),
        (b"<!-- quiet --><a/>", "restricted-xml"),
        (b"\xff\xfe<a/>", "not-well-formed"),
        (b"<a>" + b"x" * 10_000 + b"</a>", "policy-violation"),
    ],
)
def test_a_frame_that_is_not_one_element_ends_the_stream(frame, condition):
    parser = opened()
    (error,) = parser.feed(frame)
    assert isinstance(error, StreamError)
    assert error.condition == condition
    assert parser.feed(CHAT) == []


@pytest.mark.parametrize(
    ("frame", "condition"),
    [
        (CHAT, "bad-format"),
        (b"<stream:stream xmlns='jabber:client'>", "not-well-formed"),
        (b"<open/>", "invalid-namespace"),
        (b"hello", "bad-format"),
    ],
)
def test_what_comes_first_is_open(frame, condition):
    (error,) = FrameParser(10_000).feed(frame)
    assert isinstance(error, StreamError)
    assert error.condition == condition


def test_each_frame_of_ours_is_a_document():
    stanzas = [
        Element("message", "jabber:client", {"to": "a@b"}, (Element("body", "jabber:client"),)),
        Element("presence", "jabber:client"),
        Element("iq", "jabber:client", {"id": "1"}),
        Element("a", "urn:xmpp:sm:3", {"h": "1"}),
    ]
    for stanza in stanzas:
        assert parse_element(document(stanza.to_bytes("jabber:client")), "") == stanza
    offered = features(Element("bind", "urn:ietf:params:xml:ns:xmpp-bind"))
    assert parse_element(FRAMES.element(offered), "") == offered
    error = StreamError("conflict").to_element()
    assert error.ns == NS_STREAMS
    assert parse_element(FRAMES.element(error), "") == error
    start = parse_element(FRAMES.header("localhost", "<id>", "a@b"), "")
    assert (start.name, start.ns, start.get("id")) == ("open", NS, "<id>")
    assert parse_element(FRAMES.closing, "") == Element("close", NS)
