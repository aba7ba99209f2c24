"""Bytes for an expat that waits: whole tokens only.

From 2.6 on, and in the 2.5 of some distributions, expat does not look again at a token that was cut
until twice as many bytes are there (CVE-2023-52425). A stanza whose end tag came in two pieces is
then held back until something else comes, maybe for minutes. Where Python can switch that off, it
is; where it cannot, what is cut is kept here until it is whole. The bound on a stanza's size bounds
the cost.
"""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat


def compiled(tokens: bytes) -> re.Pattern[bytes]:
    return re.compile(tokens, re.DOTALL | re.VERBOSE)


# COMPAT Python 3.11.2: it takes a failed attempt at a group with `*+` for one that did not fail, so
# no group has that.
#
# What ends where something else does than '>'
SECTION = rb"<!\[CDATA\[ .*? \]\]> | <!-- .*? --> | <\? .*? \?>"
# A tag, or another declaration, up to its end, with '<' and '>' in quotes
TAG = rb"""< (?! !\[CDATA\[ | !-- | \?) [^<>"']*+ (?: (?: "[^"]*+" | '[^']*+' ) [^<>"']*+ )*"""
# Before the first tag: a byte order mark, white space, declarations
BEFORE = compiled(rb"(?: \xef\xbb\xbf | [ \t\r\n]++ | %b | (?=<!) %b > )*" % (SECTION, TAG))
FIRST = re.compile(rb"<[^!?]")
# Text, of which "]]>" may be no part; references; the rest
CONTENT = compiled(
    rb"(?: [^<&\]]++ | \]++ (?=[^\]]) | & [^;<&]*+ ; | %b | %b > )*" % (SECTION, TAG)
)
# What becomes no token, whatever follows
WRONG_BEFORE = compiled(rb"(?! \xef \xbb? \Z) [^< \t\r\n] | (?=<!) %b <" % TAG)
WRONG = compiled(rb"%b < | & [^;<&]*+ [<&]" % TAG)
NEVER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # XML 1.0, 2.2
NOTHING = b"'\"<"  # no sense in it wherever it stands; with enough behind it, expat says so at once
utf_8 = codecs.getincrementaldecoder("utf-8")


def waits() -> bool:
    """Whether this machine's expat does, and cannot be told not to."""
    parser = expat.ParserCreate()
    if hasattr(parser, "SetReparseDeferralEnabled"):
        return False
    seen: list[str] = []
    parser.StartElementHandler = lambda name, attrs: seen.append(name)
    for piece in (b"<stream", b">"):
        parser.Parse(piece, False)
    return not seen


def whole(data: bytes, is_open: bool) -> int | None:
    """How many bytes of `data`, which begins with a token, can be given without cutting one.

    `is_open`: the first tag has been given. `None`: there will be no token here.
    """
    end, wrong = 0, WRONG
    if not is_open:
        end, wrong = end_of(BEFORE, data, 0), WRONG_BEFORE
    if is_open or FIRST.match(data, end):
        end, wrong = end_of(CONTENT, data, end), WRONG
    return None if wrong.match(data, end) else end


def end_of(tokens: re.Pattern[bytes], data: bytes, start: int) -> int:
    found = tokens.match(data, start)
    assert found is not None, "it matches nothing, too"
    return found.end()


class Given:
    """What expat is given of bytes that come in pieces; the rest is kept until more has come."""

    __slots__ = ("_cut", "_decoder")

    def __init__(self) -> None:
        self._cut = b""
        self._decoder = utf_8()

    def of(self, data: bytes, is_open: bool) -> bytes:
        """`is_open`: the first tag has been given."""
        is_text = self._is_text(data)
        data = self._cut + data
        end = whole(data, is_open) if is_text and not NEVER.search(data) else None
        if end is None:
            return data + NOTHING + bytes(2 * len(data))
        self._cut = data[end:]
        return data[:end]

    def _is_text(self, data: bytes) -> bool:
        try:
            self._decoder.decode(data)
        except UnicodeDecodeError:
            return False
        return True
