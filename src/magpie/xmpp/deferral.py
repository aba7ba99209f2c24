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

# Text; references; CDATA; tags and whatever else is in angles, with '>' in quotes. What cannot
# become a token any more is not waited for: expat says what is wrong with it.
WHOLE = re.compile(
    rb"""(?: [^<&]++
           | & [^;<&]*+ (?: ; | (?=[<&]) )
           | <!\[CDATA\[ .*? \]\]>
           | < (?!!\[CDATA\[) [^<>"']*+ (?: (?: "[^"]*+" | '[^']*+' ) [^<>"']*+ )*+ (?: > | (?=<) )
         )*+""",
    re.DOTALL | re.VERBOSE,
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


def whole(data: bytes) -> int:
    """How many bytes of `data`, which begins with a token, can be given without cutting one."""
    found = WHOLE.match(data)
    assert found is not None, "it matches nothing, too"
    end = found.end()
    return len(data) if NEVER.search(data, end) else end


class Given:
    """What expat is given of bytes that come in pieces; the rest is kept until more has come."""

    __slots__ = ("_cut",)

    def __init__(self) -> None:
        self._cut = b""

    def of(self, data: bytes) -> bytes:
        data = self._cut + data
        end = whole(data)
        self._cut = data[end:]
        return data[:end]
