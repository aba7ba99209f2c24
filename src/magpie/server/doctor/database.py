"""The database: it is there, whole, and of a version that this program knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from magpie.server.doctor.case import Case, Finding
from magpie.server.settings import Storage
from magpie.storage.folder import DATABASE, MARKER
from magpie.storage.schema import HEAD

SHOWN = 3  # faults


def check_database(case: Case) -> Iterator[Finding]:
    """An SQLite file is read through; a server's database is its own server's matter."""
    file = sqlite_file(case)
    if file is None:
        return
    if not file.exists():
        if (case.data / MARKER).exists():
            text = f"{file} has gone: bring it back from a backup; the server will not start."
            yield Finding("trouble", text)
        return
    try:
        with closing(reading(file)) as conn:
            yield from look(conn, file)
    except sqlite3.Error as error:
        yield Finding("trouble", f"{file} cannot be read ({error}): restore a backup.")


def sqlite_file(case: Case) -> Path | None:
    url = case.settings.get(Storage).url
    if url is None:
        return case.data / DATABASE
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def reading(file: Path) -> sqlite3.Connection:
    """A connection that changes nothing."""
    return sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)


def look(conn: sqlite3.Connection, file: Path) -> Iterator[Finding]:
    faults = [row[0] for row in conn.execute(f"PRAGMA quick_check({SHOWN})")]
    if faults != ["ok"]:
        text = f"{file} is damaged ({'; '.join(faults)}): restore a backup."
        yield Finding("trouble", text)
    (version,) = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    if version > HEAD:
        text = f"{file} is of a newer version of Magpie ({version}): install that."
        yield Finding("trouble", text)
