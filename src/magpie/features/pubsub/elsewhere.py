"""Contacts at other servers: who hears of our accounts' nodes there (XEP-0163, 4)."""

from __future__ import annotations

from collections.abc import Collection

from magpie.features.pubsub.event import last_item
from magpie.server.api import Host, InterestsElsewhere, MayTalk, NodeChanged, PresenceShared
from magpie.storage import pubsub as table
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

PAGE = 50  # items that are read at a time


class Elsewhere:
    """The devices elsewhere that ask accounts of one host for events, by account."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._asking: dict[Jid, dict[Jid, frozenset[str]]] = {}

    def interested(self, news: InterestsElsewhere) -> None:
        """4.3.4: the last items, when a device comes or begins to ask for them."""
        devices = self._asking.setdefault(news.account, {})
        had = devices.pop(news.device, frozenset())
        if news.nodes:
            devices[news.device] = news.nodes
            self._begin(news.account, news.device, news.nodes - had)
        elif not devices:
            del self._asking[news.account]

    def shared(self, news: PresenceShared) -> None:
        """ "The service MUST send the last published item to all new subscribers"."""
        for device, nodes in self._asking.get(news.account, {}).items():
            if device.bare == news.contact:
                self._begin(news.account, device, nodes)

    def _begin(self, owner: Jid, device: Jid, nodes: frozenset[str]) -> None:
        if nodes:
            self._host.task(f"last items for {device}", self._send(owner, device, sorted(nodes)))

    async def _send(self, owner: Jid, device: Jid, nodes: list[str]) -> None:
        after = 0
        while True:
            page = await self._host.db.read(table.last_items, nodes, [owner.text], after, PAGE)
            for item, config in page:
                after = item.number
                if config.send_last == "on_sub_and_presence":
                    held = await self._host.db.read(table.affiliations, item.owner, item.node)
                    if await self._may_hear(owner, device.bare, config, held):
                        self._host.relay.send(last_item(item, config, device))
            if len(page) < PAGE:
                return

    async def _may_hear(
        self, owner: Jid, contact: Jid, config: NodeConfig, held: dict[str, str]
    ) -> bool:
        affiliation = held.get(contact.text, "none")
        if await self._host.nodes.barrier(owner, contact, config, affiliation):
            return False
        return not self._host.ask(MayTalk(owner, contact)).refused

    async def tell(self, news: NodeChanged, subscribers: Collection[str], message: Element) -> None:
        """4.3.2: each device that asks, and at most once those who have only subscribed."""
        asking = self._asking.get(news.owner, {})
        wanted = [device for device, nodes in asking.items() if news.node in nodes]
        reached = {device.bare for device in wanted}
        for jid in map(Jid.parse, subscribers):
            if jid.domain != self._host.domain and jid.bare not in reached:
                wanted.append(jid)
        if not wanted:
            return
        held = await self._host.db.read(table.affiliations, news.owner.text, news.node)
        for jid in wanted:
            if await self._may_hear(news.owner, jid.bare, news.config, held):
                self._host.relay.send(message.with_attr("to", jid.text))
