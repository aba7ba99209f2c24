"""Every page and sheet can be shown, wide and narrow, in both languages, without a complaint."""

import pytest
from tests.desktop.gallery import SCENES

SIZES = {"wide": (1280, 800), "narrow": (420, 760)}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(
    ("size", "dark", "language"), [("wide", False, "en"), ("narrow", True, "zh_CN")]
)
def test_a_scene_can_be_shown(play, client, name, size, dark, language):
    scene = SCENES[name]
    scene.prepare(client)
    play(scene.act, client, size=SIZES[size], dark=dark, language=language)
