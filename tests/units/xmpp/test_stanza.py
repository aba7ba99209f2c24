"""Messages, presences and IQs."""

import pytest

from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element
from magpie.xmpp.stanza import Iq, Message, Presence, check_iq, read

ROMEO = Jid.parse("romeo@example.org/orchard")


def stanza(wire):
    return read(parse_element(wire), ROMEO)


def test_message():
    message = stanza(
        "<message to='Juliet@example.org' type='chat' id='1'><body xml:lang='de'>hallo</body>"
        "<body>hi</body><subject>s</subject><thread>t</thread><x xmlns='urn:x'/></message>"
    )
    assert isinstance(message, Message)
    assert message.to == Jid.parse("juliet@example.org")
    assert message.sender is ROMEO
    assert (message.type, message.id) == ("chat", "1")
    assert (message.body, message.subject, message.thread) == ("hallo", "s", "t")
    assert message.body is message.body
    assert message.has("x", "urn:x")
    assert not message.has("x")
    assert message.child("x", "urn:x").ns == "urn:x"
    assert repr(message) == f"<Message chat from {ROMEO} to juliet@example.org>"


def test_an_empty_message():
    message = stanza("<message/>")
    assert (message.to, message.type, message.id) == (None, "normal", None)
    assert message.body is message.subject is message.thread is None
    assert stanza("<message><body/></message>").body == ""


def test_a_message_of_a_type_that_nobody_knows_is_normal():
    assert stanza("<message type='shout'/>").type == "normal"


def test_a_rewritten_message():
    message = stanza("<message to='a@b' type='chat'><body>hi</body></message>")
    assert message.body == "hi"
    other = message.with_element(parse_element("<message><body>ho</body></message>"))
    assert isinstance(other, Message)
    assert (other.body, other.to, other.sender) == ("ho", message.to, ROMEO)


def test_presence():
    presence = stanza(
        "<presence><show> away </show><status>tea</status><priority> -5</priority></presence>"
    )
    assert isinstance(presence, Presence)
    assert (presence.type, presence.show, presence.status) == ("available", "away", "tea")
    assert presence.priority == -5
    empty = stanza("<presence type='unavailable'><show>gone</show></presence>")
    assert (empty.type, empty.show, empty.status, empty.priority) == ("unavailable", "", "", 0)


@pytest.mark.parametrize("text", ["128", "-129", "x", "1.5", "9" * 10_000])
def test_no_priority(text):
    presence = stanza(f"<presence><priority>{text}</priority></presence>")
    with pytest.raises(StanzaError) as caught:
        _ = presence.priority
    assert caught.value.condition == "bad-request"


def test_iq():
    iq = stanza("<iq type='get' id='1'> <ping xmlns='urn:xmpp:ping'/></iq>")
    assert isinstance(iq, Iq)
    assert iq.payload.ns == "urn:xmpp:ping"
    assert iq.is_request
    result = stanza("<iq type='result' id='1'/>")
    assert result.payload is None
    assert not result.is_request
    assert stanza("<iq/>").type == ""


def test_no_address():
    with pytest.raises(StanzaError) as caught:
        stanza("<message to='a@b@c'/>")
    assert caught.value.condition == "jid-malformed"


@pytest.mark.parametrize(
    ("wire", "good"),
    [
        ("<iq type='get' id='1'><a xmlns='x'/></iq>", True),
        ("<iq type='set' id='1'>\n<a xmlns='x'/>\n</iq>", True),
        ("<iq type='result' id='1'/>", True),
        ("<iq type='result' id='1'><a xmlns='x'/></iq>", True),
        ("<iq type='error' id='1'><error/></iq>", True),
        ("<iq type='error' id='1'><a xmlns='x'/><error/></iq>", True),
        ("<iq type='get'><a xmlns='x'/></iq>", False),
        ("<iq type='get' id=''><a xmlns='x'/></iq>", False),
        ("<iq id='1'><a xmlns='x'/></iq>", False),
        ("<iq type='put' id='1'><a xmlns='x'/></iq>", False),
        ("<iq type='get' id='1'/>", False),
        ("<iq type='set' id='1'><a xmlns='x'/><b xmlns='x'/></iq>", False),
        ("<iq type='result' id='1'><a xmlns='x'/><b xmlns='x'/></iq>", False),
        ("<iq type='error' id='1'/>", False),
    ],
)
def test_the_rules_for_an_iq(wire, good):
    element = parse_element(wire)
    if good:
        check_iq(element)
        return
    with pytest.raises(StanzaError) as caught:
        check_iq(element)
    assert caught.value.condition == "bad-request"
