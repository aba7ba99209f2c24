"""Runs Alembic on a connection that is open already."""

from pathlib import Path

from alembic import command
from alembic.config import Config
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
    wanted = config()
    wanted.attributes["connection"] = conn
    command.upgrade(wanted, to)
