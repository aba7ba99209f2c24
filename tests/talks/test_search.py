"""XEP-0431: searching archives, as conversations."""

import pytest
from tests.talks.archive.test_query import ROMEO, asks, form, is_refused, page, talk
from tests.talks.rooms.play import ANA, BEN, makes, say
from tests.talks.rooms.test_archive import filtered, reads, texts

TEXT = "{urn:xmpp:fulltext:0}fulltext"
SAID = ("Meet me at the station", "明天在车站见面", "the café at nine")


def words(text, **more):
    return form(**{TEXT: text}, **more)


async def is_indexed(scene):
    await scene.passes(1)
    await scene.passes(1)


@pytest.mark.memory
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("STATION", [0]),
        ("at the", [0, 2]),
        ("&quot;at the&quot;", [0]),
        ("cafe", [2]),
        ("站", [1]),
        ("车站", [1]),
        ("站车", []),
        ("OR", []),
        ("station* OR 1=1 --", []),
        ("&quot;", []),
        ("!!! … ()", []),
        ("NEAR(&quot;station&quot; &quot;meet&quot;)", []),
    ],
)
async def test_what_is_found(scene, text, found):
    romeo, _ = await talk(scene, *SAID)
    await is_indexed(scene)
    assert (await asks(romeo, words(text)))[0] == [SAID[number] for number in found]


@pytest.mark.memory
async def test_with_other_filters_and_in_pages(scene):
    romeo, juliet = await talk(scene, *(f"word {number}" for number in range(5)))
    await is_indexed(scene)
    only = await asks(romeo, words("word", start="2026-01-01T00:00:02Z") + page("<max>2</max>"))
    assert only[0] == ["word 2", "word 3"]
    assert (await asks(romeo, words("word") + page("<max>1</max><before/>")))[0] == ["word 4"]
    assert (await asks(romeo, words("word", with_="nurse@localhost")))[0] == []
    assert len((await asks(juliet, words("word", with_="romeo@localhost")))[0]) == 5
    assert len((await asks(romeo, words("")))[0]) == 5, "an empty field is none"


@pytest.mark.memory
async def test_too_much_is_refused(scene):
    romeo = scene.enter(ROMEO)
    await is_refused(romeo, "bad-request", words("x" * 10_000))
    await is_refused(romeo, "bad-request", words(" ".join(map(str, range(65)))))


@pytest.mark.memory
async def test_it_can_be_switched_off(scene):
    scene.configure(**{"search.enabled": False})
    romeo, _ = await talk(scene, *SAID)
    await is_refused(romeo, "feature-not-implemented", words("station"))
    assert "urn:xmpp:fulltext:0" not in scene.host.features


@pytest.mark.memory
async def test_a_room_is_searched_by_those_who_may_read_it(scene):
    ana = scene.enter(ANA)
    await makes(ana, "Ana", membersonly="1")
    await ana.sends(say("the station"))
    await ana.sends(say("nothing"))
    ana.forget()
    await is_indexed(scene)
    assert texts(await reads(ana, filtered(**{TEXT: "station"}))) == ["the station"]
    ben = scene.enter(BEN)
    assert await reads(ben, filtered(**{TEXT: "station"})) == "forbidden"
