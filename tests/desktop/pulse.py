"""How long a loop's thread works at one go: meanwhile, a window would stand still.

Counted is processor time of the thread: on a machine that rests, what one waits for.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PROMISED = 0.050  # seconds; `make smoothness` shows what it is on a machine that rests
PAUSE = 0.001  # seconds between two looks: who looks all the time takes it from the others
ALLOWED = 5 * PROMISED  # in tests: other work beside them makes a processor that much slower


class Pulse:
    """The longest turn of a loop so far, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def beat(self) -> None:
        while True:
            begin = time.thread_time()
            await asyncio.sleep(PAUSE)
            self.longest = max(self.longest, time.thread_time() - begin)


@asynccontextmanager
async def pulse() -> AsyncIterator[Pulse]:
    """Measures every turn of the running loop meanwhile, and for a tenth of a second after."""
    measured = Pulse()
    beating = asyncio.get_running_loop().create_task(measured.beat())
    await asyncio.sleep(0)
    try:
        yield measured
        for _ in range(20):
            await asyncio.sleep(0.005)
    finally:
        beating.cancel()
