"""Addresses: the examples of RFC 7622, and what deployed clients send."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp import jid as jid_module
from magpie.xmpp.jid import Jid, JidError

# RFC 7622, 3.5, table 1
VALID = [
    ("juliet@example.com", ("juliet", "example.com", "")),
    ("juliet@example.com/foo", ("juliet", "example.com", "foo")),
    ("juliet@example.com/foo bar", ("juliet", "example.com", "foo bar")),
    ("juliet@example.com/foo@bar", ("juliet", "example.com", "foo@bar")),
    ("foo\\20bar@example.com", ("foo\\20bar", "example.com", "")),
    ("fussball@example.com", ("fussball", "example.com", "")),
    ("fußball@example.com", ("fußball", "example.com", "")),
    ("π@example.com", ("π", "example.com", "")),
    ("Σ@example.com/foo", ("σ", "example.com", "foo")),
    ("σ@example.com/foo", ("σ", "example.com", "foo")),
    ("ς@example.com/foo", ("ς", "example.com", "foo")),
    ("king@example.com/♚", ("king", "example.com", "♚")),
    ("example.com", ("", "example.com", "")),
    ("example.com/foobar", ("", "example.com", "foobar")),
    ("a.example.com/b@example.net", ("", "a.example.com", "b@example.net")),
]
# Table 2, but for two names that only PRECIS refuses: see `OLDER`
INVALID = [
    '"juliet"@example.com',
    "foo bar@example.com",
    "juliet@example.com/",
    "@example.com/",
    "@example.com",
]
# Names of the time of RFC 6122
OLDER = [
    ("♚@example.com", "♚@example.com"),
    ("henryⅣ@example.com", "henryiv@example.com"),
    ("ﬁ@example.com", "fi@example.com"),
    ("a\u00adb@example.com", "ab@example.com"),
]


@pytest.mark.parametrize(("text", "parts"), VALID)
def test_valid(text, parts):
    jid = Jid.parse(text)
    assert (jid.local, jid.domain, jid.resource) == parts
    assert Jid.parse(str(jid)) == jid == Jid.of(*parts)


@pytest.mark.parametrize("text", INVALID)
def test_invalid(text):
    with pytest.raises(JidError):
        Jid.parse(text)


@pytest.mark.parametrize(("text", "prepared"), OLDER)
def test_names_of_stringprep_still_work(text, prepared):
    assert str(Jid.parse(text)) == prepared
    assert str(Jid.parse(prepared)) == prepared


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("Juliet@Example.COM/Balcony", "juliet@example.com/Balcony"),
        ("JÜRGEN@b", "jürgen@b"),
        ("a@b.", "a@b"),
        ("a@example.com./r", "a@example.com/r"),
        ("a@127.0.0.1", "a@127.0.0.1"),
        ("a@[::1]/x", "a@[::1]/x"),
        ("a@[2001:DB8:0:0::1]", "a@[2001:db8::1]"),
        ("a@xn--mnchen-3ya.de", "a@münchen.de"),
        ("a@MÜNCHEN.de", "a@münchen.de"),
        ("a@bücher。example", "a@bücher.example"),
        ("a@my_host", "a@my_host"),
        ("ａｂ@ｃ", "ab@c"),
        ("张三@例子.中国/手机", "张三@例子.中国/手机"),
        ("a@b/🎉", "a@b/🎉"),
        ("a@b/x\u00a0y", "a@b/x y"),
        ("a@b/c/d", "a@b/c/d"),
        ("a@b/c@d/e", "a@b/c@d/e"),
        ("b/a@c", "b/a@c"),
        ("a@b/ ", "a@b/ "),
    ],
)
def test_prepared(text, prepared):
    jid = Jid.parse(text)
    assert str(jid) == jid.text == prepared
    assert str(Jid.parse(prepared)) == prepared


@pytest.mark.parametrize(
    "text",
    [
        *("", "a@", "/a", "@", "/", "@/", "a@/b", "a/", "a@b@c", "a@b:5222", "a@b c", "a b"),
        *("a@b..c", "a@.b", "a@..", "a@.", "a@-b", "a@b-", "a@b-.c", "a@" + "x" * 64),
        *("a&b@c", "a'b@c", "a:b@c", "a<b@c", "a>b@c", "a\tb@c", "a\0b@c", "a\x7fb@c", "＠@b"),
        *("a℀b@c", "a@b／c", "a@b/\0", "a@b/\n", "a@b/\x7f", "a\ud800@b", "a@b/\ud800", "a@\ud800"),
        *("a@[::g]", "a@[::1", "a@[fe80::1%eth0]", "a@[]", "a@::1", "a@xn--", "a@xn--a", "a@xn--ü"),
        *("a@xn--ls8h.la", "a@xn--mnchen-3YA-", "a@xn--a-.b", "a@\u0301b", "a@♥", "a@ü-", "a@-ü"),
        *("a@" + "ü" * 60, "\u00ad@b", "a@b/\u00ad", "א1b@c", "\u0378@b"),
    ],
)
def test_refused(text):
    with pytest.raises(JidError):
        Jid.parse(text)


@pytest.mark.parametrize(
    ("shape", "letter", "fits"),
    [
        ("{}@b", "x", 1023),
        ("{}@b", "ä", 511),
        ("a@b/{}", "x", 1023),
        ("a@b/{}", "ä", 511),
        ("a@b/{}", "é中", 204),
    ],
)
def test_each_part_has_at_most_1023_bytes(shape, letter, fits):
    assert Jid.parse(shape.format(letter * fits))
    with pytest.raises(JidError):
        Jid.parse(shape.format(letter * (fits + 1)))


def test_a_domain_has_at_most_1023_bytes():
    assert Jid.parse("a@" + "a." * 511 + "b")
    for text in (
        "a@" + "a." * 512 + "b",
        "ab." * 500_000,
        "ü" * 1_000_000,
        "a@b/" + "ü" * 1_000_000,
    ):
        with pytest.raises(JidError):
            Jid.parse(text)


def test_kinds():
    full, bare, domain = map(Jid.parse, ("a@b/c", "a@b", "b"))
    assert (full.is_full, full.is_bare, full.is_domain) == (True, False, False)
    assert (bare.is_full, bare.is_bare, bare.is_domain) == (False, True, False)
    assert (domain.is_full, domain.is_bare, domain.is_domain) == (False, True, True)
    assert not Jid.parse("b/c").is_domain
    assert full.bare is bare
    assert bare.bare is bare
    assert Jid.parse("b/c").bare is domain


def test_with_resource():
    jid = Jid.parse("a@b/c")
    assert str(jid.with_resource("d e")) == "a@b/d e"
    assert str(jid.with_resource("ｄ\u00a0")) == "a@b/ｄ "
    assert jid.with_resource("") is jid.bare
    for bad in ("\0", "x" * 1024, "\u00ad"):
        with pytest.raises(JidError):
            jid.with_resource(bad)


def test_a_value():
    jid = Jid.parse("a@b/c")
    assert jid == Jid("a", "b", "c")
    assert hash(jid) == hash(Jid("a", "b", "c"))
    assert jid != Jid.parse("a@b")
    assert jid != "a@b/c"
    assert repr(jid) == "Jid('a@b/c')"
    assert copy.deepcopy(jid) == pickle.loads(pickle.dumps(jid)) == jid


def test_what_is_known_is_found_again_and_the_cache_is_bounded(monkeypatch):
    monkeypatch.setattr(jid_module, "KNOWN_MAX", 50)
    known = jid_module._known
    first = Jid.parse("first@known")
    for i in range(200):
        Jid.parse(f"user{i}@known/{i}")
        assert Jid.parse("first@known") is first
        assert len(known) <= max(50, len(known.older))
    assert len(known) <= 50
    assert len(known.older) <= 50
    long = "x" * 300 + "@known/" + "y" * 300
    assert Jid.parse(long) == Jid.parse(long)
    assert long not in known


PARTS = st.text(st.characters(), max_size=6) | st.sampled_from(["a", "ß", "Σς", "İ", "xn--", "ǅ"])


@given(PARTS, PARTS, PARTS)
def test_preparing_twice_changes_nothing(local, domain, resource):
    try:
        jid = Jid.parse(f"{local}@{domain}/{resource}")
    except JidError:
        return
    again = jid_module._parsed(str(jid))
    assert again == jid
    assert (again.local, again.domain, again.resource) == (jid.local, jid.domain, jid.resource)
    assert again.bare == jid.bare


@given(st.text(max_size=20))
def test_any_text_is_an_address_or_an_error(text):
    try:
        jid = Jid.parse(text)
    except JidError:
        return
    assert Jid.parse(str(jid)) == jid


@given(st.text(st.characters(max_codepoint=127), max_size=12))
def test_the_short_way_for_ascii_says_what_the_long_one_says(text):
    def said(parse):
        try:
            return parse(text)
        except JidError:
            return None

    assert said(jid_module._parsed) == said(jid_module._split)
