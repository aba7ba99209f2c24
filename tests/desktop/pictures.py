"""Write a picture of every scene of the gallery: wide and narrow, light and dark, two languages.

python -m tests.desktop.pictures FOLDER [SCENE ...]
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from tests.desktop.gallery import SCENES, application, with_picture
from tests.desktop.sample import sample_client
from tests.desktop.stage import stage

from magpie.desktop.ui import window
from magpie.desktop.ui.languages import Languages

SIZES = {"wide": (1280, 800), "narrow": (420, 760)}
LOOKS = {"light": False, "dark": True}
LANGUAGES = ("en", "zh_CN")


async def take(folder: Path, names: list[str], only: set[str], languages: Languages) -> None:
    painted = folder / "painted"
    painted.mkdir(exist_ok=True)
    for name, size, look, language in itertools.product(names, SIZES, LOOKS, LANGUAGES):
        if only and not only <= {size, look, language}:
            continue
        scene = SCENES[name]
        client = sample_client()
        with_picture(client, painted)
        scene.prepare(client)
        on = stage(client, SIZES[size], dark=LOOKS[look], language=language, languages=languages)
        await on.settle()
        await scene.act(on)
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
