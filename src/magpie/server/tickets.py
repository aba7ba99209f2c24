"""Tickets: whoever has signed in on the web site signs in to chat without the password.

A ticket is good once, and for a minute: the page asks for one whenever it connects.
"""

from __future__ import annotations

import secrets

from magpie.server.host import Host
from magpie.xmpp.jid import Jid

LIFETIME = 60.0  # seconds
OPEN_MAX = 10_000  # in all; the oldest goes


class Tickets:
    """The tickets of one host that have not been used."""

    def __init__(self, host: Host) -> None:
        self._clock = host.clock
        self._open: dict[str, tuple[Jid, float]] = {}

    def issue(self, account: Jid) -> str:
        """A ticket for an account."""
        now = self._clock.monotonic()
        for ticket, (_, until) in list(self._open.items()):
            if until > now and len(self._open) < OPEN_MAX:
                break  # those after it are newer
            del self._open[ticket]
        ticket = secrets.token_urlsafe(24)
        self._open[ticket] = (account, now + LIFETIME)
        return ticket

    def take(self, ticket: str) -> Jid | None:
        """Whose the ticket is, which is used with that; `None` for one that is not good."""
        account, until = self._open.pop(ticket, (None, 0.0))
        return account if until > self._clock.monotonic() else None
