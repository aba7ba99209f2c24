"""XEP-0198: counters and elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp import sm
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import parse_element

STEPS = st.lists(
    st.sampled_from(["send", "send", "send", "deliver", "deliver", "ack", "lose"]), max_size=60
)


@given(STEPS, st.sampled_from([0, 1, 2**31, sm.MASK - 5, sm.MASK]))
def test_nothing_is_lost_or_doubled_over_a_line_that_breaks(steps, start):
    """A sender, and a receiver that handles what arrives; what is on the line may be lost."""
    unacked, handled = sm.Unacked(start), start
    line, got, confirmed, sent = [], [], [], 0
    for step in steps:
        if step == "send":
            unacked.add(sent)
            line.append(sent)
            sent += 1
        elif step == "deliver" and line:
            got.append(line.pop(0))
            handled = sm.counted(handled)
        elif step == "ack":
            confirmed += unacked.ack(handled)
        elif step == "lose":  # and resume: the peer says how far it got, the rest goes out anew
            confirmed += unacked.ack(handled)
            line = list(unacked)
        assert unacked.sent == sm.counted(start, sent)
        assert confirmed == got[: len(confirmed)]
        assert got == list(range(len(got)))
    confirmed += unacked.ack(handled)
    assert confirmed == got
    assert got + list(unacked) == list(range(sent))


def test_acknowledging():
    unacked = sm.Unacked()
    for item in "abc":
        unacked.add(item)
    assert unacked.ack(0) == []
    assert unacked.ack(2) == ["a", "b"]
    assert unacked.ack(2) == []
    assert (len(unacked), unacked.acked, unacked.sent) == (1, 2, 3)
    assert unacked.take() == ["c"]
    assert (len(unacked), unacked.sent) == (0, 3)


@pytest.mark.parametrize("h", [4, 1, 0, sm.MASK])
def test_too_much_acknowledged(h):
    unacked = sm.Unacked()
    for item in "abc":
        unacked.add(item)
    unacked.ack(2)
    with pytest.raises(StreamError) as caught:
        unacked.ack(h)
    assert caught.value.condition == "undefined-condition"
    extra = caught.value.extra
    assert (extra.name, extra.ns) == ("handled-count-too-high", sm.NS)
    assert extra.attrs == {"h": str(h), "send-count": "3"}
    assert unacked.ack(3) == ["c"]


def test_round_the_corner():
    unacked = sm.Unacked(sm.MASK)
    unacked.add("a")
    unacked.add("b")
    assert unacked.sent == 1
    assert unacked.ack(0) == ["a"]
    assert unacked.ack(1) == ["b"]
    assert sm.counted(sm.MASK) == 0


@pytest.mark.parametrize("h", [0, 1, sm.MASK])
def test_h(h):
    assert sm.parse_h(parse_element(sm.ack(h))) == h
    assert sm.parse_h(sm.resumed("x", h)) == h


@pytest.mark.parametrize("h", [None, "", "-1", "x", "1.0", str(2**32), "9" * 100, "٣", " 1"])
def test_no_h(h):
    with pytest.raises(StreamError) as caught:
        sm.parse_h(Element("a", sm.NS, {} if h is None else {"h": h}))
    assert caught.value.condition == "bad-format"


@pytest.mark.parametrize(
    ("attrs", "wish"),
    [
        ({}, (False, None)),
        ({"resume": "true"}, (True, None)),
        ({"resume": "1", "max": "60"}, (True, 60)),
        ({"resume": "false", "max": "x"}, (False, None)),
    ],
)
def test_enable(attrs, wish):
    assert sm.parse_enable(Element("enable", sm.NS, attrs)) == wish


def test_elements():
    assert str(sm.enabled()) == "<enabled xmlns='urn:xmpp:sm:3'/>"
    assert sm.enabled("k", 300, "[::1]:5222").attrs == {
        "id": "k",
        "resume": "true",
        "max": "300",
        "location": "[::1]:5222",
    }
    assert str(sm.failed("item-not-found", 7)) == (
        "<failed xmlns='urn:xmpp:sm:3' h='7'>"
        "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"
    )
    assert sm.failed("unexpected-request").attrs == {}
    assert sm.REQUEST == b"<r xmlns='urn:xmpp:sm:3'/>"
