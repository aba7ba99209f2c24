"""What every page has: the reader's language, and headers that let nothing else in."""

import pytest
from tests.units.web.pages.reader import Reader

from magpie.web.pages.texts import LANGUAGES, TEXTS


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("de,en;q=0.5,zh;q=0.4", "en"),
        ("zh;q=0.4,en;q=0.5", "en"),
        ("de", "en"),
        ("", "en"),
        (";q=x,,zh;q=1", "zh-Hans"),
        ("x" * 5000, "en"),
    ],
)
async def test_the_language_that_the_browser_wishes_for(house, wish, language):
    _, text = await Reader(house).opens("/", **{"Accept-Language": wish})
    assert f'<html lang="{language}">' in text


async def test_the_language_that_the_reader_chooses_stays(house):
    reader = Reader(house)
    assert '<html lang="zh-Hans">' in (await reader.opens("/?language=zh"))[1]
    assert '<html lang="zh-Hans">' in (await reader.opens("/signin"))[1]
    assert '<html lang="en">' in (await reader.opens("/signin?language=en"))[1]
    assert '<html lang="en">' in (await reader.opens("/?language=../x"))[1]


def test_all_languages_say_the_same_things():
    assert TEXTS.keys() == LANGUAGES.keys()
    keys = {language: texts.keys() for language, texts in TEXTS.items()}
    assert keys["en"] == keys["zh"]
    for key, text in TEXTS["en"].items():
        assert text.count("{") == TEXTS["zh"][key].count("{"), key
        assert TEXTS["zh"][key] != text or key in ("product", "refused_text"), key


async def test_a_page_lets_nothing_else_in_and_is_kept_nowhere(house):
    async with house.browser.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Frame-Options"] == "DENY"
        text = await response.text()
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text


async def test_a_refusal_is_a_page_for_people_and_a_line_for_programs(house):
    status, text = await Reader(house).opens("/nothing")
    assert (status, "There is no such page." in text) == (404, True)
    async with house.browser.get("/nothing", headers={"Accept": "*/*"}) as response:
        assert (response.status, "<html" in await response.text()) == (404, False)
