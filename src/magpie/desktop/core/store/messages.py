"""Messages in the local database: reading them as entities, adding and changing rows."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from magpie.desktop.core.content import Text
from magpie.desktop.core.entities.message import Delivery, File, Lock, Message, Quote, Reaction
from magpie.desktop.core.entities.problem import Reason
from magpie.desktop.core.safe import label
from magpie.desktop.core.store import secrets
from magpie.desktop.core.store.words import indexed

FILE = msgspec.json.Decoder(File)
QUOTE_MAX = 300  # characters of a quoted message
SEEN = " AND id NOT IN (SELECT message FROM hidden)"


def page(
    db: sqlite3.Connection,
    conversation: int,
    *,
    before: int = 2**62,
    after: int | None = None,
    limit: int = 50,
) -> list[Message]:
    """Those next before `before`, or next after `after`, oldest first."""
    if after is None:
        rows = db.execute(
            f"SELECT * FROM message WHERE conversation = ? AND at < ?{SEEN}"  # noqa: S608
            " ORDER BY at DESC LIMIT ?",
            (conversation, before, limit),
        ).fetchall()[::-1]
    else:
        rows = db.execute(
            f"SELECT * FROM message WHERE conversation = ? AND at > ?{SEEN}"  # noqa: S608
            " ORDER BY at LIMIT ?",
            (conversation, after, limit),
        ).fetchall()
    return entities(db, rows)


def load(db: sqlite3.Connection, ids: Iterable[int]) -> list[Message]:
    """Those that are there, by `at`."""
    one = f"SELECT * FROM message WHERE id = ?{SEEN}"  # noqa: S608
    rows = [row for id in ids for row in db.execute(one, (id,))]
    return sorted(entities(db, rows), key=lambda message: message.at)


def first_unread(db: sqlite3.Connection, conversation: int) -> int:
    """Id of the oldest unread one of theirs, 0 when all is read."""
    row = db.execute(
        "SELECT message.id FROM message JOIN conversation ON conversation.id = conversation"
        " WHERE conversation = ? AND is_own = 0 AND at > read_at"
        " AND message.id NOT IN (SELECT message FROM hidden) ORDER BY at LIMIT 1",
        (conversation,),
    ).fetchone()
    return row[0] if row else 0


def entities(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[Message]:
    """The rows with their reactions and quotes."""
    reactions = _reactions(db, rows)
    return [_entity(db, row, reactions.get(row["id"], ())) for row in rows]


def find(db: sqlite3.Connection, conversation: int, wire_id: str) -> sqlite3.Row | None:
    """The message that others call so: by origin-id or by the stanza's id, the newest of them.

    In a group, the id that the room gave it comes first: nobody else can give it to another.
    """
    if not wire_id:
        return None
    named: sqlite3.Row | None = db.execute(
        "SELECT message.* FROM message JOIN room USING (conversation)"
        " WHERE conversation = ? AND stanza_id = ?",
        (conversation, wire_id),
    ).fetchone()
    if named is not None:
        return named
    # The planner would rather read the whole conversation in its order than sort two rows.
    found = db.execute(
        "SELECT * FROM message INDEXED BY message_origin"
        " WHERE conversation = ?1 AND origin_id = ?2"
        " UNION SELECT * FROM message INDEXED BY message_id"
        " WHERE conversation = ?1 AND message_id = ?2",
        (conversation, wire_id),
    ).fetchall()
    row: sqlite3.Row | None = max(found, key=lambda one: one["at"], default=None)
    return row


def wire_id(row: sqlite3.Row, *, is_group: bool = False) -> str:
    """How to name a message to others (XEP-0461, 0444, 0424: the origin-id before the id).

    "For messages of type 'groupchat', the stanza's 'id' attribute MUST NOT be used": the room's.
    """
    by_room = row["stanza_id"] if is_group else ""
    return str(by_room or row["origin_id"] or row["message_id"])


def free(db: sqlite3.Connection, at: int, step: int = 1) -> int:
    """The time nearest to `at` that no message has, later ones or (step -1) earlier ones."""
    while db.execute("SELECT 1 FROM message WHERE at = ?", (at,)).fetchone():
        at += step
    return at


def add(
    db: sqlite3.Connection,
    conversation: int,
    at: int,
    content: Text,
    *,
    sender: str,
    is_own: bool,
    message_id: str,
    origin_id: str = "",
    stanza_id: str = "",
    is_settled: bool = False,
    delivery: Delivery = Delivery.ON_SERVER,
    wants_mark: bool = False,
    author: str = "",
    name: str = "",
    is_mention: bool = False,
    lock: Lock = Lock.OPEN,
) -> int:
    """A new row at a time that is `free`; its id."""
    file = msgspec.json.encode(content.file) if content.file else None
    cursor = db.execute(
        "INSERT INTO message (conversation, at, is_settled, sender, is_own, message_id, origin_id,"
        " stanza_id, body, delivery, wants_mark, reply, reply_sender, reply_text, file,"
        " author, name, is_mention)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(conversation, at, is_settled, sender, is_own, message_id, origin_id, stanza_id),
            *(content.body, delivery, wants_mark),
            *(content.reply, content.reply_sender, content.reply_text[:QUOTE_MAX], file),
            *(author or sender, name, is_mention),
        ),
    )
    assert cursor.lastrowid is not None
    secrets.set_lock(db, cursor.lastrowid, lock)
    _index(db, at, conversation, content.body, content.file)
    return cursor.lastrowid


def text_of(row: sqlite3.Row) -> Text:
    """What it says, to be sent once more."""
    file = FILE.decode(row["file"]) if row["file"] else None
    return Text(row["body"], row["reply"], row["reply_sender"], row["reply_text"], file)


def move(db: sqlite3.Connection, row: sqlite3.Row, at: int) -> None:
    """The archive, or the room, says when it was."""
    file = FILE.decode(row["file"]) if row["file"] else None
    _unindex(db, row["at"], row["conversation"], row["body"], file)
    db.execute("UPDATE message SET at = ?, is_settled = 1 WHERE id = ?", (at, row["id"]))
    _index(db, at, row["conversation"], row["body"], file)


def rewrite(
    db: sqlite3.Connection, row: sqlite3.Row, body: str, *, retracted: bool, by: str = ""
) -> None:
    """An edit, or (retracted) nothing of it is left, as its sender or a moderator wants."""
    file = FILE.decode(row["file"]) if row["file"] else None
    _unindex(db, row["at"], row["conversation"], row["body"], file)
    if retracted:
        db.execute(
            "UPDATE message SET body = '', file = NULL, is_retracted = 1, reply = '',"
            " reply_text = '', moderator = ? WHERE id = ?",
            (by, row["id"]),
        )
        return
    db.execute("UPDATE message SET body = ?, is_edited = 1 WHERE id = ?", (body, row["id"]))
    _index(db, row["at"], row["conversation"], body, file)


def unseal(db: sqlite3.Connection, row: sqlite3.Row, body: str) -> None:
    """What could not be read has come again, and can be."""
    _unindex(db, row["at"], row["conversation"], row["body"], None)
    db.execute("UPDATE message SET body = ? WHERE id = ?", (body, row["id"]))
    _index(db, row["at"], row["conversation"], body, None)
    secrets.set_lock(db, row["id"], Lock.LOCKED)


def set_file(db: sqlite3.Connection, id: int, file: File) -> list[Message]:
    """What is known of its file now: where it is, what its sum is."""
    row = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
    if row is None or row["is_retracted"]:
        return []
    if row["file"]:
        _unindex(db, row["at"], row["conversation"], row["body"], FILE.decode(row["file"]))
        _index(db, row["at"], row["conversation"], row["body"], file)
    db.execute("UPDATE message SET file = ? WHERE id = ?", (msgspec.json.encode(file), id))
    return load(db, (id,))


def deliver(
    db: sqlite3.Connection, id: int, delivery: Delivery, reason: Reason | None = None
) -> None:
    """How far it has come. It does not go back, but from FAILED and to it."""
    db.execute(
        "UPDATE message SET delivery = ?1, reason = ?2 WHERE id = ?3"
        " AND (delivery < ?1 OR (?1 <= 0 AND delivery <= 0))",
        (delivery, reason or "", id),
    )


def fail(db: sqlite3.Connection, id: int, reason: Reason) -> None:
    """It came back, however far it had come."""
    db.execute(
        "UPDATE message SET delivery = ?, reason = ? WHERE id = ?", (Delivery.FAILED, reason, id)
    )


def deliver_up_to(db: sqlite3.Connection, conversation: int, at: int) -> list[int]:
    """They have read all up to `at`: the ids of those of which that is news."""
    return [
        row[0]
        for row in db.execute(
            "UPDATE message SET delivery = ? WHERE conversation = ? AND is_own = 1 AND at <= ?"
            " AND delivery BETWEEN 1 AND 2 RETURNING id",
            (Delivery.READ, conversation, at),
        )
    ]


def remove(db: sqlite3.Connection, id: int) -> None:
    """It was never written."""
    row = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
    if row:
        file = FILE.decode(row["file"]) if row["file"] else None
        _unindex(db, row["at"], row["conversation"], row["body"], file)
        secrets.set_lock(db, id, Lock.OPEN)
        db.execute("DELETE FROM message WHERE id = ?", (id,))


def hide(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Gone from this machine, and only from it."""
    for id in ids:
        row = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
        if row:
            if not row["is_retracted"]:
                rewrite(db, row, "", retracted=True)
            db.execute("INSERT OR IGNORE INTO hidden VALUES (?)", (id,))


