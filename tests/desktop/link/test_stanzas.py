"""Messages there and back: what is written is read the same; what none may say is not heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slixmpp.xmlstream import ET

from magpie.desktop.core.content import (
    Displayed,
    Edit,
    Outgoing,
    Reactions,
    Receipt,
    Retraction,
    Text,
)
from magpie.desktop.core.entities.message import File
from magpie.desktop.core.link import Arrived, Bounced, Typing
from magpie.desktop.link import reading, writing

ANA, BEN = "ana@example.org", "ben@example.org"
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\r\ufffe\uffff"), min_size=1
).filter(lambda text: text.strip())
NAME = st.text("abcdefghij-_0123456789", min_size=1, max_size=20)
FILE = File("报告.pdf", "application/pdf", 17, sha256="ab" * 32, url="https://example.org/f/1")
CONTENT = st.one_of(
    st.builds(Text, WORDS),
    st.builds(Text, WORDS, reply=NAME, reply_sender=st.just(BEN), reply_text=WORDS),
    st.just(Text("", file=FILE)),
    st.builds(Edit, NAME, WORDS),
    st.builds(Retraction, NAME),
    st.builds(Receipt, NAME),
    st.builds(Displayed, NAME),
    st.builds(Reactions, NAME, st.tuples(st.just("👍"))),
)


def heard(xml: str, own: str = ANA) -> list:
    return list(reading.events(ET.fromstring(xml), own))


@given(CONTENT, NAME)
def test_what_is_written_is_read(content, id):
    stanza = ET.fromstring(ET.tostring(writing.message(Outgoing(id, ANA, content))))
    stanza.set("from", f"{BEN}/phone")
    (event,) = [one for one in reading.events(stanza, ANA) if isinstance(one, Arrived)]
    arrival = event.arrival
    assert (arrival.peer, arrival.sender, arrival.is_own, arrival.id) == (BEN, BEN, False, id)
    if isinstance(content, Text) and content.reply:
        # lines of the quotation are told apart by the ends of lines only
        assert arrival.content.body == content.body
        assert arrival.content.reply == content.reply
    else:
        assert arrival.content == content


CARBON = """
<message xmlns='jabber:client' from='{by}' to='ana@example.org/laptop'>
  <received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
    <message xmlns='jabber:client' from='{sender}' to='{to}' type='chat'><body>pay</body></message>
  </forwarded></received></message>"""


@pytest.mark.parametrize(
    ("by", "sender", "to", "counts"),
    [
        (ANA, f"{BEN}/x", ANA, True),
        (ANA, f"{ANA}/phone", BEN, True),
        ("eve@example.org", f"{BEN}/x", ANA, False),
        (f"{ANA}/phone", f"{BEN}/x", ANA, False),
        (ANA, f"{BEN}/x", "cy@example.org", False),
    ],
)
def test_copies_count_from_ones_own_account_only(by, sender, to, counts):
    assert bool(heard(CARBON.format(by=by, sender=sender, to=to))) is counts


def test_an_archive_id_counts_from_ones_own_server_only():
    (event,) = heard(
        "<message xmlns='jabber:client' from='ben@example.org/x' to='ana@example.org' type='chat'>"
        "<body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' by='ben@example.org' id='forged'/>"
        "<stanza-id xmlns='urn:xmpp:sid:0' by='ana@example.org' id='true'/></message>"
    )
    assert event.arrival.stanza_id == "true"


def test_errors_states_and_groups():
    bounced, *_ = heard(
        "<message xmlns='jabber:client' from='ben@example.org' type='error' id='m1'>"
        "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
        "</error></message>"
    )
    assert isinstance(bounced, Bounced)
    assert (bounced.peer, bounced.id) == (BEN, "m1")
    assert heard(
        "<message xmlns='jabber:client' from='ben@example.org/x' type='chat'>"
        "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>"
    ) == [Typing(BEN, True)]
    assert (
        heard(
            "<message xmlns='jabber:client' from='r@x/y' type='groupchat'><body>a</body></message>"
        )
        == []
    )


@pytest.mark.parametrize(
    "url", ["http://example.org/f", "file:///etc/passwd", "https://a:b@example.org/", "https://"]
)
def test_an_address_that_is_not_to_be_fetched_is_text(url):
    (event,) = heard(
        "<message xmlns='jabber:client' from='ben@example.org/x' type='chat'>"
        f"<body>{url}</body><x xmlns='jabber:x:oob'><url>{url}</url></x></message>"
    )
    assert event.arrival.content == Text(url)


@given(st.integers(-5, 40), st.integers(-5, 40))
def test_a_fallback_out_of_bounds_cuts_nothing_it_should_not(start, end):
    (event,) = heard(
        "<message xmlns='jabber:client' from='ben@example.org/x' type='chat'>"
        f"<body>&gt; quoted\nanswer</body><reply xmlns='urn:xmpp:reply:0' id='m' to='{ANA}'/>"
        f"<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>"
        f"<body start='{start}' end='{end}'/></fallback></message>"
    )
    assert len(event.arrival.content.body) <= len("> quoted\nanswer")
