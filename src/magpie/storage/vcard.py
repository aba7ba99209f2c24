"""vcard-temp (XEP-0054): one card for each owner."""

from sqlalchemy import Connection, delete, select

from magpie.storage.tables import vcard
from magpie.storage.upsert import upsert

PUT = upsert(vcard)


def get(conn: Connection, owner: str) -> bytes | None:
    xml = conn.execute(select(vcard.c.xml).where(vcard.c.owner == owner)).scalar()
    return None if xml is None else bytes(xml)


def put(conn: Connection, owner: str, xml: bytes) -> None:
    conn.execute(PUT, {"owner": owner, "xml": xml})


def remove(conn: Connection, owner: str) -> bool:
    return conn.execute(delete(vcard).where(vcard.c.owner == owner)).rowcount > 0
