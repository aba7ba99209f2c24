"""Search: in every script, from one character on, here and everywhere."""

import pytest
from tests.desktop.fake import ANA, BEN

CY = "cy@example.org"
SAID = (
    (BEN, "明天下午三点开会，可以吗？"),
    (BEN, "Hello World 🍜 soup"),
    (CY, "Café résumé 开会"),
    (CY, "한국어 검색 テスト"),
    (BEN, "straße_name foo-bar 2024"),
)


@pytest.fixture
async def ana(device):
    one = await device(ANA)
    for peer, text in SAID:
        await one.says(peer, text)
    return one


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("开", [2, 0]),
        ("开会", [2, 0]),
        ("会开", []),
        ("下午三点", [0]),
        ("Wor", [1]),
        ("world hello", [1]),
        ("cafe", [2]),
        ("RESUME 开会", [2]),
        ("국", [3]),
        ("テス", [3]),
        ("🍜", [1]),
        ("2", [4]),
        ("bar", [4]),
        ('"*" OR (', []),
        ("   ", []),
    ],
)
async def test_what_is_found(ana, searched, found):
    hits = await ana.client.search.messages(searched)
    assert [hit.message.body for hit in hits] == [SAID[index][1] for index in found]


async def test_one_conversation_pages_and_marks(ana):
    here = await ana.talk(CY)
    (hit,) = await ana.client.search.messages("开会", conversation=here)
    assert [hit.excerpt[a:b] for a, b in hit.marks] == ["开会"]
    first = await ana.client.search.messages("开", limit=1)
    second = await ana.client.search.messages("开", limit=1, before=first[0].message.at)
    assert [one.message.body for one in first + second] == [SAID[2][1], SAID[0][1]]


async def test_edits_and_retractions_are_followed(ana):
    (hit,) = await ana.client.search.messages("soup")
    await ana.client.messages.edit(hit.message.id, "stew")
    assert await ana.client.search.messages("soup") == []
    assert len(await ana.client.search.messages("stew")) == 1
    await ana.client.messages.retract(hit.message.id)
    assert await ana.client.search.messages("stew") == []


async def test_people_and_conversations_by_the_beginnings_of_words(ana):
    assert [row.address for row in ana.client.search.conversations("cy")] == [CY]
    assert ana.client.search.conversations("zz") == []
