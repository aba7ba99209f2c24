"""Files on their way."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.transfer import Transfer, Way
from magpie.desktop.core.observe import ObservableList


class Transfers(Protocol):
    """Files on their way; key: `Transfer.id`; ended ones stay until the program ends."""

    items: ObservableList[Transfer]

    async def send(
        self,
        conversation: int,
        paths: Sequence[Path],
        way: Way = Way.AUTO,
        *,
        is_voice: bool = False,
        seconds: int = 0,
        reply: int = 0,
    ) -> list[Message]:
        """A message with each file; the transfers begin by themselves. `seconds` of a sound."""
        ...

    async def accept(self, transfer: int, path: Path | None = None) -> None:
        """Take an offer: into the folder for downloads, or under that very name."""
        ...

    async def fetch(self, message: int, path: Path | None = None) -> Transfer:
        """Begin to get the file of a message (again): the Save, or Save as, of a card."""
        ...

    async def decline(self, transfer: int) -> None: ...
    async def cancel(self, transfer: int) -> None: ...
    async def pause(self, transfer: int) -> None: ...
    async def resume(self, transfer: int) -> None:
        """After PAUSED, or FAILED where `can_resume`."""
        ...
