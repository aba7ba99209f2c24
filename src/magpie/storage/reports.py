"""What people have reported (XEP-0377), the newest so many."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select

from magpie.storage.operator_tables import report

KEPT = 10_000


class Report(NamedTuple):
    """One report. `at` in µs since 1970; `messages` are ids as archives show them."""

    at: int
    reporter: str
    accused: str
    reason: str
    comment: str
    messages: tuple[str, ...]
    id: int = 0


def add(conn: Connection, new: Report, since: int, limit: int) -> int | None:
    """Keep it; its number. `None`: its reporter has made `limit` since that time (0: any number).

    The oldest of very many make room.
    """
    mine = (report.c.reporter == new.reporter) & (report.c.at >= since)
    made = conn.execute(select(func.count()).select_from(report).where(mine)).scalar_one()
    if limit and made >= limit:
        return None
    values = new._asdict() | {"messages": json.dumps(new.messages)}
    del values["id"]
    found = conn.execute(insert(report).values(values)).inserted_primary_key
    assert found is not None
    number = int(found[0])
    conn.execute(delete(report).where(report.c.id <= number - KEPT))
    return number


def newest(conn: Connection, limit: int) -> list[Report]:
    """The newest first."""
    rows = conn.execute(select(report).order_by(report.c.id.desc()).limit(limit))
    return [from_row(row) for row in rows]


def get(conn: Connection, number: int) -> Report | None:
    row = conn.execute(select(report).where(report.c.id == number)).one_or_none()
    return None if row is None else from_row(row)


def remove(conn: Connection, number: int) -> bool:
    """False: there is none."""
    return conn.execute(delete(report).where(report.c.id == number)).rowcount == 1


def from_row(row: Row[Any]) -> Report:
    messages = tuple(json.loads(row.messages))
    return Report(row.at, row.reporter, row.accused, row.reason, row.comment, messages, row.id)
