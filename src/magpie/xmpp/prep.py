"""Preparing names: PRECIS for addresses (RFC 7622), with stringprep for older names (RFC 3454).

Theory of operation. A part of an address is prepared by its PRECIS profile. Names that were given
under RFC 6122 may hold what PRECIS refuses (a heart in a local part, a ligature): deployed clients
and servers still send them, so what PRECIS refuses is prepared by the stringprep profile instead.
Both together stay idempotent because the result is prepared again until it no longer changes.

Plain ASCII does not come here: `Jid` knows its form by one regular expression.
"""

from __future__ import annotations

import re
import stringprep
import unicodedata
from collections.abc import Callable
from functools import cache
from ipaddress import AddressValueError, IPv6Address

from precis_i18n import get_profile
from precis_i18n.profile import Profile

PART_MAX = 1023  # bytes of UTF-8 in each part (RFC 7622, 3.2 to 3.4)
LABEL_MAX = 63  # bytes of a domain label in its ASCII form (RFC 1034, 3.1)
DOTS = str.maketrans("。．｡", "...")  # the full stops that IDNA takes as label separators
EXCLUDED = frozenset("\"&'/:<>@")  # RFC 7622, 3.3.1
# Underscores are no host name's, but Windows and containers give them
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
UCD_32 = unicodedata.ucd_3_2_0  # stringprep is defined on Unicode 3.2

_Check = Callable[[str], bool]
# RFC 3454, 5.2 to 5.9, without the controls of 5.1 and the blanks
PROHIBITED: tuple[_Check, ...] = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


class PrepError(ValueError):
    """A name that may not stand where it was given."""


def local_part(text: str) -> str:
    """The local part in its prepared form (RFC 7622, 3.3)."""
    _limited(text)
    prepared = _stable(text, "UsernameCaseMapped", nodeprep)
    if not EXCLUDED.isdisjoint(prepared):
        raise PrepError("a character that a name may not hold")
    return _bounded(prepared)


def resource_part(text: str) -> str:
    """The resource part in its prepared form (RFC 7622, 3.4)."""
    _limited(text)
    return _bounded(_stable(text, "OpaqueString", resourceprep))


def domain_part(text: str) -> str:
    """The domain in its prepared form: a name in U-labels, or an IP address (RFC 7622, 3.2)."""
    _limited(text)
    if text.startswith("["):
        return _ipv6(text)
    labels = text.translate(DOTS).removesuffix(".").split(".")
    return _bounded(".".join(map(_label, labels)))


def nodeprep(text: str) -> str:
    """RFC 6122, appendix A. Characters that Unicode 3.2 does not know are refused."""
    folded = "".join(map(stringprep.map_table_b2, _mapped(text)))
    prepared = UCD_32.normalize("NFKC", folded)
    if any(map(stringprep.in_table_a1, text)) or " " in prepared:
        raise PrepError("a character that a name may not hold")
    return _checked(prepared)


def resourceprep(text: str) -> str:
    """RFC 6122, appendix B. Characters newer than Unicode 3.2 pass: a device may be called so."""
    return _checked(UCD_32.normalize("NFKC", _mapped(text)))


def saslprep(text: str) -> str:
    """RFC 4013, as SCRAM and PLAIN prepare names and passwords; unassigned characters pass."""
    if text.isascii() and text.isprintable():
        return text
    spaced = "".join(" " if stringprep.in_table_c12(char) else char for char in text)
    return _checked(UCD_32.normalize("NFKC", _mapped(spaced)))


def _stable(text: str, profile: str, older: Callable[[str], str]) -> str:
    """Prepared until it does not change: what the older profile gives, PRECIS may map on."""
    for _ in range(4):
        try:
            prepared = _profile(profile).enforce(text)
        except UnicodeEncodeError:
            prepared = older(text)
        if prepared == text:
            return prepared
        text = prepared
    raise PrepError("no stable form")


@cache
def _profile(name: str) -> Profile:
    return get_profile(name)  # made when first needed: that takes 40 ms


def _limited(text: str) -> None:
    """Refuse what preparing would only take long for."""
    if len(text) > PART_MAX:
        raise PrepError(f"a part of more than {PART_MAX} bytes")


def _bounded(part: str) -> str:
    if not part:
        raise PrepError("an empty part")
    if len(part.encode()) > PART_MAX:
        raise PrepError(f"a part of more than {PART_MAX} bytes")
    return part


def _label(text: str) -> str:
    """One label as a U-label (RFC 7622, 3.2.1), or in lower case when it is plain ASCII."""
    lower = text.lower()
    if not lower.isascii():
        label = _u_label(text)
    elif lower.startswith("xn--"):
        label = _decoded(lower)
    else:
        label = lower
    wire = label if label.isascii() else _ace(label)
    if len(wire) > LABEL_MAX or not LABEL.fullmatch(wire):
        raise PrepError("not a host name")
    return label


def _u_label(text: str) -> str:
    """RFC 5892's classes are those of PRECIS identifiers, without the ASCII punctuation."""
    try:
        label = _profile("UsernameCaseMapped").enforce(text)
    except UnicodeEncodeError:
        raise PrepError("not a host name") from None
    plain = "".join(char for char in label if char < "\x80")
    if (plain and not re.fullmatch(r"[a-z0-9_-]+", plain)) or label[0] == "-" or label[-1] == "-":
        raise PrepError("not a host name")
    # RFC 5891, 4.2.3.1 and 4.2.3.2
    if label[2:4] == "--" or unicodedata.category(label[0]).startswith("M"):
        raise PrepError("not a host name")
    return label


def _decoded(ace: str) -> str:
    """The U-label of an A-label; both must be each other's only form (RFC 5890, 2.3.2.1)."""
    try:
        label = _u_label(ace[4:].encode().decode("punycode"))
    except (UnicodeError, IndexError):
        raise PrepError("not a host name") from None
    if label.isascii() or _ace(label) != ace:
        raise PrepError("not a host name")
    return label


def _ace(label: str) -> str:
    return "xn--" + label.encode("punycode").decode()


def _ipv6(text: str) -> str:
    try:
        if not text.endswith("]") or "%" in text:  # a zone is of one machine only
            raise PrepError("not an IPv6 address")
        return f"[{IPv6Address(text[1:-1])}]"
    except AddressValueError:
        raise PrepError("not an IPv6 address") from None


def _mapped(text: str) -> str:
    return "".join(char for char in text if not stringprep.in_table_b1(char))


def _checked(text: str) -> str:
    if any(check(char) for char in text for check in PROHIBITED):
        raise PrepError("a prohibited character")
    right = any(map(stringprep.in_table_d1, text))
    if right and (  # RFC 3454, 6
        any(map(stringprep.in_table_d2, text))
        or not stringprep.in_table_d1(text[0])
        or not stringprep.in_table_d1(text[-1])
    ):
        raise PrepError("right-to-left text mixed with left-to-right")
    return text
