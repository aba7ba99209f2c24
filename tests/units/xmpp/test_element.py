"""The immutable element and its wire form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.strategies import ELEMENTS, written

from magpie.xmpp.element import NS_CLIENT, Element, escape_attr, escape_text
from magpie.xmpp.parser import parse_element

BODY = Element("body", NS_CLIENT, text="hi")
MESSAGE = Element("message", NS_CLIENT, {"to": "a@b", "id": "1"}, (BODY, Element("x", "urn:x")))


@given(ELEMENTS)
def test_what_is_written_reads_back_the_same(element):
    assert parse_element(element.to_bytes(NS_CLIENT)) == element
    assert parse_element(element.to_bytes("urn:outer"), "urn:outer") == element


@given(written())
def test_the_kept_wire_form_means_what_a_fresh_one_means(pair):
    element, wire = pair
    read = parse_element(wire)
    assert read == element
    assert parse_element(read.to_bytes(NS_CLIENT)) == element
    stamped = read.with_attrs(**{"from": "a@b/c"})
    fresh = Element(stamped.name, stamped.ns, stamped.attrs, stamped.nodes)
    assert parse_element(stamped.to_bytes(NS_CLIENT)) == stamped == fresh
    assert parse_element(fresh.to_bytes(NS_CLIENT)) == fresh


@given(written(), st.booleans())
def test_what_is_added_or_taken_away_is_so_in_the_wire_form_too(pair, has_wire):
    _, wire = pair
    read = parse_element(wire)
    if has_wire:
        read.to_bytes(read.ns)  # kept, and then added to
    more = read.with_child(BODY, "tail & text")
    assert parse_element(more.to_bytes(more.ns), more.ns) == parse_element(more.to_bytes(NS_CLIENT))
    assert parse_element(more.to_bytes(NS_CLIENT)) == Element(
        more.name, more.ns, more.attrs, (*more.nodes[:-2], BODY, "tail & text")
    )
    less = more.without(lambda child: child == BODY)
    assert parse_element(less.to_bytes(NS_CLIENT)).child("body", NS_CLIENT) in (
        less.child("body", NS_CLIENT),
        None,
    )


def test_children_and_text():
    element = Element(
        "a", "n", children=(Element("b", "n", text="1"), "mid", Element("c", "m")), text="t"
    )
    assert element.text == "tmid"
    assert [child.name for child in element] == ["b", "c"]
    assert element.children == tuple(element)
    assert element.child_text("b") == "1"
    assert element.child("c") is None
    assert element.has("c", "m")
    assert element.get("none", "d") == "d"


def test_wire_form():
    assert str(MESSAGE) == (
        "<message xmlns='jabber:client' to='a@b' id='1'><body>hi</body><x xmlns='urn:x'/></message>"
    )
    assert MESSAGE.to_bytes(NS_CLIENT).startswith(b"<message to=")


def test_deriving_leaves_the_original_alone():
    before = str(MESSAGE)
    assert MESSAGE.with_attrs(to=None, type="chat").attrs == {"id": "1", "type": "chat"}
    assert MESSAGE.without(lambda child: child.ns == "urn:x").children == (BODY,)
    assert MESSAGE.without(lambda child: False) is MESSAGE
    assert MESSAGE.with_children(()).nodes == ()
    assert str(MESSAGE) == before


def test_text_does_not_show_by_accident():
    assert repr(BODY) == "<Element {jabber:client}body>"


def test_an_element_is_no_key_and_equal_to_no_other_thing():
    with pytest.raises(TypeError):
        hash(BODY)
    assert BODY != "body"


@pytest.mark.parametrize("escape", [escape_text, escape_attr])
def test_what_xml_cannot_hold_does_not_reach_the_wire(escape):
    dirty = "a\0\x0b\x1f\ud800\ufffe\uffffb\x7f\x85"
    assert escape(dirty) == "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb\x7f\x85"


def test_line_ends_and_quotes_survive():
    element = Element("a", "n", {"v": "\t\r\n'\"<>&"}, text="\r\n\t]]>")
    assert parse_element(element.to_bytes(NS_CLIENT)) == element


def test_a_child_that_is_written_already_is_as_good_as_another():
    message = parse_element("<message to='b@localhost'><body>x</body></message>")
    child = Element("stanza-id", "urn:xmpp:sid:0", {"by": "b@localhost", "id": "1"})
    wire = child.to_bytes(NS_CLIENT)
    for one in (message, Element("message", NS_CLIENT)):
        one.to_bytes(NS_CLIENT)
        longer = one.with_written(child, wire)
        assert longer == one.with_child(child)
        assert parse_element(longer.to_bytes(NS_CLIENT)) == longer
