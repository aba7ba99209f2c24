"""When is the stage at rest? When the event loop has nothing left to do. No time passes.

Nothing on this stage may wait for the outside: there is no socket, the clock is moved by hand, the
database works on the loop's own thread, and what the server gives to threads runs at once.
"""

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

TURNS_MAX = 200_000  # of the loop: more is a server that talks to itself


class AtOnce(ThreadPoolExecutor):
    """Runs what it is given before it returns: `asyncio.to_thread` leaves nothing under way."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


async def comes_to_rest() -> None:
    """Return when only the caller is awake."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    for turn in itertools.count():
        await asyncio.sleep(0)
        if not ready:
            return
        assert turn < TURNS_MAX, f"the server does not come to rest: {list(ready)[:5]}"
