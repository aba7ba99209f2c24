"""Opening a database: what is there, and is it what this program knows?"""

from pathlib import Path

from sqlalchemy import Engine

from magpie.storage import meta
from magpie.storage.sqlite import make_engine
from magpie.storage.tables import metadata


def open_sqlite(database: str | None) -> Engine:
    engine = make_engine(Path(database) if database else None)
    with engine.begin() as conn:
        metadata.create_all(conn)
        meta.fill(conn)
    return engine
