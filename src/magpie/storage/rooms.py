"""Rooms (XEP-0045): their settings, and who has to do with them. Their talk is in the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    false,
    func,
    or_,
    select,
    true,
    update,
)

from magpie.storage import archive, vcard
from magpie.storage.invitations import ROOM, revoke_of
from magpie.storage.tables import address, circle, message, room, room_member
from magpie.storage.upsert import upsert


@dataclass(frozen=True, slots=True)
class Room:
    """One room. `subject_at`, `created`: µs since 1970; `config` and `hats` are JSON."""

    jid: str
    created: int
    secret: bytes
    subject: str
    subject_by: str
    subject_at: int
    avatar: str
    hats: str
    config: str
    is_public: bool
    is_persistent: bool
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom a room knows, for good or ill. `hats` is a JSON list of their URIs."""

    jid: str
    affiliation: str
    nick: str = ""
    role: str = ""
    reason: str = ""
    hats: str = "[]"
    seen: int = 0


PUT = upsert(room)
PUT_MEMBER = upsert(room_member)
PUBLIC = room.c.is_public == true()


def load(conn: Connection, jid: str) -> tuple[Room, list[Member]] | None:
    """The room with all its members."""
    row = conn.execute(select(room).where(room.c.jid == jid)).one_or_none()
    if row is None:
        return None
    rows = conn.execute(select(room_member).where(room_member.c.room == jid))
    return _room(row), [_member(one) for one in rows]


def _room(row: Row[Any]) -> Room:
    return Room(**{**row._mapping, "secret": bytes(row.secret)})


def _member(row: Row[Any]) -> Member:
    return Member(*(getattr(row, field.name) for field in fields(Member)))


def create(conn: Connection, new: Room, members: Iterable[Member] = ()) -> None:
    """Write a room that was not there, with its members."""
    conn.execute(PUT, {field.name: getattr(new, field.name) for field in fields(Room)})
    put_members(conn, new.jid, members)


def change(conn: Connection, jid: str, values: dict[str, Any]) -> None:
    """Write these columns of a room."""
    conn.execute(update(room).where(room.c.jid == jid).values(values))


def configure(
    conn: Connection, jid: str, values: dict[str, Any], members: Iterable[Member]
) -> None:
    """Write its choices, with those of its members who changed by them."""
    change(conn, jid, values)
    put_members(conn, jid, members)


def put_members(conn: Connection, jid: str, members: Iterable[Member]) -> None:
    """Write members. Who has nothing to do with the room any more is forgotten."""
    for member in members:
        if member.affiliation == "none" and not member.role and member.hats == "[]":
            is_theirs = (room_member.c.room == jid) & (room_member.c.jid == member.jid)
            conn.execute(delete(room_member).where(is_theirs))
        else:
            row = {field.name: getattr(member, field.name) for field in fields(Member)}
            conn.execute(PUT_MEMBER, {"room": jid, **row})


def admit(conn: Connection, jid: str, account: str) -> None:
    """Write a member whom the room does not know yet, if the room is still there."""
    is_theirs = (room_member.c.room == jid) & (room_member.c.jid == account)
    is_known = conn.execute(select(room_member.c.jid).where(is_theirs)).first() is not None
    if not is_known and is_there(conn, jid):
        put_members(conn, jid, [Member(account, "member")])


def note_seen(conn: Connection, jid: str, member: str) -> None:
    """A member left the room, having seen all that was said so far."""
    is_theirs = (room_member.c.room == jid) & (room_member.c.jid == member)
    newest = select(func.coalesce(func.max(message.c.id), 0)).scalar_subquery()
    conn.execute(update(room_member).where(is_theirs).values(seen=newest))


def destroy(conn: Connection, jid: str) -> None:
    """Delete the room. Its archive is empty at once, and cleared by `retention.purge`."""
    conn.execute(delete(room).where(room.c.jid == jid))
    conn.execute(delete(room_member).where(room_member.c.room == jid))
    revoke_of(conn, ROOM, jid)
    vcard.remove(conn, jid)
    newest = select(func.coalesce(func.max(message.c.id), 0)).scalar_subquery()
    conn.execute(update(address).where(address.c.jid == jid).values(floor=newest))


