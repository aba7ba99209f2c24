"""XEP-0012: Last Activity. When somebody was last here, for those who may see their presence."""

from __future__ import annotations

import asyncio

from magpie.server.api import (
    Host,
    IqReceived,
    IqRequest,
    MayTalk,
    Scope,
    SessionUnavailable,
    SharesPresence,
    Stage,
    Xep,
)
from magpie.storage import last
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError

XEPS = (Xep(12, version="2.0"),)
NS = "jabber:iq:last"
STATUS_MAX = 1_024  # characters of a parting status that are kept


def setup(host: Host) -> None:
    """Note when accounts go, and say so; the domain says how long it has been up."""
    host.advertise(NS)
    activity = Activity(host)
    host.on_iq("get", NS, "query", activity.of_account, scope=Scope.SELF | Scope.ACCOUNT)
    host.on_iq("get", NS, "query", activity.of_host, scope=Scope.HOST)
    host.on(IqReceived, activity.asked_of_device, stage=Stage.GUARD)
    host.watch(SessionUnavailable, activity.went)
    host.on_stop(activity.settled)


class Activity:
    """The last activity of one host's accounts."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._started = host.clock.monotonic()
        self._writing: set[asyncio.Task[None]] = set()

    async def of_account(self, request: IqRequest) -> Element:
        """Section 3; to oneself it is always told."""
        host, target = self._host, request.target
        asker = request.session.account
        if target != asker:
            if not host.accounts.is_there(target):
                raise StanzaError("service-unavailable")  # RFC 6121, 8.5.1
            if host.ask(MayTalk(request.session.jid, target)).refused:
                raise StanzaError("service-unavailable")  # XEP-0191, 3.3
            await host.rosters.of(target)
            if not host.ask(SharesPresence(target, asker)).shares:
                raise StanzaError("forbidden")
        if any(session.is_available for session in host.sessions_of(target)):
            return answer(0)
        seen = await host.db.read(last.get, target.text)
        if seen is None:
            raise StanzaError("item-not-found", "They have never been here.")
        return answer((host.clock.now() - seen.at) // 1_000_000, seen.status)

    def of_host(self, _request: IqRequest) -> Element:
        """Section 5: the uptime."""
        return answer(int(self._host.clock.monotonic() - self._started))

    def asked_of_device(self, event: IqReceived) -> None:
        """Section 4: a client is asked how long it has been idle only by who may see it."""
        payload = event.stanza.payload
        if payload is None or payload.ns != NS or event.stanza.type != "get":
            return
        question = SharesPresence(event.account, event.stanza.sender.bare)
        if not self._host.ask(question).shares:
            raise StanzaError("forbidden")

    def went(self, news: SessionUnavailable) -> None:
        """The last device of an account goes: note when, and what it said."""
        account = news.session.account
        if any(session.is_available for session in self._host.sessions_of(account)):
            return
        status = "" if news.stanza is None else news.stanza.status[:STATUS_MAX]
        now = self._host.clock.now()
        writing = self._host.db.write(last.put, account.text, now, status)
        task = self._host.task(f"last activity of {account}", writing)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def settled(self) -> None:
        """All of that is on disk."""
        if self._writing:
            await asyncio.wait(self._writing)


def answer(seconds: int, status: str = "") -> Element:
    """`<query/>`, with the status as its text."""
    return Element("query", NS, {"seconds": str(max(0, seconds))}, text=status)
