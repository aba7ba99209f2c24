"""What `magpie doctor` has to say of the server."""

from __future__ import annotations

import asyncio
import re
import subprocess
from functools import partial
from pathlib import Path

from magpie.desktop.console.entities import Check
from magpie.desktop.console.process import PROGRAM

LINE = re.compile(r"(trouble|warning): ([^:]+): (.+)")
PATIENCE = 60.0  # seconds


async def examine(folder: Path) -> list[Check]:
    """Run it as a program of its own, so that it holds up nobody; what it found."""
    command = [*PROGRAM, "doctor", "--data", str(folder)]
    run = partial(subprocess.run, capture_output=True, text=True, timeout=PATIENCE, check=False)
    try:
        done = await asyncio.to_thread(run, command)
    except subprocess.TimeoutExpired:
        return [Check("warning", "doctor", f"did not answer within {PATIENCE:g} seconds")]
    said = [line for line in done.stderr.splitlines() if line.startswith("magpie: ")]
    refused = [Check("trouble", "settings", line.removeprefix("magpie: ")) for line in said]
    return [*refused, *read(done.stdout)]


def read(text: str) -> list[Check]:
    """The findings in what it prints."""
    return [Check(*found.groups()) for found in map(LINE.fullmatch, text.splitlines()) if found]
