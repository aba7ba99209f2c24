"""What a long history costs: 100,000 messages in 100 conversations. The figures are printed."""

import statistics
import time

import pytest
from tests.desktop.fake import ANA

from magpie.desktop.core.content import Text
from magpie.desktop.core.store import conversations, messages

WORDS = (
    *("harbour", "meeting", "report", "tomorrow", "server", "lunch", "ticket", "window", "garden"),
    *("会议", "报告", "服务器", "明天", "午饭", "港口", "花园", "信件", "窗口", "车票"),
)
QUERIES = (
    "harb",
    "会",
    "会议",
    "报告 server",
    "l",
    "ticket window",
    "zzz",
    "港口",
    "text 99",
    "明天下",
)


def fill(db) -> None:
    for place in range(100):
        id = conversations.opened(db, 1, f"friend{place}@example.org")
        for number in range(1000):
            at = 1_700_000_000_000_000 + (number * 100 + place) * 1_000_000
            body = " ".join(WORDS[(number * k + place) % len(WORDS)] for k in (1, 3, 7, 11))
            messages.add(
                db,
                id,
                at,
                Text(f"{body} text {number}"),
                sender=ANA if number % 2 else f"friend{place}@example.org",
                is_own=bool(number % 2),
                message_id=f"m{place}-{number}",
                stanza_id=f"s{place}-{number}",
            )
        conversations.read_to(db, id, 2**61)


@pytest.mark.slow
async def test_a_long_history_opens_and_is_searched_at_once(device, server, capsys):
    ana = await device(ANA)
    await ana.client._database.write(fill)
    await ana.client.close()
    server.is_up = False

    began = time.perf_counter()
    await ana.start()
    opened = time.perf_counter() - began
    began = time.perf_counter()
    timeline = await ana.client.conversations.timeline(50)
    shown = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(10):
        await timeline.load_older()
    paged = (time.perf_counter() - began) / 10

    spans = []
    for _ in range(10):
        for query in QUERIES:
            for conversation in (0, 7):
                began = time.perf_counter()
                await ana.client.search.messages(query, conversation)
                spans.append((time.perf_counter() - began) * 1000)
    spans.sort()
    size = ana.client.facts()["size"] / 1e6
    p99 = spans[int(len(spans) * 0.99)]
    with capsys.disabled():
        print(
            f"\n100,000 messages, {size:.0f} MB: open {opened * 1000:.0f} ms, a conversation "
            f"{shown * 1000:.1f} ms, a page {paged * 1000:.1f} ms, search p50 "
            f"{statistics.median(spans):.1f} ms, p99 {p99:.1f} ms"
        )
    assert len(await ana.client.search.messages("会议")) == 50
    assert opened < 0.5
    assert shown < 0.1
    assert p99 < 50
