"""Messages between a file and the journal: on disk when they are many, and in the order of time.

A file's archive should be chronological (XEP-0227, 4.11), but the journal has to be.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice

from magpie.portability.messages import Read
from magpie.xmpp.element import NS_CLIENT
from magpie.xmpp.parser import parse_element

PORTION = 500
ADD = (
    "INSERT INTO staged (at, sender, recipient, kind, stanza, archive_id) VALUES (?, ?, ?, ?, ?, ?)"
)


class Stage:
    """The messages of one account or room. Its own temporary database goes with it."""

    def __init__(self) -> None:
        # Its name is empty: SQLite keeps it in memory while it is small, then in a nameless file
        self._raw = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._raw.execute("PRAGMA synchronous = OFF")
        self._raw.execute("PRAGMA journal_mode = OFF")
        self._raw.execute(
            "CREATE TABLE staged (number INTEGER PRIMARY KEY, at INTEGER, sender TEXT,"
            " recipient TEXT, kind TEXT, stanza BLOB, archive_id TEXT)"
        )
        self._fresh: list[tuple[object, ...]] = []

    def put(self, found: Read) -> None:
        """One more."""
        wire = found.element.to_bytes(NS_CLIENT)
        self._fresh.append((*found[:4], wire, found.archive_id))
        if len(self._fresh) >= PORTION:
            self._write()

    def portions(self) -> Iterator[list[Read]]:
        """All, ever later; those of the same time as they came."""
        self._write()
        rows = self._raw.execute(
            "SELECT at, sender, recipient, kind, stanza, archive_id FROM staged ORDER BY at, number"
        )
        while portion := list(islice(rows, PORTION)):
            yield [
                Read(at, sender, recipient, kind, parse_element(wire), archive_id)
                for at, sender, recipient, kind, wire, archive_id in portion
            ]

    def clear(self) -> None:
        """Begin anew."""
        self._fresh.clear()
        self._raw.execute("DELETE FROM staged")

    def close(self) -> None:
        """Let go of the disk."""
        self._raw.close()

    def _write(self) -> None:
        self._raw.executemany(ADD, self._fresh)
        self._fresh.clear()
