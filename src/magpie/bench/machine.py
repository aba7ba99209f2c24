"""The machine: what it is, and how much of it went to somebody else while a work ran."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from magpie.bench.process import TICKS

_STAT = Path("/proc/stat")


@dataclass(frozen=True, slots=True)
class Shares:
    """CPU seconds of the whole machine since it started: at work, and kept by the hypervisor."""

    busy: float
    stolen: float

    def since(self, earlier: "Shares") -> "Shares":
        """What was added after `earlier`."""
        return Shares(self.busy - earlier.busy, self.stolen - earlier.stolen)


def parse_shares(text: str) -> Shares:
    """The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, …"""
    ticks = [int(field) for field in text.split("\n", 1)[0].split()[1:]]
    return Shares((sum(ticks[:3]) + sum(ticks[5:7])) / TICKS, ticks[7] / TICKS)


def shares() -> Shares:
    """The figures of now."""
    return parse_shares(_STAT.read_text())


def describe() -> dict[str, str]:
    """CPU, cores, memory, kernel and Python, for the report."""
    return {
        "CPU": _field(Path("/proc/cpuinfo"), "model name") or platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }


def _memory() -> str:
    total = _field(Path("/proc/meminfo"), "MemTotal").split()
    return f"{int(total[0]) / 1024**2:.1f} GiB" if total else "unknown"


def _field(path: Path, name: str) -> str:
    """The value behind `name:` in one of /proc's lists, or an empty text."""
    for line in path.read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
