"""XEP-0220: keys, and how the elements stand in a stream."""

from magpie.xmpp import dialback
from magpie.xmpp.element import NS_SERVER, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import StreamParser

SECRET = b"s3cr3tf0rd14lb4ck"


def test_the_key_is_that_of_the_standard():
    # XEP-0185, 4 and XEP-0220, 2.1.1
    key = dialback.key(SECRET, "montague.example", "capulet.example", "D60000229F")
    wanted = "b4835385f37fe2895af6c196b59097b16862406db80559900d96bf6fa7d23df3"
    assert key == wanted
    names = "montague.example", "capulet.example"
    assert dialback.is_key(f" {wanted}\n", SECRET, *names, "D60000229F")
    assert not dialback.is_key(wanted, SECRET, *names, "D60000229E")
    assert not dialback.is_key(wanted, SECRET, *reversed(names), "D60000229F")
    assert not dialback.is_key("ключ", SECRET, *names, "D60000229F")


def test_elements_have_the_prefix_that_the_header_names_and_come_back_the_same():
    sent = [
        dialback.element("result", "a.example", "b.example", text="key"),
        dialback.element("verify", "a.example", "b.example", kind="valid", stream_id="x'y"),
        dialback.feature(),
    ]
    sent.append(dialback.refusal(sent[1], StanzaError("item-not-found")))
    parser = StreamParser(10_000)
    wire = dialback.header("a.example", "id", "b.example") + b"".join(map(dialback.wire, sent))
    assert wire.count(b"<db:") == 3
    assert parser.feed(wire)[1:] == sent


def test_stanzas_of_a_stream_of_servers_become_those_of_one_of_clients():
    parser = StreamParser(10_000)
    stanza = (
        "<message to='a@b'><body>hi &amp; bye</body><x xmlns='urn:x'><y/></x></message>"
        "<message><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
        "<x xmlns='urn:x'><body xmlns='jabber:server'/></x></message>"
    )
    plain, odd = parser.feed(
        b"<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>"
        + stanza.encode()
    )[1:]
    moved = plain.in_content(NS_SERVER, "jabber:client")
    assert moved.child_text("body") == "hi & bye"
    assert moved.to_bytes("jabber:client") == plain.to_bytes(NS_SERVER)
    moved = odd.in_content(NS_SERVER, "jabber:client")
    assert b"jabber:server" not in moved.to_bytes("jabber:client")
    assert moved.child("error") is not None
    assert moved == Element(
        "message",
        "jabber:client",
        children=tuple(one.in_content(NS_SERVER, "jabber:client") for one in odd),
    )
