"""How far a session has read its archive itself: then a replay need not say it again.

XEP-0313, 6.1.1 suggests that who has queried the archive gets no offline messages beside. That is
safe only where nothing waits before what was read. So pages that touch each other grow into one
stretch, and it counts when it begins at or before the first message that waits.
"""

from __future__ import annotations

from dataclasses import dataclass

from magpie.server.api import READ_TO, Host, Session, SessionKey
from magpie.storage import cursors
from magpie.storage.archive import Page, Query


@dataclass(frozen=True, slots=True)
class Stretch:
    """Every message of the archive after number `low` up to number `high` was read."""

    low: int
    high: int

    def touches(self, other: Stretch) -> bool:
        """Whether nothing lies between the two."""
        return self.low <= other.high and other.low <= self.high

    def joined(self, other: Stretch) -> Stretch:
        """Both, where they touch."""
        return Stretch(min(self.low, other.low), max(self.high, other.high))


STRETCH: SessionKey[Stretch | None] = SessionKey("archive.stretch", default=None)


async def note_read(host: Host, session: Session, query: Query, page: Page) -> None:
    """A session that is not available yet has got this page."""
    if session.is_available or session.is_closed:
        return
    read = stretch(query, page)
    if read is None:
        return
    before = session[STRETCH]
    if before is not None and before.touches(read):
        read = before.joined(read)
    session[STRETCH] = read
    inbox = session.inbox
    waiting = await host.db.read(cursors.pending, session.account.text, inbox.cursor, 1)
    if not waiting or waiting[0].id <= read.low:
        return
    hidden = await host.db.read(cursors.first_until_taken, session.account.text)
    # What waits outside of the archive was not read with it
    session[READ_TO] = read.high if hidden is None else min(read.high, hidden - 1)


def stretch(query: Query, page: Page) -> Stretch | None:
    """What was read without a gap, or `None` for a choice of messages, or for none at all."""
    if query.peer is not None or query.ids is not None or query.words is not None:
        return None
    if not query.groupchat:
        return None
    if not page.messages:
        return None
    first, last = page.messages[0].id, page.messages[-1].id
    if query.backwards or query.before is not None:
        low = first - 1 if query.start is not None or not page.complete else 0
        known = query.before or query.before_id
        return Stretch(low, last if known is None else max(last, known - 1))
    # Whoever asks for what came after a message has all up to there
    known = query.after or query.after_id
    if known is not None:
        return Stretch(0, last)
    return Stretch(first - 1 if query.start is not None else 0, last)
