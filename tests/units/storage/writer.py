"""Appends to a journal without end and prints each id when it is told: made to be killed."""

import asyncio
import sys

from magpie.storage.database import Database
from magpie.storage.journal import Committed, Entry, Journal

ROMEO, JULIET = "romeo@localhost", "juliet@localhost"
OWNERS = ((ROMEO, JULIET), (JULIET, ROMEO))
IN_FLIGHT = 100


async def main(url: str) -> None:
    journal = Journal(await Database.open(url))

    def told(outcome: Committed | Exception) -> None:
        assert isinstance(outcome, Committed)
        print(outcome.id, flush=True)
        append()

    def append() -> None:
        journal.append(Entry(1, ROMEO, JULIET, "chat", b"<message/>", "hi", None, OWNERS), told)

    for _ in range(IN_FLIGHT):
        append()
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1]))
