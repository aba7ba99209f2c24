"""Text from others, made safe to show in a label or to be a file's name.

Names may carry characters that turn the direction of what follows (RLO and its like), that cannot
be seen, or that stack marks without end: one can pretend to be somebody else with them, and push
other text out of its place. A message's own text keeps them, closed in by `isolated`.
"""

import re
import unicodedata

NAME_MAX = 80  # characters of a name in a label
STATUS_MAX = 200
FILE_NAME_BYTES = 200
MARKS_MAX = 3  # combining marks on one character: enough for Vietnamese, too few for Zalgo

# Direction controls, invisible characters, and what Unicode forbids in text.
# ZWJ (200D) and variation selectors stay: emoji are made with them.
HIDDEN = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
OPENING = "\u2066\u2067\u2068"
CLOSING = "\u2069"
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def label(text: str, limit: int = NAME_MAX) -> str:
    """`text` as one line with nothing hidden in it, and not too long; may be ""."""
    text = HIDDEN.sub("", text[: limit * 8])
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Zs") else c for c in text)
    text = " ".join(few_marks(text).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def few_marks(text: str) -> str:
    """`text` with no more than MARKS_MAX combining marks in a row."""
    result: list[str] = []
    run = 0
    for c in text:
        run = run + 1 if unicodedata.combining(c) else 0
        if run <= MARKS_MAX:
            result.append(c)
    return "".join(result)


def isolated(text: str) -> str:
    """`text` whose direction controls are closed at its end, so that what follows is as it was."""
    embedded = 0
    isolates = 0
    for c in text:
        if c in "\u202a\u202b\u202d\u202e":
            embedded += 1
        elif c == "\u202c":
            embedded = max(0, embedded - 1)
        elif c in OPENING:
            isolates += 1
        elif c == CLOSING:
            isolates = max(0, isolates - 1)
    return text + "\u202c" * embedded + CLOSING * isolates


def file_name(text: str) -> str:
    """`text` as a name without folders that every file system takes; "file" when none is left."""
    text = HIDDEN.sub("", text.replace("\\", "/")).rpartition("/")[2]
    text = "".join(
        "_" if c in '<>:"|?*' or unicodedata.category(c)[0] == "C" else c for c in text
    ).strip(". ")
    if RESERVED.match(text):
        text = "_" + text
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, ending = text, ""
    room = FILE_NAME_BYTES - len(ending.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore")
    return (f"{stem}.{ending}" if ending else stem) or "file"
