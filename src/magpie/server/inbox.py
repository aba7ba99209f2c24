"""What of an account's stored messages some client of it has taken: its cursor, kept exact.

Theory of operation. The journal is the only store, so "offline messages" are those after the
account's cursor. While the server runs it knows more than the cursor can say, per account:

* `high`: every message up to here was sent to a device, or was taken before;
* `ahead`: sent to a device while something before them may wait still: a device that is not
  available gets what is for its own address and copies (XEP-0280), and nothing else;
* `outstanding`: sent but not yet acknowledged (XEP-0198), by how many sessions;
* `orphans`: sent to sessions that never came back; the next client gets them;
* `newest`: what came last while no device was there to take it;
* `replays`: how many devices are being sent what they missed; what comes meanwhile waits for that.

The cursor is `high`, or the number before the first outstanding or orphaned message. It is saved
lazily: after a crash it may lag, so a replay may repeat, and never skips.
"""

from __future__ import annotations

from collections.abc import Iterable

from magpie.xmpp.jid import Jid

UNKNOWN = -1  # before the journal was asked
AHEAD_MAX = 4096


class Inbox:
    """The state of one account that has, or lately had, sessions."""

    __slots__ = ("account", "ahead", "high", "newest", "orphans", "outstanding", "replays", "saved")

    def __init__(self, account: Jid, cursor: int) -> None:
        self.account = account
        self.saved = cursor
        self.high = cursor
        self.newest = UNKNOWN
        self.outstanding: dict[int, int] = {}
        self.orphans: set[int] = set()
        self.ahead: set[int] = set()
        self.replays = 0

    def delivered(self, number: int) -> None:
        """A session that acknowledges got the message."""
        outstanding = self.outstanding
        if number > self.high and not (self.is_behind or self.orphans or outstanding.get(number)):
            outstanding[number] = 1  # as it mostly is: the newest, and all before it was sent
            self.high = number
            return
        if number in outstanding:
            outstanding[number] += 1
        elif self.wants(number):  # or else a client that does not acknowledge has it already
            outstanding[number] = 1
            self._sent(number)

    def taken(self, number: int) -> None:
        """A client has the message: acknowledged, or written to one that does not acknowledge."""
        self.outstanding.pop(number, None)
        self._sent(number)

    def _sent(self, number: int) -> None:
        self.orphans.discard(number)
        if number > self.high:
            if not self.is_behind:
                self.high = number
                return
            if len(self.ahead) >= AHEAD_MAX:  # then rather repeat than remember
                self.ahead.clear()
            self.ahead.add(number)

    def caught_up(self, number: int) -> None:
        """A client has read everything up to `number` from the archive itself."""
        for table in (self.outstanding, self.orphans):
            for old in [one for one in table if one <= number]:
                self.taken(old)
        self._read(number)

    def missed(self, number: int) -> None:
        """A message was kept and no device was there to take it."""
        self.newest = number

    def dropped(self, number: int) -> None:
        """A message was on its way to a device that ended before it was sent."""
        if self.wants(number):  # or else another device has it
            self.orphans.add(number)

    def replayed(self, number: int, is_all: bool) -> None:
        """Everything up to `number`, and (`is_all`) whatever there is, was sent to a device."""
        if is_all and self.newest == UNKNOWN:
            self.newest = max(number, self.high)
        self._read(number)

    def replay_ended(self) -> None:
        """A device was sent what it missed, and what came meanwhile; or it has ended."""
        self.replays -= 1
        self._read(self.high)

    def _read(self, number: int) -> None:
        self.high = max(self.high, number)
        if self.ahead and not self.is_behind:
            self.high = max(self.high, *self.ahead)
        self.ahead = {one for one in self.ahead if one > self.high}

    @property
    def is_behind(self) -> bool:
        """Whether messages after `high` may wait for a device."""
        return self.newest == UNKNOWN or self.newest > self.high or self.replays > 0

    @property
    def may_have_missed(self) -> bool:
        """Whether the journal may hold something that a device which comes now is to get."""
        return bool(self.orphans) or self.is_behind

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
        return number in self.orphans or (number > self.high and number not in self.ahead)

    @property
    def cursor(self) -> int:
        """Up to here, everything has been taken."""
        waiting = [*self.outstanding, *self.orphans]
        return min(self.high, min(waiting) - 1) if waiting else self.high

    @property
    def is_settled(self) -> bool:
        """Whether the cursor alone says everything."""
        return not (self.outstanding or self.orphans or self.ahead)
