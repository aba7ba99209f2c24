"""What service discovery says of pubsub nodes (XEP-0060, 5; XEP-0163, 6)."""

from __future__ import annotations

from magpie.features.pubsub.config import meta_data
from magpie.server.api import DiscoInfo, DiscoItems, Host
from magpie.storage import pubsub as table
from magpie.xmpp.jid import Jid

NAME = "Publishing"
NS_INFO = "http://jabber.org/protocol/disco#info"
NS_ITEMS = "http://jabber.org/protocol/disco#items"
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
    """Discovery of the nodes of accounts, and of a service at `domain`."""

    def __init__(self, host: Host, domain: Jid) -> None:
        self._host = host
        self._domain = domain

    def info(self, question: DiscoInfo) -> None:
        """XEP-0163, 6: an account is a pubsub service; its nodes are leaves."""
        target = question.target
        if not target.local and target != self._domain:
            return
        if question.node is not None:
            question.later.append(self._node_info(question, question.node))
        elif target.local:
            question.identities.append(("pubsub", "pep", ""))
            question.features.extend((*FEATURES, *PERSONAL))
        else:
            question.known = True
            question.identities.append(("pubsub", "service", NAME))
            question.features.extend((NS_INFO, NS_ITEMS, *FEATURES))

    async def _node_info(self, question: DiscoInfo, node: str) -> None:
        config = await self._host.nodes.get(question.target, node)
        if config is not None:
            question.known = True
            question.identities.append(("pubsub", "leaf", config.title))
            question.features.append(NS)
            question.forms.append(meta_data(config).to_element())

    def items(self, question: DiscoItems) -> None:
        """Sections 5.2 and 5.5: the nodes that the asker may read, and the items of one."""
        if not question.target.local and question.target != self._domain:
            return
        if question.node is not None:
            question.later.append(self._node_items(question, question.node))
        else:
            question.known = True
            question.later.append(self._nodes(question))

    async def _nodes(self, question: DiscoItems) -> None:
        owner, asker = question.target, question.asker.bare
        held = await self._host.db.read(table.affiliations_of, owner.text, asker.text)
        for node, config in (await self._host.db.read(table.nodes, owner.text)).items():
            affiliation = held.get(node, "none")
            if not await self._host.nodes.barrier(owner, asker, config, affiliation):
                question.items.append((owner.text, node, config.title or None))

    async def _node_items(self, question: DiscoItems, node: str) -> None:
        owner, asker = question.target, question.asker.bare
        if await self._host.nodes.may_read(owner, asker, node):
            question.known = True
            limit = self._host.nodes.items_max
            for one in await self._host.db.read(table.items, owner.text, node, limit):
                question.items.append((owner.text, None, one.id))
