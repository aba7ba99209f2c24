"""What a stretch of work cost: wall time, CPU of the server, CPU of the generator.

Beside it stands what disturbed the measurement: CPU that other programs used, and CPU that a
hypervisor gave to other machines. The second is worse than it looks: most kernels book stolen time
on the process that was running, so that a server's own CPU seconds grow with it.
"""

import time
from dataclasses import dataclass

from magpie.bench.machine import Shares, shares
from magpie.bench.process import Tree, own_cpu

STOLEN = "stolen CPU %"
OTHERS = "others' CPU %"


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds. `server` is None where the server's processes are not known."""

    wall: float
    server: float | None
    generator: float
    machine: Shares

    def figures(self, count: float, noun: str) -> dict[str, float]:
        """`count` things per second and per second of server CPU, and who was how busy."""
        figures = {f"{noun} per s": count / self.wall}
        if self.server:
            figures[f"{noun} per CPU-s"] = count / self.server
        return figures | self.loads()

    def loads(self) -> dict[str, float]:
        """Who was how busy, in per cent of one core."""
        percent = 100 / self.wall
        figures = {
            "generator CPU %": self.generator * percent,
            STOLEN: self.machine.stolen * percent,
        }
        if self.server is not None:
            figures["server CPU %"] = self.server * percent
            others = self.machine.busy - self.server - self.generator
            figures[OTHERS] = max(0.0, others) * percent
        return figures


class Meter:
    """Runs from the moment it is made."""

    def __init__(self, tree: Tree | None) -> None:
        self._tree = tree
        self._machine = shares()
        self._server = tree.cpu() if tree else 0.0
        self._generator = own_cpu()
        self._wall = time.perf_counter()

    def read(self) -> Usage:
        """What has been used since."""
        wall = time.perf_counter() - self._wall
        generator = own_cpu() - self._generator
        server = self._tree.cpu() - self._server if self._tree else None
        return Usage(wall, server, generator, shares().since(self._machine))
