"""Where stanzas end, in whatever pieces the bytes come."""

import pytest

from magpie.bench.scan import Scanner, attribute, texts

HEADER = (
    b"<?xml version='1.0'?><stream:stream from='localhost' id='x>y' version='1.0' "
    b"xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
)
MESSAGE = (
    b"<message from='romeo@localhost/orchard' to=\"juliet@localhost\" id='c7'>"
    b"<body>a > b &amp; 'c'</body><active xmlns='http://jabber.org/protocol/chatstates'/></message>"
)
CARBON = (
    b"<message to='juliet@localhost/balcony'><sent xmlns='urn:xmpp:carbons:2'>"
    b"<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' id='c7'><body>hi</body>"
    b"</message></forwarded></sent></message>"
)
STREAM = [
    HEADER[HEADER.index(b"<stream") :],
    b"<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>",
    MESSAGE,
    b"<presence from='a@localhost/x'/>",
    CARBON,
    b"<message id='empty'><message/></message>",
    b"<r xmlns='urn:xmpp:sm:3'/>",
    b"<iq type='result' id='1'></iq>",
    b"<body/>",
    b"</stream:stream>",
]
BYTES = HEADER + STREAM[1] + MESSAGE + b"\n " + b"".join(STREAM[3:])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, len(BYTES)])
def test_the_pieces_do_not_depend_on_how_the_bytes_arrive(size: int) -> None:
    scanner = Scanner()
    pieces = [
        piece
        for start in range(0, len(BYTES), size)
        for piece in scanner.feed(BYTES[start : start + size])
    ]
    assert pieces == STREAM


def test_an_unfinished_stanza_waits() -> None:
    scanner = Scanner()
    assert scanner.feed(MESSAGE[:-1]) == []
    assert scanner.feed(MESSAGE[-1:] + b"<presence") == [MESSAGE]
    assert scanner.feed(b"/>") == [b"<presence/>"]


@pytest.mark.parametrize(
    ("name", "value"),
    [(b"from", b"romeo@localhost/orchard"), (b"to", b"juliet@localhost"), (b"rom", None)],
)
def test_an_attribute_of_the_outermost_tag(name: bytes, value: bytes | None) -> None:
    assert attribute(MESSAGE, name) == value


def test_texts_of_elements() -> None:
    features = b"<m><mechanism>PLAIN</mechanism><mechanism x='1'>SCRAM-SHA-1</mechanism></m>"
    assert texts(features, b"mechanism") == [b"PLAIN", b"SCRAM-SHA-1"]
