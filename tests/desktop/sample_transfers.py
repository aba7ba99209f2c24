"""The files of the sample client: nothing moves, but what is said to them is shown."""

from dataclasses import replace
from pathlib import Path

from magpie.desktop.core.entities.transfer import Stage, Transfer, Way
from magpie.desktop.core.observe import ObservableList


class SampleTransfers:
    def __init__(self) -> None:
        self.sent: list[tuple[str, bool, int]] = []
        self.items: ObservableList[Transfer] = ObservableList(lambda t: t.id, lambda t: t.id)

    def stage(self, transfer: int, stage: Stage, **values: object) -> None:
        self.items.put(replace(self.items.find(transfer), stage=stage, **values))

    async def send(self, conversation, paths, way=Way.AUTO, *, is_voice=False, **more):
        self.sent += [(path.name, is_voice, more.get("seconds", 0)) for path in paths]
        return []

    async def accept(self, transfer: int, path: Path | None = None) -> None:
        self.stage(transfer, Stage.RUNNING)

    async def fetch(self, message: int, path: Path | None = None) -> Transfer:
        return self.items[0]

    async def decline(self, transfer: int) -> None:
        self.stage(transfer, Stage.DECLINED)

    async def cancel(self, transfer: int) -> None:
        self.stage(transfer, Stage.CANCELLED)

    async def pause(self, transfer: int) -> None:
        self.stage(transfer, Stage.PAUSED, is_by_hand=True, can_resume=True)

    async def resume(self, transfer: int) -> None:
        self.stage(transfer, Stage.RUNNING)