def forget(db: sqlite3.Connection, conversation: int) -> None:
    """All of a conversation; what waits to go out does not."""
    for row in db.execute("SELECT * FROM message WHERE conversation = ?", (conversation,)):
        file = FILE.decode(row["file"]) if row["file"] else None
        _unindex(db, row["at"], conversation, row["body"], file)
        secrets.set_lock(db, row["id"], Lock.OPEN)
    db.execute(
        "DELETE FROM hidden WHERE message IN (SELECT id FROM message WHERE conversation = ?)",
        (conversation,),
    )
    db.execute(
        "DELETE FROM outbox WHERE message IN (SELECT id FROM message WHERE conversation = ?)",
        (conversation,),
    )
    db.execute("DELETE FROM message WHERE conversation = ?", (conversation,))


def _searched(body: str, file: File | None) -> str:
    return indexed(f"{body} {file.name}" if file else body)


def _index(
    db: sqlite3.Connection, at: int, conversation: int, body: str, file: File | None
) -> None:
    db.execute(
        "INSERT INTO found (rowid, words, place) VALUES (?, ?, ?)",
        (at, _searched(body, file), f"c{conversation}"),
    )


def _unindex(
    db: sqlite3.Connection, at: int, conversation: int, body: str, file: File | None
) -> None:
    # A contentless index wants to hear what it has indexed.
    db.execute(
        "INSERT INTO found (found, rowid, words, place) VALUES ('delete', ?, ?, ?)",
        (at, _searched(body, file), f"c{conversation}"),
    )


