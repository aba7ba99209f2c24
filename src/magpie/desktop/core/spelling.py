"""Which words of a text are spelt wrong, in the languages that somebody writes."""

import asyncio
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from magpie.desktop.core.hunspell import Dictionary, dictionaries, library

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
TOKEN = re.compile(r"\S+")
# Addresses, links, code, names of files, numbers: nobody spells these.
OTHER = re.compile(r"://|[@/\\_`#\d]|\w\.\w")
LENGTH_MAX = 5_000  # characters of a paragraph that is looked at
SUGGESTIONS_MAX = 6
SCRIPTS = {
    **dict.fromkeys(("be", "bg", "mk", "mn", "ru", "sr", "uk"), "CYRILLIC"),
    **dict.fromkeys(("ar", "fa", "ur"), "ARABIC"),
    "el": "GREEK",
    "he": "HEBREW",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
    "ko": "HANGUL",
    "th": "THAI",
    "hi": "DEVANAGARI",
}
WITHOUT = ("zh", "ja")  # languages that have no words to spell: those between them are English


def script(language: str) -> str:
    """What a language is written in, as Unicode names its letters."""
    return SCRIPTS.get(language.partition("_")[0], "LATIN")


def words(text: str) -> Iterator[tuple[int, str]]:
    """The words of a paragraph that somebody spells, and where they begin."""
    for token in TOKEN.finditer(text[:LENGTH_MAX]):
        if OTHER.search(token.group()):
            continue
        for found in WORD.finditer(token.group()):
            word = found.group()
            if len(word) > 1 and not has_hump(word):
                yield token.start() + found.start(), word


def has_hump(word: str) -> bool:
    """`LibreOffice` is a name, a word in capitals an abbreviation."""
    return any(letter.isupper() for letter in word[1:])


def chosen(languages: Sequence[str], here: Iterable[str]) -> list[str]:
    """The dictionaries to use: for each language its own, or one of another country; and English.

    None when the language that somebody writes most has none: all of it would be wrong.
    """
    there = list(here)
    found: list[str] = []
    for number, language in enumerate([*languages, "en_US"]):
        main = language.partition("_")[0]
        if main in WITHOUT:
            continue
        fitting = [one for one in there if one == language] or [
            one for one in there if one.partition("_")[0] == main
        ]
        if not fitting and number == 0:
            return []
        found += [one for one in fitting[:1] if one not in found]
    return found


class Speller:
    """The dictionaries of the languages, and what somebody has added to them."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.wanted = list(languages)
        self.languages: list[str] = []
        self.added: set[str] = set()
        self._known: dict[str, Dictionary] = {}
        self._asked: dict[str, Dictionary] = {}  # of their own: a thread asks them
        self._asking = asyncio.Lock()
        self._files: dict[str, Path] = {}

    async def load(self) -> None:
        """Read the dictionaries, in a thread: one takes a tenth of a second."""
        if library() is None:
            return
        self._files = await asyncio.to_thread(dictionaries)
        for language in chosen(self.wanted, self._files):
            read = await asyncio.to_thread(Dictionary, self._files[language])
            self._known[language] = read
            self.languages.append(language)

    def close(self) -> None:
        for one in (*self._known.values(), *self._asked.values()):
            one.close()
        self._known, self._asked, self.languages = {}, {}, []

    def is_wrong(self, word: str) -> bool:
        """Not known in any language that is written with its letters."""
        if word.casefold() in self.added:
            return False
        fitting = self._fitting(word)
        plain = word.replace("’", "'")
        return bool(fitting) and not any(self._known[one].knows(plain) for one in fitting)

    def wrong(self, text: str) -> list[tuple[int, int]]:
        """Where the wrong words of a paragraph are: start and length."""
        return [(at, len(word)) for at, word in words(text) if self.is_wrong(word)]

    async def suggestions(self, word: str) -> list[str]:
        """What may have been meant."""
        found: list[str] = []
        async with self._asking:
            for language in self._fitting(word):
                if language not in self._asked:
                    file = self._files[language]
                    self._asked[language] = await asyncio.to_thread(Dictionary, file)
                asked = self._asked[language].suggestions
                found += await asyncio.to_thread(asked, word.replace("’", "'"))
        return list(dict.fromkeys(found))[:SUGGESTIONS_MAX]

    def _fitting(self, word: str) -> list[str]:
        of = unicodedata.name(word[0], "").partition(" ")[0]
        return [one for one in self.languages if script(one) == of]
