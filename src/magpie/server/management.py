"""XEP-0198: what stream management keeps of one session: counters and the unacknowledged."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from magpie.base.clock import Timer
from magpie.xmpp import sm
from magpie.xmpp.element import Element

URGENT = frozenset(("subscribe", "subscribed", "unsubscribe", "unsubscribed", "error"))
ASK_AFTER = 10  # unacknowledged stanzas before we ask without waiting for a pause


class Management:
    """The state of one session.

    Attributes:
        id: names the stream for a resumption; unguessable.
        keep: seconds for which the session waits for its client; 0 when it cannot be resumed.
        count: stanzas of the client that we have taken.
        unacked: what we have sent, with journal numbers (0: not stored).
        asked_at: when our open `<r/>` was sent, in the clock's seconds; 0 when none is.
    """

    __slots__ = ("asked_at", "count", "expiry", "id", "keep", "now", "unacked")

    def __init__(self, now: Callable[[], float], keep: float) -> None:
        self.id = secrets.token_urlsafe(15)
        self.keep = keep
        self.count = 0
        self.unacked: sm.Unacked[tuple[Element, int]] = sm.Unacked()
        self.asked_at = 0.0
        self.expiry: Timer | None = None
        self.now = now

    def handled(self) -> None:
        """One more stanza of the client's is being handled."""
        self.count = (self.count + 1) & sm.MASK

    def origin(self) -> str:
        """What the journal notes with the message in hand."""
        return f"{self.id}#{self.count}"

    def sent(self, element: Element, number: int) -> None:
        """A stanza goes to the client."""
        self.unacked.add((element, number))

    def wants_ack(self) -> bool:
        """Whether it is time to ask."""
        return not self.asked_at and len(self.unacked) >= ASK_AFTER

    def request(self) -> bytes:
        """`<r/>`."""
        self.asked_at = self.now()
        return sm.REQUEST

    def give_up(self) -> list[tuple[Element, int]]:
        """All that was never acknowledged: the session has ended."""
        return self.unacked.take()


class Waiting:
    """The gate of a session that waits for its client: holds everything until it comes back.

    Of the presence of one sender only the newest stays: people come and go, for as long as the
    client is away, and it needs to hear how they stand then.
    """

    __slots__ = ("_held", "_ordinal")

    def __init__(self) -> None:
        self._held: dict[str | int, tuple[Element, int]] = {}
        self._ordinal = 0

    def __len__(self) -> int:
        """How many stanzas it holds."""
        return len(self._held)

    def admit(self, element: Element, number: int) -> Sequence[tuple[Element, int]]:
        """Nothing may go now."""
        if element.name == "presence" and element.get("type") not in URGENT:
            sender = element.get("from") or ""
            self._held.pop(sender, None)  # the newest stands last
            self._held[sender] = (element, number)
        else:
            self._ordinal += 1
            self._held[self._ordinal] = (element, number)
        return ()

    def release(self) -> Sequence[tuple[Element, int]]:
        """All that is held."""
        held, self._held = self._held, {}
        return list(held.values())
