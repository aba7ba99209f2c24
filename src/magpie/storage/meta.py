"""Facts about the database itself: one value for each name."""

import secrets

from sqlalchemy import Connection, delete, insert, select

from magpie.storage.ids import KEY_BYTES
from magpie.storage.tables import meta

ID_KEY = "id-key"  # under which message ids are shown to the world
DOMAIN = "domain"  # what stands after the @ in all addresses here
FORMER = "former-domains"  # what stood there before, as long as it answers: see `rename`
INDEXED = "indexed"  # ids up to here are in the index of words, or have none: see `search`
LOCK = 0x6D616770  # "magp": on PostgreSQL, who writes to the journal holds this advisory lock
LAST_ID = "last-id"  # ids up to here were given out, though their messages may be deleted


def get(conn: Connection, name: str) -> bytes | None:
    value = conn.execute(select(meta.c.value).where(meta.c.name == name)).scalar()
    return None if value is None else bytes(value)


def set(conn: Connection, name: str, value: bytes) -> None:
    remove(conn, name)
    conn.execute(insert(meta).values(name=name, value=value))


def remove(conn: Connection, name: str) -> None:
    conn.execute(delete(meta).where(meta.c.name == name))


def get_int(conn: Connection, name: str, default: int = 0) -> int:
    value = get(conn, name)
    return default if value is None else int(value)


def set_int(conn: Connection, name: str, value: int) -> None:
    set(conn, name, str(value).encode())


def key(conn: Connection) -> bytes:
    """The key of `Ids`, made with the database."""
    value = get(conn, ID_KEY)
    assert value is not None, "the schema was created without its key"
    return value


def fill(conn: Connection) -> None:
    """What a new database starts with."""
    if get(conn, ID_KEY) is None:
        set(conn, ID_KEY, secrets.token_bytes(KEY_BYTES))
