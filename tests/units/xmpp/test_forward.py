"""XEP-0297: one stanza inside another."""

import pytest

from magpie.xmpp import forward
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import parse_element

MESSAGE = Element("message", NS_CLIENT, {"to": "a@b"}, (Element("body", NS_CLIENT, text="hi"),))


@pytest.mark.parametrize("at", [None, 0, 1_234_567])
def test_what_is_wrapped_is_found_again(at):
    forwarded = forward.wrap(MESSAGE, at)
    assert forward.unwrap(forwarded) == (MESSAGE, at)
    carbon = parse_element(Element("sent", "urn:x", children=(forwarded,)).to_bytes(NS_CLIENT))
    assert forward.unwrap(carbon) == (MESSAGE, at)


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<message/>",
        "<forwarded xmlns='urn:xmpp:forward:0'/>",
        "<forwarded xmlns='urn:xmpp:forward:0'><message/></forwarded>",
        "<forwarded xmlns='urn:xmpp:forward:0'><x xmlns='jabber:client'/></forwarded>",
        "<forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client'/>"
        "<iq xmlns='jabber:client'/></forwarded>",
        "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='x'/>"
        "<iq xmlns='jabber:client'/></forwarded>",
    ],
)
def test_nothing_usable(inner):
    with pytest.raises(StanzaError) as caught:
        forward.unwrap(parse_element(f"<x xmlns='urn:x'>{inner}</x>"))
    assert caught.value.condition == "bad-request"
