"""Stream errors and stanza errors as elements."""

import pytest

from magpie.xmpp.element import NS_CLIENT, NS_STREAMS, Element
from magpie.xmpp.errors import (
    NS_STANZA_ERRORS,
    NS_STREAM_ERRORS,
    STANZA_CONDITIONS,
    STREAM_CONDITIONS,
    StanzaError,
    StreamError,
    error_reply,
)


@pytest.mark.parametrize("condition", sorted(STREAM_CONDITIONS))
def test_stream_error(condition):
    element = StreamError(condition).to_element()
    assert (element.name, element.ns) == ("error", NS_STREAMS)
    assert element.children == (Element(condition, NS_STREAM_ERRORS),)


def test_stream_error_with_words_and_details():
    extra = Element("detail", "urn:x")
    error = StreamError("conflict", "taken", extra)
    assert str(error) == "conflict: taken"
    assert [child.name for child in error.to_element()] == ["conflict", "text", "detail"]


@pytest.mark.parametrize("condition", sorted(STANZA_CONDITIONS))
def test_stanza_error(condition):
    element = StanzaError(condition).to_element()
    kind, code = STANZA_CONDITIONS[condition]
    assert element.attrs == {"type": kind, "code": str(code)}
    assert element.has(condition, NS_STANZA_ERRORS)


def test_stanza_error_with_everything():
    error = StanzaError("forbidden", "no", type="wait", extra=Element("x", "urn:x"), by="a@b")
    element = error.to_element()
    assert element.attrs == {"type": "wait", "code": "403", "by": "a@b"}
    assert [child.name for child in element] == ["forbidden", "text", "x"]


def test_the_reply_turns_the_addresses_round_and_repeats_nothing():
    stanza = Element(
        "iq", NS_CLIENT, {"type": "get", "id": "7", "from": "a@b/c", "to": "d"}, text="secret"
    )
    reply = error_reply(stanza, StanzaError("item-not-found"))
    assert reply.attrs == {"type": "error", "id": "7", "to": "a@b/c", "from": "d"}
    assert [child.name for child in reply] == ["error"]
    assert "secret" not in str(reply)
    assert error_reply(Element("message", NS_CLIENT), StanzaError("gone")).attrs == {
        "type": "error"
    }
