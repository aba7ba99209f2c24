"""Write a picture of every scene of the console: wide and narrow, light and dark, two languages.

python -m tests.desktop.console.pictures FOLDER [SCENE ...]
"""

import asyncio
import itertools
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from tests.desktop.console.scenes import SCENES, TROUBLED, nothing, something, stage
from tests.desktop.gallery import application
from tests.desktop.pictures import LANGUAGES, LOOKS, SIZES

from magpie.desktop.ui import window
from magpie.desktop.ui.languages import Languages


async def take(folder: Path, names: list[str], only: set[str], languages: Languages) -> None:
    for name, size, look, language in itertools.product(names, SIZES, LOOKS, LANGUAGES):
        if only and not only <= {size, look, language}:
            continue
        with tempfile.TemporaryDirectory() as data:
            on = stage(
                Path(data),
                SIZES[size],
                dark=LOOKS[look],
                language=language,
                languages=languages,
                examine=something if name in TROUBLED else nothing,
            )
            on.board.lookAgain()
            await on.settle()
            await SCENES[name](on)
            on.window.grabWindow().save(str(folder / f"{name}-{size}-{look}-{language}.png"))
            await on.close()


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {*SIZES, *LOOKS, *LANGUAGES}
    only = {one for one in arguments[1:] if one in kinds}
    names = [one for one in arguments[1:] if one not in kinds] or list(SCENES)
    window.draw_in_software()
    running = application()
    loop = qasync.QEventLoop(running)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(take(folder, names, only, Languages(running)))


if __name__ == "__main__":
    main(sys.argv[1:])
