"""XEP-0203 and the date-times of XEP-0082."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp import delay
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

FIRST = delay.from_text("0001-01-01T00:00:00Z")
LAST = delay.from_text("9999-12-31T23:59:59.999999Z")


@given(st.integers(FIRST, LAST))
def test_a_moment_reads_back(at):
    assert delay.from_text(delay.to_text(at)) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-07-21T02:56:15Z", -14_159_025_000_000),
        ("1969-07-20T21:56:15-05:00", -14_159_025_000_000),
        ("1970-01-01T05:30:00+05:30", 0),
        ("1970-01-01T00:00:00.5Z", 500_000),
        ("1970-01-01T00:00:00.1234567891Z", 123_456),
        (" 1970-01-01T00:00:01Z\n", 1_000_000),
        ("1970-01-01T00:00:00-00:00", 0),
    ],
)
def test_moments(text, at):
    assert delay.from_text(text) == at


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_000, "1970-01-01T00:00:00.001Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_as_many_digits_as_needed(at, text):
    assert delay.to_text(at) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "x",
            "1970-01-01",
            "1970-01-01T00:00:00",
            "1970-01-01 00:00:00Z",
            "19700101T00:00:00",
        ),
        *("1970-13-01T00:00:00Z", "1970-02-30T00:00:00Z", "1970-01-01T24:00:00Z"),
        *("1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "0000-01-01T00:00:00Z"),
        *("1970-01-01T00:00:00+25:00", "1970-01-01T00:00:00+01:60", "1970-01-01T00:00:00.Z"),
        *("1970-01-01T00:00:00z", "-1970-01-01T00:00:00Z", "٢٠٢٠-01-01T00:00:00Z"),
    ],
)
def test_no_moments(text):
    with pytest.raises(ValueError):
        delay.from_text(text)


def test_stamp():
    by = Jid.parse("a@b")
    element = delay.stamp(1_500_000, by, "offline")
    assert str(element) == (
        "<delay xmlns='urn:xmpp:delay' from='a@b' stamp='1970-01-01T00:00:01.500Z'>offline</delay>"
    )
    assert delay.parse(element) == (1_500_000, by)
    assert delay.parse(delay.stamp(7)) == (7, None)


@pytest.mark.parametrize(
    "attrs", [{}, {"stamp": "x"}, {"stamp": "1970-01-01T00:00:00Z", "from": "a@b@c"}]
)
def test_no_stamp(attrs):
    with pytest.raises(ValueError):
        delay.parse(Element("delay", delay.NS, attrs))
