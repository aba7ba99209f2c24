"""Wrong words are found, in the languages that somebody writes, and nowhere else."""

import asyncio

import pytest

from magpie.desktop.core.hunspell import dictionaries
from magpie.desktop.core.spelling import Speller, chosen, words


@pytest.fixture
async def speller():
    made = Speller(["en_US"])
    await made.load()
    yield made
    made.close()


def test_the_extra_brings_english():
    assert "en_US" in dictionaries()


async def test_wrong_words_are_found_where_they_are(speller):
    text = "Helo there, my frieend: don’t wory."
    assert [text[at : at + length] for at, length in speller.wrong(text)] == [
        "Helo", "frieend", "wory",
    ]  # fmt: skip


def test_what_nobody_spells_is_left_alone():
    text = "See https://examplle.org/x or ana@examplle.org, @bnn, fiel_name, README.md, NASA"
    assert [word for _, word in words(text)] == ["See", "or"]


async def test_other_scripts_are_not_english(speller):
    assert speller.wrong("明天下午三点开会 приветт فاطمة") == []


async def test_what_may_have_been_meant_comes_without_holding_the_loop(speller):
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.ensure_future(count())
    found = await speller.suggestions("acomodatoin")
    counting.cancel()
    assert "accommodation" in found
    assert len(found) <= 6
    assert turns > 10


async def test_a_word_that_was_added_is_right(speller):
    assert speller.is_wrong("Magpieish")
    speller.added.add("magpieish")
    assert not speller.is_wrong("Magpieish")


def test_the_dictionaries_are_those_of_ones_languages():
    here = ["de_DE", "en_GB", "en_US", "fr_FR"]
    assert chosen(["de_AT", "fr_FR"], here) == ["de_DE", "fr_FR", "en_US"]
    assert chosen(["en_GB"], here) == ["en_GB", "en_US"]
    assert chosen(["zh_CN"], here) == ["en_US"]


def test_without_a_dictionary_for_ones_first_language_nothing_is_wrong():
    assert chosen(["pt_PT", "en_US"], ["en_US"]) == []
