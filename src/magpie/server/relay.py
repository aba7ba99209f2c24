"""Stanzas that no session of ours sent: of services, components, other servers, and our own."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from magpie.server.host import Host
from magpie.server.router import refusal
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError, error_reply
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.stanza import Iq, Message, Presence, check_iq
from magpie.xmpp.subscription import KINDS

Later = Coroutine[Any, Any, None]


class Relay:
    """Sends them on their way; refusals go back as error stanzas."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def send(self, element: Element) -> None:
        """Send a stanza; what cannot be done at once becomes a task of its own."""
        run = self.route(element)
        if run is not None:
            self._host.tasks.spawn(f"stanza from {element.attrs['from']}", run)

    def route(self, element: Element) -> Later | None:
        """The same for whoever keeps the order of a stream: await what is returned, then go on.

        `to` is there, and `from` was checked.
        """
        try:
            run = self._route(element)
        except Exception as error:
            self.bounce(element, error)
            return None
        return None if run is None else self._see_through(element, run)

    def _route(self, element: Element) -> Later | None:
        try:
            sender, to = Jid.parse(element.attrs["from"]), Jid.parse(element.attrs["to"])
        except JidError as error:
            raise StanzaError("jid-malformed") from error
        if self._host.former:
            to = self._host.former.current(to)
            if element.name != "iq":
                element = element.with_attr("to", to.text)
        if self._host.router.tap is not None:
            self._host.router.tap(sender, element)
        if element.name == "message":
            self._host.messages.send(Message(element, sender, to))
            return None
        if element.name == "presence":
            return self._presence(Presence(element, sender, to), to)
        check_iq(element)
        return self._host.router.iq_to(None, Iq(element, sender, to), to)

    async def _see_through(self, element: Element, run: Later) -> None:
        try:
            await run
        except Exception as error:
            self.bounce(element, error)

    def bounce(self, element: Element, error: Exception) -> None:
        """Answer a stanza that no session sent; errors and results are never answered."""
        answer = error_reply(element, refusal(element, error))
        kind, sender = element.attrs.get("type"), element.attrs["from"]
        is_answer = kind == "error" or (element.name == "iq" and kind == "result")
        if not is_answer and sender != self._host.domain:
            self.send(answer)

    def _presence(self, presence: Presence, to: Jid) -> Later | None:
        """RFC 6121, 8.5.1 and 8.5.3.2.2: for nobody it is silently ignored."""
        host = self._host
        if to.domain != host.domain:
            return host.services.find(to.domain).presence(presence, None)
        if presence.type in KINDS:
            to = to.bare  # RFC 6121, 3: between accounts
        session = host.sessions.get(to) if to.resource else None
        if (session is not None or not to.resource) and host.accounts.is_there(to.bare):
            return host.router.deliver_presence(presence, to.bare, session)
        return None
