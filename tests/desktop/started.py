"""The program as `starting.py` measures it: it prints its figures on one line, and quits.

python -m tests.desktop.started FOLDER BEGUN REST
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from magpie.desktop import program
from magpie.desktop.ui.shell import Shell


def cpu() -> float:
    """Seconds of processor time of this process, in the program and in the system for it."""
    used = os.times()
    return used.user + used.system


def resident() -> int:
    """Memory in MB, as the system counts it now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


async def measure(shell: Shell, begun: float, rest: float) -> None:
    """Seconds to the frame with the chats, MB, per cent of a processor at rest, chats."""
    shown = asyncio.Event()
    window = QGuiApplication.topLevelWindows()[0]
    window.frameSwapped.connect(shown.set)  # type: ignore[attr-defined]
    window.update()  # type: ignore[attr-defined]
    await shown.wait()
    usable = time.time() - begun
    await asyncio.sleep(min(rest, 3))
    before = cpu()
    await asyncio.sleep(rest)
    busy = (cpu() - before) / rest * 100 if rest else 0.0
    chats = len(shell.client.conversations.items)
    print(f"{usable:.3f} {resident()} {busy:.3f} {chats}", flush=True)
    shell.quit()


def main(folder: Path, begun: float, rest: float) -> None:
    begin = Shell.begin

    def watched(shell: Shell) -> None:
        begin(shell)
        shell.deeds.do("measure", measure(shell, begun, rest))

    Shell.begin = watched  # type: ignore[method-assign]
    program.chat(folder, "", minimised=False, print_xmpp=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
