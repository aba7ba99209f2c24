"""XEP-0012: Last Activity. When somebody was last here, for those who may see their presence."""

from __future__ import annotations

from magpie.server.api import (
    AccountDeleted,
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
from magpie.storage.last import Seen
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError

XEPS = (Xep(12, version="2.0"),)
NS = "jabber:iq:last"
SAVE_AFTER = 5.0  # seconds
STATUS_MAX = 1_024  # characters of a parting status that are kept


def setup(host: Host) -> None:
    """Note when accounts go, and say so; the domain says how long it has been up."""
    host.advertise(NS)
    activity = Activity(host)
    host.on_iq("get", NS, "query", activity.of_account, scope=Scope.SELF | Scope.ACCOUNT)
    host.on_iq("get", NS, "query", activity.of_host, scope=Scope.HOST)
    host.on(IqReceived, activity.asked_of_device, stage=Stage.GUARD)
    host.watch(SessionUnavailable, activity.went)
    host.watch(AccountDeleted, activity.deleted)
    host.on_stop(activity.save)


class Activity:
    """The last activity of one host's accounts."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._started = host.clock.monotonic()
        self._left: dict[str, Seen] = {}  # who went lately, and is not on disk yet

    async def of_account(self, request: IqRequest) -> Element:
        """Section 3; to oneself it is always told."""
        host, target = self._host, request.target
        asker = request.sender.bare
        if target != asker:
            if not host.accounts.is_there(target):
                raise StanzaError("service-unavailable")  # RFC 6121, 8.5.1
            if host.ask(MayTalk(request.sender, target)).refused:
                raise StanzaError("service-unavailable")  # XEP-0191, 3.3
            await host.rosters.of(target)
            if not host.ask(SharesPresence(target, asker)).shares:
                raise StanzaError("forbidden")
        if any(session.is_available for session in host.sessions_of(target)):
            return answer(0)
        seen = self._left.get(target.text) or await host.db.read(last.get, target.text)
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
        if not self._left:
            self._host.clock.call_later(SAVE_AFTER, self._due)
        self._left[account.text] = Seen(self._host.clock.now(), status)

    def deleted(self, news: AccountDeleted) -> None:
        """Nobody of that name was ever here."""
        self._left.pop(news.account.text, None)

    def _due(self) -> None:
        self._host.task("last activity", self.save())

    async def save(self) -> None:
        """Write who went: many at a time, for nothing hangs on it."""
        left, self._left = self._left, {}
        if left:
            await self._host.db.write(last.put_all, left)


def answer(seconds: int, status: str = "") -> Element:
    """`<query/>`, with the status as its text."""
    return Element("query", NS, {"seconds": str(max(0, seconds))}, text=status)
