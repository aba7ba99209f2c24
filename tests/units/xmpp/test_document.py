"""Large documents come in pieces, however the bytes are cut, and within their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.strategies import ELEMENTS

from magpie.xmpp.document import Closed, DocumentError, DocumentParser, Opened
from magpie.xmpp.element import Element


def is_frame(place):
    return len(place) < 3 and place[-1][1] in ("root", "part")


def read(data, size=7, **bounds):
    parser = DocumentParser(is_frame, **{"max_size": 10_000} | bounds)
    found = []
    for start in range(0, len(data), size):
        found += parser.feed(data[start : start + size])
    return found + parser.feed(b"")


@given(st.lists(ELEMENTS, max_size=4), st.integers(1, 50))
def test_pieces_are_what_was_written(elements, size):
    inner = b"".join(element.to_bytes("urn:a") for element in elements)
    data = b"<root xmlns='urn:a'><part n='1'>\n%b</part></root>" % inner
    found = read(data, size)
    assert found[:2] == [
        Opened(Element("root", "urn:a")),
        Opened(Element("part", "urn:a", {"n": "1"})),
    ]
    assert found[2:-2] == elements
    assert found[-2:] == [Closed(), Closed()]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<root", "too early|not well-formed"),
        (b"<root><a></root>", "not well-formed"),
        (b"<!DOCTYPE root><root/>", "document type"),
        (b"<root>&x;</root>", "entity"),
        (b"<?xml version='1.0' encoding='latin1'?><root/>", "not UTF-8"),
        ("<root/>".encode("utf-16-le"), "not UTF-8"),
        (b"<root><a>" + b"x" * 20_000 + b"</a></root>", "more than 10000 bytes"),
        (b"<root><a b='" + b"x" * 20_000, "more than 10000 bytes"),
        (b"<root>" + b"<a>" * 101, "deeper"),
    ],
)
def test_what_is_none_says_why(data, why):
    with pytest.raises(DocumentError, match=why) as caught:
        read(data)
    assert caught.value.line == 1


def test_blanks_of_the_frame_are_no_element():
    assert len(read(b"<root>" + b" " * 50_000 + b"<a/></root>")) == 3


def test_text_around_a_comment_is_one():
    assert read(b"<root><a>b<!-- c -->d</a></root>")[1].nodes == ("bd",)
