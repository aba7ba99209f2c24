"""Rooms in the local database: what is known of conversations that are groups."""

import sqlite3
from dataclasses import dataclass

import msgspec

from magpie.desktop.core.entities.conversation import Kind
from magpie.desktop.core.rooms_link import RoomInfo
from magpie.desktop.core.store import conversations

COLUMNS = frozenset(
    {
        *("belongs", "is_marked", "info", "bookmark_name", "subject", "nick", "password"),
        *("notify", "archive_end", "archive_at"),
    }
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a room.

    Attributes:
        belongs: whether one is in it, as far as one can be.
        is_marked: whether its bookmark is on the server.
        name: that of the bookmark.
        notify: "" as is usual for such a room.
        archive_end, archive_at: up to where nothing of its archive is missing here.
    """

    conversation: int
    account: int
    address: str
    belongs: bool
    is_marked: bool
    info: RoomInfo
    name: str
    subject: str
    nick: str
    password: str
    notify: str
    archive_end: str
    archive_at: int


JOINED = (
    "SELECT room.*, account, address FROM room"
    " JOIN conversation ON conversation.id = room.conversation"
)


def rows(db: sqlite3.Connection) -> list[Kept]:
    """All, those that one has left too."""
    return [_kept(row) for row in db.execute(JOINED)]


def one(db: sqlite3.Connection, conversation: int) -> Kept | None:
    row = db.execute(f"{JOINED} WHERE room.conversation = ?", (conversation,)).fetchone()
    return _kept(row) if row else None


def opened(db: sqlite3.Connection, account: int, address: str, now: int) -> Kept:
    """The room of that address; made if it is not there."""
    id = conversations.opened(db, account, address, Kind.GROUP, now)
    db.execute("UPDATE conversation SET kind = ? WHERE id = ?", (Kind.GROUP, id))
    db.execute("INSERT OR IGNORE INTO room (conversation) VALUES (?)", (id,))
    found = one(db, id)
    assert found is not None
    return found


def change(db: sqlite3.Connection, conversation: int, /, **values: object) -> None:
    """Set columns."""
    assert values.keys() <= COLUMNS
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE room SET {names} WHERE conversation = ?",  # noqa: S608 (names are COLUMNS)
        (*values.values(), conversation),
    )


def met(db: sqlite3.Connection, conversation: int, author: str, sender: str) -> None:
    """Who has that occupant-id; an address that was seen once is not forgotten."""
    db.execute(
        "INSERT INTO occupant VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sender = excluded.sender"
        " WHERE instr(excluded.sender, '/') = 0 OR instr(occupant.sender, '/') > 0",
        (conversation, author, sender),
    )


def _kept(row: sqlite3.Row) -> Kept:
    info = msgspec.json.decode(row["info"]) if row["info"] else {}
    return Kept(
        conversation=row["conversation"],
        account=row["account"],
        address=row["address"],
        belongs=bool(row["belongs"]),
        is_marked=bool(row["is_marked"]),
        info=msgspec.convert({**info, "room": row["address"]}, RoomInfo),
        name=row["bookmark_name"],
        subject=row["subject"],
        nick=row["nick"],
        password=row["password"],
        notify=row["notify"],
        archive_end=row["archive_end"],
        archive_at=row["archive_at"],
    )
