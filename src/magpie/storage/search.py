"""The index of words (XEP-0431): one more reading of the journal, some moments behind it.

Theory of operation. A message's row in `search` has its tokens (see `words`), then one token for
each archive that holds it, and one for that archive with the other side. So "this word in Romeo's
talk with Juliet" is one intersection of lists that are in the order of the ids, which is that of
time, and a page of it does not cost more where others have written more. What the index says of an
archive is not believed: the mailbox decides.

A cursor (`meta.INDEXED`) moves on in the transaction that adds the rows; what goes from `message`
goes from here in the same transaction. On SQLite `search` is an FTS5 table with a plain tokenizer,
for the tokens are made here; on PostgreSQL a column of `tsvector` under a GIN index.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    cast,
    column,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import table as named
from sqlalchemy import text as sql
from sqlalchemy.types import UserDefinedType

from magpie.storage import meta
from magpie.storage.tables import address, arrival, mailbox, message
from magpie.storage.words import Phrase, document
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import parse_element
from magpie.xmpp.worth import is_encrypted

# Beside the tables of `tables.py`; a row's number is the message's
CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search USING fts5"
        "(tokens, columnsize = 0, tokenize = \"ascii tokenchars '@#'\")",
    ),
    "postgresql": (
        "CREATE TABLE search (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)",
        "CREATE INDEX search_tokens ON search USING gin (tokens)",
    ),
}
INDEX = named("search", column("rowid"), column("tokens"))
ADD = {
    "sqlite": sql("INSERT INTO search (rowid, tokens) VALUES (:id, :tokens)"),
    "postgresql": sql("INSERT INTO search VALUES (:id, CAST(:tokens AS tsvector))"),
}
# Only where one of these is, it takes a closer look: in a text there is no "<"
MAY_BE_ENCRYPTED = re.compile(rb"<(?:[^ >:]*:)?(?:encrypt|openpgp)|jabber:x:encrypted")


class TsQuery(UserDefinedType[str]):
    """PostgreSQL's `tsquery`, without 2 MB of everything else that SQLAlchemy knows of it."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "TSQUERY"


class Found(NamedTuple):
    """A message to be found: its tokens in their order, and the archives that hold it."""

    id: int
    tokens: list[str]
    places: list[str]


class Slice(NamedTuple):
    """Part of the journal: what is to be found of it, and the last id that was looked at.

    `is_full`: there may be more behind it.
    """

    end: int
    is_full: bool
    found: list[Found]


def read(conn: Connection, limit: int) -> Slice | None:
    """What is next to be indexed, or `None`: everything has been."""
    after = meta.get_int(conn, meta.INDEXED)
    newest = conn.execute(select(func.max(message.c.id))).scalar() or 0
    if newest <= after:
        return None
    names = ("id", "sender", "recipient", "stanza", "body")
    wanted = select(*(message.c[name] for name in names)).order_by(message.c.id).limit(limit)
    has_body = message.c.body.is_not(None) & (message.c.body != "")
    rows = conn.execute(wanted.where(message.c.id > after, has_body)).all()
    is_full = len(rows) == limit
    end = rows[-1].id if is_full else newest
    held = holders(conn, rows)
    readable = [row for row in rows if row.id in held and not is_secret(row)]
    return Slice(
        end, is_full, [Found(row.id, document(row.body), held[row.id]) for row in readable]
    )


def add(conn: Connection, slice: Slice) -> None:
    """Put a slice into the index, without what was deleted or taken back since it was read."""
    ids = [one.id for one in slice.found]
    still = select(message.c.id).where(message.c.id.in_(ids), message.c.body.is_not(None))
    there = set(conn.execute(still).scalars())
    forget(conn, ids)  # another node may have been as fast
    write = written[conn.dialect.name]
    rows = [{"id": one.id, "tokens": write(one)} for one in slice.found if one.id in there]
    if rows:
        conn.execute(ADD[conn.dialect.name], rows)
    meta.set_int(conn, meta.INDEXED, max(slice.end, meta.get_int(conn, meta.INDEXED)))


