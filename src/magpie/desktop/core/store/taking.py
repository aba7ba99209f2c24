"""What arrived goes into the local database: once, in its place, applied to what it is about.

The archive's order is the order. A page of it is given floors (read forwards) or ceilings (read
backwards) so that equal or imprecise stamps cannot put its messages before their predecessors or
behind their successors; a live message takes the server's time now, and never a place before what
is there. A message is known again by the archive's id, or else by the id that its sender gave it.

In a room it is the room's order: an own message stands where the room has reflected it. Who may
change a message is its `author`: the sender, or in a room who has the same occupant-id (XEP-0421).
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from magpie.desktop.core.content import (
    Arrival,
    Displayed,
    Edit,
    Moderation,
    Reactions,
    Receipt,
    Retraction,
    Text,
    Tombstone,
)
from magpie.desktop.core.entities.conversation import Kind
from magpie.desktop.core.entities.message import Delivery, Lock, Message
from magpie.desktop.core.store import conversations, messages, outbox, rooms, secrets
from magpie.desktop.core.store.naming import names_me

REACTIONS_MAX = 20
AHEAD = 60_000_000  # µs: clocks agree no better
SECOND = 1_000_000  # µs
EDIT, LOCKED_EDIT = "edit", "edit-locked"
EMOJI_MAX = 16  # characters


@dataclass(slots=True)
class Taken:
    """What is different now.

    Attributes:
        added, changed: ids of messages that are new, or read otherwise.
        conversations: ids of those that are touched.
        last: `Message.at` of the last message stored or known again.
        unsettled: whether own messages stand there without the archive's word.
    """

    added: list[int] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    conversations: set[int] = field(default_factory=set)
    last: int = 0
    unsettled: bool = False

    def messages(self, db: sqlite3.Connection) -> tuple[list[Message], list[Message]]:
        """The new ones and the changed ones."""
        return (
            messages.load(db, self.added),
            messages.load(db, self.changed - set(self.added)),
        )


def take(
    db: sqlite3.Connection,
    account: int,
    arrivals: Iterable[Arrival],
    now: int,
    *,
    floor: int = 0,
) -> Taken:
    """Live arrivals, or a page of the archive read forwards, in order.

    `now` is µs since 1970 by the server's clock; what the archive gives stands after `floor`.
    """
    taken = Taken(last=floor)
    for arrival in arrivals:
        conversation = _place(db, account, arrival)
        if arrival.source == "archive":
            at = max(arrival.at or now, taken.last + 1)
        else:  # whoever sends may say when: all that came later would have to stand behind it
            at = arrival.at if 0 < arrival.at < now + AHEAD else now
            if arrival.is_group and arrival.at:  # what a room has kept it tells in its order
                at = max(at, taken.last + 1)
        _take(db, taken, account, conversation, arrival, at, 1)
    return taken


def take_older(
    db: sqlite3.Connection, account: int, peer: str, arrivals: Iterable[Arrival], now: int
) -> Taken:
    """A page of the archive that stands before all that is here of this conversation."""
    conversation = conversations.find(db, account, peer)
    row = db.execute(
        "SELECT min(at) FROM message WHERE conversation = ? AND stanza_id <> ''", (conversation,)
    ).fetchone()
    ceiling = row[0] or now
    taken = Taken()
    for arrival in reversed(list(arrivals)):
        at = min(arrival.at or ceiling, ceiling - 1)
        _take(db, taken, account, conversation, arrival, at, -1)
        ceiling = min(ceiling, taken.last or ceiling)
    return taken


def author_of(arrival: Arrival) -> str:
    """Who may change what it brings."""
    is_known = arrival.is_group and not arrival.is_own
    return (arrival.occupant if is_known else "") or arrival.sender


def _place(db: sqlite3.Connection, account: int, arrival: Arrival) -> int:
    kind = Kind.GROUP if arrival.is_group else Kind.PERSON
    return conversations.opened(db, account, arrival.peer, kind)


def _take(
    db: sqlite3.Connection,
    taken: Taken,
    account: int,
    conversation: int,
    arrival: Arrival,
    at: int,
    step: int,
) -> None:
    content = arrival.content
    if arrival.is_group and not arrival.is_own and arrival.occupant:
        rooms.met(db, conversation, arrival.occupant, arrival.sender)
    if isinstance(content, Text | Tombstone):
        text = content if isinstance(content, Text) else Text("")
        known = _known(db, conversation, arrival, text)
        if known:
            _know_again(db, taken, account, known, arrival, at, step)
            if arrival.lock is Lock.LOCKED and secrets.lock_of(db, known["id"]) is Lock.SEALED:
                _unseal(db, taken, known["id"], text)
        else:
            _add(db, taken, conversation, arrival, text, at, step)
        if isinstance(content, Tombstone):
            _bury(db, taken, conversation, arrival.stanza_id, content.by)
    else:
        _amend(db, taken, conversation, arrival, at)
        if arrival.is_own:
            outbox.done(db, account, arrival.origin_id or arrival.id)


def _unseal(db: sqlite3.Connection, taken: Taken, id: int, content: Text) -> None:
    row = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
    messages.unseal(db, row, content.body)
    taken.changed.add(id)
    taken.conversations.add(row["conversation"])


def _known(
    db: sqlite3.Connection, conversation: int, arrival: Arrival, content: Text
) -> sqlite3.Row | None:
    """The row of a message that came before, by another way."""
    if arrival.stanza_id:
        row: sqlite3.Row | None = db.execute(
            "SELECT * FROM message WHERE conversation = ? AND stanza_id = ?",
            (conversation, arrival.stanza_id),
        ).fetchone()
        if row:
            return row
    for name in filter(None, (arrival.origin_id, arrival.id)):
        row = messages.find(db, conversation, name)
        if row and _is_theirs(row, arrival, content):
            if Lock.SEALED in (arrival.lock, secrets.lock_of(db, row["id"])):
                return row  # of one of the two there is no text to compare
            if _is_same(row, arrival, content):
                return row
    return None


def _is_theirs(row: sqlite3.Row, arrival: Arrival, content: Text) -> bool:
    if row["author"] == author_of(arrival):
        return True
    # A room without occupant-ids tells of one's own words from before like of anybody's
    is_unknown = arrival.is_group and not arrival.occupant
    return is_unknown and bool(row["is_own"]) and row["body"] == content.body


def _is_same(row: sqlite3.Row, arrival: Arrival, content: Text) -> bool:
    if row["stanza_id"] and arrival.stanza_id:
        # An archive has a message once: two ids of it are two messages, unless its sender, killed
        # before it heard that the server has it, sent it again under its unique id (XEP-0359).
        is_again = bool(arrival.origin_id) and row["origin_id"] == arrival.origin_id
        return is_again and row["body"] == content.body
    # COMPAT: some clients count their ids from 1 anew at each start
    return bool(row["is_own"]) or row["body"] == content.body or bool(row["is_edited"])


def _know_again(
    db: sqlite3.Connection,
    taken: Taken,
    account: int,
    row: sqlite3.Row,
    arrival: Arrival,
    at: int,
    step: int,
) -> None:
    id = row["id"]
    if arrival.stanza_id and not row["stanza_id"]:
        db.execute("UPDATE message SET stanza_id = ? WHERE id = ?", (arrival.stanza_id, id))
        _apply_read(db, row["conversation"], arrival.stanza_id)
    if arrival.source == "archive" and not row["is_settled"]:
        if row["at"] != at:
            at = messages.free(db, at, step)
        messages.move(db, row, at)
        taken.changed.add(id)
    elif arrival.is_group and row["is_own"] and not row["is_settled"]:
        at = _reflected(db, taken, row, arrival)
    else:
        at = row["at"]
    if arrival.is_group and row["is_own"]:
        messages.deliver(db, id, Delivery.DELIVERED)
        taken.changed.add(id)
    elif row["is_own"] and row["delivery"] <= 0:  # waiting or failed, and yet the server has it
        messages.deliver(db, id, Delivery.ON_SERVER)
        taken.changed.add(id)
    if row["is_own"]:
        outbox.done(db, account, arrival.origin_id or arrival.id)
    taken.last = at
    if id in taken.changed:
        taken.conversations.add(row["conversation"])


def _reflected(db: sqlite3.Connection, taken: Taken, row: sqlite3.Row, arrival: Arrival) -> int:
    """The room has said it to all just now: it stands behind what the room said before."""
    newest = db.execute(
        "SELECT max(at) FROM message WHERE conversation = ? AND id <> ? AND stanza_id <> ''",
        (row["conversation"], row["id"]),
    ).fetchone()[0]
    at = row["at"]
    if newest and newest > at:
        at = messages.free(db, newest + 1)
    messages.move(db, row, at)
    taken.changed.add(row["id"])
    return int(at)


def _behind(newest: int, at: int) -> int:
    """Where a kept message stands that comes live: a stamp of whole seconds says no more than that.

    It came after all that is there, so it stands behind what is of the same second.
    """
    is_coarse = at % SECOND == 0 and at <= newest < at + SECOND
    return newest + 1 if is_coarse else at


def _add(
    db: sqlite3.Connection,
    taken: Taken,
    conversation: int,
    arrival: Arrival,
    content: Text,
    at: int,
    step: int,
) -> None:
    if arrival.source != "archive":
        newest = db.execute(
            "SELECT max(at) FROM message WHERE conversation = ?", (conversation,)
        ).fetchone()[0]
        at = _behind(newest or 0, at) if arrival.at else max(at, (newest or 0) + 1)
    at = messages.free(db, at, step)
    is_reflected = arrival.is_group and arrival.is_own
    id = messages.add(
        db,
        conversation,
        at,
        content,
        sender=arrival.sender,
        is_own=arrival.is_own,
        message_id=arrival.id,
        origin_id=arrival.origin_id,
        stanza_id=arrival.stanza_id,
        is_settled=arrival.source == "archive",
        wants_mark=arrival.wants_mark,
        author=author_of(arrival),
        name=arrival.name,
        is_mention=arrival.is_group and names_me(db, conversation, arrival, content),
        delivery=Delivery.DELIVERED if is_reflected else Delivery.ON_SERVER,
        lock=arrival.lock,
    )
    taken.last = at
    taken.added.append(id)
    taken.conversations.add(conversation)
    taken.unsettled |= not (arrival.stanza_id or arrival.is_group)
    if arrival.stanza_id:
        _apply_read(db, conversation, arrival.stanza_id)
    if arrival.is_own and step > 0:  # who answers has read
        conversations.read_to(db, conversation, at)
    if step > 0:
        conversations.bring_back(db, conversation)
    _apply_amendments(db, taken, id)


def _apply_read(db: sqlite3.Connection, conversation: int, stanza_id: str) -> None:
    row = db.execute("SELECT read_id FROM conversation WHERE id = ?", (conversation,)).fetchone()
    if row[0] == stanza_id:
        conversations.read_to_id(db, conversation, stanza_id)


def _amend(
    db: sqlite3.Connection, taken: Taken, conversation: int, arrival: Arrival, at: int
) -> None:
    """Kept by what it is about, for that may come later; applied if it is here."""
    content = arrival.content
    kind, body = "", ""
    match content:
        case Reactions(target, emojis):
            _react(db, conversation, author_of(arrival), target, emojis, at)
        case Edit(target, body):
            kind = EDIT if arrival.lock is Lock.OPEN else LOCKED_EDIT
        case Retraction(target):
            kind = "retraction"
        case Moderation(target, body):
            kind = "moderation"
        case Receipt(target):
            kind = "receipt"
        case Displayed(target):
            kind = "displayed"
        case _:
            return
    if kind:
        db.execute(
            "INSERT INTO amendment VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            " ON CONFLICT DO UPDATE SET body = excluded.body, at = excluded.at"
            " WHERE excluded.at > amendment.at",
            (conversation, target, author_of(arrival), kind, body, at),
        )
    row = messages.find(db, conversation, target)
    if row is None:
        return
    taken.changed.add(row["id"])
    taken.conversations.add(conversation)
    _apply_amendments(db, taken, row["id"])


def _react(
    db: sqlite3.Connection,
    conversation: int,
    sender: str,
    target: str,
    emojis: tuple[str, ...],
    at: int,
) -> None:
    kept = [emoji for emoji in dict.fromkeys(emojis) if 0 < len(emoji) <= EMOJI_MAX]
    db.execute(
        "INSERT INTO reaction VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT DO UPDATE SET emojis = excluded.emojis, at = excluded.at"
        " WHERE excluded.at >= reaction.at",
        (conversation, target, sender, json.dumps(kept[:REACTIONS_MAX]), at),
    )


def _apply_amendments(db: sqlite3.Connection, taken: Taken, id: int) -> None:
    """All that others have said about a message: only its sender may change it."""
    row = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
    found = db.execute(
        "SELECT sender, kind, body FROM amendment WHERE conversation = ? AND target IN (?, ?, ?)"
        " AND target <> '' ORDER BY kind IN ('retraction', 'moderation'), at",
        (row["conversation"], row["origin_id"], row["message_id"], row["stanza_id"]),
    ).fetchall()
    for sender, kind, body in found:
        is_sender = sender == row["author"]
        if kind in (EDIT, LOCKED_EDIT) and is_sender and not row["is_retracted"]:
            _edit(db, id, body, is_open=kind == EDIT)
        elif kind == "retraction" and is_sender and not row["is_retracted"]:
            row = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
            messages.rewrite(db, row, "", retracted=True)
        elif kind == "moderation":
            _bury(db, taken, row["conversation"], row["stanza_id"], body)
        elif kind == "receipt" and row["is_own"] and not is_sender:
            messages.deliver(db, id, Delivery.DELIVERED)
        elif kind == "displayed" and is_sender is False and row["is_own"]:
            taken.changed |= set(messages.deliver_up_to(db, row["conversation"], row["at"]))
        elif kind == "displayed" and not is_sender:  # own marker of another device
            conversations.read_to(db, row["conversation"], row["at"])


def _bury(db: sqlite3.Connection, taken: Taken, conversation: int, stanza_id: str, by: str) -> None:
    """The room has taken it back: only its own id counts (XEP-0425, 3)."""
    row = db.execute(
        "SELECT * FROM message WHERE conversation = ? AND stanza_id = ?", (conversation, stanza_id)
    ).fetchone()
    if row is not None and stanza_id and not row["is_retracted"]:
        messages.rewrite(db, row, "", retracted=True, by=by)
        taken.changed.add(row["id"])
        taken.conversations.add(conversation)


def _edit(db: sqlite3.Connection, id: int, body: str, *, is_open: bool) -> None:
    row = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
    if body != row["body"]:
        messages.rewrite(db, row, body, retracted=False)
    if is_open:  # what it reads now was to be seen by the servers
        secrets.set_lock(db, id, Lock.OPEN)
