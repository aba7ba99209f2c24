"""How long `magpie chat` takes to a usable window, and what it costs then.

`python -m tests.desktop.starting` fills a data folder with 100 chats and 100,000 messages, starts
the client on it offscreen as a program of its own, and prints: seconds from the start of the
process to the first frame that shows the chats, resident memory, and processor time while it rests.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.desktop.core import test_speed

from magpie.desktop.core.entities.account import Server
from magpie.desktop.core.store import accounts
from magpie.desktop.core.store.database import Database

STARTS = 5
REST = 30.0  # seconds
LONGEST, LARGEST, BUSIEST = 2.0, 250, 0.5  # seconds, MB, per cent
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


async def fill(folder: Path) -> None:
    """One account, and its history."""
    database = Database(folder / "history.db")
    await database.open()
    nowhere = Server("example.org", "127.0.0.1", 9)
    await database.write(accounts.keep, test_speed.ANA, nowhere, "", "laptop", False)
    await database.write(test_speed.fill)
    await database.close()


def start(folder: Path, rest: float) -> tuple[float, int, float]:
    command = [sys.executable, "-m", "tests.desktop.started", str(folder)]
    done = subprocess.run(
        [*command, repr(time.time()), str(rest)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | OFFSCREEN,
    )
    usable, memory, busy, chats = done.stdout.split()
    assert chats == "100", done.stderr
    return float(usable), int(memory), float(busy)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(fill(folder))
        times = sorted(start(folder, 0)[0] for _ in range(STARTS))
        _, memory, busy = start(folder, REST)
    middle = times[len(times) // 2]
    print(f"usable after {middle:.2f} s (of {STARTS}: {times[0]:.2f} to {times[-1]:.2f})")
    print(f"resident {memory} MB, at rest {busy:.2f} % of a processor")
    return not (middle <= LONGEST and memory <= LARGEST and busy <= BUSIEST)


if __name__ == "__main__":
    sys.exit(main())
