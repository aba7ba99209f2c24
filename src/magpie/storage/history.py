"""Bringing history into the journal: messages of the past, put where they belong by their time.

Theory of operation. Ids rise with the times of messages, everywhere, and are never changed. So a
message of the past gets a free id among those of its time (`ids.number_at`), or the very id that it
had where it came from, when that is of the same key and free. Where there is none within a second
of its time (many messages came at once there) it stays out, and the caller is told.

What two people here wrote to each other comes with both of them. The second time it is known: same
sender, same content, about the same time; and only the other archive gets its row.

The index of words begins anew before the first id that was touched. On SQLite what has arrived is
settled first: every id in `arrival` is greater than any in `mailbox`, and nothing else is written
to the journal meanwhile, for the server does not run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, text

from magpie.storage import meta
from magpie.storage.archive import find, first_since
from magpie.storage.ids import number_at
from magpie.storage.sqlite import SETTLE
from magpie.storage.tables import address, mailbox, message
from magpie.storage.upsert import upsert
from magpie.xmpp.canonical import fingerprint
from magpie.xmpp.element import Element
from magpie.xmpp.parser import parse_element

SLACK = 1_000_000  # µs by which a message may come out later than it was
ALIKE = 10_000_000  # µs: two servers, or two archives of one, note the same message so far apart
PAGE = 200
ADD_ADDRESS = text("INSERT INTO address (jid) VALUES (:jid) ON CONFLICT DO NOTHING")
HOLD = upsert(mailbox)


class Past(NamedTuple):
    """A message that comes in. `peer`: the other side, as the archive's owner sees it.

    `id`: the one that it had under this database's key, if it had one. `is_waiting`: its recipient
    has not had it, and it is kept until then, in no archive (see `cursors`).
    """

    at: int
    sender: str
    recipient: str
    kind: str
    element: Element
    peer: str
    id: int | None = None


class Placed(NamedTuple):
    """What became of one. `id` 0: there was no room. `is_new`: the journal did not have it."""

    id: int
    is_new: bool = False
    is_held: bool = False  # it is in this archive only now


class Place(NamedTuple):
    id: int
    at: int


def begin(conn: Connection) -> None:
    """To be called first in each transaction."""
    if conn.dialect.name == "sqlite":
        for statement in SETTLE:
            conn.exec_driver_sql(statement)
    else:
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({meta.LOCK})")


def is_empty(conn: Connection) -> bool:
    """Whether there never was a message: then the ids of another server can be its own."""
    first = conn.execute(select(message.c.id).limit(1)).scalar()
    return first is None and meta.get(conn, meta.LAST_ID) is None


class Track:
    """Walks along the journal, in which messages that are ever later find their places."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._before = Place(0, 0)
        self._ahead: deque[Place] = deque()
        self._read_to = 0  # rows up to this id are, or were, in `_ahead`
        self._is_end = False

    def place(self, at: int, wanted: int | None = None) -> Place | None:
        """A free place for a message of that time, or `None`."""
        if wanted is not None and self._fits(wanted, at):
            return self._take(Place(wanted, at))
        self._pass_time(at)
        floor, later = self._before, 0
        while floor.at <= at + SLACK:
            id = max(floor.id + 1, number_at(at))
            following = self._following(later)
            if following is not None and id >= following.id:
                id = floor.id + 1
            if following is None or id < following.id:
                for _ in range(later):
                    self._ahead.popleft()
                return self._take(Place(id, max(at, floor.at)))
            floor, later = following, later + 1
        return None

    def _take(self, place: Place) -> Place:
        self._before = place
        return place

    def _fits(self, id: int, at: int) -> bool:
        self._pass_id(id)
        before, following = self._before, self._following(0)
        is_later = before.id < id and before.at <= at
        return is_later and (following is None or (id < following.id and at <= following.at))

    def _pass_time(self, at: int) -> None:
        while (following := self._following(0)) is not None and following.at <= at:
            if len(self._ahead) >= PAGE and self._ahead[-1].at <= at:
                self._jump(first_since(self._conn, at + 1))
            else:
                self._before = self._ahead.popleft()

    def _pass_id(self, id: int) -> None:
        while (following := self._following(0)) is not None and following.id < id:
            if len(self._ahead) >= PAGE and self._ahead[-1].id < id:
                self._jump(id)
            else:
                self._before = self._ahead.popleft()

    def _jump(self, id: int) -> None:
        """Go on before that id, without reading all that is before it."""
        columns = select(message.c.id, message.c.at).order_by(message.c.id.desc()).limit(1)
        last = self._conn.execute(columns.where(message.c.id < id)).one()
        self._before = max(self._before, Place(last.id, last.at))
        self._ahead.clear()
        self._read_to = id - 1

    def _following(self, index: int) -> Place | None:
        """The row that many after the next one."""
        while len(self._ahead) <= index and not self._is_end:
            columns = select(message.c.id, message.c.at).order_by(message.c.id).limit(PAGE)
            after = max(self._read_to, self._before.id)
            rows = self._conn.execute(columns.where(message.c.id > after)).all()
            self._ahead.extend(Place(*row) for row in rows)
            self._is_end = len(rows) < PAGE
            if rows:
                self._read_to = rows[-1].id
        return self._ahead[index] if index < len(self._ahead) else None


