"""Reading a long archive (XEP-0313) page by page: how long a page takes.

Three kinds of page take turns, as a client asks for them: the newest, the one before a message
that it knows, and the one from some day on.
"""

import asyncio
import datetime
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from magpie.bench.latency import summary
from magpie.bench.meter import Meter
from magpie.bench.report import Result
from magpie.bench.scan import attribute
from magpie.bench.sessions import Wants, enter
from magpie.bench.target import Target
from magpie.bench.wire import PATIENCE, Link, WireError

_QUERY = (
    "<iq type='set' id='{key}'><query xmlns='urn:xmpp:mam:2' queryid='{key}'>{form}"
    "<set xmlns='http://jabber.org/protocol/rsm'><max>{page}</max>{paging}</set></query></iq>"
)
_FORM = (
    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
    "<value>urn:xmpp:mam:2</value></field><field var='start'><value>{start}</value></field></x>"
)
_STAMP = re.compile(rb"stamp=['\"]([^'\"]+)")
_GOLDEN = 0.6180339887498949  # its multiples, modulo 1, are spread evenly


@dataclass(frozen=True, slots=True)
class Archive:
    """The options of the work; `owner` is the number of the account that reads its archive."""

    owner: int = 0
    pages: int = 600
    page: int = 50
    warmup: int = 60


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: how many messages, their first and last time stamp, the ids of the page."""

    size: int
    stamps: tuple[str, str]
    first: str
    seconds: float


class Reader:
    """Asks for pages over one link, one at a time."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._keys = itertools.count()

    async def read(self, size: int, form: str = "", paging: str = "") -> Page:
        """One page."""
        key = f"page{next(self._keys)}"
        request = _QUERY.format(key=key, form=form, page=size, paging=paging)
        start = time.perf_counter()
        self._link.write(request.encode())
        messages = []
        while not (piece := await self._link.next()).startswith(b"<iq"):
            if piece.startswith(b"<message"):
                messages.append(piece)
        seconds = time.perf_counter() - start
        if attribute(piece, b"type") != b"result":
            raise WireError(piece.decode(errors="replace"))
        stamps = [found[1].decode() for each in messages if (found := _STAMP.search(each))]
        first = re.search(rb"<first[^>]*>([^<]+)</first>", piece)
        return Page(
            len(messages),
            (stamps[0], stamps[-1]) if stamps else ("", ""),
            first[1].decode() if first else "",
            seconds,
        )


async def archive(target: Target, options: Archive) -> Result:
    """The whole work."""
    link = await enter(target, options.owner, Wants(presence=False))
    reader = Reader(link)
    async with asyncio.timeout(PATIENCE * 2):
        wanted = await _wanted(reader)
        for _ in range(options.warmup):
            await reader.read(options.page, *next(wanted))
        meter = Meter(target.tree())
        pages = [await reader.read(options.page, *next(wanted)) for _ in range(options.pages)]
        usage = meter.read()
    await link.close()
    result = Result(f"archive, pages of {options.page}")
    result.figures |= summary([page.seconds for page in pages])
    result.figures |= usage.figures(len(pages), "pages")
    short = sum(1 for page in pages if page.size != options.page)
    if short:
        result.faults.append(f"{short} of {len(pages)} pages were not full")
    return result


async def _wanted(reader: Reader) -> Iterator[tuple[str, str]]:
    """Endless forms and pagings; the days and messages are spread over the whole archive."""
    oldest = await reader.read(1)
    newest = await reader.read(1, paging="<before/>")
    begin, end = (datetime.datetime.fromisoformat(page.stamps[0]) for page in (oldest, newest))
    known = []
    for number in range(1, 40):
        page = await reader.read(1, _FORM.format(start=_moment(begin, end, number * 7)))
        known.append(f"<before>{page.first}</before>")

    def forever() -> Iterator[tuple[str, str]]:
        for number in itertools.count():
            yield "", "<before/>"
            yield "", known[number % len(known)]
            yield _FORM.format(start=_moment(begin, end, number)), ""

    return forever()


def _moment(begin: datetime.datetime, end: datetime.datetime, number: int) -> str:
    """A time between 5 % and 95 % of the way from `begin` to `end`, as XEP-0082 writes it."""
    share = 0.05 + 0.9 * (number * _GOLDEN % 1)
    moment = (begin + share * (end - begin)).astimezone(datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


async def kept(target: Target, index: int) -> int:
    """How many messages (0 or 1) the archive shows when asked for one; 0 if there is none."""
    link = await enter(target, index, Wants(presence=False))
    try:
        async with asyncio.timeout(PATIENCE):
            return (await Reader(link).read(1, paging="<before/>")).size
    except WireError:
        return 0
    finally:
        await link.close()
