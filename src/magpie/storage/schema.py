"""Opening a database: what is there, and is it what this program knows?

A new one is made from `tables.py` at once and stamped with the newest revision: Alembic takes long
to import, and is only asked when there is something to migrate.
"""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from magpie.base.log import get_logger
from magpie.storage import meta, search
from magpie.storage.errors import StorageError
from magpie.storage.folder import Folder
from magpie.storage.operator_tables import metadata
from magpie.storage.sqlite import make_engine

log = get_logger(__name__)

HEAD = "0009"  # the newest revision in migrations/versions; a test sees to it
VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


def open_sqlite(database: str | None, folder: Folder | None = None) -> Engine:
    """The file `database`, or one in memory, of the newest schema. Raises StorageError."""
    if not database or database == ":memory:":
        engine = make_engine(None)
        with engine.begin() as conn:
            create(conn)
        return engine
    file = Path(database)
    had_one = folder is not None and folder.had_database(file)
    if had_one and not (file.exists() and file.stat().st_size):
        raise StorageError(
            f"The database {file} has gone missing. Bring it back, or, to begin with an empty one,"
            " use a new data folder."
        )
    check_access(file)
    engine = make_engine(file)
    try:
        prepare_sqlite(engine, file, had_one)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        reason = getattr(error, "orig", None) or error
        raise StorageError(f"The database {file} cannot be used: {reason}.") from error
    except StorageError:
        engine.dispose()
        raise
    if folder is not None:
        folder.note_database(file)
    return engine


def check_access(file: Path) -> None:
    """SQLite would only say "unable to open", or "readonly" at the first write."""
    if not file.parent.is_dir():
        raise StorageError(f"The database {file} cannot be made: there is no such folder.")
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise StorageError(f"The database {file} cannot be written: its folder is read-only.")
    if file.exists() and not (file.is_file() and os.access(file, os.R_OK | os.W_OK)):
        raise StorageError(f"The database {file} cannot be written.")


def prepare_sqlite(engine: Engine, file: Path, had_one: bool) -> None:
    with engine.connect().execution_options(begin="IMMEDIATE") as conn, conn.begin():
        version = read_version(conn)
        if version is None:
            if had_one or inspect(conn).get_table_names():
                raise StorageError(f"The database {file} is not one of Magpie's.")
            create(conn)
    if version is not None and version != HEAD:
        require_known(version, str(file))
        backup(file, f"schema-{version}")
        with engine.begin() as conn:
            migrate(conn)


def prepare(conn: Connection, name: str) -> None:
    """Bring a database on a server up to the newest schema, in the transaction of `conn`."""
    version = read_version(conn)
    if version is None:
        if inspect(conn).has_table("message"):
            raise StorageError(f"The database {name} is not one of Magpie's.")
        create(conn)
    elif version != HEAD:
        require_known(version, name)
        migrate(conn)


def read_version(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def create(conn: Connection) -> None:
    metadata.create_all(conn)
    search.create(conn)
    conn.execute(text(VERSION_TABLE))
    conn.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    meta.fill(conn)


def require_known(version: str, name: str) -> None:
    # Only now, when there is something to migrate: its import takes longer than all the rest
    from magpie.storage.migrations.run import revisions  # noqa: PLC0415

    if version not in revisions():
        raise StorageError(
            f"The database {name} is of a newer version of Magpie (schema {version}, this program"
            f" knows {HEAD}). Install that version, or restore a backup."
        )


def migrate(conn: Connection) -> None:
    # As above: importing Alembic costs a third of a second at every start
    from magpie.storage.migrations.run import upgrade  # noqa: PLC0415

    upgrade(conn)
    meta.fill(conn)
    log.info("storage.migrated", schema=HEAD)


def backup(file: Path, label: str) -> Path:
    """A copy beside the file, complete and on disk under its name, or an error."""
    copy = file.with_name(f"{file.name}.{label}.backup")
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    try:
        source, target = sqlite3.connect(file), sqlite3.connect(part)
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()
        part.chmod(0o600)
        with part.open("rb") as done:
            os.fsync(done.fileno())
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{file} cannot be copied before it is changed: {error}.") from error
    log.info("storage.backup", file=copy)
    return copy
