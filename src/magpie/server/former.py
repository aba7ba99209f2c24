"""The domains that this server had before it was renamed: for a time, they lead here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from magpie.server.host import Host
from magpie.storage.rename import moved
from magpie.xmpp.jid import Jid

DAY = 86_400.0


class Former:
    """The former domains of one host. Truthy while there are any."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._until: dict[str, int] = {}

    def enter(self, domains: Mapping[str, int]) -> None:
        """Answer for `domains`, for each until its time (µs since 1970)."""
        self._until.update(domains)
        self._forget()

    def __bool__(self) -> bool:
        """Whether there are any: mostly there are none."""
        return bool(self._until)

    def __contains__(self, domain: object) -> bool:
        """Whether it is one of them."""
        return domain in self._until

    def __iter__(self) -> Iterator[str]:
        """Iterate over them."""
        return iter(self._until)

    def current(self, jid: Jid) -> Jid:
        """The address that this one is now."""
        text = jid.text
        for old in self._until:
            text = moved(text, old, self._host.domain)
        return jid if text == jid.text else Jid.parse(text)

    def _forget(self) -> None:
        now = self._host.clock.now()
        self._until = {domain: until for domain, until in self._until.items() if until > now}
        if self._until:
            self._host.clock.call_later(DAY, self._forget)
