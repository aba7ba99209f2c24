"""The inboxes of the accounts that are, or lately were, online; their cursors on disk."""

from __future__ import annotations

from magpie.server.host import Host
from magpie.server.inbox import Inbox
from magpie.storage import cursors
from magpie.xmpp.jid import Jid

SAVE_EVERY = 5.0  # seconds


class Inboxes:
    """Inboxes by account. One stays while it holds more than its saved cursor says."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_account: dict[Jid, Inbox] = {}

    def start(self) -> None:
        """Begin to save what has moved, now and then."""
        self._host.clock.call_later(SAVE_EVERY, self._tick)

    async def open(self, account: Jid) -> Inbox:
        """The inbox of an account whose session begins."""
        inbox = self._by_account.get(account)
        if inbox is None:
            cursor = await self._host.db.read(cursors.get, account.text)
            inbox = self._by_account.setdefault(account, Inbox(account, cursor))
        return inbox

    def left(self, inbox: Inbox) -> None:
        """A session of the account ended."""
        if inbox.is_settled and inbox.cursor == inbox.saved:
            self._drop(inbox)

    def forget(self, account: Jid) -> None:
        """The account is gone."""
        self._by_account.pop(account, None)

    async def save(self) -> None:
        """Write the cursors that have moved."""
        moved = [
            (inbox, inbox.cursor)
            for inbox in self._by_account.values()
            if inbox.cursor != inbox.saved
        ]
        if moved:
            rows = {inbox.account.text: cursor for inbox, cursor in moved}
            await self._host.db.write(cursors.save, rows)
            for inbox, cursor in moved:
                inbox.saved = cursor
        for inbox in list(self._by_account.values()):
            if inbox.is_settled and inbox.cursor == inbox.saved:
                self._drop(inbox)

    def _drop(self, inbox: Inbox) -> None:
        if not self._host.sessions.of(inbox.account):
            self._by_account.pop(inbox.account, None)

    def _tick(self) -> None:
        self._host.tasks.spawn("cursors", self.save())
        self._host.clock.call_later(SAVE_EVERY, self._tick)
