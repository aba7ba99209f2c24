"""Preparing names by PRECIS and stringprep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp.prep import (
    PrepError,
    domain_part,
    local_part,
    nodeprep,
    resource_part,
    resourceprep,
    saslprep,
)


@pytest.mark.parametrize(
    ("text", "prepared"),
    [  # RFC 4013, 3
        ("I\u00adX", "IX"),
        ("user", "user"),
        ("USER", "USER"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u00a0b", "a b"),
        ("пароль", "пароль"),
        ("密码😀", "密码😀"),
    ],
)
def test_saslprep(text, prepared):
    assert saslprep(text) == prepared


@pytest.mark.parametrize("text", ["\u0007", "\u0627\u0031", "a\u0627", "\ud800", "\ue000"])
def test_saslprep_refuses(text):
    with pytest.raises(PrepError):
        saslprep(text)


@pytest.mark.parametrize(
    ("text", "prepared"), [("ABC", "abc"), ("ﬁ", "fi"), ("ß", "ss"), ("♥", "♥"), ("\u1e9e", None)]
)
def test_nodeprep(text, prepared):
    if prepared is None:  # newer than Unicode 3.2
        with pytest.raises(PrepError):
            nodeprep(text)
    else:
        assert nodeprep(text) == prepared


def test_resourceprep_lets_newer_characters_pass():
    assert resourceprep("\U0001fae0 Ab") == "\U0001fae0 Ab"


@pytest.mark.parametrize("prepare", [local_part, domain_part, resource_part])
@given(text=st.text(max_size=10))
def test_any_text_is_prepared_or_refused(prepare, text):
    try:
        prepared = prepare(text)
    except PrepError:
        return
    assert prepare(prepared) == prepared
    assert 0 < len(prepared.encode()) <= 1023
