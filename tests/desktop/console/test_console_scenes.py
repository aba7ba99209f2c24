"""Every state of the console's window, wide and narrow, in both languages, without a complaint; and
whoever cannot see it hears of every control what it is.
"""

import pytest
from tests.desktop.console.scenes import SCENES, Stage, something
from tests.desktop.test_scenes import SIZES, nameless


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(
    ("size", "dark", "language"), [("wide", False, "en"), ("narrow", True, "zh_CN")]
)
def test_a_scene_can_be_shown_and_heard(console, name, size, dark, language):
    async def act(on: Stage) -> None:
        on.board.lookAgain()
        await SCENES[name](on)
        for _ in range(20):  # lists build the rows beyond their edge piece by piece
            if not nameless(on):
                break
            await on.settle()
        assert nameless(on) == []

    console(act, something, size=SIZES[size], dark=dark, language=language)
