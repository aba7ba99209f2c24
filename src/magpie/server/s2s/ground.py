"""What all streams between servers stand on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Protocol

from magpie.server.host import Host
from magpie.server.s2s.opening import Opener
from magpie.server.s2s.settings import S2s
from magpie.server.s2s.tcp import Dialer
from magpie.server.session import Wire
from magpie.server.stream import Stream


class Borrower(Protocol):
    """Who sends stanzas on a stream that another server has opened."""

    def unclogged(self) -> None:
        """The peer's buffer has room again."""

    def lost(self, wire: Wire) -> None:
        """The stream is gone."""


class Lender(Protocol):
    """A stream of another server's, which takes stanzas for it, too (XEP-0288)."""

    def lend(self, borrower: Borrower) -> Stream:
        """The stream; the borrower hears what becomes of it."""


Pair = tuple[str, str]  # one of our domains, and another server's


class Ground:
    """What links and arriving streams share.

    Attributes:
        secret: what dialback keys are made of.
        opener: opens streams.
        arrived: how each stream of another server is ended.
        lenders: streams of others that take our stanzas; `lent` is called with each new one.
    """

    def __init__(self, host: Host, dialer: Dialer) -> None:
        self.host = host
        self.config = host.settings.get(S2s)
        self.secret = secrets.token_bytes(32)
        self.opener = Opener(host, dialer)
        self.arrived: set[Callable[[], None]] = set()
        self.lenders: dict[Pair, Lender] = {}
        self.lent: Callable[[Pair], None]

    def is_welcome(self, domain: str) -> bool:
        """Whether the settings allow to talk to that domain."""
        config = self.config
        if any(is_below(domain, one) for one in config.deny):
            return False
        return not config.allow or any(is_below(domain, one) for one in config.allow)


def is_below(domain: str, other: str) -> bool:
    """Whether it is the other domain, or one below it."""
    return domain == other or domain.endswith("." + other)
