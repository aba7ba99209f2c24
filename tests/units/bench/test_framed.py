"""The load generator's frames are those of a client."""

from hypothesis import given
from hypothesis import strategies as st

from magpie.bench.framed import document, frame
from magpie.web.frames import FrameReader, Message, Opcode
from magpie.xmpp.parser import parse_element


@given(st.binary(max_size=300) | st.integers(65_530, 65_540).map(lambda size: b"x" * size))
def test_a_server_reads_them(data):
    assert FrameReader(200_000).feed(frame(data)) == [Message(Opcode.TEXT, data)]


def test_stanzas_name_their_namespace():
    for piece in (b"<message to='a@b'><body>c</body></message>", b"<iq/>", b"<presence/>"):
        assert parse_element(document(piece), "").ns == "jabber:client"
    assert document(b"<a xmlns='urn:xmpp:sm:3' h='1'/>") == b"<a xmlns='urn:xmpp:sm:3' h='1'/>"
