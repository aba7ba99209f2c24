"""One archive that comes in: from its stage into the journal."""

from __future__ import annotations

from collections.abc import Container

from sqlalchemy import Connection

from magpie.portability.messages import Read, peer_of
from magpie.portability.report import Report
from magpie.portability.staging import Stage
from magpie.storage.cursors import UNTIL_TAKEN
from magpie.storage.history import History, Past
from magpie.storage.ids import Ids


class Archive:
    """Takes the messages of one owner.

    Attributes:
        numbers: where messages are that are asked for, by what they were called before.
        newest: the last message that is in the archive now, of those that came.
        waiting: messages that their recipient has not had.
    """

    def __init__(
        self,
        conn: Connection,
        owner: str,
        ids: Ids | None,
        report: Report,
        asked: Container[str] = (),
        *,
        is_room: bool = False,
    ) -> None:
        """`ids`: where the messages had ids of this server's own key."""
        self._is_room = is_room
        self._conn = conn
        self._owner = owner
        self._ids = ids
        self._asked = asked
        self._report = report
        self.numbers: dict[str, int] = {}
        self.newest = 0
        self.waiting: list[int] = []

    def take(self, stage: Stage) -> None:
        """What is in the archive."""
        history = History(self._conn, self._owner)
        for portion in stage.portions():
            placed = history.add([self._past(one) for one in portion])
            for one, outcome in zip(portion, placed, strict=True):
                if not outcome.id:
                    self._left_out("messages")
                    continue
                self.newest = max(self.newest, outcome.id)
                if one.archive_id in self._asked:
                    self.numbers[one.archive_id] = outcome.id
                what = "messages" if outcome.is_new else "shared" if outcome.is_held else "known"
                self._report.count(what)
        history.finish()

    def take_waiting(self, stage: Stage) -> None:
        """What was not delivered: in the archive too, or else kept until it is."""
        archive = History(self._conn, self._owner)
        beside = History(self._conn, self._owner, UNTIL_TAKEN + self._owner)
        for portion in stage.portions():
            pasts = [self._past(one) for one in portion]
            known = archive.known(pasts)
            self.waiting += known.values()
            rest = [past for index, past in enumerate(pasts) if index not in known]
            for outcome in beside.add(rest) if rest else ():
                if outcome.id:
                    self.waiting.append(outcome.id)
                    self._report.count("waiting")
                else:
                    self._left_out("waiting")
        beside.finish()

    def _left_out(self, what: str) -> None:
        self._report.drop(what, f"{self._owner}: too many messages at one time already")

    def _past(self, one: Read) -> Past:
        number = None if self._ids is None else self._ids.decode(one.archive_id)
        peer = self._owner if self._is_room else peer_of(one, self._owner)
        return Past(one.at, one.sender, one.recipient, one.kind, one.element, peer, number)
