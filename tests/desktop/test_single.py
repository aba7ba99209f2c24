"""A second start hands its link to the window that is open, and is done."""

import subprocess
import sys

from tests.desktop.stage import Stage

from magpie.desktop.ui.single import LONGEST, Single

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from magpie.desktop.ui.single import hand_over
application = QCoreApplication([])
sys.exit(not hand_over(Path(sys.argv[1]), sys.argv[2]))
"""


def start(folder, link: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", SECOND, str(folder), link])


def test_a_link_is_handed_over(play, tmp_path):
    async def act(on: Stage) -> None:
        single = Single(tmp_path)
        heard: list[str] = []
        single.asked.connect(heard.append)
        second = start(tmp_path, "xmpp:ben@laptop.local")
        while second.poll() is None or not heard:
            await on.settle(0.2)
        assert (second.returncode, heard) == (0, ["xmpp:ben@laptop.local"])
        single.close()

    play(act)


def test_another_folder_has_a_window_of_its_own(play, tmp_path):
    async def act(on: Stage) -> None:
        single = Single(tmp_path)
        second = start(tmp_path / "other", "")
        while second.poll() is None:
            await on.settle(0.2)
        assert second.returncode == 1
        single.close()

    play(act)


def test_nobody_hands_over_a_book(play, tmp_path):
    async def act(on: Stage) -> None:
        single = Single(tmp_path)
        heard: list[str] = []
        single.asked.connect(heard.append)
        second = start(tmp_path, "x" * 3 * LONGEST)
        while second.poll() is None:
            await on.settle(0.2)
        await on.settle(1)
        assert all(len(link) <= LONGEST for link in heard)
        single.close()

    play(act)
