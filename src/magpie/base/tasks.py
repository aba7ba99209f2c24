"""Tasks: named, kept, and never failing in silence."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from magpie.base.log import get_logger

log = get_logger(__name__)

T = TypeVar("T")


class Tasks:
    """The background work of one owner, who ends it with `close`.

    The event loop holds a running task only weakly, and of its failure nobody hears until it is
    collected. Here each task is referenced, and its exception goes to the log with its name.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.is_closed = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def spawn(self, name: str, coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `coroutine` as the task `OWNER.NAME`.

        Raises RuntimeError when the owner has closed: nobody would end the task.
        """
        if self.is_closed:
            coroutine.close()
            raise RuntimeError(f"{self.owner} has closed: {name} cannot start")
        task = asyncio.get_running_loop().create_task(coroutine, name=f"{self.owner}.{name}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def cancel_all(self) -> None:
        """Ask every task to end; `close` also waits for that."""
        for task in list(self._tasks):
            task.cancel()

    async def close(self, timeout: float = 5.0) -> None:
        """Take no more tasks, cancel those that run, and wait until they have ended.

        A task that has not ended after `timeout` seconds is logged and left. The caller's own task
        may be one of them: it goes on.
        """
        self.is_closed = True
        current = asyncio.current_task()
        waiting = {task for task in self._tasks if task is not current}
        for task in waiting:
            task.cancel()
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=timeout)
            for task in late:
                log.warning("task.stuck", name=task.get_name(), seconds=timeout)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task.failed", error=error, name=task.get_name())
