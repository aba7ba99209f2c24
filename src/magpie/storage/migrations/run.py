"""Runs Alembic on a connection that is open already."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def revisions() -> set[str]:
    """All that this program knows."""
    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def head() -> str | None:
    return ScriptDirectory.from_config(config()).get_current_head()


def upgrade(conn: Connection, to: str = "head") -> None:
    """Migrate within the transaction of `conn`."""
    script = ScriptDirectory.from_config(config())

    def steps(revision: Any, _context: MigrationContext) -> Any:
        return script._upgrade_revs(to, revision)  # as in Alembic's own recipe for this

    # SQLite alters a table by copying it: hence batches
    with EnvironmentContext(config(), script, fn=steps) as environment:
        environment.configure(connection=conn, render_as_batch=True)
        environment.run_migrations()
