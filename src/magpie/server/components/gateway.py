"""A component's domain: its stanzas go to the program that is connected for it, if one is."""

from __future__ import annotations

from functools import partial

from magpie.server.components.component import Component
from magpie.server.host import Host
from magpie.server.session import Session
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.stanza import Iq, Message, Presence


class Gateway:
    """Such a domain (`Service`).

    Attributes:
        component: who is connected for it now.
    """

    def __init__(self, host: Host, domain: str) -> None:
        self._host = host
        self.domain = domain
        self.component: Component | None = None
        host.services.add(domain, self, "", has_contacts=True)
        self._show(False)

    def connect(self, component: Component) -> bool:
        """Let it answer for the domain. False: another one does."""
        if self.component is not None:
            return False
        self.component = component
        component.gone = self._gone
        self._show(True)
        return True

    def _gone(self) -> None:
        self.component = None
        self._show(False)

    def _show(self, is_there: bool) -> None:
        """In discovery, where what is not connected is not."""
        self._host.services.show(self.domain, self.domain if is_there else None)

    def message(self, message: Message, origin: Session | None) -> partial[None]:
        """It is handed over once the copy in its sender's archive is on disk."""
        self._require()
        return partial(self._hand_over, message.element, origin)

    def presence(self, presence: Presence, origin: Session | None) -> None:
        """Of any type."""
        if self.component is not None or presence.type is not None:
            self._require().send(presence.element, origin)

    def iq(self, iq: Iq, origin: Session | None) -> None:
        """Requests and their answers."""
        self._require().send(iq.element, origin)

    def _require(self) -> Component:
        """Raises StanzaError: nobody is connected."""
        if self.component is None:
            raise StanzaError("service-unavailable", f"{self.domain} is not connected now.")
        return self.component

    def _hand_over(self, element: Element, origin: Session | None) -> None:
        try:
            self._require().send(element, origin)
        except StanzaError as error:  # it went in the meantime
            if origin is None:
                self._host.relay.bounce(element, error)
            else:
                self._host.router.refuse(origin, element, error)
