"""XEP-0082: moments in µs since 1970."""

import calendar
import re

DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))"
)


def read(words: str) -> int:
    """µs since 1970; 0 of what is no moment."""
    found = DATE.fullmatch(words.strip())
    if not found:
        return 0
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    try:
        seconds = calendar.timegm((year, month, day, hour, minute, second))
    except (ValueError, OverflowError):
        return 0
    if found[8]:
        offset = int(found[9]) * 3600 + int(found[10]) * 60
        seconds += -offset if found[8] == "+" else offset
    fraction = int((found[7] or "").ljust(6, "0")[:6])
    return max(0, seconds * 1_000_000 + fraction)
