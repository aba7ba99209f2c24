"""Forgetting: messages that have grown old, and what deleted accounts leave behind.

Both run in slices, each a short write of its own, and let the journal go first. A slice works on
one mailbox from its oldest end on, as XEP-0313 demands: there are never holes. Ids are not used
again, even when the newest message goes: the highest is noted before.
"""

from sqlalchemy import Connection, delete, exists, func, select, update

from magpie.storage import circles, invitations, meta, pubsub, search, uploads
from magpie.storage.archive import first_since
from magpie.storage.database import Database
from magpie.storage.operator_tables import notice_seen
from magpie.storage.tables import (
    account,
    address,
    arrival,
    blocked,
    cursor,
    last,
    mailbox,
    message,
    preference,
    private,
    push,
    roster,
    roster_item,
    roster_request,
    token,
    vcard,
)

SLICE = 200
BUSY = 100  # jobs waiting for the journal: above that, we wait our turn
PATIENCE = 50  # turns
OWNED = (
    token,
    roster,
    roster_item,
    roster_request,
    private,
    vcard,
    blocked,
    preference,
    cursor,
    last,
    notice_seen,
    push,
)


def delete_account(conn: Connection, jid: str) -> bool:
    """Delete an account and all it owns. Its mailbox is empty at once, and cleared by `purge`.

    False: there was none.
    """
    gone = conn.execute(delete(account).where(account.c.jid == jid)).rowcount == 1
    for table in OWNED:
        conn.execute(delete(table).where(table.c.owner == jid))
    pubsub.clear(conn, jid)
    invitations.forget_account(conn, jid)
    circles.forget_account(conn, jid)
    uploads.leave(conn, jid)
    newest = select(func.coalesce(func.max(message.c.id), 0)).scalar_subquery()
    boxes = (jid, "~" + jid)  # the archive, and what waited outside of it (see `cursors`)
    conn.execute(update(address).where(address.c.jid.in_(boxes)).values(floor=newest))
    return gone


async def purge(database: Database) -> int:
    """Clear the mailboxes of deleted accounts; returns how many rows went.

    To be run after a deletion and after a start: what was interrupted goes on.
    """
    total = 0
    for owner in await database.read(deleted_owners):
        while gone := await database.write(purge_slice, owner, SLICE):
            total += gone
            await give_way(database)
    return total


async def expire(database: Database, before: int) -> int:
    """Delete all messages older than `before` (µs since 1970); returns how many there were."""
    edge = await database.read(first_since, before)
    owner = await database.read(next_owner, 0)
    while owner is not None:
        while await database.write(expire_mailbox, owner, edge, SLICE):
            await give_way(database)
        owner = await database.read(next_owner, owner)
    total = 0
    while gone := await database.write(expire_messages, edge, SLICE):
        total += gone
        await give_way(database)
    return total


async def give_way(database: Database) -> None:
    for _ in range(PATIENCE):
        if database.batches.depth <= BUSY:
            return
        await database.turn()


def deleted_owners(conn: Connection) -> list[int]:
    return list(conn.execute(select(address.c.id).where(address.c.floor > 0)).scalars())


def purge_slice(conn: Connection, owner: int, limit: int) -> int:
    """The next rows of a deleted account's mailbox, with messages that nobody else holds."""
    floor = conn.execute(select(address.c.floor).where(address.c.id == owner)).scalar() or 0
    for table in (mailbox, arrival):
        is_old = (table.c.owner == owner) & (table.c.message_id <= floor)
        id = table.c.message_id
        rows = conn.execute(select(id, table.c.peer).where(is_old).order_by(id).limit(limit)).all()
        if rows:
            note_last_id(conn)
            ids = [row.message_id for row in rows]
            conn.execute(delete(table).where(is_old, id.in_(ids)))
            delete_unheld(conn, ids, {owner, *(row.peer for row in rows)})
            return len(rows)
    conn.execute(update(address).where(address.c.id == owner).values(floor=0))
    return 0


def delete_unheld(conn: Connection, ids: list[int], holders: set[int]) -> None:
    """Of `ids`, delete what is in none of the mailboxes that may have it.

    Whoever holds a message is one of its two sides; what was said in a room, the room alone.
    """
    names = select(address.c.jid).where(address.c.id.in_(holders))
    fleeting = select(address.c.id).where(
        address.c.jid.in_(["~" + jid for jid in conn.execute(names).scalars()])
    )
    everybody = holders | set(conn.execute(fleeting).scalars())
    held = [
        exists().where(table.c.owner.in_(everybody), table.c.message_id == message.c.id)
        for table in (mailbox, arrival)
    ]
    unheld = ~held[0] & ~held[1]
    gone = list(conn.execute(select(message.c.id).where(message.c.id.in_(ids), unheld)).scalars())
    conn.execute(delete(message).where(message.c.id.in_(gone)))
    search.forget(conn, gone)
    uploads.unlink(conn, ids)


def next_owner(conn: Connection, after: int) -> int | None:
    """The mailbox after that of `after`, found by a step down the tree."""
    return conn.execute(select(func.min(mailbox.c.owner)).where(mailbox.c.owner > after)).scalar()


def expire_mailbox(conn: Connection, owner: int, edge: int, limit: int) -> int:
    is_old = (mailbox.c.owner == owner) & (mailbox.c.message_id < edge)
    id = mailbox.c.message_id
    ids = list(conn.execute(select(id).where(is_old).order_by(id).limit(limit)).scalars())
    if ids:
        conn.execute(delete(mailbox).where(is_old, id <= ids[-1]))
    return len(ids)


def expire_messages(conn: Connection, edge: int, limit: int) -> int:
    id = message.c.id
    ids = list(conn.execute(select(id).where(id < edge).order_by(id).limit(limit)).scalars())
    if ids:
        note_last_id(conn)
        conn.execute(delete(arrival).where(arrival.c.message_id <= ids[-1]))
        conn.execute(delete(message).where(id <= ids[-1]))
        search.forget_up_to(conn, ids[-1])
        uploads.unlink(conn, ids)
    return len(ids)


def note_last_id(conn: Connection) -> None:
    newest = conn.execute(select(func.max(message.c.id))).scalar() or 0
    if newest > meta.get_int(conn, meta.LAST_ID):
        meta.set_int(conn, meta.LAST_ID, newest)
