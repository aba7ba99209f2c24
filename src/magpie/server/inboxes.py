"""The inboxes of the accounts that are, or lately were, online; their cursors on disk."""

from __future__ import annotations

from collections import OrderedDict

from magpie.server.host import Host
from magpie.server.inbox import Inbox
from magpie.storage import cursors
from magpie.storage.errors import NotStored
from magpie.xmpp.jid import Jid

SAVE_EVERY = 5.0  # seconds


KEPT = 4096  # inboxes of accounts that have left, for when they come back


class Inboxes:
    """Inboxes by account. One stays while it holds more than its saved cursor says."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_account: dict[Jid, Inbox] = {}
        self._settled: OrderedDict[Jid, Inbox] = OrderedDict()

    def start(self) -> None:
        """Begin to save what has moved, now and then."""
        self._host.clock.call_later(SAVE_EVERY, self._tick)

    async def open(self, account: Jid) -> Inbox:
        """The inbox of an account whose session begins."""
        inbox = self._by_account.get(account) or self._settled.pop(account, None)
        if inbox is None:
            cursor = await self._host.db.read(cursors.get, account.text)
            inbox = self._by_account.get(account) or Inbox(account, cursor)
        self._by_account[account] = inbox
        return inbox

    def missed(self, account: Jid, number: int) -> None:
        """A message was kept for an account none of whose devices could take it."""
        inbox = self._by_account.get(account) or self._settled.get(account)
        if inbox is not None:
            inbox.missed(number)

    def left(self, inbox: Inbox) -> None:
        """A session of the account ended."""
        if inbox.is_settled and inbox.cursor == inbox.saved:
            self._settle(inbox)

    def forget(self, account: Jid) -> None:
        """The account is gone."""
        self._by_account.pop(account, None)
        self._settled.pop(account, None)

    async def save(self) -> None:
        """Write the cursors that have moved."""
        moved = [
            (inbox, inbox.cursor)
            for inbox in self._by_account.values()
            if inbox.cursor != inbox.saved
        ]
        if moved:
            rows = {inbox.account.text: cursor for inbox, cursor in moved}
            try:
                await self._host.db.write(cursors.save, rows)
            except NotStored:  # the journal has said so; it is tried again
                return
            for inbox, cursor in moved:
                inbox.saved = cursor
        for inbox in list(self._by_account.values()):
            self.left(inbox)

    def _settle(self, inbox: Inbox) -> None:
        account = inbox.account
        if self._host.sessions.of(account) or self._by_account.pop(account, None) is None:
            return
        self._settled[account] = inbox
        if len(self._settled) > KEPT:
            self._settled.popitem(last=False)

    def _tick(self) -> None:
        self._host.tasks.spawn("cursors", self.save())
        self._host.clock.call_later(SAVE_EVERY, self._tick)
