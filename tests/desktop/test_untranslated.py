"""Nothing on the screen is said in English only."""

import re
from pathlib import Path

import pytest

from magpie.desktop.ui.languages import FOLDER
from magpie.desktop.ui.window import QML

# A property that is shown or read aloud, with words that are not in qsTr().
BARE = re.compile(
    r'\b(?:text|title|label|note|placeholder|action|caption|error|name): "([^"]*[A-Za-z]{2}[^"]*)"'
)
SAME_EVERYWHERE = {"English", "xmpp:…", "1 MB", "5 MB", "25 MB"}
SAID = re.compile(r'translate\(\s*"\w+",\s*"((?:[^"\\]|\\.)*)"')
UNSAFE = re.compile(r"\btranslate\(\s*'|\btranslate\([^\"\s]")


@pytest.mark.parametrize("file", sorted(QML.rglob("*.qml")), ids=lambda file: file.stem)
def test_words_in_qml_are_translated(file):
    found = [w for w in BARE.findall(file.read_text()) if w not in SAME_EVERYWHERE]
    assert [w for w in found if w.replace("-", "").islower() is False or " " in w] == []


def test_words_in_python_are_known_to_the_translation():
    known = (FOLDER / "magpie_zh_CN.ts").read_text().replace("&quot;", '"').replace("&apos;", "'")
    sources = [file.read_text() for file in Path(FOLDER).parent.glob("*.py")]
    assert [
        w for s in sources for w in SAID.findall(s) if f"<source>{w}</source>" not in known
    ] == []
    assert [hit[0] for s in sources for hit in UNSAFE.finditer(s)] == []


def test_no_translation_is_missing():
    for file in FOLDER.glob("*.ts"):
        assert "unfinished" not in file.read_text(), file.name
