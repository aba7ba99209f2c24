"""Private XML storage (XEP-0049): one element for each name and namespace of an owner."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, select

from magpie.storage.tables import private
from magpie.storage.upsert import upsert

PUT = upsert(private)


def get(conn: Connection, owner: str, ns: str, name: str) -> bytes | None:
    xml = conn.execute(select(private.c.xml).where(is_element(owner, ns, name))).scalar()
    return None if xml is None else bytes(xml)


def put(conn: Connection, owner: str, ns: str, name: str, xml: bytes) -> None:
    conn.execute(PUT, {"owner": owner, "ns": ns, "name": name, "xml": xml})


def put_all(
    conn: Connection, owner: str, elements: Sequence[tuple[str, str, bytes]], limit: int
) -> bool:
    """Keep elements as (namespace, name, XML), unless the owner's would exceed `limit` bytes.

    False: they would, and nothing has changed.
    """
    sizes = conn.execute(
        select(private.c.ns, private.c.name, func.length(private.c.xml)).where(
            private.c.owner == owner
        )
    )
    total = {(ns, name): length for ns, name, length in sizes}
    total |= {(ns, name): len(xml) for ns, name, xml in elements}
    if sum(total.values()) > limit:
        return False
    for ns, name, xml in elements:
        put(conn, owner, ns, name, xml)
    return True


def remove(conn: Connection, owner: str, ns: str, name: str) -> bool:
    return conn.execute(delete(private).where(is_element(owner, ns, name))).rowcount > 0


def size(conn: Connection, owner: str) -> tuple[int, int]:
    """(elements, bytes): for a limit on what one account may keep."""
    elements = conn.execute(select(private.c.xml).where(private.c.owner == owner)).scalars().all()
    return len(elements), sum(map(len, elements))


def is_element(owner: str, ns: str, name: str) -> ColumnElement[bool]:
    return (private.c.owner == owner) & (private.c.ns == ns) & (private.c.name == name)
