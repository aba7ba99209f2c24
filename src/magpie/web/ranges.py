"""Which part of a file is wanted (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Mapping

BYTES = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range lies outside of the file."""


def asked_range(headers: Mapping[str, str], etag: str, size: int) -> tuple[int, int] | None:
    """The part that is wanted, its end exclusive; `None` for all of it.

    RFC 9110, 14.2: what cannot be read is ignored, and several ranges may be, as they are here: the
    answer is the whole file. 13.1.5: a range of another version than `etag` is not asked for.

    Raises:
        Unsatisfiable: nothing of it is there.
    """
    found = BYTES.fullmatch(headers.get("Range", ""))
    if found is None or headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        if not last:
            return None
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None  # 14.1.1: that is invalid
    if int(first) >= size:
        raise Unsatisfiable
    return int(first), min(int(last) + 1, size) if last else size
