"""The pubsub nodes of accounts and services: what changes them, and the news of it (XEP-0060).

Who may do what is the affair of whoever calls; here are the limits, the storage, and the one place
that says that something has changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from magpie.server.host import Host
from magpie.server.news import NodeChanged
from magpie.server.questions import SharesPresence
from magpie.server.settings import Pubsub
from magpie.storage import pubsub as table
from magpie.storage.pubsub import Item, NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element

READERS = frozenset(("owner", "publisher", "member"))
NAME_MAX = 1023  # characters of the name of a node or item, as of a part of an address


class Nodes:
    """The nodes of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._limits = host.config(Pubsub)

    @property
    def items_max(self) -> int:
        """How many items a node may keep ("max")."""
        return self._limits.items

    def kept(self, config: NodeConfig) -> int:
        """How many items a node keeps."""
        if not config.is_persistent:
            return 0
        return min(config.max_items or self._limits.items, self._limits.items)

    async def get(self, owner: Jid, node: str) -> NodeConfig | None:
        """How a node is configured; `None`: there is no such node."""
        return await self._host.db.read(table.get, owner.text, node)

    async def create(self, owner: Jid, node: str, config: NodeConfig) -> None:
        """Make a node.

        Raises:
            StanzaError: there is one of that name, or there are too many.
        """
        if not await self._make(owner, node, config):
            raise StanzaError("conflict", "There is a node of that name.")

    async def _make(self, owner: Jid, node: str, config: NodeConfig) -> bool:
        """False: it is there already."""
        if len(node) > NAME_MAX:
            raise StanzaError("not-acceptable", f"A name has {NAME_MAX} characters at most.")
        limit = self._limits.nodes
        now = self._host.clock.now()
        made = await self._host.db.write(table.create, owner.text, node, config, now, limit)
        if made is None:
            raise StanzaError("resource-constraint", f"There may be {limit} nodes.")
        return made

    async def publish(
        self,
        owner: Jid,
        node: str,
        payload: Element | None,
        item_id: str | None = None,
        *,
        by: Jid | None = None,
        otherwise: NodeConfig | None = None,
    ) -> str:
        """Publish an item; returns its id. A missing node is made as `otherwise` says.

        Raises:
            StanzaError: there is no such node and `otherwise` is `None`, or no room.
        """
        config = await self.get(owner, node)
        if config is None:
            if otherwise is None:
                raise StanzaError("item-not-found")
            await self._make(owner, node, otherwise)
            config = otherwise
        name = item_id or secrets.token_urlsafe(12)
        if len(name) > NAME_MAX:
            raise StanzaError("not-acceptable", f"An id has {NAME_MAX} characters at most.")
        keep = self.kept(config)
        xml = b"" if payload is None else payload.to_bytes()
        publisher = by or owner
        if keep:
            entry = Item(owner.text, node, name, publisher.text, self._host.clock.now(), xml)
            if not await self._host.db.write(table.publish, entry, keep, self._limits.volume):
                raise StanzaError("resource-constraint", "There is no room for more items.")
        self._tell(owner, node, config, "published", publisher, ((name, payload),))
        return name

    async def retract(
        self,
        owner: Jid,
        node: str,
        ids: Sequence[str],
        *,
        by: Jid | None = None,
        is_silent: bool = False,
    ) -> int:
        """Delete items; returns how many there were."""
        config = await self._known(owner, node)
        gone = await self._host.db.write(table.retract, owner.text, node, ids)
        if gone:
            items = tuple((one, None) for one in ids)
            news = NodeChanged(owner, node, config, "retracted", by or owner, items)
            news.is_silent = is_silent
            self._host.tell(news)
        return gone

    async def purge(self, owner: Jid, node: str, by: Jid) -> None:
        """Delete all items."""
        config = await self._known(owner, node)
        await self._host.db.write(table.purge, owner.text, node)
        self._tell(owner, node, config, "purged", by)

    async def remove(self, owner: Jid, node: str, by: Jid) -> None:
        """Delete the node with all its items."""
        config = await self._known(owner, node)
        subscribers = await self._host.db.read(table.subscriptions, owner.text, node)
        await self._host.db.write(table.remove, owner.text, node)
        news = NodeChanged(owner, node, config, "deleted", by)
        news.subscribers = tuple(subscribers)
        self._host.tell(news)

    async def configure(self, owner: Jid, node: str, config: NodeConfig, by: Jid) -> None:
        """Change a node's configuration."""
        keep = self.kept(config)
        if not await self._host.db.write(table.configure, owner.text, node, config, keep):
            raise StanzaError("item-not-found")
        self._tell(owner, node, config, "configured", by)

    async def barrier(self, owner: Jid, reader: Jid, config: NodeConfig, affiliation: str) -> str:
        """What keeps a reader (bare) from a node by its access model (4.5); "" for nothing.

        The words are the conditions of XEP-0060, 6.1.3, and "outcast".
        """
        if reader == owner:
            return ""
        if affiliation == "outcast":
            return "outcast"
        if affiliation in READERS or config.access == "open":
            return ""
        if config.access == "whitelist" or not owner.local:
            return "closed-node"
        roster = await self._host.rosters.of(owner)
        if config.access == "roster":
            item = roster.items.get(reader)
            is_in = item is not None and bool(set(item.groups) & set(config.groups))
            return "" if is_in else "not-in-roster-group"
        shares = self._host.ask(SharesPresence(owner, reader)).shares
        return "" if shares else "presence-subscription-required"

    async def may_read(self, owner: Jid, reader: Jid, node: str) -> bool:
        """Whether there is such a node, and a reader (bare) may read it."""
        config = await self.get(owner, node)
        if config is None:
            return False
        held = await self._host.db.read(table.affiliations, owner.text, node)
        affiliation = held.get(reader.text, "none")
        return not await self.barrier(owner, reader, config, affiliation)

    async def newest(self, owner: Jid, node: str, limit: int = 1) -> list[tuple[str, Element]]:
        """The newest items that have a payload, as (id, payload), newest first."""
        found = await self._host.db.read(table.items, owner.text, node, limit)
        return [(one.id, parse_element(one.xml)) for one in found if one.xml]

    async def item(self, owner: Jid, node: str, item_id: str) -> Element | None:
        """The payload of an item."""
        found = await self._host.db.read(table.some, owner.text, node, [item_id])
        return parse_element(found[0].xml) if found and found[0].xml else None

    async def _known(self, owner: Jid, node: str) -> NodeConfig:
        config = await self.get(owner, node)
        if config is None:
            raise StanzaError("item-not-found")
        return config

    def _tell(
        self,
        owner: Jid,
        node: str,
        config: NodeConfig,
        change: str,
        by: Jid,
        items: tuple[tuple[str, Element | None], ...] = (),
    ) -> None:
        self._host.tell(NodeChanged(owner, node, config, change, by, items))
