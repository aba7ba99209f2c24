"""How much room the database takes, and where."""

from sqlalchemy import Connection, text


def database_bytes(conn: Connection) -> int:
    """The size of the database as its engine counts it, without its log."""
    if conn.dialect.name == "sqlite":
        pages = conn.execute(text("PRAGMA page_count")).scalar_one()
        return int(pages) * int(conn.execute(text("PRAGMA page_size")).scalar_one())
    return int(conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def database_file(conn: Connection) -> str:
    """The file of an SQLite database; "" of one in memory, or of a server's."""
    if conn.dialect.name != "sqlite":
        return ""
    return str(conn.execute(text("PRAGMA database_list")).first()[2])  # type: ignore[index]
