"""Where clients that are away are told of what came (XEP-0357)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select

from magpie.storage.tables import push
from magpie.storage.upsert import upsert

PUT = upsert(push)


@dataclass(frozen=True, slots=True)
class Registration:
    """One such place.

    Attributes:
        owner: the account, a bare address.
        jid, node: the push service, and the node there.
        device: the resource of the client that asked for it.
        options: the wire form of the publish options (a form), or b"".
    """

    owner: str
    jid: str
    node: str
    device: str
    options: bytes = b""


def load_all(conn: Connection) -> list[Registration]:
    """All of them."""
    return [Registration(*row) for row in conn.execute(select(push))]


def put(conn: Connection, new: Registration) -> None:
    """Write one, or write it anew."""
    conn.execute(PUT, asdict(new))


def remove(conn: Connection, gone: Registration) -> None:
    c = push.c
    is_it = (c.owner == gone.owner) & (c.jid == gone.jid) & (c.node == gone.node)
    conn.execute(delete(push).where(is_it))
