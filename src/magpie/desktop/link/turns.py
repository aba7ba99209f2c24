"""Things in the order in which they were asked for, though some of them take a while."""

from collections import deque
from collections.abc import Awaitable, Callable

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks

log = get_logger(__name__)


class Turns:
    """Runs one after the other; who asks while nothing runs may as well do it at once."""

    def __init__(self, name: str) -> None:
        self._tasks = Tasks(name)
        self._name = name
        self._waiting: deque[Callable[[], Awaitable[None]]] = deque()
        self.is_busy = False

    def put(self, work: Callable[[], Awaitable[None]]) -> None:
        """After all that was put before."""
        self._waiting.append(work)
        if not self.is_busy and not self._tasks.is_closed:
            self.is_busy = True
            self._tasks.spawn("turns", self._run())

    def end(self) -> None:
        """What waits is not done any more."""
        self._waiting.clear()
        self._tasks.cancel_all()

    async def _run(self) -> None:
        try:
            while self._waiting:
                work = self._waiting.popleft()
                try:
                    await work()
                except Exception as error:  # one that we cannot bear must not stop the others
                    log.error("turn.failed", error=error, of=self._name)
        finally:
            self.is_busy = False
