"""Archiving preferences (XEP-0441): what an owner wants kept."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from magpie.storage.tables import preference
from magpie.storage.upsert import upsert

PUT = upsert(preference)


@dataclass(frozen=True, slots=True)
class Preferences:
    """`fallback` is the XEP's "default": always, never or roster."""

    fallback: str = "always"
    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def get(conn: Connection, owner: str) -> Preferences | None:
    """`None`: the owner has never said."""
    row = conn.execute(select(preference).where(preference.c.owner == owner)).one_or_none()
    return None if row is None else from_row(row)


def load_all(conn: Connection) -> dict[str, Preferences]:
    """Of every owner who has said: the server keeps this in memory."""
    return {row.owner: from_row(row) for row in conn.execute(select(preference))}


def put(conn: Connection, owner: str, wanted: Preferences) -> None:
    always, never = (json.dumps(sorted(jids)) for jids in (wanted.always, wanted.never))
    row = {"owner": owner, "fallback": wanted.fallback, "always": always, "never": never}
    conn.execute(PUT, row)


def from_row(row: Row[Any]) -> Preferences:
    always, never = (frozenset(json.loads(text)) for text in (row.always, row.never))
    return Preferences(row.fallback, always, never)