def forget(conn: Connection, ids: Iterable[int]) -> None:
    """These can no longer be found."""
    conn.execute(delete(INDEX).where(INDEX.c.rowid.in_(list(ids))))


def forget_up_to(conn: Connection, id: int) -> None:
    """Neither can any of these."""
    conn.execute(delete(INDEX).where(INDEX.c.rowid <= id))


def create(conn: Connection) -> None:
    """Make an empty index."""
    for statement in CREATE[conn.dialect.name]:
        conn.exec_driver_sql(statement)


def clear(conn: Connection) -> None:
    """Have no index: the next `read` begins with the first message."""
    if meta.get(conn, meta.INDEXED) is None:
        return
    # At once, where deleting a million rows takes minutes
    conn.exec_driver_sql("DROP TABLE search")
    create(conn)
    meta.remove(conn, meta.INDEXED)


def is_secret(row: Row[Any]) -> bool:
    """Whether the text only says that there is another, for those who have a key."""
    if row.body.startswith("?OTR"):
        return True
    if not MAY_BE_ENCRYPTED.search(row.stanza):
        return False
    try:
        return is_encrypted(parse_element(bytes(row.stanza)))
    except StreamError:
        return True


def holders(conn: Connection, rows: Sequence[Row[Any]]) -> dict[int, list[str]]:
    """By message, the tokens of the archives that hold it.

    Whoever holds a message is one of its two sides: a room, for what was said there.
    """
    if not rows:
        return {}
    sides = {side.partition("/")[0] for row in rows for side in (row.sender, row.recipient)}
    owners = select(address.c.id).where(address.c.jid.in_(sides))
    numbers = list(conn.execute(owners).scalars())
    found: dict[int, list[str]] = {}
    for table in (mailbox, arrival):
        part = table.c.message_id.between(rows[0].id, rows[-1].id) & table.c.owner.in_(numbers)
        boxes = select(table.c.message_id, table.c.owner, table.c.peer).where(part)
        for id, owner, peer in conn.execute(boxes):
            found.setdefault(id, []).extend((place(owner), place(owner, peer)))
    return found


def place(owner: int, peer: int | None = None) -> str:
    """The token of an archive, or of the talk with somebody in it. No word begins so."""
    return f"@{owner}" if peer is None else f"@{owner}#{peer}"


def as_text(found: Found) -> str:
    return " ".join(found.tokens + found.places)


def as_vector(found: Found) -> str:
    tokens = [f"'{token}':{number}" for number, token in enumerate(found.tokens, 1)]
    return " ".join(tokens + [f"'{token}'" for token in found.places])


written = {"sqlite": as_text, "postgresql": as_vector}


def matches(
    conn: Connection, wanted: tuple[Phrase, ...], owner: int, peer: int | None
) -> ColumnElement[bool]:
    """The condition on `INDEX` for messages of an archive that have all of these phrases."""
    every = [*wanted, (place(owner, peer),)]
    if conn.dialect.name == "sqlite":
        text = " AND ".join(f'"{" ".join(phrase)}"' for phrase in every)
        is_found: ColumnElement[bool] = literal_column("search").op("MATCH")(text)
    else:
        quoted = (" <-> ".join(f"'{token}'" for token in phrase) for phrase in every)
        is_found = INDEX.c.tokens.op("@@")(
            cast(" & ".join(f"({one})" for one in quoted), TsQuery())
        )
    return is_found & is_held(owner, peer)


def is_held(owner: int, peer: int | None) -> ColumnElement[bool]:
    here = [table.c.owner == owner for table in (mailbox, arrival)]
    if peer is not None:
        here = [one & (t.c.peer == peer) for one, t in zip(here, (mailbox, arrival), strict=True)]
    settled = exists().where(here[0], mailbox.c.message_id == INDEX.c.rowid)
    return or_(settled, INDEX.c.rowid.in_(select(arrival.c.message_id).where(here[1])))
