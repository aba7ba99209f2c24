"""The archive (XEP-0313): one owner's mailbox, filtered and in pages (XEP-0059).

Ids are the journal's numbers; the caller turns them into opaque texts and back (`ids.py`). A text
that does not decode is passed as 0, which is in no archive.

A mailbox lies in two tables: `arrival` holds its newest end, `mailbox` the rest, and every id of
the first is greater than any of the second. So a page is read from one, and what is missing from
the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, func, or_, select, update

from magpie.storage import search
from magpie.storage.errors import ItemNotFound
from magpie.storage.ids import number_at
from magpie.storage.search import INDEX
from magpie.storage.tables import address, arrival, mailbox, message
from magpie.storage.words import Phrase

COUNTED = 1000  # beyond that a set is not counted: it would cost more than the page


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted. Times are inclusive, in microseconds since 1970; ids are exclusive.

    Attributes:
        owner: bare JID of the archive.
        peer: the filter `with`: a bare JID means all its resources, a full one only itself.
        words: all of these phrases are in the text (see `words.asked`); `None`: whatever it says.
        groupchat: False leaves messages of type groupchat out.
        limit: the size of a page, RSM's `<max/>`; 0 only counts.
        after: RSM's `<after/>`.
        before: RSM's `<before/>` with an id in it.
        backwards: the page at the end of the set: RSM's `<before/>`, with an id or empty.
    """

    owner: str
    peer: str | None = None
    start: int | None = None
    end: int | None = None
    after_id: int | None = None
    before_id: int | None = None
    ids: tuple[int, ...] | None = None
    words: tuple[Phrase, ...] | None = None
    groupchat: bool = True
    limit: int = 50
    after: int | None = None
    before: int | None = None
    backwards: bool = False


class Message(NamedTuple):
    """A message as the journal has it."""

    id: int
    at: int
    sender: str
    recipient: str
    kind: str
    stanza: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Messages in order of time, whichever way the page was asked for.

    `complete`: nothing more lies in the direction of paging. `count`: the size of the whole set, or
    `None` when it is large.
    """

    messages: list[Message]
    complete: bool
    count: int | None


class Mark(NamedTuple):
    id: int
    at: int


class Span(NamedTuple):
    """Part of a mailbox: ids between `low` and `high`, both exclusive, that meet `filters`.

    `words`: a condition on the index of words that they meet too.
    """

    owner: int
    low: int
    high: int
    peer: int | None = None
    filters: tuple[ColumnElement[bool], ...] = ()
    words: ColumnElement[bool] | None = None

    def within(self, table: Table) -> ColumnElement[bool]:
        id = table.c.message_id
        rows = (table.c.owner == self.owner) & (id > self.low) & (id < self.high)
        return rows if self.peer is None else rows & (table.c.peer == self.peer)


COLUMNS = [message.c[name] for name in Message._fields]
END = 1 << 62
IDS_AT_ONCE = 500


def query(conn: Connection, wanted: Query) -> Page:
    """A page of an archive. Raises ItemNotFound when it does not have an id named in `wanted`."""
    owner = find(conn, wanted.owner)
    named = [wanted.after_id, wanted.before_id, wanted.after, wanted.before, *(wanted.ids or ())]
    check_present(conn, owner, [id for id in named if id is not None])
    span = None if owner is None else filtered(conn, wanted, owner)
    if span is None:
        return Page([], True, 0)
    size = count(conn, span)
    if wanted.limit <= 0:
        return Page([], size == 0, size)
    page = span._replace(
        low=max(span.low, wanted.after or 0),
        high=min(span.high, END if wanted.before is None else wanted.before),
    )
    is_backwards = wanted.backwards or wanted.before is not None
    found = fetch(conn, page, wanted.limit + 1, is_backwards)
    complete = len(found) <= wanted.limit
    del found[wanted.limit :]
    if is_backwards:
        found.reverse()
    return Page(found, complete, size)


def replace_content(conn: Connection, id: int, stanza: bytes) -> None:
    """Put something else in a message's place: what it said is not for anybody any more."""
    conn.execute(update(message).where(message.c.id == id).values(stanza=stanza, body=None))
    search.forget(conn, [id])


def metadata(conn: Connection, owner: str) -> tuple[Mark, Mark] | None:
    """The first and the last message (XEP-0313, 6), or `None` of an empty archive."""
    box = find(conn, owner)
    if box is None:
        return None
    span = Span(box.id, box.floor, END)
    first, last = (fetch(conn, span, 1, is_backwards) for is_backwards in (False, True))
    if not first:
        return None
    return Mark(first[0].id, first[0].at), Mark(last[0].id, last[0].at)


def pending(conn: Connection, owner: str, after_id: int, limit: int) -> list[Message]:
    """What `owner` has received after `after_id`, oldest first: for offline replay.

    What it sent to others is not among it, nor the talk of rooms.
    """
    box = find(conn, owner)
    if box is None:
        return []
    to_full = func.substr(message.c.recipient, 1, len(owner) + 1) == f"{owner}/"
    is_received = or_(message.c.recipient == owner, to_full)
    filters = (is_received, message.c.kind != "groupchat")
    return fetch(conn, Span(box.id, max(after_id, box.floor), END, None, filters), limit, False)


def find(conn: Connection, jid: str) -> Any:
    """The row (id, floor) of an address that has been seen, or `None`."""
    wanted = select(address.c.id, address.c.floor).where(address.c.jid == jid)
    return conn.execute(wanted).one_or_none()


