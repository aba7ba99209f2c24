"""CPU time and memory of a process and all its children, from /proc (see proc(5))."""

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Stat:
    """What the bench reads of /proc/PID/stat: the parent, and CPU seconds of it and of children.

    `cpu` holds user and system time of the process and of those children that it has waited for.
    """

    parent: int
    cpu: float


def parse_stat(text: str) -> Stat:
    """One line of /proc/PID/stat; the program's name may hold spaces and parentheses."""
    fields = text[text.rindex(")") + 2 :].split()
    return Stat(int(fields[1]), sum(int(ticks) for ticks in fields[11:15]) / TICKS)


def parse_pss(text: str) -> int:
    """The proportional set size in bytes out of /proc/PID/smaps_rollup."""
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise ValueError("no Pss line")


class Tree:
    """The processes below and including `roots`, looked up anew at every question.

    A child that starts later is counted; the CPU time of one that has ended is in its parent's.
    """

    def __init__(self, *roots: int, proc: Path = PROC) -> None:
        self.roots = roots
        self._proc = proc

    def _stats(self) -> dict[int, Stat]:
        everything: dict[int, Stat] = {}
        for entry in self._proc.iterdir():
            if entry.name.isdigit():
                try:
                    everything[int(entry.name)] = parse_stat((entry / "stat").read_text())
                except (FileNotFoundError, ProcessLookupError):
                    continue
        tree = {pid: everything[pid] for pid in self.roots if pid in everything}
        while more := {
            pid: stat for pid, stat in everything.items() if pid not in tree and stat.parent in tree
        }:
            tree |= more
        return tree

    def pids(self) -> list[int]:
        """The process ids of the tree."""
        return sorted(self._stats())

    def cpu(self) -> float:
        """Seconds of CPU, user and system, since the tree began."""
        return sum(stat.cpu for stat in self._stats().values())

    def rss(self) -> int:
        """Resident bytes, summed up over the tree: shared pages count once for each process."""
        total = 0
        for pid in self.pids():
            try:
                total += int((self._proc / str(pid) / "statm").read_text().split()[1]) * PAGE
            except (FileNotFoundError, ProcessLookupError):
                continue
        return total

    def pss(self) -> int | None:
        """Proportional set size in bytes, or None where we may not look."""
        total = 0
        for pid in self.pids():
            try:
                total += parse_pss((self._proc / str(pid) / "smaps_rollup").read_text())
            except (FileNotFoundError, ProcessLookupError):
                continue
            except PermissionError:
                return None
        return total


def own_cpu() -> float:
    """CPU seconds of the generator itself."""
    times = os.times()
    return times.user + times.system
