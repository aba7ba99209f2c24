"""What the data folder holds, read past the server."""

import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

_ID = re.compile(rb"^<message[^>]*? id=['\"]([^'\"]*)['\"]")


class Record(NamedTuple):
    """A message of the journal: `origin` is the sender's stream, `count` its place in it."""

    number: int
    id: str
    sender: str
    recipient: str
    origin: str
    count: int


def _connect(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10))


def is_sound(path: Path) -> bool:
    with _connect(path) as conn:
        return conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def messages(path: Path, after: int = 0) -> list[Record]:
    """The journal behind a number, in its order."""
    sql = "SELECT id, stanza, sender, recipient, origin FROM message WHERE id > ? ORDER BY id"
    found = []
    with _connect(path) as conn:
        for number, stanza, sender, recipient, origin in conn.execute(sql, (after,)):
            id = _ID.match(bytes(stanza))
            assert id is not None, stanza
            stream, _, count = (origin or "#0").rpartition("#")
            found.append(
                Record(number, id[1].decode(), bare(sender), bare(recipient), stream, int(count))
            )
    return found


def holders(path: Path, after: int = 0) -> dict[int, list[str]]:
    """The owners of the archives that hold each message, one for each row."""
    found: dict[int, list[str]] = defaultdict(list)
    with _connect(path) as conn:
        for table in ("mailbox", "arrival"):
            sql = (
                f"SELECT message_id, jid FROM {table} JOIN address ON address.id = {table}.owner"
                " WHERE message_id > ?"
            )
            for number, jid in conn.execute(sql, (after,)):
                found[number].append(jid)
    return found


def cursors(path: Path) -> dict[str, int]:
    with _connect(path) as conn:
        return dict(conn.execute("SELECT owner, message_id FROM cursor"))


def accounts(path: Path) -> set[str]:
    with _connect(path) as conn:
        return {jid for (jid,) in conn.execute("SELECT jid FROM account")}


def bare(jid: str) -> str:
    return jid.partition("/")[0]
