"""Text as the search sees it: what people write, and what they look for, as the same tokens.

Theory of operation. Case, accents, widths and ligatures do not matter: a text is folded first
(Unicode's compatibility decomposition and case folding, without the marks of Latin, Greek,
Cyrillic, Hebrew and Arabic). Then it is a sequence of tokens, and a phrase is found where its
tokens follow one another:

* a word is one token, where words have spaces between them;
* of Chinese, Japanese, Korean, Thai and their like, and of emoji, every pair of neighbours is one
  token: so any two characters or more are found wherever they stand, without a dictionary.

One such character alone is a token beside the sequence.
"""

import re
import unicodedata
from itertools import pairwise

LONGEST = 64  # characters of a word: what is longer is no word, and need not be found by its end
INDEXED = 20_000  # characters of a message that can be found
TERMS = 64  # words and phrases in one search, and words in one phrase
ASKED = 2_000  # characters of a search

# Marks that people leave out when they search, and characters that nobody sees
IGNORED = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff]+"
)
# Written without spaces, or with few; and what means something by itself
DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2600-\u27bf\u2e80-\u2fdf\u3005-\u3007"
    "\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
# Vowel signs of Indic scripts: parts of words that Python's `\\w` does not know
SIGNS = "\u0900-\u0963\u0966-\u0dff\u0f18-\u0fbc"
RUN = re.compile(rf"[{DENSE}]+|(?:(?![{DENSE}])(?:[^\W_]|[{SIGNS}]))+")
IS_DENSE = re.compile(f"[{DENSE}]")
PLAIN = re.compile("[a-z0-9]+")
QUOTED = re.compile('"([^"]*)"?|“([^“”]*)”?|«([^«»]*)»?|「([^「」]*)」?|([^\\s"“«「]+)')

Phrase = tuple[str, ...]


def fold(text: str) -> str:
    """The text with what does not matter taken away."""
    if text.isascii():
        return text.lower()
    plain = IGNORED.sub("", unicodedata.normalize("NFKD", text).casefold())
    # Case folding and the loss of marks may leave what can be composed, or decomposed once more
    return unicodedata.normalize("NFC", IGNORED.sub("", unicodedata.normalize("NFKD", plain)))


def runs(text: str) -> list[str]:
    """The words of a text, and the stretches of characters that have no spaces between them."""
    folded = fold(text)
    return PLAIN.findall(folded) if folded.isascii() else RUN.findall(folded)


def sequence(text: str) -> list[str]:
    """The tokens of a text in their order."""
    found: list[str] = []
    for run in runs(text):
        if len(run) > 1 and IS_DENSE.match(run):
            found += map("".join, pairwise(run))
        else:
            found.append(run[:LONGEST])
    return found


def document(text: str) -> list[str]:
    """All tokens of a message: those in order, then its single characters."""
    text = text[:INDEXED]
    found = sequence(text)
    if not text.isascii():
        found += dict.fromkeys(IS_DENSE.findall(fold(text)))
    return found


def asked(text: str) -> tuple[Phrase, ...]:
    """What is looked for: words, and the phrases in quotation marks; all of them are to be there.

    Nothing but punctuation is nothing to look for. Raises ValueError when it is too much.
    """
    if len(text) > ASKED:
        raise ValueError(f"{ASKED} characters at most")
    found: dict[Phrase, None] = {}
    for groups in QUOTED.findall(text):
        for phrase in phrases(sequence("".join(groups))):
            found[phrase] = None
    if len(found) > TERMS or any(len(phrase) > TERMS for phrase in found):
        raise ValueError(f"{TERMS} words at most")
    return tuple(found)


def phrases(tokens: list[str]) -> list[Phrase]:
    """Tokens that are to follow one another; a single character may be anywhere.

    In the sequence it is part of pairs, if it has neighbours.
    """
    found: list[Phrase] = []
    together: list[str] = []
    for token in tokens:
        if len(token) == 1 and IS_DENSE.match(token):
            found += [tuple(together), (token,)]
            together = []
        else:
            together.append(token)
    return [phrase for phrase in (*found, tuple(together)) if phrase]
