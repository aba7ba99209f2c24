"""What the console's window asks for, done as tasks; what the server refuses is told in a line."""

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from magpie.base.control import CommandError
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks

translate = QCoreApplication.translate
log = get_logger(__name__)


class Work(QObject):
    """Runs coroutines for the console's view models. `told` is a line for the person."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tasks = Tasks("console window")

    def do(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        if self._tasks.is_closed:
            work.close()
        else:
            task = self._tasks.spawn(name, self._carefully(name, work))
            task.add_done_callback(lambda _: work.close())  # it may have had no chance to begin

    async def close(self) -> None:
        await self._tasks.close()

    async def _carefully(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except CommandError as error:
            self.told.emit(str(error))
        except Exception as error:
            log.error("work.failed", error=error, work=name)
            self.told.emit(translate("console", "That did not work; the log says why."))
