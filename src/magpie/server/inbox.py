"""What of an account's stored messages some client of it has taken: its cursor, kept exact.

Theory of operation. The journal is the only store, so "offline messages" are those after the
account's cursor. While the server runs it knows more than the cursor can say, per account:

* `high`: every message up to here was delivered to a session, or was taken before;
* `outstanding`: delivered but not yet acknowledged (XEP-0198), by how many sessions;
* `orphans`: delivered to sessions that never came back; the next client gets them;
* `newest`: what came last while no device was there to take it.

The cursor is the number before the first outstanding or orphaned message. It is saved lazily:
after a crash it may lag, so a replay may repeat, and never skips.
"""

from __future__ import annotations

from collections.abc import Iterable

from magpie.xmpp.jid import Jid

UNKNOWN = -1  # before the journal was asked


class Inbox:
    """The state of one account that has, or lately had, sessions."""

    __slots__ = ("account", "high", "newest", "orphans", "outstanding", "saved")

    def __init__(self, account: Jid, cursor: int) -> None:
        self.account = account
        self.saved = cursor
        self.high = cursor
        self.newest = UNKNOWN
        self.outstanding: dict[int, int] = {}
        self.orphans: set[int] = set()

    def delivered(self, number: int) -> None:
        """A session that acknowledges got the message."""
        self.outstanding[number] = self.outstanding.get(number, 0) + 1
        self.orphans.discard(number)
        self.high = max(self.high, number)

    def taken(self, number: int) -> None:
        """A client has the message: acknowledged, or written to one that does not acknowledge."""
        self.outstanding.pop(number, None)
        self.orphans.discard(number)
        self.high = max(self.high, number)

    def caught_up(self, number: int) -> None:
        """A client has read everything up to `number` from the archive itself."""
        self.high = max(self.high, number)
        for table in (self.outstanding, self.orphans):
            for old in [one for one in table if one <= number]:
                self.taken(old)

    def missed(self, number: int) -> None:
        """A message was kept and no device was there to take it."""
        self.newest = number

    def replayed(self, number: int) -> None:
        """Everything up to `number` has been read from the journal for a device."""
        if self.newest == UNKNOWN:
            self.newest = number

    @property
    def may_have_missed(self) -> bool:
        """Whether the journal may hold something that a device which comes now is to get."""
        return bool(self.orphans) or self.newest == UNKNOWN or self.newest > self.high

    def lost(self, numbers: Iterable[int]) -> list[int]:
        """A session ended for good without acknowledging these; which now no session holds."""
        orphaned = []
        for number in numbers:
            holders = self.outstanding.get(number)
            if holders is None:
                continue  # another client took it
            if holders > 1:
                self.outstanding[number] = holders - 1
                continue
            del self.outstanding[number]
            self.orphans.add(number)
            orphaned.append(number)
        return orphaned

    def wants(self, number: int) -> bool:
        """Whether a client that comes now is to be sent the message."""
        return number > self.high or number in self.orphans

    @property
    def cursor(self) -> int:
        """Up to here, everything has been taken."""
        waiting = [*self.outstanding, *self.orphans]
        return min(waiting) - 1 if waiting else self.high

    @property
    def is_settled(self) -> bool:
        """Whether the cursor alone says everything."""
        return not (self.outstanding or self.orphans)
