"""Searching a long archive (XEP-0431): how long the newest page of what is found takes.

The archive is that of `servers/history.py` with its texts. The kinds of searches take turns: a word
from common to rare, two words, a phrase, one Chinese character, two of them, a word in the talk
with somebody, a word from some day on.
"""

import asyncio
import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from magpie.bench.archive import Page, Reader
from magpie.bench.latency import summary
from magpie.bench.meter import Meter
from magpie.bench.report import Result
from magpie.bench.servers.history import (
    ACCOUNTS,
    APART,
    CHARACTERS,
    GOLDEN,
    LAST_WORD,
    WORDS,
    character,
    text,
    word,
)
from magpie.bench.sessions import Wants, enter
from magpie.bench.target import Target
from magpie.bench.wire import PATIENCE

_FORM = (
    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
    "<value>urn:xmpp:mam:2</value></field><field var='{{urn:xmpp:fulltext:0}}fulltext'>"
    "<value>{text}</value></field>{more}</x>"
)
_MORE = "<field var='{var}'><value>{value}</value></field>"
INDEXED_WITHIN = 1800.0  # seconds for a server that indexes a long history first
LOOK_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Search:
    """The options of the work; `owner` is the number of the account that searches its archive."""

    owner: int = 0
    history: int = 1_000_000
    searches: int = 2_000
    page: int = 50
    warmup: int = 100


async def search(target: Target, options: Search) -> Result:
    """The whole work."""
    link = await enter(target, options.owner, Wants(presence=False))
    reader = Reader(link)

    async def look(form: str) -> Page:
        return await reader.read(options.page, form, "<before/>")

    async with asyncio.timeout(INDEXED_WITHIN):
        while not (await look(_FORM.format(text=LAST_WORD, more=""))).size:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
    forms = wanted(target, options)
    async with asyncio.timeout(PATIENCE * 4):
        for _ in range(options.warmup):
            await look(next(forms)[1])
        meter = Meter(target.tree())
        found = [
            (kind, await look(form)) for kind, form in itertools.islice(forms, options.searches)
        ]
        usage = meter.read()
    await link.close()
    result = Result(f"search, {options.history:,} messages")
    result.figures |= summary([page.seconds for _, page in found])
    for kind in dict.fromkeys(kind for kind, _ in found):
        of_kind = summary([page.seconds for other, page in found if other == kind])
        result.figures[f"{kind}: p99 ms"] = of_kind["p99 ms"]
    result.figures["found in vain"] = sum(not page.size for _, page in found)
    result.figures |= usage.figures(len(found), "searches")
    return result


def wanted(target: Target, options: Search) -> Iterator[tuple[str, str]]:
    """Endless searches, each as (kind, form)."""
    begin = datetime.datetime.now(datetime.UTC)
    for number in itertools.count():
        u, v = number * GOLDEN % 1, number * GOLDEN * GOLDEN % 1
        one, other = word(int(WORDS**u) - 1), word(int(WORDS**v) - 1)
        # A message that is there, for phrases and pairs of characters that are
        there = int(v * options.history) // 3 * 3
        days = datetime.timedelta(microseconds=APART * options.history * v)
        peer = target.jid(1 + number % (ACCOUNTS - 1))
        start = (begin - days).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield "word", _FORM.format(text=one, more="")
        yield "two words", _FORM.format(text=f"{one} {other}", more="")
        phrase = " ".join(text(there, options.history).split()[:2])
        yield "phrase", _FORM.format(text=escape(f'"{phrase}"'), more="")
        yield "one character", _FORM.format(text=character(int(CHARACTERS**u) - 1), more="")
        pair = text(min(there + 2, options.history - 1), options.history)[:2]
        yield "two characters", _FORM.format(text=pair, more="")
        more = _MORE.format(var="with", value=peer)
        yield "word of somebody", _FORM.format(text=one, more=more)
        yield (
            "word since a day",
            _FORM.format(text=one, more=_MORE.format(var="start", value=start)),
        )
