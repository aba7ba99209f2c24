"""Crash tests: what they need in common."""

import os
import random
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from tests.crash.server import real_folder
from tests.crash.user import OPEN


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder on a disk, removed afterwards."""
    folder = real_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def chance() -> random.Random:
    """What is left to chance; `CRASH_SEED` repeats a run."""
    seed = int(os.environ.get("CRASH_SEED", 0)) or random.SystemRandom().randrange(1, 10**9)
    print(f"CRASH_SEED={seed}")  # pytest shows it when the test fails
    return random.Random(seed)


@pytest.fixture(autouse=True)
async def nothing_left_open() -> AsyncIterator[None]:
    """Cut the connections that the test has left."""
    yield
    for device in list(OPEN):
        device.cut()
        await device.closed


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a result, whatever pytest hides."""

    def show(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}", flush=True)

    return show