def _reactions(
    db: sqlite3.Connection, rows: Sequence[sqlite3.Row]
) -> dict[int, tuple[Reaction, ...]]:
    found = {}
    for row in rows:
        chosen: dict[str, list[str]] = {}
        for sender, emojis in db.execute(
            "SELECT sender, emojis FROM reaction WHERE conversation = ?"
            " AND target IN (?, ?, ?) AND target <> '' ORDER BY at",
            (row["conversation"], row["origin_id"], row["message_id"], row["stanza_id"]),
        ):
            for emoji in json.loads(emojis):
                senders = chosen.setdefault(emoji, [])
                sender = sender_of(db, row["conversation"], sender)
                if sender not in senders:
                    senders.append(sender)
        if chosen:
            found[row["id"]] = tuple(Reaction(e, tuple(who)) for e, who in chosen.items())
    return found


def sender_of(db: sqlite3.Connection, conversation: int, author: str) -> str:
    """Whose words they are: in a room, what is known now of who has that occupant-id."""
    row = db.execute(
        "SELECT sender FROM occupant WHERE conversation = ? AND author = ?", (conversation, author)
    ).fetchone()
    return row[0] if row else author


def _quote(db: sqlite3.Connection, row: sqlite3.Row) -> Quote | None:
    if not row["reply"]:
        return None
    original = find(db, row["conversation"], row["reply"])
    if original is None:
        name = row["reply_sender"].partition("/")[2] if row["name"] else ""
        return Quote(0, row["reply_sender"], row["reply_text"], label(name))
    file = FILE.decode(original["file"]) if original["file"] else None
    text = original["body"][:QUOTE_MAX] or (file.name if file else "")
    return Quote(original["id"], original["sender"], text, label(original["name"]))


def _entity(db: sqlite3.Connection, row: sqlite3.Row, reactions: tuple[Reaction, ...]) -> Message:
    hidden = "/" in row["sender"]  # an occupant of a room that hides addresses
    return Message(
        id=row["id"],
        conversation=row["conversation"],
        at=row["at"],
        sender=sender_of(db, row["conversation"], row["author"]) if hidden else row["sender"],
        is_own=bool(row["is_own"]),
        body=row["body"],
        delivery=Delivery(row["delivery"]),
        reason=Reason(row["reason"]) if row["reason"] else None,
        is_edited=bool(row["is_edited"]),
        is_retracted=bool(row["is_retracted"]),
        reply=_quote(db, row),
        reactions=reactions,
        file=FILE.decode(row["file"]) if row["file"] else None,
        name=label(row["name"]),
        is_mention=bool(row["is_mention"]),
        moderator=label(row["moderator"]),
        lock=secrets.lock_of(db, row["id"]),
    )