class History:
    """Takes one archive's history, in portions that are ever later."""

    def __init__(self, conn: Connection, owner: str, box: str | None = None) -> None:
        """`box`: the mailbox, where it is not the archive (see `cursors.UNTIL_TAKEN`)."""
        self._conn = conn
        self._owner = owner
        self._box = box or owner
        self._track = Track(conn)
        self._used: dict[int, int] = {}  # ids that became of messages lately, and their times
        self.lowest = 0  # the least id that was touched

    def add(self, portion: Sequence[Past]) -> list[Placed]:
        """Put these in; what became of each."""
        numbers = numbered(self._conn, [self._box, *{one.peer for one in portion}])
        self._used = {id: at for id, at in self._used.items() if at >= portion[0].at - ALIKE}
        known = self._known(portion, numbers)
        placed: list[Placed] = []
        messages: list[dict[str, Any]] = []
        held: list[dict[str, Any]] = []
        mine = self._held(list(known.values()), numbers[self._box])
        for index, one in enumerate(portion):
            if index in known:
                outcome = Placed(known[index], False, known[index] not in mine)
            else:
                outcome = self._placed(one, messages)
            placed.append(outcome)
            self._used[outcome.id] = one.at + ALIKE
            if outcome.is_held:
                row = {"owner": numbers[self._box], "message_id": outcome.id}
                held.append(row | {"peer": numbers[one.peer]})
                self.lowest = min(self.lowest or outcome.id, outcome.id)
        if messages:
            self._conn.execute(insert(message), messages)
        if held:
            self._conn.execute(HOLD, held)
        return placed

    def finish(self) -> None:
        """Let the index of words begin anew before what was touched."""
        if self.lowest and meta.get_int(self._conn, meta.INDEXED) >= self.lowest:
            meta.set_int(self._conn, meta.INDEXED, self.lowest - 1)

    def _placed(self, one: Past, messages: list[dict[str, Any]]) -> Placed:
        place = self._track.place(one.at, one.id)
        if place is None:
            return Placed(0)
        messages.append(
            {
                "id": place.id,
                "at": place.at,
                "sender": one.sender,
                "recipient": one.recipient,
                "kind": one.kind,
                "stanza": one.element.to_bytes("jabber:client"),
                "body": one.element.child_text("body"),
                "origin": None,
            }
        )
        return Placed(place.id, True, True)

    def _held(self, ids: list[int], box: int) -> set[int]:
        is_mine = (mailbox.c.owner == box) & mailbox.c.message_id.in_(ids)
        return set(self._conn.execute(select(mailbox.c.message_id).where(is_mine)).scalars())

    def known(self, portion: Sequence[Past]) -> dict[int, int]:
        """Of these, by place, the ids of those that the journal has."""
        return self._known(portion, numbered(self._conn, [self._box, *{o.peer for o in portion}]))

    def _known(self, portion: Sequence[Past], numbers: dict[str, int]) -> dict[int, int]:
        """By place in the portion, the ids of those that the journal has."""
        found = self._known_by_id(portion)
        rest = [(index, one) for index, one in enumerate(portion) if index not in found]
        alike: dict[tuple[str, bytes], list[Row[Any]]] = {}
        used = self._used.keys() | set(found.values())
        for row in self._candidates([one for _, one in rest], numbers):
            if row.id not in used:
                key = row.sender, fingerprint(parse_element(bytes(row.stanza)))
                alike.setdefault(key, []).append(row)
        if not alike:
            return found
        for index, one in rest:
            rows = alike.get((one.sender, fingerprint(one.element)), [])
            near = [row for row in rows if abs(row.at - one.at) <= ALIKE]
            if near:
                best = min(near, key=lambda row: abs(row.at - one.at))
                rows.remove(best)
                found[index] = best.id
        return found

    def _known_by_id(self, portion: Sequence[Past]) -> dict[int, int]:
        wanted = {one.id: index for index, one in enumerate(portion) if one.id is not None}
        columns = select(message.c.id, message.c.at, message.c.sender, message.c.recipient)
        found = {}
        for row in self._conn.execute(columns.where(message.c.id.in_(wanted))):
            one = portion[wanted[row.id]]
            if (row.at, row.sender, row.recipient) == (one.at, one.sender, one.recipient):
                found[wanted[row.id]] = row.id
        return found

    def _candidates(self, portion: Sequence[Past], numbers: dict[str, int]) -> Iterable[Row[Any]]:
        """What was said then between the owner and these, in the archive of either."""
        if not portion:
            return ()
        conn, box = self._conn, mailbox.c
        low = first_since(conn, portion[0].at - ALIKE)
        high = first_since(conn, portion[-1].at + ALIKE + 1)
        peers = {numbers[one.peer] for one in portion}
        archive = find(conn, self._owner)
        me = {numbers[self._box], archive.id if archive else 0}
        columns = select(message.c.id, message.c.at, message.c.sender, message.c.stanza)
        rows = columns.join(mailbox, box.message_id == message.c.id)
        then = message.c.id.between(low, high - 1) & box.message_id.between(low, high - 1)
        found: dict[int, Row[Any]] = {}
        for owners, others in ((me, peers), (peers, me)):
            sides = box.owner.in_(owners) & box.peer.in_(others)
            found.update({row.id: row for row in conn.execute(rows.where(sides, then))})
        return found.values()


def numbered(conn: Connection, jids: Sequence[str]) -> dict[str, int]:
    """The numbers of addresses; those never seen before get one."""
    conn.execute(ADD_ADDRESS, [{"jid": jid} for jid in jids])
    rows = select(address.c.jid, address.c.id).where(address.c.jid.in_(jids))
    return {row.jid: row.id for row in conn.execute(rows)}
