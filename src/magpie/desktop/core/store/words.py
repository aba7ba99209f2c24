"""Text as the search index has it.

Words of scripts with spaces are found by their beginnings. Chinese, Japanese, Korean, Thai and
their like, and emoji, are indexed character by character, and found where the characters stand
together: one character is enough to search for.
"""

import re
import unicodedata

SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2190-\u2bff\u2e80-\u2fdf\u3005-\u3007"
    "\u3040-\u30ff\u3100-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\uff66-\uffdc\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
EACH = re.compile(f"([{SINGLE}])")
TOKEN = re.compile(rf"[{SINGLE}]|[^\W{SINGLE}_]+")
BODY_MAX = 100_000  # characters: what stands behind is not indexed


def indexed(text: str) -> str:
    """What of `text` goes into the index."""
    return EACH.sub(r" \1 ", unicodedata.normalize("NFKC", text[:BODY_MAX]))


def query(text: str) -> str:
    """The same for what is searched, as FTS5 wants it; "" when there is nothing to look for.

    Each word has to be there; the last token of each matches by its beginning.
    """
    phrases = []
    for word in unicodedata.normalize("NFKC", text[:500]).split():
        tokens = TOKEN.findall(word)
        if tokens:
            phrases.append('"' + " ".join(tokens) + '"*')
    return " AND ".join(phrases[:20])


def marks(text: str, searched: str) -> tuple[tuple[int, int], ...]:
    """Where the searched words begin in `text`: (start, end) of each, in order."""
    found: set[tuple[int, int]] = set()
    for word in searched.split()[:20]:
        tokens = TOKEN.findall(unicodedata.normalize("NFKC", word))
        if not tokens:
            continue
        gap = r"[\W_]*"
        start = "" if EACH.fullmatch(tokens[0]) else r"(?<![^\W_])"
        pattern = start + gap.join(re.escape(token) for token in tokens)
        found |= {hit.span() for hit in re.finditer(pattern, text, re.IGNORECASE)}
    return tuple(sorted(found))
