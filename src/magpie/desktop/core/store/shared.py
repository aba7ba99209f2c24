"""What was exchanged in a conversation: pictures, files, voices and links, the newest first."""

import sqlite3
from collections.abc import Iterator

from magpie.desktop.core.entities.message import FileKind, Message
from magpie.desktop.core.entities.shared import Shared, Sort
from magpie.desktop.core.store import messages
from magpie.desktop.core.styling import links

KINDS = {
    Sort.PICTURES: (FileKind.IMAGE, FileKind.VIDEO),
    Sort.FILES: (FileKind.OTHER,),
    Sort.VOICES: (FileKind.VOICE, FileKind.AUDIO),
}


def page(
    db: sqlite3.Connection, conversation: int, sort: Sort, before: int, limit: int
) -> list[Shared]:
    """Those of a sort that stand before `before` (0: now). A message's links stay together."""
    found: list[Shared] = []
    for message in _messages(db, conversation, sort, before or 2**62, limit):
        if sort is Sort.LINKS:
            web = (link for link in links(message.body) if link.startswith("http"))
            found += [Shared(message, link) for link in dict.fromkeys(web)]
        elif message.file and message.file.kind in KINDS[sort]:
            found.append(Shared(message))
        if len(found) >= limit:
            break
    return found


def _messages(
    db: sqlite3.Connection, conversation: int, sort: Sort, before: int, limit: int
) -> Iterator[Message]:
    has = "body LIKE '%http%://%'" if sort is Sort.LINKS else "file IS NOT NULL"
    query = (
        f"SELECT * FROM message WHERE conversation = ? AND at < ? AND {has}{messages.SEEN}"  # noqa: S608
        " ORDER BY at DESC LIMIT ?"
    )
    while rows := db.execute(query, (conversation, before, limit)).fetchall():
        yield from messages.entities(db, rows)
        before = rows[-1]["at"]
