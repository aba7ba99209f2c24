"""Every sign of `Icons.qml` is the glyph of the icon font that its comment names."""

import json
import re
from importlib.resources import files

from magpie.desktop.ui.window import QML

GLYPH = re.compile(r'string (\w+): "\\u([0-9a-f]{4})" // ([\w-]+)')
USED = re.compile(r"Icons\.(\w+)")


def glyphs() -> list[tuple[str, str, str]]:
    return GLYPH.findall((QML / "Magpie/Icons.qml").read_text())


def test_glyphs_are_those_of_the_font():
    fonts = files("qtawesome") / "fonts"
    [charmap] = [f for f in fonts.iterdir() if f.name.startswith("phosphor-charmap")]
    codes = json.loads(charmap.read_text())
    assert {
        name for name, code, called in glyphs() if int(code, 16) != int(codes[called], 16)
    } == set()


def test_every_sign_that_is_used_is_there():
    used = {name for f in QML.rglob("*.qml") for name in USED.findall(f.read_text())}
    assert used - {name for name, _, _ in glyphs()} == set()
