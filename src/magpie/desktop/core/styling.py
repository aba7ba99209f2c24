"""XEP-0393: Message Styling. The parts of a message's text, and the links in it.

`spans(text)` gives runs that cover the text from its first character to its last, so that the
screen shows all of it, marks too, as the standard wishes. The work is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

STYLED_MAX = 20_000  # characters: what is longer is shown plainly
MARKS = {"*": "is_strong", "_": "is_emphasis", "~": "is_struck", "`": "is_code"}

LINK = re.compile(
    r"(?:https?://|xmpp:|mailto:|geo:)[^\s<>\"“”«»，。；！？、《》「」『』【】\u2066-\u2069\u202a-\u202e]+"
    r"|(?<![\w@.])www\.[a-z0-9-]+\.[^\s<>\"“”]+",
    re.IGNORECASE,
)
TRAILING = ".,;:!?'\"，。；：！？、）】》」』…"
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that looks the same.

    Attributes:
        text: as written, marks included.
        is_mark: it is one of the marks (`*`, `>`, ```` ``` ````): paint it faintly, or not at all.
        link: where it leads, "" when it is no link.
        quote: how deep it is quoted, 0 not.
        is_block: it is preformatted, in a block.
    """

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    is_struck: bool = False
    is_code: bool = False
    is_block: bool = False
    is_mark: bool = False
    quote: int = 0
    link: str = ""


def me(text: str) -> str | None:
    """What somebody does, of `/me waves` (XEP-0245); None of any other text."""
    return text[4:] if text.startswith("/me ") else None


def spans(text: str) -> list[Span]:
    """The runs of `text`, in order; their texts together are `text`."""
    if len(text) > STYLED_MAX:
        return [Span(text)]
    return joined(_blocks(text))


def links(text: str) -> list[str]:
    """Where the links in `text` lead."""
    return [span.link for span in spans(text) if span.link]


def _blocks(text: str) -> Iterator[Span]:
    is_block = False
    depth = 0
    for line in text.splitlines(keepends=True):
        quote, rest = _quoted(line)
        if quote != depth:
            is_block = False  # XEP-0393, 5.1.2: a block ends with the block that it is in
            depth = quote
        if quote:
            yield Span(line[: len(line) - len(rest)], quote=quote, is_mark=True)
        fence = rest.startswith("```")
        if is_block:
            closes = rest.rstrip("\r\n") == "```"
            yield Span(rest, is_block=True, quote=quote, is_mark=closes)
            is_block = not closes
        elif fence:
            yield Span(rest, is_block=True, quote=quote, is_mark=True)
            is_block = True
        else:
            yield from _line(rest, Span("", quote=quote))


def _quoted(line: str) -> tuple[int, str]:
    depth = 0
    while line.startswith(">"):
        line = line[1:].removeprefix(" ")
        depth += 1
    return depth, line


def _line(text: str, look: Span) -> Iterator[Span]:
    """The spans of one line (XEP-0393, 6.2): marks hug what they mark, and do not cross it."""
    start = at = 0
    closers = _closers(text)
    while at < len(text):
        link = LINK.match(text, at)
        if link:
            url = _trimmed(link[0])
            if url:
                yield replace(look, text=text[start:at])
                yield replace(look, text=url, link=url if ":" in url[:8] else f"https://{url}")
                start = at = at + len(url)
                continue
        end = closers.get(at)
        if end is None:
            at += 1
            continue
        yield replace(look, text=text[start:at])
        mark = replace(look, text=text[at], is_mark=True)
        inner = replace(look, **{MARKS[text[at]]: True})  # type: ignore[arg-type]
        yield mark
        if text[at] == "`":
            yield replace(inner, text=text[at + 1 : end])
        else:
            yield from _line(text[at + 1 : end], inner)
        yield mark
        start = at = end + 1
    yield replace(look, text=text[start:])


def _closers(text: str) -> dict[int, int]:
    """Where each opening mark of a line is closed: the first mark of its kind that may."""
    found: dict[int, int] = {}
    following: dict[str, int] = {}
    for at in range(len(text) - 1, -1, -1):
        c = text[at]
        if c not in MARKS:
            continue
        closes = at > 0 and not text[at - 1].isspace()
        opens = (
            (at == 0 or text[at - 1].isspace() or text[at - 1] in MARKS)
            and at + 1 < len(text)
            and not text[at + 1].isspace()
        )
        end = following.get(c)
        if opens and end is not None and end > at + 1:
            found[at] = end
        if closes:
            following[c] = at
    return found


def _trimmed(url: str) -> str:
    """Without the punctuation of the sentence that the link stands in."""
    while url:
        last = url[-1]
        opening = PAIRS.get(last)
        if last in TRAILING or (opening and url.count(opening) < url.count(last)):
            url = url[:-1]
        else:
            break
    return url if re.search(r"[:.][^\s/:]", url) or "//" in url[:8] else ""


def joined(parts: Iterator[Span]) -> list[Span]:
    """Without empty runs, and with neighbours that look the same made one."""
    result: list[Span] = []
    for part in parts:
        if not part.text:
            continue
        if result and not part.link and replace(result[-1], text="") == replace(part, text=""):
            result[-1] = replace(part, text=result[-1].text + part.text)
        else:
            result.append(part)
    return result
