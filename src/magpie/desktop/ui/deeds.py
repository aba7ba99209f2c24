"""Commands of the core, given from QML: they run as tasks, and say in words what went wrong."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.ui import words

log = get_logger(__name__)


class Deeds(QObject):
    """Runs coroutines for all view models. `told` is a line for the person."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tasks = Tasks("screen")

    def do(
        self,
        name: str,
        deed: Coroutine[Any, Any, Any],
        *,
        failed: Callable[[Problem], object] | None = None,
    ) -> None:
        """Run `deed`; a Problem goes to `failed`, or is told."""
        if not self._tasks.is_closed:
            task = self._tasks.spawn(name, self._carefully(name, deed, failed or self.tell))
            task.add_done_callback(lambda _: deed.close())  # one that never began is let go too
        else:
            deed.close()

    def tell(self, problem: Problem) -> None:
        self.told.emit(words.problem(problem))

    async def close(self) -> None:
        await self._tasks.close()

    async def _carefully(
        self, name: str, deed: Coroutine[Any, Any, Any], failed: Callable[[Problem], object]
    ) -> None:
        try:
            await deed
        except Problem as problem:
            failed(problem)
        except Exception as error:
            log.error("deed.failed", error=error, deed=name)
            failed(Problem(Reason.UNEXPECTED))
