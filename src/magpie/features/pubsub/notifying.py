"""Events: who hears that a node has changed, and what (XEP-0060, 7.1.2 and 12; XEP-0163, 4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator

from magpie.features.pubsub.config import to_form
from magpie.server.api import INTERESTS, Host, MayTalk, Multicast, NodeChanged, Session
from magpie.storage import pubsub as table
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import NS_CLIENT, Element, escape_attr
from magpie.xmpp.jid import Jid

NS_EVENT = "http://jabber.org/protocol/pubsub#event"


class Notifier:
    """Sends the events of one host's nodes."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def changed(self, news: NodeChanged) -> None:
        """Tell those who asked for it, if the node tells of such changes."""
        event = event_of(news)
        if event is not None:
            message = message_of(news.owner, news.config, event)
            self._host.task(f"events of {news.owner}", self._tell(news, message))

    async def _tell(self, news: NodeChanged, message: Element) -> None:
        db, owner = self._host.db, news.owner
        subscribers: Iterable[str] = news.subscribers
        if news.change != "deleted":
            subscribers = await db.read(table.subscriptions, owner.text, news.node)
        if not owner.local:  # a service has no presence: its subscribers subscribe
            for jid in subscribers:
                self._host.relay.send(message.with_attr("to", jid))
            return
        copy = Multicast(message)
        for session in await self._audience(news, subscribers):
            session.send_copy(copy, escape_attr(session.account.text).encode())

    async def _audience(self, news: NodeChanged, subscribers: Iterable[str]) -> list[Session]:
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

    def _subscribed(self, subscribers: Iterable[str]) -> Iterator[Session]:
        """The devices that are here of those who have subscribed."""
        for text in subscribers:
            jid = Jid.parse(text)
            if jid.resource:
                session = self._host.sessions.get(jid)
                if session is not None:
                    yield session
            else:
                yield from (one for one in self._host.sessions_of(jid) if one.is_reachable)

    def _is_blocked(self, owner: Jid, account: Jid) -> bool:
        return self._host.ask(MayTalk(owner, account)).refused


def event_of(news: NodeChanged) -> Element | None:
    """The child of `<event/>`, or `None` when the node keeps silent of such a change."""
    config, attrs = news.config, {"node": news.node}
    if not config.notifies:
        return None
    match news.change:
        case "published":
            payloads = news.items if config.has_payloads else [(one, None) for one, _ in news.items]
            content = [item_of(item_id, payload) for item_id, payload in payloads]
            return Element("items", NS_EVENT, attrs, tuple(content))
        case "retracted" if config.notifies_retract and not news.is_silent:
            gone = [Element("retract", NS_EVENT, {"id": item_id}) for item_id, _ in news.items]
            return Element("items", NS_EVENT, attrs, tuple(gone))
        case "purged" if config.notifies_retract:
            return Element("purge", NS_EVENT, attrs)
        case "deleted" if config.notifies_delete:
            return Element("delete", NS_EVENT, attrs)
        case "configured" if config.notifies_config:
            form = to_form(config, bool(news.owner.local)).to_element().with_attr("type", "result")
            return Element("configuration", NS_EVENT, attrs, (form,))
    return None


def item_of(item_id: str, payload: Element | None) -> Element:
    """An `<item/>` of an event."""
    return Element("item", NS_EVENT, {"id": item_id}, () if payload is None else (payload,))


def message_of(owner: Jid, config: NodeConfig, content: Element) -> Element:
    """The message that tells of something, without an addressee (XEP-0163, 4.3.1)."""
    attrs = {"from": owner.text, "type": config.notification, "id": secrets.token_hex(6)}
    return Element("message", NS_CLIENT, attrs, (Element("event", NS_EVENT, {}, (content,)),))
