"""Events: who hears that a node has changed (XEP-0060, 7.1.2 and 12; XEP-0163, 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from magpie.features.pubsub.elsewhere import Elsewhere
from magpie.features.pubsub.event import event_of, message_of
from magpie.server.api import INTERESTS, Host, MayTalk, Multicast, NodeChanged, Session
from magpie.storage import pubsub as table
from magpie.xmpp.element import Element, escape_attr
from magpie.xmpp.jid import Jid


class Notifier:
    """Sends the events of one host's nodes."""

    def __init__(self, host: Host, elsewhere: Elsewhere) -> None:
        self._host = host
        self._elsewhere = elsewhere

    def changed(self, news: NodeChanged) -> None:
        """Tell those who asked for it, if the node tells of such changes."""
        event = event_of(news)
        if event is not None:
            message = message_of(news.owner, news.config, event)
            self._host.task(f"events of {news.owner}", self._tell(news, message))

    async def _tell(self, news: NodeChanged, message: Element) -> None:
        db, owner = self._host.db, news.owner
        subscribers: Collection[str] = news.subscribers
        if news.change != "deleted":
            subscribers = await db.read(table.subscriptions, owner.text, news.node)
        if not owner.local:  # a service has no presence: its subscribers subscribe
            for jid in subscribers:
                self._host.relay.send(message.with_attr("to", jid))
            return
        copy = Multicast(message)
        for session in await self._audience(news, subscribers):
            session.send_copy(copy, escape_attr(session.account.text).encode())
        await self._elsewhere.tell(news, subscribers, message)

    async def _audience(self, news: NodeChanged, subscribers: Collection[str]) -> list[Session]:
        """Each device once: those that asked by their capabilities, and those of subscribers."""
        owner, node = news.owner, news.node
        held = await self._host.db.read(table.affiliations, owner.text, node)
        found = dict.fromkeys(self._interested(node))
        found.update(dict.fromkeys(self._subscribed(subscribers)))
        verdicts: dict[Jid, bool] = {owner: True}
        audience = []
        for session in found:
            account = session.account
            if account not in verdicts:
                affiliation = held.get(account.text, "none")
                barrier = await self._host.nodes.barrier(owner, account, news.config, affiliation)
                verdicts[account] = not barrier and not self._is_blocked(owner, account)
            if verdicts[account] and not session.is_closed:
                audience.append(session)
        return audience

    def _interested(self, node: str) -> Iterator[Session]:
        """XEP-0163, 4.2: available, and "NODE+notify" is among its capabilities."""
        for account in self._host.sessions.accounts():
            for session in self._host.sessions_of(account):
                if session.is_available and node in session[INTERESTS]:
                    yield session

    def _subscribed(self, subscribers: Collection[str]) -> Iterator[Session]:
        """The devices that are here of those who have subscribed."""
        for jid in map(Jid.parse, subscribers):
            if jid.resource:
                session = self._host.sessions.get(jid)
                if session is not None:
                    yield session
            else:
                yield from (one for one in self._host.sessions_of(jid) if one.is_reachable)

    def _is_blocked(self, owner: Jid, account: Jid) -> bool:
        return self._host.ask(MayTalk(owner, account)).refused
