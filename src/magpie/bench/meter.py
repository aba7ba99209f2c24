"""What a stretch of work cost: wall time, CPU of the server, CPU of the generator."""

import time
from dataclasses import dataclass

from magpie.bench.process import Tree, own_cpu


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds. `server` is None where the server's processes are not known."""

    wall: float
    server: float | None
    generator: float

    def figures(self, count: float, noun: str) -> dict[str, float]:
        """`count` things per second and per second of server CPU, and who was how busy."""
        figures = {f"{noun} per s": count / self.wall}
        if self.server:
            figures[f"{noun} per CPU-s"] = count / self.server
            figures["server CPU %"] = 100 * self.server / self.wall
        figures["generator CPU %"] = 100 * self.generator / self.wall
        return figures


class Meter:
    """Runs from the moment it is made."""

    def __init__(self, tree: Tree | None) -> None:
        self._tree = tree
        self._server = tree.cpu() if tree else 0.0
        self._generator = own_cpu()
        self._wall = time.perf_counter()

    def read(self) -> Usage:
        """What has been used since."""
        wall = time.perf_counter() - self._wall
        generator = own_cpu() - self._generator
        server = self._tree.cpu() - self._server if self._tree else None
        return Usage(wall, server, generator)
