"""A message's text as Qt's rich text: styling, quotes, links, nothing that it could smuggle in.

Colours depend on the theme, so they stand here as control characters, which no XMPP message can
hold: QML puts the colours in.
"""

import unicodedata
from html import escape
from itertools import groupby

from magpie.desktop.core import safe, styling
from magpie.desktop.core.styling import Span

ACCENT, FAINT, SUNKEN = "\x01", "\x02", "\x03"
LONG = 4_000  # characters that are shown before "Show more"
MORE = "magpie:more"
LARGE = 3  # so many emoji alone are shown large
JOINERS = frozenset("\u200d\ufe0f\u20e3")


def html(text: str, more: str = "") -> str:
    """Rich text of `text`. `more` is the words of a link behind it, for what was cut off."""
    parts = [
        block(kind, list(spans))
        for kind, spans in groupby(styling.spans(safe.isolated(text)), sort)
    ]
    if more:
        parts.append(f'<br/><a href="{MORE}" style="color:{ACCENT}">{escape(more)}</a>')
    return "".join(parts)


def sort(span: Span) -> tuple[int, bool]:
    return span.quote, span.is_block


def block(kind: tuple[int, bool], spans: list[Span]) -> str:
    """What follows each other in one quote, or in one block of code, or in neither."""
    quote, is_block = kind
    shown = [span for span in spans if not (span.is_mark and (quote or is_block))]
    inner = "".join(map(run, shown)).removesuffix("<br/>")
    if not inner:
        return ""
    if is_block:
        inner = f'<span style="font-family:monospace">{inner}</span>'
        inner = boxed(inner, f'bgcolor="{SUNKEN}" cellpadding="6"')
    for _ in range(quote):
        bar = f'<td width="2" bgcolor="{ACCENT}"></td>'
        row = f'{bar}<td width="8"></td><td>{inner}</td>'
        inner = f'<table cellspacing="0" cellpadding="0"><tr>{row}</tr></table>'
    return inner if quote or is_block else "".join(map(run, shown))


def boxed(inner: str, look: str) -> str:
    return f'<table cellspacing="0" width="100%" {look}><tr><td>{inner}</td></tr></table>'


def run(span: Span) -> str:
    text = spaced(escape(span.text)).replace("\n", "<br/>")
    if span.is_mark:
        return f'<span style="color:{FAINT}">{text}</span>'
    if span.link:
        return f'<a href="{escape(span.link)}" style="color:{ACCENT}">{text}</a>'
    if span.is_code:
        text = f'<span style="font-family:monospace;background-color:{SUNKEN}">{text}</span>'
    for wanted, tag in ((span.is_strong, "b"), (span.is_emphasis, "i"), (span.is_struck, "s")):
        if wanted:
            text = f"<{tag}>{text}</{tag}>"
    return text


def spaced(text: str) -> str:
    """With all its spaces: rich text would make one of many."""
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    return text.replace("  ", "\u00a0 ").replace("\n ", "\n\u00a0")


def line(text: str, limit: int = 200) -> str:
    """The beginning of a text as one plain line: for lists, quotes and notifications."""
    return safe.label(plain(text[: 4 * limit]), limit)


def plain(text: str) -> str:
    """What is said, without the marks of styling."""
    return "".join(span.text for span in styling.spans(text) if not span.is_mark)


def is_right_to_left(text: str) -> bool:
    """By the first character that has a direction (UAX 9, P2)."""
    for character in text[:1000]:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def is_large(text: str) -> bool:
    """A few emoji and nothing else."""
    if len(text) > LARGE * 16:  # what joins and colours them counts too
        return False
    bare = [c for c in text.strip() if c not in JOINERS and not "\U0001f3fb" <= c <= "\U0001f3ff"]
    return 0 < len(bare) <= LARGE and all(
        unicodedata.category(c) == "So" and ord(c) > 0x2190 for c in bare
    )


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    """What a search has found, as styled text: the places bold."""
    parts, at = [], 0
    for start, end in marks:
        parts += [escape(text[at:start]), "<b>", escape(text[start:end]), "</b>"]
        at = end
    return "".join([*parts, escape(text[at:])]).replace("\n", " ")
