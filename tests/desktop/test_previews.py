"""What the window draws of others' pictures: a bomb is drawn as nothing."""

import base64

import pytest
from PySide6.QtCore import QSize
from tests.desktop.core.test_pictures import bomb

from magpie.desktop.ui.pictures import from_path

SMALL = QSize(400, 400)


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_bomb_is_not_unfolded(qt, tmp_path, side):
    file = tmp_path / "huge.png"
    file.write_bytes(bomb(side, side))
    assert from_path(str(file), SMALL).isNull()
    url = "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode()
    assert from_path(url, SMALL).isNull()


def test_what_is_gone_or_no_picture_is_nothing(qt, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    for path in (
        str(tmp_path / "text.png"),
        str(tmp_path / "nowhere.png"),
        "data:,",
        "data:x;base64,?",
    ):
        assert from_path(path, SMALL).isNull()
