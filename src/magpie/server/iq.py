"""IQ payloads: who answers which, and the server's own questions to clients."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any

from magpie.base.clock import Timer
from magpie.server.hooks import Handler
from magpie.server.host import Host
from magpie.server.session import Session
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Iq


class Scope(Flag):
    """To whom an IQ is addressed that the server answers itself."""

    SELF = auto()  # the sender's own account, by its bare JID or without an address
    HOST = auto()  # the domain
    ACCOUNT = auto()  # another account's bare JID
    SERVICE = auto()  # the domain of any service that does not answer it itself
    ITEM = auto()  # in a service's own registry: a bare or full address at its domain
    ANY = SELF | HOST | ACCOUNT


@dataclass(slots=True)
class IqRequest:
    """One IQ get or set that a feature answers.

    The handler returns the payload of the result (`None`: an empty one) or raises `StanzaError`.
    A handler that must send something after its result calls `reply` itself first.

    Attributes:
        origin: the session that asks, `None` for a service or somebody elsewhere.
        iq: the whole stanza; `payload` its one child.
        target: whom it is for: the own account, another's (bare), or the domain.
    """

    host: Host
    origin: Session | None
    iq: Iq
    payload: Element
    target: Jid
    is_answered: bool = False

    @property
    def sender(self) -> Jid:
        """Who asks, from wherever."""
        return self.iq.sender

    @property
    def session(self) -> Session:
        """Who asks, where only a device of ours may.

        Raises:
            StanzaError: somebody else does.
        """
        if self.origin is None:
            raise StanzaError("not-allowed", "Only for those who are signed in here.")
        return self.origin

    def send(self, element: Element) -> None:
        """Send the asker something else than the answer."""
        if self.origin is not None:
            self.origin.send(element)
        else:
            self.host.relay.send(element)

    def reply(self, payload: Element | None = None) -> None:
        """Send the result now."""
        self.is_answered = True
        sender, to = self.iq.sender, self.iq.to
        if to is not None and self.host.former:  # what was asked of a former domain comes from it
            asked = self.iq.element.attrs.get("to", to.text)
        else:
            asked = sender.bare.text if to is None else to.text
        attrs = {
            "type": "result",
            "id": self.iq.id or "",
            "to": sender.text,
            "from": asked,
        }
        content = () if payload is None else (payload,)
        self.send(Element("iq", NS_CLIENT, attrs, content))


IqFunction = Callable[[IqRequest], "Element | Coroutine[Any, Any, Element | None] | None"]


class IqRegistry:
    """Who answers which payload: one owner per (type, namespace, name, scope)."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str, str, Scope], Handler] = {}

    def add(
        self, kind: str, ns: str, name: str, function: IqFunction, scope: Scope | None, owner: str
    ) -> None:
        """Let `function` answer IQs of `kind` (get, set) with that payload, at each of `scope`."""
        wanted = Scope.SELF | Scope.HOST if scope is None else scope
        for one in Scope:
            if one not in wanted:
                continue
            key = (kind, ns, name, one)
            assert key not in self._handlers, f"{key} is answered twice"
            self._handlers[key] = Handler(function, owner, None)

    def __iter__(self) -> Iterator[tuple[str, str, str, Scope]]:
        """Iterate over what is answered: type, namespace and name of a payload, and at whom."""
        return iter(self._handlers)

    def find(self, kind: str, ns: str, name: str, scope: Scope) -> Handler | None:
        """The handler of a payload."""
        return self._handlers.get((kind, ns, name, scope))


def answer(request: IqRequest, handler: Handler | None) -> Coroutine[Any, Any, None] | None:
    """Let `handler` answer, at once or later.

    Raises:
        StanzaError: refused; service-unavailable when nobody answers such a request.
    """
    if handler is None:
        raise StanzaError("service-unavailable")  # RFC 6120, 8.4; RFC 6121, 8.5.2.1.2
    handler.runs += 1
    outcome = handler.function(request)
    if isinstance(outcome, Coroutine):
        return _answer_later(request, outcome)
    _answer(request, outcome)
    return None


async def _answer_later(request: IqRequest, outcome: Coroutine[Any, Any, Element | None]) -> None:
    _answer(request, await outcome)


def _answer(request: IqRequest, payload: Element | None) -> None:
    if not request.is_answered:
        request.reply(payload)


class Replies:
    """The server's own IQs, and who waits for the answers."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._waiting: dict[tuple[Jid, str], tuple[Callable[[Iq | None], None], Timer]] = {}

    def ask(
        self,
        session: Session,
        kind: str,
        payload: Element,
        done: Callable[[Iq | None], None],
        within: float,
    ) -> None:
        """Send an IQ from the domain; `done` gets the answer, or `None` after `within` seconds."""
        attrs = {"type": kind, "from": self._host.domain}
        session.send(self._asked(session.jid, attrs, payload, done, within))

    def ask_for(
        self,
        account: Jid,
        to: Jid,
        kind: str,
        payload: Element,
        done: Callable[[Iq | None], None],
        within: float,
    ) -> None:
        """The same in an account's name, to any address."""
        attrs = {"type": kind, "from": account.text}
        self._host.relay.send(self._asked(to, attrs, payload, done, within))

    def _asked(
        self,
        to: Jid,
        attrs: dict[str, str],
        payload: Element,
        done: Callable[[Iq | None], None],
        within: float,
    ) -> Element:
        iq_id = secrets.token_hex(8)
        key = (to, iq_id)
        timer = self._host.clock.call_later(within, self._expired, key)
        self._waiting[key] = (done, timer)
        return Element("iq", NS_CLIENT, {**attrs, "id": iq_id, "to": to.text}, (payload,))

    def arrived(self, iq: Iq) -> None:
        """An answer came; one that nobody waits for is dropped (RFC 6120, 8.2.3)."""
        waiting = self._waiting.pop((iq.sender, iq.id or ""), None)
        if waiting is not None:
            done, timer = waiting
            timer.cancel()
            done(iq)

    def _expired(self, key: tuple[Jid, str]) -> None:
        done, _ = self._waiting.pop(key)
        done(None)
