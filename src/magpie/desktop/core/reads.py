"""Up to where conversations are read, told to one's other devices and to who wrote (0490, 0333)."""

import sqlite3

from magpie.base.log import get_logger
from magpie.desktop.core.content import Displayed, Outgoing
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.core.ids import new_id
from magpie.desktop.core.link import ReadElsewhere
from magpie.desktop.core.outbox import Outbox
from magpie.desktop.core.session import Session
from magpie.desktop.core.store import conversations, rooms
from magpie.desktop.core.store.database import Database

log = get_logger(__name__)


class Reads:
    """Of one account."""

    def __init__(self, session: Session, database: Database, outbox: Outbox) -> None:
        self._session = session
        self._database = database
        self._outbox = outbox
        self._marked: dict[int, str] = {}  # the last marker of each conversation

    async def tell(self, conversation: int, address: str, *, to_sender: bool) -> None:
        """It was read to its end. What cannot go out now goes with the next connection."""
        last = await self._database.read(conversations.last_of_theirs, conversation)
        if last is None:
            return
        if (
            to_sender
            and last["wants_mark"]
            and self._marked.get(conversation) != last["message_id"]
        ):
            self._marked[conversation] = last["message_id"]
            outgoing = Outgoing(new_id(), address, Displayed(last["message_id"]))
            await self._outbox.write(lambda _: (outgoing, None, None))
        await self._publish(conversation, address)

    async def fetch(self) -> list[ReadElsewhere]:
        """What other devices have read; what this one read offline goes out."""
        if not self._session.abilities.read_positions:
            return []
        positions = {one.peer: one for one in await self._session.link.read_positions()}
        for id, address, stanza_id in await self._database.read(_read, self._session.account):
            known = positions.get(address)
            if known is None or await self._database.read(
                _is_before, id, known.stanza_id, stanza_id
            ):
                await self._publish(id, address)
                positions.pop(address, None)
        return list(positions.values())

    async def _publish(self, conversation: int, address: str) -> None:
        if not (self._session.is_online and self._session.abilities.read_positions):
            return
        stanza_id, is_group = await self._database.read(_position, conversation)
        if stanza_id:
            try:
                await self._session.link.set_read_position(address, stanza_id, is_group=is_group)
            except Problem as problem:  # the next connection does it
                log.info("read.untold", account=self._session.account, reason=str(problem))


def _position(db: sqlite3.Connection, conversation: int) -> tuple[str, bool]:
    """(the archive's id of the last message that is read, whether it is a room's archive)."""
    return _read_id(db, conversation), rooms.one(db, conversation) is not None


def _read_id(db: sqlite3.Connection, conversation: int) -> str:
    """The archive's id of the last message that is read."""
    row = db.execute(
        "SELECT stanza_id FROM message JOIN conversation ON conversation.id = conversation"
        " WHERE conversation = ? AND at <= read_at AND stanza_id <> '' ORDER BY at DESC LIMIT 1",
        (conversation,),
    ).fetchone()
    return row[0] if row else ""


def _read(db: sqlite3.Connection, account: int) -> list[tuple[int, str, str]]:
    """(id, address, archive's id of what is read) of conversations where something is."""
    rows = db.execute(
        "SELECT id, address FROM conversation WHERE account = ? AND read_at > 0", (account,)
    ).fetchall()
    found = [(row["id"], row["address"], _read_id(db, row["id"])) for row in rows]
    return [one for one in found if one[2]]


def _is_before(db: sqlite3.Connection, conversation: int, known: str, ours: str) -> bool:
    """Whether the position `known` is one that ours is beyond of."""
    rows = dict(
        db.execute(
            "SELECT stanza_id, at FROM message WHERE conversation = ? AND stanza_id IN (?, ?)",
            (conversation, known, ours),
        ).fetchall()
    )
    return known in rows and rows[known] < rows[ours]
