"""One word per subject: a feature, its talk and its module in other rooms are called the same."""

import re

from tests.structure.project import ROOT, SOURCE, modules

# Features without a talk of their own. This list may only get shorter.
WITHOUT_TALK: frozenset[str] = frozenset()
# Talks about something that no module is named after. This list may only get shorter.
WITHOUT_MODULE: frozenset[str] = frozenset()


def features() -> set[str]:
    room = SOURCE / "features"
    return {entry.stem for entry in room.iterdir() if entry.stem[0] not in "_."}


def talks() -> set[str]:
    return {file.stem.removeprefix("test_") for file in (ROOT / "tests/talks").rglob("test_*.py")}


def subjects() -> set[str]:
    return {name.rpartition(".")[2] for name in modules()}


def test_every_feature_has_a_talk():
    assert features() - talks() == WITHOUT_TALK


def test_every_talk_is_about_a_module_or_an_issue():
    named = {talk for talk in talks() if not re.fullmatch(r"issue_?\d+", talk)}
    assert named - subjects() == WITHOUT_MODULE