def destroy_temporary(conn: Connection, jid: str) -> None:
    """The same, unless it is to stay after all."""
    is_it = (room.c.jid == jid) & (room.c.is_persistent == false())
    if conn.execute(select(room.c.jid).where(is_it)).scalar() is not None:
        destroy(conn, jid)


def temporary(conn: Connection) -> list[str]:
    """The rooms that last only as long as somebody is in them."""
    rows = select(room.c.jid).where(room.c.is_persistent == false())
    return list(conn.execute(rows).scalars())


def count_owned(conn: Connection, jid: str) -> int:
    """How many rooms somebody owns."""
    is_owner = (room_member.c.jid == jid) & (room_member.c.affiliation == "owner")
    return conn.execute(select(func.count()).select_from(room_member).where(is_owner)).scalar_one()


def unread(conn: Connection, jid: str) -> list[str]:
    """The rooms that somebody belongs to where something was said since they were last there."""
    belongs = room_member.c.affiliation.in_(("owner", "admin", "member"))
    columns = select(room_member.c.room, room_member.c.seen)
    rows = conn.execute(columns.where(room_member.c.jid == jid, belongs).order_by("room"))
    found = []
    for name, seen in rows.all():
        marks = archive.metadata(conn, name)
        if marks is not None and marks[1].id > seen:
            found.append(name)
    return found


def is_there(conn: Connection, jid: str) -> bool:
    """Whether there is such a room."""
    return conn.execute(select(room.c.jid).where(room.c.jid == jid)).first() is not None


def names(conn: Connection) -> dict[str, str]:
    """By the address of each room that is no circle's, what it is called; "": nothing."""
    rows = select(room.c.jid, room.c.name).where(room.c.jid.not_in(select(circle.c.jid)))
    return {row.jid: row.name for row in conn.execute(rows.order_by(room.c.jid))}


def affiliations(conn: Connection) -> dict[str, dict[str, str]]:
    """Of the rooms of circles: by address, who has which affiliation."""
    rooms = select(room.c.jid).where(room.c.jid.in_(select(circle.c.jid)))
    found: dict[str, dict[str, str]] = {jid: {} for jid in conn.execute(rooms).scalars()}
    columns = select(room_member.c.room, room_member.c.jid, room_member.c.affiliation)
    for row in conn.execute(columns.where(room_member.c.room.in_(rooms))):
        if row.affiliation != "none":
            found[row.room][row.jid] = row.affiliation
    return found


def rooms_of(conn: Connection, jid: str) -> list[str]:
    """The rooms that somebody has to do with."""
    rows = select(room_member.c.room).where(room_member.c.jid == jid).order_by("room")
    return list(conn.execute(rows).scalars())


@dataclass(frozen=True, slots=True)
class Page:
    """Part of the public rooms, in the order of their addresses; `index` is the first's place."""

    rooms: list[Room]
    index: int
    count: int


def public(
    conn: Connection,
    limit: int,
    *page: str | None,
) -> Page:
    """Public rooms; `page` is (after, before, words): addresses, and what is searched for."""
    after, before, words = page
    wanted = PUBLIC if words is None else PUBLIC & _matches(words)
    count = conn.execute(select(func.count()).select_from(room).where(wanted)).scalar_one()
    rows: Select[Any] = select(room).where(wanted)
    if before is not None:
        within = rows.where(room.c.jid < before) if before else rows
        found = list(conn.execute(within.order_by(room.c.jid.desc()).limit(limit)))[::-1]
    else:
        within = rows.where(room.c.jid > (after or ""))
        found = list(conn.execute(within.order_by(room.c.jid).limit(limit)))
    index = 0
    if found:
        earlier = wanted & (room.c.jid < found[0].jid)
        index = conn.execute(select(func.count()).select_from(room).where(earlier)).scalar_one()
    return Page([_room(row) for row in found], index, count)


def _matches(words: str) -> ColumnElement[bool]:
    """Each word is somewhere in the address, the name or the description."""
    matches: ColumnElement[bool] = true()
    for word in words.lower().split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (room.c.jid, room.c.name, room.c.description)
        matches &= or_(*(func.lower(one).like(pattern, escape="\\") for one in columns))
    return matches