def filtered(conn: Connection, wanted: Query, owner: Any) -> Span | None:
    """The span of `wanted` without its paging, or `None` when nothing can be in it."""
    if wanted.words == ():
        return None
    low = max(owner.floor, wanted.after_id or 0)
    high = END if wanted.before_id is None else wanted.before_id
    if wanted.start is not None:
        low = max(low, first_since(conn, wanted.start) - 1)
    if wanted.end is not None:
        high = min(high, first_since(conn, wanted.end + 1))
    filters: list[ColumnElement[bool]] = []
    peer = None
    if wanted.peer is not None:
        bare, slash, _ = wanted.peer.partition("/")
        row = find(conn, bare)
        if row is None:
            return None
        peer = row.id
        if slash:
            sides = (message.c.sender, message.c.recipient)
            filters.append(or_(*(side == wanted.peer for side in sides)))
    if not wanted.groupchat:
        filters.append(message.c.kind != "groupchat")
    if wanted.ids is not None:
        filters.append(message.c.id.in_(wanted.ids))
        low = max(low, min(wanted.ids, default=END) - 1)
        high = min(high, max(wanted.ids, default=0) + 1)
    words = None
    if wanted.words is not None:
        words = search.matches(conn, wanted.words, owner.id, peer)
    return Span(owner.id, low, high, peer, tuple(filters), words)


def fetch(conn: Connection, span: Span, limit: int, is_backwards: bool) -> list[Message]:
    """Up to `limit` messages from the one end of `span` or, backwards, from the other."""
    if span.words is not None:
        return fetch_found(conn, span, limit, is_backwards)
    found: list[Message] = []
    for table in (arrival, mailbox) if is_backwards else (mailbox, arrival):
        if len(found) < limit:
            rows = conn.execute(page_of(table, span, limit - len(found), is_backwards))
            found += map(Message._make, rows)
    return found


def fetch_found(conn: Connection, span: Span, limit: int, is_backwards: bool) -> list[Message]:
    order = INDEX.c.rowid.desc() if is_backwards else INDEX.c.rowid
    ids = list(conn.execute(with_words(span).order_by(order).limit(limit)).scalars())
    rows = conn.execute(select(*COLUMNS).where(message.c.id.in_(ids)))
    return sorted(map(Message._make, rows), reverse=is_backwards)


def with_words(span: Span) -> Select[Any]:
    """The ids that the index of words has of `span`; it stands first, so that it is walked."""
    assert span.words is not None
    id = INDEX.c.rowid
    rows = select(id).where(span.words, id > span.low, id < span.high)
    if span.filters:
        rows = rows.where(exists().where(message.c.id == id, *span.filters))
    return rows


def page_of(table: Table, span: Span, limit: int, is_backwards: bool) -> Select[Any]:
    id = table.c.message_id
    return (
        select(*COLUMNS)
        .select_from(table.join(message, message.c.id == id))
        .where(span.within(table), *span.filters)
        .order_by(id.desc() if is_backwards else id)
        .limit(limit)
    )


def count(conn: Connection, span: Span) -> int | None:
    if span.words is not None:
        part = with_words(span).limit(COUNTED + 1).subquery()
        found: int = conn.execute(select(func.count()).select_from(part)).scalar_one()
        return found if found <= COUNTED else None
    total = 0
    for table in (mailbox, arrival):
        rows = select(table.c.message_id).where(span.within(table))
        if span.filters:
            rows = rows.join(message, message.c.id == table.c.message_id).where(*span.filters)
        part = rows.limit(COUNTED + 1).subquery()
        total += conn.execute(select(func.count()).select_from(part)).scalar_one()
    return total if total <= COUNTED else None


def check_present(conn: Connection, owner: Any, ids: Iterable[int]) -> None:
    missing = set(ids)
    for table in (mailbox, arrival):
        if missing and owner is not None:
            is_mine = (table.c.owner == owner.id) & (table.c.message_id > owner.floor)
            there = select(table.c.message_id).where(is_mine, table.c.message_id.in_(missing))
            missing -= set(conn.execute(there).scalars())
    if missing:
        raise ItemNotFound(f"{len(missing)} ids are not in this archive")


def times(conn: Connection, ids: Sequence[int]) -> dict[int, int]:
    """When these messages were accepted, in µs since 1970; what is gone is not among them."""
    found: dict[int, int] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        part = message.c.id.in_(ids[start : start + IDS_AT_ONCE])
        for id, at in conn.execute(select(message.c.id, message.c.at).where(part)):
            found[id] = at
    return found


def first_since(conn: Connection, at: int) -> int:
    """The least id whose time is `at` or later, or one more than the last.

    Times never fall along the ids, so a search in them does what an index would, for nothing. An
    id says about when it was: mostly the first look is the last.
    """
    low, high = (conn.execute(select(f(message.c.id))).scalar() for f in (func.min, func.max))
    if low is None or high is None:
        return 1
    guess = number_at(at)
    if low < guess <= high and is_first_since(conn, guess, at):
        return guess
    high += 1
    at_or_after = select(message.c.id, message.c.at).order_by(message.c.id).limit(1)
    while low < high:
        middle = (low + high) // 2
        row = conn.execute(at_or_after.where(message.c.id >= middle)).one()
        if row.at >= at:
            high = middle
        else:
            low = row.id + 1
    return int(low)


def is_first_since(conn: Connection, id: int, at: int) -> bool:
    """Whether what is before that id is older than `at`, and nothing from there on is."""
    id_and_at = select(message.c.id, message.c.at).limit(1)
    last = id_and_at.where(message.c.id < id).order_by(message.c.id.desc())
    first = id_and_at.where(message.c.id >= id).order_by(message.c.id)
    is_first: bool = conn.execute(last).one().at < at <= conn.execute(first).one().at
    return is_first


def time_at(conn: Connection, id: int) -> int | None:
    """When the last message up to that id was accepted; `None`: there is none."""
    last = select(message.c.at).where(message.c.id <= id).order_by(message.c.id.desc()).limit(1)
    return conn.execute(last).scalar()
