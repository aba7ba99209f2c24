"""One row for each key: the statement that both databases spell the same."""

from sqlalchemy import Table, TextClause, text


def upsert(table: Table, condition: str = "") -> TextClause:
    """Insert a row of all columns, or replace the one with its key where `condition` holds.

    In `condition` the new values are `excluded.COLUMN`.
    """
    columns = [column.name for column in table.columns]
    keys = ", ".join(column.name for column in table.primary_key)
    rest = ", ".join(f"{c.name} = excluded.{c.name}" for c in table.columns if not c.primary_key)
    action = f"UPDATE SET {rest}" if rest else "NOTHING"
    where = f" WHERE {condition}" if condition else ""
    return text(  # every part is a name in our own tables
        f"INSERT INTO {table.name} ({', '.join(columns)})"  # noqa: S608
        f" VALUES ({', '.join(':' + name for name in columns)})"
        f" ON CONFLICT ({keys}) DO {action}{where}"
    )
