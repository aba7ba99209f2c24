"""What all streams between servers stand on."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from magpie.server.host import Host
from magpie.server.s2s.opening import Opener
from magpie.server.s2s.settings import S2s
from magpie.server.s2s.tcp import Dialer


class Ground:
    """What links and arriving streams share.

    Attributes:
        secret: what dialback keys are made of.
        opener: opens streams.
        arrived: how each stream of another server is ended.
    """

    def __init__(self, host: Host, dialer: Dialer) -> None:
        self.host = host
        self.config = host.settings.get(S2s)
        self.secret = secrets.token_bytes(32)
        self.opener = Opener(host, dialer)
        self.arrived: set[Callable[[], None]] = set()

    def is_welcome(self, domain: str) -> bool:
        """Whether the settings allow to talk to that domain."""
        config = self.config
        if any(is_below(domain, one) for one in config.deny):
            return False
        return not config.allow or any(is_below(domain, one) for one in config.allow)


def is_below(domain: str, other: str) -> bool:
    """Whether it is the other domain, or one below it."""
    return domain == other or domain.endswith("." + other)
