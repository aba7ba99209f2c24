"""The stream's header, features and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.strategies import LEGAL

from magpie.xmpp import stream
from magpie.xmpp.element import NS_CLIENT, NS_SERVER, NS_STREAMS, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import StreamClosed, StreamOpened, StreamParser

HOSTS = {"a.example", "münchen.example"}


def opened(content_ns=NS_CLIENT, **changes):
    attrs = {"to": "a.example", "version": "1.0", "from_": None, **changes}
    kept = {key.rstrip("_"): value for key, value in attrs.items() if value is not None}
    return StreamOpened(kept, content_ns)


@given(st.text(LEGAL), st.sampled_from([NS_CLIENT, NS_SERVER]))
def test_our_header_is_read_by_our_parser(to, content_ns):
    parser = StreamParser(100_000)
    (event,) = parser.feed(stream.header("a.example", "i'd", to=to, content_ns=content_ns))
    assert event.content_ns == content_ns
    attrs = {"from": "a.example", "id": "i'd", "version": "1.0", "xml:lang": "en", "to": to}
    assert event.attrs == {key: value for key, value in attrs.items() if value}


def test_the_whole_of_our_side():
    features = stream.features(
        Element("starttls", "urn:ietf:params:xml:ns:xmpp-tls"), Element("plain", NS_CLIENT)
    )
    error = StreamError("host-unknown", "who?").to_element()
    wire = b"".join(map(stream.to_wire, (stream.features(), features, error)))
    assert wire.startswith(b"<stream:features/><stream:features><starttls xmlns='urn:ietf:")
    parser = StreamParser(100_000)
    events = parser.feed(stream.header("a.example", "1") + wire + stream.CLOSING)
    assert events[1:] == [Element("features", NS_STREAMS), features, error, StreamClosed()]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (opened(), ("a.example", None)),
        (opened(to="A.Example."), ("a.example", None)),
        (opened(to="xn--mnchen-3ya.example"), ("münchen.example", None)),
        (opened(version="1.1"), ("a.example", None)),
        (opened(version="2.0"), ("a.example", None)),
        (opened(from_="Romeo@a.example"), ("a.example", Jid.parse("romeo@a.example"))),
    ],
)
def test_headers_that_we_can_go_on_with(header, found):
    assert stream.check_opened(header, HOSTS) == found


@pytest.mark.parametrize(
    ("header", "condition"),
    [
        (opened(NS_SERVER), "invalid-namespace"),
        (opened(""), "invalid-namespace"),
        (opened(version=None), "unsupported-version"),
        (opened(version=""), "unsupported-version"),
        (opened(version="0.9"), "unsupported-version"),
        (opened(version="1"), "unsupported-version"),
        (opened(version="one.two"), "unsupported-version"),
        (opened(version="9" * 5000 + ".0"), "unsupported-version"),
        (opened(to=None), "improper-addressing"),
        (opened(to=""), "improper-addressing"),
        (opened(to="b.example"), "host-unknown"),
        (opened(to="romeo@a.example"), "host-unknown"),
        (opened(to="a.example/x"), "host-unknown"),
        (opened(to="a b"), "host-unknown"),
        (opened(from_="a@b@c"), "invalid-from"),
    ],
)
def test_headers_that_we_cannot_go_on_with(header, condition):
    with pytest.raises(StreamError) as caught:
        stream.check_opened(header, HOSTS)
    assert caught.value.condition == condition


def test_a_stream_between_servers():
    assert stream.check_opened(opened(NS_SERVER), HOSTS, NS_SERVER) == ("a.example", None)
