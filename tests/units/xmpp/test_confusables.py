"""Names that look alike."""

import pytest

from magpie.xmpp.confusables import is_mixed, skeleton


@pytest.mark.parametrize(
    ("name", "double"),
    [
        ("admin", "аdmin"),
        ("admin", "аdmіn"),
        ("admin", "ａｄｍｉｎ"),
        ("admin", "ADMIN"),
        ("paypal", "paypa1"),
        ("paypal", "paypai"),
        ("ian", "lan"),
        ("ılya", "ilya"),
        ("root", "r00t"),
        ("modem", "modern"),
        ("www", "vvww"),
        ("scope", "ѕсоре"),
        ("vova", "νονα"),
        ("a-b", "a‐b"),
        ("张0", "张o"),
    ],
)
def test_look_alikes(name, double):
    assert skeleton(name) == skeleton(double)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ian", "jan"),
        ("jose", "josé"),
        ("anna", "ana"),
        ("сорока", "ворона"),
        ("张三", "张二"),
        ("a1", "a2"),
        ("kim", "kin"),
    ],
)
def test_different_names(name, other):
    assert skeleton(name) != skeleton(other)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "admin",
            "josé",
            "нина",
            "γιαννης",
            "张三",
            "田中さん",
            "ひカ々ー",
            "김철수",
            "محمد",
            "דוד",
        ),
        *("नीना", "bob張", "kim김", "user_1", "2024", "а1", "李-2", "", "...", "ĳ"),
    ],
)
def test_one_language(name):
    assert not is_mixed(name)


@pytest.mark.parametrize("name", ["аdmin", "bobиван", "αdmin", "нiна", "дαша", "김さん", "דוдד"])
def test_mixed(name):
    assert is_mixed(name)
