"""Message text as rich text: styled, quoted, linked, and never more than text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from magpie.desktop.ui import richtext

TAG = re.compile("</?(a|b|i|s|span|table|tr|td|br)( [^<>]*)?/?>")


def plain(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("*bold*", "<b>bold</b>"),
        ("_soft_", "<i>soft</i>"),
        ("~gone~", "<s>gone</s>"),
        ("see https://a.example/x", 'href="https://a.example/x"'),
        ("<b>no</b>", "&lt;b&gt;no&lt;/b&gt;"),
    ],
)
def test_styling(text, part):
    assert part in richtext.html(text)


def test_a_quote_keeps_its_words_and_loses_its_mark():
    assert plain(richtext.html("> so be it\nand so it was")).split() == [
        "so",
        "be",
        "it",
        "and",
        "so",
        "it",
        "was",
    ]


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=200))
def test_nothing_in_a_message_becomes_a_tag(text):
    html = richtext.html(text)
    assert all(TAG.match(html, at) for at, c in enumerate(html) if c == "<")


@pytest.mark.parametrize(
    ("text", "large"),
    [("👍", True), ("👍🏽🎉", True), ("ok 👍", False), ("👍" * 4, False), ("", False)],
)
def test_a_few_emoji_alone_are_large(text, large):
    assert richtext.is_large(text) is large


@pytest.mark.parametrize(("text", "wanted"), [("hello", False), ("שלום", True), ("… مرحبا", True)])
def test_direction(text, wanted):
    assert richtext.is_right_to_left(text) is wanted
