"""The machine: the data folder, the disk, the clock, what the system allows."""

from __future__ import annotations

import os
import resource
import shutil
import stat
from collections.abc import Iterator

from magpie.base.clock import iso
from magpie.base.config import format_size
from magpie.server.doctor.case import Case, Finding
from magpie.server.settings import Limits

LOW, VERY_LOW = 2_000_000_000, 200_000_000  # bytes
MINUTE = 60_000_000  # µs
SPARE = 200  # files that are not connections
PROGRAM_MADE = 1_767_225_600_000_000  # 2026-01-01: a clock before that is wrong


def check_folder(case: Case) -> Iterator[Finding]:
    """It is there, ours, and nobody else's."""
    data = case.data
    if not data.is_dir():
        yield Finding("trouble", f"{data} is not there; magpie serve makes it.")
        return
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("trouble", f"{data} cannot be written by this user.")
    if data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("warning", f"{data} is open to other users: chmod 700 {data}")


def check_disk(case: Case) -> Iterator[Finding]:
    """Messages and files have room."""
    free = shutil.disk_usage(existing(case)).free
    if free < VERY_LOW:
        yield Finding("trouble", f"only {rounded(free)} are free: soon nothing can be stored.")
    elif free < LOW:
        yield Finding("warning", f"only {rounded(free)} are free beside {case.data}.")


def existing(case: Case) -> str:
    folder = case.data
    while not folder.exists():
        folder = folder.parent
    return str(folder)


def rounded(size: int) -> str:
    return format_size(size // 1_000_000 * 1_000_000)


def check_clock(case: Case) -> Iterator[Finding]:
    """It is not behind what has happened already."""
    if case.now < PROGRAM_MADE:
        yield Finding("trouble", f"the clock says {iso(case.now)}; set it.")
    elif case.newest > case.now + MINUTE:
        yield Finding(
            "trouble",
            f"the clock says {iso(case.now)}, and the latest message came at {iso(case.newest)}:"
            " one of both was wrong.",
        )


def check_limits(case: Case) -> Iterator[Finding]:
    """The system lets it have as many connections as its settings."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = case.settings.get(Limits).connections + SPARE
    if hard not in (resource.RLIM_INFINITY, -1) and hard < wanted:
        yield Finding(
            "warning",
            f"the system allows {hard} open files, and limits.connections needs {wanted}:"
            " raise LimitNOFILE of the service, or ulimit -n.",
        )
