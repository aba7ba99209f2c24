"""XEP-0203: Delayed Delivery, with the date-times of XEP-0082.

Moments are microseconds since the start of 1970, UTC: whole numbers, exact in every database.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError

NS = "urn:xmpp:delay"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# XEP-0082, 3.2; a fraction of any length, and the zone that everything must have
DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)


def to_text(at: int) -> str:
    """The moment as XEP-0082 writes it, with as many digits as it needs: none, three or six."""
    moment = (EPOCH + at * MICROSECOND).replace(tzinfo=None)
    if at % 1000:
        return moment.isoformat(timespec="microseconds") + "Z"
    return moment.isoformat(timespec="milliseconds" if at % 1_000_000 else "seconds") + "Z"


def from_text(text: str) -> int:
    """The moment that a date-time of XEP-0082 names; digits after the sixth do not count.

    Raises:
        ValueError: it is no such text, or no such moment.
    """
    match = DATE_TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a date and time of XEP-0082")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction = int((match[7] or "")[:6].ljust(6, "0"))
    zone = UTC
    if match[8]:
        if int(match[10]) > 59:
            raise ValueError("not an offset from UTC")
        offset = timedelta(hours=int(match[9]), minutes=int(match[10]))
        zone = timezone(-offset if match[8] == "-" else offset)
    moment = datetime(year, month, day, hour, minute, second, fraction, zone)
    return (moment - EPOCH) // MICROSECOND


def stamp(at: int, by: Jid | None = None, reason: str = "") -> Element:
    """`<delay/>`: the stanza was received then, by that entity."""
    attrs = {} if by is None else {"from": str(by)}
    attrs["stamp"] = to_text(at)
    return Element("delay", NS, attrs, text=reason)


def parse(element: Element) -> tuple[int, Jid | None]:
    """When a `<delay/>` says that it was, and who says so.

    Raises:
        ValueError: one of the two cannot be read.
    """
    by = element.get("from")
    try:
        return from_text(element.get("stamp") or ""), None if by is None else Jid.parse(by)
    except JidError as error:
        raise ValueError(str(error)) from None
