"""A stanza for many is, for each, what it would have been alone."""

import pytest

from magpie.server.multicast import Multicast
from magpie.xmpp.element import NS_CLIENT, Element, escape_attr
from magpie.xmpp.parser import parse_element

AWAY = (Element("show", NS_CLIENT, text="away"),)


@pytest.mark.parametrize("children", [(), AWAY])
@pytest.mark.parametrize("attrs", [{}, {"from": "romeo@localhost/o'x", "xml:lang": "it"}])
@pytest.mark.parametrize("to", ["juliet@localhost", "o'neil&co@localhost"])
def test_its_bytes_are_those_of_the_addressed_element(attrs, children, to):
    copy = Multicast(Element("presence", NS_CLIENT, attrs, children))
    wire = copy.wire(escape_attr(to).encode())
    seen = parse_element(wire.replace(b"<presence", b"<presence xmlns='jabber:client'", 1))
    assert seen == copy.addressed(to)
    assert seen.attrs["to"] == to
