"""Names that look alike, so that nobody signs up as somebody else's double.

Two checks after Unicode's security mechanisms (UTS 39), with a small table of our own. `skeleton`
maps what reads the same to one text: a new name is refused when its skeleton is that of a reserved
or an existing name. `is_mixed` tells names that mix scripts as no language does (a Latin word with
one Cyrillic letter). Names all in one script, whichever, pass.

The names are local parts, prepared: lower case. But who reads "lan" may have been told of "Ian",
and in many a typeface i, l and 1 are hard to tell apart: so these three are one letter here.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# What it reads like, and the letters that do; lower case, as NFKC leaves them. Letters with a mark
# (é, қ, ạ) are letters of their own.
LOOK_ALIKES = {
    "a": "аαɑ",
    "b": "Ььƅ",
    "c": "сϲᴄƈ",
    "d": "ԁɗ",
    "e": "еҽє",
    "g": "ɡց",
    "h": "һհ",
    "j": "јϳ",
    "k": "кκ",
    "l": "1|iıіɩιӏɫǀוןا١۱",
    "m": "м",
    "n": "пո",
    "o": "0оοօ๐໐೦൦०০੦૦၀〇٥ه۵",
    "p": "рρ",
    "q": "ԛզ",
    "r": "гꭇ",
    "s": "ѕꜱ",
    "t": "тτ",
    "u": "υս",
    "v": "ѵν",
    "w": "ԝѡшɯω",
    "x": "хχ×",
    "y": "уүγ",
    "z": "ᴢʐ",
    "-": "‐‑‒–—−ー一",
    ".": "·․•",
    "3": "з",
    "6": "б",
}
PAIRS = (("rn", "m"), ("vv", "w"))

TABLE = str.maketrans({letter: like for like, row in LOOK_ALIKES.items() for letter in row})

# Scripts that one language writes together (UTS 39, 5.2: highly restrictive), Latin always too
TOGETHER = (
    {"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA"},
    {"CJK", "HANGUL"},
    {"CJK", "IDEOGRAPHIC", "BOPOMOFO"},
)
LATIN_LIKE = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
# First words of character names that tell no script
NO_SCRIPT = frozenset({"COMBINING", "MODIFIER", "MIDDLE", "ZERO", "VARIATION"})


def skeleton(name: str) -> str:
    """A text that two names share when a reader could take one for the other."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    plain = plain.translate(TABLE)
    for pair, single in PAIRS:
        plain = plain.replace(pair, single)
    return plain


def is_mixed(name: str) -> bool:
    """Whether the letters are of scripts that no language writes together."""
    scripts = {script for char in name if char.isalpha() and (script := _script(char))}
    if len(scripts) < 2:
        return False
    others = scripts - {"LATIN"}
    if any(others <= together for together in TOGETHER):
        return False
    # Latin beside one other script is common where that one does not look like it
    return len(others) > 1 or not others.isdisjoint(LATIN_LIKE)


@lru_cache(4096)
def _script(char: str) -> str:
    """The character's script, by the first word of its name; "" where that tells none."""
    first = unicodedata.name(unicodedata.normalize("NFKC", char)[0], "").partition(" ")[0]
    first = first.partition("-")[0]
    return "" if first in NO_SCRIPT else first
