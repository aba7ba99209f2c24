"""The same message is known again, wherever it was kept, and no other is taken for it."""

from hypothesis import given
from tests.units.xmpp.strategies import ELEMENTS, written

from magpie.xmpp.canonical import fingerprint
from magpie.xmpp.element import Element
from magpie.xmpp.parser import parse_element


@given(written())
def test_how_it_is_written_does_not_count(both):
    element, wire = both
    assert fingerprint(parse_element(wire)) == fingerprint(element)


@given(ELEMENTS)
def test_nor_where_it_was_kept(element):
    kept = element.with_attrs(**{"from": "a@b/c", "to": "d@e"}).with_child(
        Element("stanza-id", "urn:xmpp:sid:0", {"by": "a@b", "id": "x"}),
        Element("delay", "urn:xmpp:delay", {"stamp": "2020-01-01T00:00:00Z"}),
    )
    plain = element.with_attrs(**{"from": None, "to": None})
    assert fingerprint(kept) == fingerprint(plain)


@given(ELEMENTS, ELEMENTS)
def test_what_it_says_does(one, other):
    around = [Element("message", "jabber:client", {}, (inner,)) for inner in (one, other)]
    assert (fingerprint(around[0]) == fingerprint(around[1])) is (one == other)


def test_depth_costs_no_more_than_size():
    element = Element("a", "urn:a")
    for _ in range(90):
        element = Element("a", "urn:a", {}, (element,))
    assert len(fingerprint(element)) == 16
