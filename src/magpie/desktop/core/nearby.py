"""Servers on the LAN, while somebody looks for one."""

import asyncio

from magpie.desktop.core.entities.account import Server
from magpie.desktop.core.link import Finder
from magpie.desktop.core.observe import ObservableList


class Nearby:
    """What the finder has found so far."""

    def __init__(self, finder: Finder) -> None:
        self.found: ObservableList[Server] = ObservableList(
            lambda s: s.domain, lambda s: s.name.casefold()
        )
        self._finder = finder
        self._finding: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None

    def servers(self) -> ObservableList[Server]:
        """Look for them, from now on."""
        if self._finding is None:
            self._finding = asyncio.ensure_future(  # noqa: TID251 (kept here)
                self._finder.start(self.found.put, self.found.remove)
            )
        return self.found

    async def stop(self) -> None:
        if self._finding:
            await asyncio.wait([self._finding])
            self._finding = None
            await self._finder.stop()

    def stop_looking(self) -> None:
        self._stopping = asyncio.ensure_future(self.stop())  # noqa: TID251 (kept here)
