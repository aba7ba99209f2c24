"""Python's garbage is collected in the screen's thread, and in no other.

What Qt has made must be let go in the thread that made it. Python's collector runs in whatever
thread has just made many objects, the database's too: a timer of a closed page, which refers to
itself in a circle, would be destroyed there, and Qt ends the program over that.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

EVERY = 1000  # ms


@contextmanager
def collected_here() -> Iterator[None]:
    """Meanwhile garbage is collected by a timer of this thread, which has to run Qt's loop.

    What is there already stays: to look through it as well would hold the thread for 30 ms.
    """
    gc.disable()
    gc.freeze()
    timer = QTimer(interval=EVERY)
    timer.timeout.connect(collect)
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()


def collect() -> None:
    """The oldest generation whose time has come, as the collector itself would choose it."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return
