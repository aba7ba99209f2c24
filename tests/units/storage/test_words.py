"""What people write and what they look for, as the same tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.storage.words import ASKED, INDEXED, LONGEST, TERMS, asked, document, fold, sequence


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hello, WORLD! e-mail it's a_b", "hello world e mail it s a b"),
        ("Café ÉCOLE Straße Ёлка İzmir", "cafe ecole strasse елка izmir"),
        ("ＦＵＬＬ ﬁne ① x²", "full fine 1 x2"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("हिन्दी भाषा", "हिन्दी भाषा"),
        ("שָׁלוֹם مَرْحَبًا", "שלום مرحبا"),
        ("明天见 hi", "明天 天见 hi 明 天 见"),
        ("東京タワー", "東京 京タ タワ ワー 東 京 タ ワ ー"),
        ("한국어", "한국 국어 한 국 어"),
        ("ｶﾞｷﾞ", "ガギ ガ ギ"),
        ("ok👍", "ok 👍 👍"),
        ("... !? «» —", ""),
    ],
)
def test_tokens(text, tokens):
    assert document(text) == tokens.split()


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("two words", [("two",), ("words",)]),
        ('"two words" more', [("two", "words"), ("more",)]),
        ("“smart quotes” «and these» 「這些」", [("smart", "quotes"), ("and", "these"), ("這些",)]),
        ('never "closed at all', [("never",), ("closed", "at", "all")]),
        ("e-mail", [("e", "mail")]),
        ("明", [("明",)]),
        ("明天见", [("明天", "天见")]),
        ('"see 我 there 明天"', [("see",), ("我",), ("there", "明天")]),
        ("NOT OR * NEAR(a b)", [("not",), ("or",), ("near", "a"), ("b",)]),
        ("same SAME", [("same",)]),
        ('"" "." -- \'', []),
    ],
)
def test_what_is_asked_for(text, phrases):
    assert list(asked(text)) == phrases


@pytest.mark.parametrize("text", ["x" * (ASKED + 1), " ".join(map(str, range(TERMS + 1)))])
def test_too_much_is_refused(text):
    with pytest.raises(ValueError, match="at most"):
        asked(text)


def test_what_is_no_word_is_bounded():
    assert document("x" * 1000) == ["x" * LONGEST]
    assert len(document("好的" * INDEXED)) < INDEXED + 10


@given(st.text(max_size=60))
def test_a_text_is_found_by_any_part_of_itself(text):
    """Every phrase that is asked for stands in the text from which it comes."""
    tokens = document(text)
    for phrase in asked(text.replace('"', " ")):
        starts = range(len(tokens) - len(phrase) + 1)
        assert any(tuple(tokens[at : at + len(phrase)]) == phrase for at in starts)


@given(st.text())
def test_folding_leaves_nothing_to_fold(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_tokens_are_plain(text):
    """They are put between quotation marks, and between spaces."""
    for token in sequence(text):
        assert token
        assert not set(token) & set(" '\"\\@#:*\0")
