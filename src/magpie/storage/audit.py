"""What was done to the server by those who run it, the newest so many entries."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from magpie.storage.operator_tables import audit

KEPT = 10_000


class Deed(NamedTuple):
    """One of them. `at` in µs since 1970; `actor` an address, "" for who sits at the machine."""

    at: int
    actor: str
    action: str
    target: str


def note(conn: Connection, deed: Deed) -> None:
    conn.execute(insert(audit).values(deed._asdict()))
    newest = conn.execute(select(func.max(audit.c.id))).scalar_one()
    conn.execute(delete(audit).where(audit.c.id <= newest - KEPT))


def newest(conn: Connection, limit: int) -> list[Deed]:
    """The newest first."""
    rows = select(audit).order_by(audit.c.id.desc()).limit(limit)
    return [Deed(row.at, row.actor, row.action, row.target) for row in conn.execute(rows)]
