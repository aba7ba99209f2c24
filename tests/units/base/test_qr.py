"""QR codes: what is drawn can be read again, in each form."""

import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from magpie.base import qr

LINK = "https://chat.example:5443/invite/TOKEN#chat.example?register;at=10.0.0.7"


def drawn(text: str) -> list[list[int]]:
    """The modules of a terminal's picture, 1 for dark."""
    halves = {character: pair for pair, character in qr.HALVES.items()}
    rows = []
    for line in text.splitlines():
        for half in (0, 1):
            rows.append([halves[character][half] for character in line])
    return rows


def wanted() -> list[list[int]]:
    return [[int(bool(one)) for one in row] for row in qr.code(LINK).matrix_iter(border=qr.QUIET)]


def test_a_terminal_shows_every_module():
    shown = drawn(qr.terminal(LINK, is_colored=False))
    assert shown[: len(wanted())] == wanted()
    assert not any(map(any, shown[len(wanted()) :]))


def test_with_colours_it_is_the_same_in_light_and_dark_terminals():
    lines = qr.terminal(LINK, is_colored=True).splitlines()
    assert all(line.startswith(qr.INK) and line.endswith(qr.PLAIN) for line in lines)
    plain = "\n".join(line.removeprefix(qr.INK).removesuffix(qr.PLAIN) for line in lines)
    assert plain == qr.terminal(LINK, is_colored=False)


def test_a_picture_has_the_same_modules(tmp_path):
    qr.save(LINK, tmp_path / "code.png")
    with Image.open(tmp_path / "code.png") as picture:
        grey = picture.convert("L")
    size = len(wanted())
    assert grey.size == (8 * size, 8 * size)
    found = [
        [int(grey.getpixel((8 * x + 4, 8 * y + 4)) < 128) for x in range(size)] for y in range(size)
    ]
    assert found == wanted()


def test_a_page_has_a_drawing_with_a_name(tmp_path):
    root = ET.fromstring(qr.svg(LINK, 'The <"invitation">'))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title").text == 'The <"invitation">'
    assert "width" not in root.attrib
    qr.save(LINK, tmp_path / "code.SVG")
    ET.fromstring((tmp_path / "code.SVG").read_bytes())


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match="ends with"):
        qr.save(LINK, tmp_path / "code.gif")
