"""Tokens: what the client says, the server's own code knows again; and the safest one is wanted."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from magpie.desktop.link import ticket
from magpie.desktop.link.scram import advertised
from magpie.desktop.link.secure import unspoken
from magpie.xmpp import ht, sasl

ENDP, NONE = "HT-SHA-256-ENDP", "HT-SHA-256-NONE"


@given(st.binary(max_size=64))
def test_the_server_knows_its_token_again_and_we_know_the_server(binding):
    token = ht.new_token()
    ours = ticket.Ticket(ENDP, token)
    claim = ht.parse(ours.proof("romeo", binding))
    assert claim.username == "romeo"
    assert ht.proves(ht.key_of(token), claim.proof, binding)
    assert not ht.proves(ht.key_of(token), claim.proof, binding + b"x")
    assert ours.is_answered(ht.answer(ht.key_of(token), binding), binding)
    assert not ours.is_answered(ht.answer(ht.key_of("another"), binding), binding)


def test_a_bound_token_is_wanted_where_one_can_be_had():
    assert ticket.wanted([NONE, ENDP, "HT-SHA-256-EXPR"], can_bind=True) == ENDP
    assert ticket.wanted([NONE, ENDP], can_bind=False) == NONE
    assert ticket.wanted([NONE, "HT-SHA-512-ENDP", ENDP], can_bind=True) == "HT-SHA-512-ENDP"
    assert ticket.wanted(["HT-SHA-256-UNIQ", "HT-MD5-NONE"], can_bind=True) == ""


def test_a_ticket_is_kept_as_text_and_nonsense_is_no_ticket():
    kept = ticket.Ticket(ENDP, "secret")
    assert ticket.read(ticket.written(kept)) == kept
    for text in ("", "secret", "PLAIN secret", f"{ENDP} "):
        assert ticket.read(text) is None
    assert "secret" not in repr(kept)


def test_an_installation_is_the_same_each_time_and_a_uuid_of_version_4():
    first = ticket.installation("ana@example.org", "Magpie.x1y2z3")
    assert first == ticket.installation("ana@example.org", "Magpie.x1y2z3")
    assert first != ticket.installation("ana@example.org", "Magpie.other")
    assert (uuid.UUID(first).version, uuid.UUID(first).variant) == (4, uuid.RFC_4122)


@given(st.lists(st.from_regex(r"[A-Z0-9-]{1,20}", fullmatch=True)), st.lists(st.just("tls-x")))
def test_both_sides_hash_the_same_offer(mechanisms, bindings):
    assert advertised(mechanisms, bindings) == sasl.advertised(mechanisms, bindings)


def test_nobody_is_shown_a_secret():
    for words in (
        '<ns0:success xmlns:ns0="urn:xmpp:sasl:2"><ns1:token expiry="2030" token="hush" /></x>',
        "<authenticate><initial-response>hush</initial-response><user-agent/></authenticate>",
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>hush</auth>",
        "<query><username>ana</username><password>hush</password></query>",
    ):
        assert "hush" not in unspoken(words)
        assert "(secret)" in unspoken(words)
    assert unspoken("<message><body>hello</body></message>").count("hello") == 1
