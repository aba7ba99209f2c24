"""What service discovery says of pubsub nodes (XEP-0060, 5; XEP-0163, 6)."""

from __future__ import annotations

from magpie.features.pubsub.config import meta_data
from magpie.features.pubsub.request import may_read
from magpie.server.api import DiscoInfo, DiscoItems, Host
from magpie.storage import pubsub as table

NS = "http://jabber.org/protocol/pubsub"
# Section 10 and 16.2: what a service can do
FEATURES = (
    NS,
    *(
        f"{NS}#{name}"
        for name in (
            "access-open",
            "access-whitelist",
            "config-node",
            "config-node-max",
            "create-and-configure",
            "create-nodes",
            "delete-items",
            "delete-nodes",
            "instant-nodes",
            "item-ids",
            "last-published",
            "member-affiliation",
            "meta-data",
            "modify-affiliations",
            "outcast-affiliation",
            "persistent-items",
            "publish",
            "publish-only-affiliation",
            "publish-options",
            "publisher-affiliation",
            "purge-nodes",
            "retract-items",
            "retrieve-affiliations",
            "retrieve-default",
            "retrieve-items",
            "retrieve-subscriptions",
            "rsm",
            "subscribe",
        )
    ),
)
PERSONAL = tuple(
    f"{NS}#{name}"
    for name in (
        "access-presence",
        "access-roster",
        "auto-create",
        "auto-subscribe",
        "filtered-notifications",
        "presence-notifications",
        "presence-subscribe",
    )
)


class Discovery:
    """Discovery of the nodes of accounts."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def info(self, question: DiscoInfo) -> None:
        """XEP-0163, 6: an account is a pubsub service; its nodes are leaves."""
        if not question.target.local:
            return
        if question.node is None:
            question.identities.append(("pubsub", "pep", ""))
            question.features.extend((*FEATURES, *PERSONAL))
        else:
            question.later.append(self._node_info(question, question.node))

    async def _node_info(self, question: DiscoInfo, node: str) -> None:
        config = await self._host.nodes.get(question.target, node)
        if config is not None:
            question.known = True
            question.identities.append(("pubsub", "leaf", config.title))
            question.features.append(NS)
            question.forms.append(meta_data(config).to_element())

    def items(self, question: DiscoItems) -> None:
        """Section 5.2 and 5.5: the nodes that the asker may read, and the items of one."""
        if not question.target.local:
            return
        if question.node is None:
            question.later.append(self._nodes(question))
        else:
            question.later.append(self._node_items(question, question.node))

    async def _nodes(self, question: DiscoItems) -> None:
        owner, asker = question.target, question.asker.bare
        held = await self._host.db.read(table.affiliations_of, owner.text, asker.text)
        for node, config in (await self._host.db.read(table.nodes, owner.text)).items():
            affiliation = "owner" if asker == owner else held.get(node, "none")
            if await may_read(self._host, owner, asker, config, affiliation):
                question.items.append((owner.text, node, config.title or None))

    async def _node_items(self, question: DiscoItems, node: str) -> None:
        owner, asker = question.target, question.asker.bare
        config = await self._host.nodes.get(owner, node)
        if config is None:
            return
        held = await self._host.db.read(table.affiliations, owner.text, node)
        affiliation = "owner" if asker == owner else held.get(asker.text, "none")
        if await may_read(self._host, owner, asker, config, affiliation):
            question.known = True
            limit = self._host.nodes.items_max
            for one in await self._host.db.read(table.items, owner.text, node, limit):
                question.items.append((owner.text, None, one.id))
