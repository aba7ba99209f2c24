"""The service for all domains that are not ours: who may be talked to, and which way."""

from __future__ import annotations

from magpie.server.host import Host
from magpie.server.s2s.ground import Ground, Pair
from magpie.server.s2s.link import Link
from magpie.server.s2s.tcp import Dialer
from magpie.server.session import Session
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Iq, Message, Presence
from magpie.xmpp.subscription import KINDS


class Federation:
    """Carries stanzas of one host to other servers (`Service`), and takes theirs.

    Attributes:
        ground: what its streams stand on.
    """

    def __init__(self, host: Host, dialer: Dialer) -> None:
        self.ground = Ground(host, dialer)
        self._links: dict[Pair, Link] = {}
        self.ground.lent = self._lent
        host.services.elsewhere = self
        host.on_ending(self.close)
        gauge = host.measures.metrics.gauge
        gauge("s2s_incoming", "Connections of other servers.", lambda: len(self.ground.arrived))
        gauge("s2s_outgoing", "Domains that stanzas are sent to.", lambda: len(self._links))

    # The service

    def message(self, message: Message, origin: Session | None) -> Sending:
        """It is sent once the copy in its sender's archive is on disk."""
        link = self._link(message.sender, message.to)
        return Sending(link, message.element, origin)

    def presence(self, presence: Presence, origin: Session | None) -> None:
        """Who broadcasts presence does not hear of each contact whose server is away."""
        hears = origin is not None or presence.type in KINDS
        link = self._link(presence.sender, presence.to)
        link.send(presence.element, hears, origin)

    def iq(self, iq: Iq, origin: Session | None) -> None:
        """Requests and their answers."""
        self._link(iq.sender, iq.to).send(iq.element, True, origin)

    def _link(self, sender: Jid, to: Jid | None) -> Link:
        """Raises StanzaError: it may not be, or there are too many."""
        assert to is not None
        if not self.ground.is_welcome(to.domain):
            raise StanzaError("not-allowed", f"This server does not talk to {to.domain}.")
        pair = sender.domain, to.domain
        link = self._links.get(pair)
        if link is None:
            self._make_room()
            link = self._links[pair] = Link(self.ground, *pair)
        return link

    def _lent(self, pair: Pair) -> None:
        """The other server is here: what waits for it need not wait for ours to find it."""
        link = self._links.get(pair)
        if link is not None:
            link.borrow()

    def _make_room(self) -> None:
        limit = self.ground.config.domains
        if len(self._links) < limit:
            return
        for pair in [pair for pair, link in self._links.items() if link.is_resting]:
            del self._links[pair]
        if len(self._links) >= limit:
            raise StanzaError("resource-constraint", "Stanzas go to too many domains now.")

    def close(self) -> None:
        """The server stops."""
        for link in list(self._links.values()):
            link.end()
        for end in list(self.ground.arrived):
            end()


class Sending:
    """A message on its way: called when it may leave."""

    __slots__ = ("_element", "_link", "_origin")

    def __init__(self, link: Link, element: Element, origin: Session | None) -> None:
        self._link = link
        self._element = element
        self._origin = origin

    def __call__(self) -> None:
        """Send it."""
        self._link.send(self._element, True, self._origin)
