"""Files that people put here (XEP-0363): slots, what they take up, and when they go.

The bytes are elsewhere (`blobs.py`), under the file's token. A file that has to go is doomed first,
in one transaction with the reason, and nobody is shown it any more; `doomed` and `remove` let the
bytes follow, also after a crash between the two.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from magpie.storage.tables import message, upload, upload_use

DAY = 86_400_000_000  # µs
PER_MESSAGE = 20  # files of one message that are followed


class Upload(NamedTuple):
    """A slot or a file, as in the table."""

    token: str
    key: str
    owner: str
    name: str
    type: str
    size: int
    purpose: str
    at: int
    until: int
    expires: int | None = None
    stored: int | None = None
    sha256: bytes | None = None
    is_doomed: bool = False


class Bounds(NamedTuple):
    """What one owner may take up: bytes in all; bytes and files within a day. 0: without bound."""

    total: int
    daily: int
    daily_files: int


class Full(Exception):
    """A bound is reached. `retry`: when there will be room (µs since 1970), where that is known."""

    def __init__(self, bound: str, retry: int | None = None) -> None:
        super().__init__(bound)
        self.bound = bound
        self.retry = retry


COLUMNS = [upload.c[name] for name in Upload._fields]


def reserve(conn: Connection, new: Upload, bounds: Bounds) -> None:
    """Note a slot. Raises Full when the owner has no room for it; then nothing has changed."""
    if bounds.total and used(conn, new.owner, new.at)[1] + new.size > bounds.total:
        raise Full("total")
    if bounds.daily or bounds.daily_files:
        _check_day(conn, new, bounds)
    conn.execute(insert(upload), new._asdict())


def _check_day(conn: Connection, new: Upload, bounds: Bounds) -> None:
    """Every slot of a day counts as a file; bytes count unless their slot ran out unused."""
    is_recent = (upload.c.owner == new.owner) & (upload.c.at > new.at - DAY)
    is_spent = upload.c.stored.is_not(None) | (upload.c.until > new.at)
    size = func.coalesce(func.sum(case((is_spent, upload.c.size), else_=0)), 0)
    row = conn.execute(select(func.count(), size, func.min(upload.c.at)).where(is_recent)).one()
    count, taken, first = row
    retry = None if first is None else first + DAY
    if bounds.daily and taken + new.size > bounds.daily:
        raise Full("daily", retry)
    if bounds.daily_files and count >= bounds.daily_files:
        raise Full("daily_files", retry)


def used(conn: Connection, owner: str, now: int) -> tuple[int, int]:
    """(files, bytes) of an owner, with slots that may still be used."""
    counts = upload.c.stored.is_not(None) | (upload.c.until > now)
    count, size = conn.execute(
        select(func.count(), func.coalesce(func.sum(upload.c.size), 0)).where(
            upload.c.owner == owner, upload.c.is_doomed.is_(False), counts
        )
    ).one()
    return int(count), int(size)


def by_key(conn: Connection, key: str) -> Upload | None:
    """The slot, whether used or not, of the address that a file is put to."""
    return _one(conn, upload.c.key == key)


def by_token(conn: Connection, token: str) -> Upload | None:
    """The slot or file of the address that a file is read at."""
    return _one(conn, upload.c.token == token)


def _one(conn: Connection, which: ColumnElement[bool]) -> Upload | None:
    wanted = select(*COLUMNS).where(which, upload.c.is_doomed.is_(False))
    row = conn.execute(wanted).one_or_none()
    return None if row is None else Upload._make(row)


def extend(conn: Connection, token: str, until: int) -> None:
    """The slot may be used until then: a part of the file is here."""
    conn.execute(update(upload).where(upload.c.token == token).values(until=until))


def finish(conn: Connection, token: str, stored: int, sha256: bytes, type: str) -> bool:
    """The file is complete and on disk. False: it was doomed meanwhile."""
    there = (upload.c.token == token) & upload.c.is_doomed.is_(False)
    values = {"stored": stored, "sha256": sha256, "type": type}
    return conn.execute(update(upload).where(there).values(**values)).rowcount == 1


# Messages that show files


def link(
    conn: Connection, tokens: Collection[str], message_id: int, sender: str, origin: str
) -> None:
    """A message that lasts shows these files; what is no file of ours is passed over."""
    named = list(dict.fromkeys(tokens))[:PER_MESSAGE]
    there = set(conn.execute(select(upload.c.token).where(upload.c.token.in_(named))).scalars())
    rows = [
        {"token": token, "message_id": message_id, "sender": sender, "origin": origin}
        for token in named
        if token in there
    ]
    if rows:
        conn.execute(insert(upload_use), rows)


def retract(conn: Connection, sender: str, origin: str, message_id: int) -> bool:
    """`sender` takes back a message of theirs, known by the id it was sent with or its number.

    A file of their own goes with the last message in which they themselves sent it, whoever else
    has passed it on; another's file only with the last message of all. True: some file goes.
    """
    use = upload_use.c
    is_named = or_((use.origin == origin) & (use.origin != ""), use.message_id == message_id)
    is_it = (use.sender == sender) & is_named
    tokens = list(conn.execute(select(use.token).where(is_it)).scalars())
    if not tokens:
        return False
    conn.execute(delete(upload_use).where(is_it))
    is_own = (upload.c.owner == sender) & ~exists().where(
        use.token == upload.c.token, use.sender == sender
    )
    return _doom(conn, upload.c.token.in_(tokens), is_own | _is_unused()) > 0


def moderate(conn: Connection, message_id: int) -> bool:
    """The same in the name of whoever sent the message."""
    use = upload_use.c
    senders = conn.execute(select(use.sender).where(use.message_id == message_id)).scalars()
    went = [retract(conn, sender, "", message_id) for sender in set(senders)]
    return any(went)


def unlink(conn: Connection, message_ids: Sequence[int]) -> None:
    """These messages may be gone from the journal; files that none shows any more go too."""
    is_gone = upload_use.c.message_id.in_(message_ids) & ~exists().where(
        message.c.id == upload_use.c.message_id
    )
    tokens = list(conn.execute(select(upload_use.c.token).where(is_gone)).scalars())
    if tokens:
        conn.execute(delete(upload_use).where(is_gone))
        _doom(conn, upload.c.token.in_(tokens), upload.c.purpose != "profile", _is_unused())


def leave(conn: Connection, owner: str) -> None:
    """The account is deleted: what no message shows goes with it, the rest is nobody's."""
    _doom(conn, upload.c.owner == owner, _is_unused())
    conn.execute(update(upload).where(upload.c.owner == owner).values(owner=""))
    conn.execute(update(upload_use).where(upload_use.c.sender == owner).values(sender=""))


