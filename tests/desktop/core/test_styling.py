"""Styling: every character is shown, and marks mean what XEP-0393 says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.desktop.core.styling import links, me, spans

LOOKS = ("is_strong", "is_emphasis", "is_struck", "is_code", "is_block", "is_mark")


def looks(text: str) -> list[tuple[str, str]]:
    """(text, looks) of each run that is not plain."""
    found = []
    for span in spans(text):
        words = [name[3:] for name in LOOKS if getattr(span, name)]
        words += [f"quote{span.quote}"] * bool(span.quote)
        if words and "mark" not in words:
            found.append((span.text, " ".join(words)))
    return found


@given(st.text(alphabet="*_~`> \nab.:/hw", max_size=200))
def test_nothing_of_the_text_is_lost(text):
    assert "".join(span.text for span in spans(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "*strong* _soft_ ~gone~",
            [("strong", "strong"), ("soft", "emphasis"), ("gone", "struck")],
        ),
        ("a * b * c", []),
        ("snake_case_word", []),
        ("`a *b* c`", [("a *b* c", "code")]),
        ("*a _b_*", [("a ", "strong"), ("b", "strong emphasis")]),
        ("> quoted\nnot", [("quoted\n", "quote1")]),
        ("```\nx *y*\n```", [("x *y*\n", "block")]),
        ("*never\nclosed*", []),
    ],
)
def test_marks(text, shown):
    assert looks(text) == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "see https://a.example/x(y), or (http://b.example).",
            ["https://a.example/x(y)", "http://b.example"],
        ),
        ("www.a.example!", ["https://www.a.example"]),
        ("xmpp:ana@a.example and mailto:a@b.example", ["xmpp:ana@a.example", "mailto:a@b.example"]),
        ("看https://a.example/路，好", ["https://a.example/路"]),
        ("javascript:alert(1) file:///etc/passwd", []),
    ],
)
def test_links(text, found):
    assert links(text) == found


def test_me():
    assert me("/me waves") == "waves"
    assert me("/meet you") is None


@pytest.mark.parametrize("text", ["*a " * 6000, "`" * 19_000, "> " * 9_000, "http://" * 2_500])
def test_hostile_text_takes_no_longer(text):
    began = time.thread_time()
    spans(text)
    assert time.thread_time() - began < 2.5  # a quadratic one takes minutes
