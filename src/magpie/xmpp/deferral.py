"""Bytes for an expat that waits: whole tokens only.

From 2.6 on, and in the 2.5 of some distributions, expat does not look again at a token that was cut
until twice as many bytes are there (CVE-2023-52425). A stanza whose end tag came in two pieces is
then held back until something else comes, maybe for minutes. Where Python can switch that off, it
is; where it cannot, what is cut is kept here until it is whole. The bound on a stanza's size bounds
the cost.
"""

from __future__ import annotations

import re
from xml.parsers import expat

# What cannot become a token any more is not waited for: expat says what is wrong with it. COMPAT
# Python 3.11.2: no group is repeated by `*+`, which takes a failed attempt for one that did not.
# A tag, or whatever else is in angles, with '>' in quotes.
TAG = rb"""[^<>"']*+ (?: (?: "[^"]*+" | '[^']*+' ) [^<>"']*+ )* (?: > | (?=<) )"""
# Text, of which "]]>" may be no part; references; CDATA; tags
WHOLE = re.compile(
    rb"""(?: [^<&\]]++
           | \]++ (?=[^\]])
           | & [^;<&]*+ (?: ; | (?=[<&]) )
           | <!\[CDATA\[ .*? \]\]>
           | < (?!!\[CDATA\[) %b
         )*"""
    % TAG,
    re.DOTALL | re.VERBOSE,
)
# Before the first tag there is a byte order mark, perhaps, and no text but names: they end at white
# space, or at a tag, which has to be given with them
PROLOG = re.compile(
    rb"""(?: \xef\xbb\xbf
           | [^<]* [ \t\r\n]
           | [^<]* [^< \t\r\n] <
           | < (?=[?!]) %b
         )*"""
    % TAG,
    re.VERBOSE,
)
NEVER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\xc0\xc1\xf5-\xff]")  # in UTF-8 (RFC 3629), in XML


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


def whole(data: bytes, is_open: bool) -> int:
    """How many bytes of `data`, which begins with a token, can be given without cutting one.

    `is_open`: the first tag has been given.
    """
    end = 0 if is_open else end_of(PROLOG, data, 0)
    if is_open or data.startswith(b"<", end):
        end = end_of(WHOLE, data, end)
    return len(data) if NEVER.search(data, end) else end


def end_of(tokens: re.Pattern[bytes], data: bytes, start: int) -> int:
    found = tokens.match(data, start)
    assert found is not None, "it matches nothing, too"
    return found.end()


class Given:
    """What expat is given of bytes that come in pieces; the rest is kept until more has come."""

    __slots__ = ("_cut",)

    def __init__(self) -> None:
        self._cut = b""

    def of(self, data: bytes, is_open: bool) -> bytes:
        data = self._cut + data
        end = whole(data, is_open)
        self._cut = data[end:]
        return data[:end]
