"""A program that ends with whoever started it, unless that one says that it is to go on.

The starter holds the other end of standard input. When it goes, in whatever way, the system closes
that end, and the program reads the end of its input: no signal has to arrive, and nobody has to ask
whether the starter lives. `GO_ON`, written there, ends the watch.
"""

import asyncio
import os
from collections.abc import Callable

GO_ON = b"go on\n"


class NotAttended(Exception):
    """Standard input is nothing that somebody could hold."""


def watch(end: Callable[[], object], file: int = 0) -> None:
    """Call `end`, once, when the input ends before `GO_ON` was read from it. Raises NotAttended."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        loop.remove_reader(file)
        if not os.read(file, len(GO_ON)):
            end()

    try:
        loop.add_reader(file, read)
    except OSError as error:  # a file, or nothing: it never waits
        raise NotAttended("standard input is neither a pipe nor a terminal") from error