def _is_unused() -> ColumnElement[bool]:
    return ~exists().where(upload_use.c.token == upload.c.token)


# Files that go


def doom(conn: Connection, token: str) -> bool:
    """This file or slot goes. False: there is none."""
    return _doom(conn, upload.c.token == token) == 1


def expire(conn: Connection, now: int, stored_before: int | None) -> int:
    """What is past its time goes: slots, files with an end of their own, and old files.

    `stored_before`: files older than that go, except those that people show of themselves.
    """
    went = _doom(conn, upload.c.stored.is_(None), upload.c.until < now - DAY)
    went += _doom(conn, upload.c.expires < now)
    if stored_before is not None:
        went += _doom(conn, upload.c.stored < stored_before, upload.c.purpose != "profile")
    return went


def _doom(conn: Connection, *which: ColumnElement[bool]) -> int:
    doomed = update(upload).where(*which, upload.c.is_doomed.is_(False)).values(is_doomed=True)
    return conn.execute(doomed).rowcount


def doomed(conn: Connection, limit: int) -> list[str]:
    """Tokens of files whose bytes are still to be deleted."""
    wanted = select(upload.c.token).where(upload.c.is_doomed).limit(limit)
    return list(conn.execute(wanted).scalars())


def remove(conn: Connection, tokens: Sequence[str]) -> None:
    """Their bytes are gone."""
    conn.execute(delete(upload).where(upload.c.token.in_(tokens)))
    conn.execute(delete(upload_use).where(upload_use.c.token.in_(tokens)))


def of_owner(conn: Connection, owner: str) -> list[Upload]:
    """Files of an owner, the newest first."""
    is_file = (upload.c.owner == owner) & upload.c.stored.is_not(None)
    wanted = select(*COLUMNS).where(is_file, upload.c.is_doomed.is_(False))
    return [Upload._make(row) for row in conn.execute(wanted.order_by(upload.c.at.desc()))]
