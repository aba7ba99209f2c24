"""The general service at `pubsub.DOMAIN`: nodes that belong to nobody's account (XEP-0060)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from magpie.server.api import Host, IqFunction, IqRegistry, Scope, Session
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.stanza import Iq, Message, Presence


class PubsubService:
    """Answers for its domain; what it is asked is answered as for an account's nodes."""

    def __init__(
        self, host: Host, namespaces: tuple[str, ...], get: IqFunction, set_: IqFunction
    ) -> None:
        self._host = host
        self._iqs = IqRegistry()
        for ns in namespaces:
            self._iqs.add("get", ns, "pubsub", get, Scope.HOST, "pubsub")
            self._iqs.add("set", ns, "pubsub", set_, Scope.HOST, "pubsub")

    def message(self, message: Message, _origin: Session | None) -> Callable[[], None] | None:
        """Nobody reads messages here; bounces of its own events are let drop."""
        if message.type in ("error", "headline"):
            return None
        raise StanzaError("service-unavailable")

    def presence(self, _: Presence, _origin: Session | None) -> None:
        """A service has no use for presence."""

    def iq(self, iq: Iq, origin: Session | None) -> Coroutine[Any, Any, None] | None:
        """A request of anybody's."""
        return self._host.services.answer(self._iqs, iq, origin) if iq.is_request else None
