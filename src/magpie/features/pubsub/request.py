"""One request to a pubsub service, and what the one who asks may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from magpie.features.pubsub.errors import refusal
from magpie.server.api import Host
from magpie.storage import pubsub as table
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import NS as NS_FORMS
from magpie.xmpp.forms import Form
from magpie.xmpp.jid import Jid

REFUSALS: dict[str, Callable[[], StanzaError]] = {  # 6.1.3 and 6.5.9
    "outcast": lambda: StanzaError("forbidden"),
    "closed-node": lambda: refusal("not-allowed", "closed-node"),
    "not-in-roster-group": lambda: refusal("not-authorized", "not-in-roster-group"),
    "presence-subscription-required": lambda: refusal(
        "not-authorized", "presence-subscription-required"
    ),
}
PUBLISHERS = frozenset(("owner", "publisher", "publish-only"))


@dataclass(slots=True)
class Request:
    """One child of a `<pubsub/>`.

    Attributes:
        owner: whose nodes it is about: an account's bare address, or a service's domain.
        asker: who asks, with the device.
        action: the child that says what is wanted; `pubsub` its parent.
    """

    host: Host
    owner: Jid
    asker: Jid
    pubsub: Element
    action: Element

    @property
    def is_account(self) -> bool:
        """Whether the nodes are an account's own (XEP-0163)."""
        return bool(self.owner.local)

    @property
    def node(self) -> str:
        """The node that is named; raises when none is."""
        name = self.action.get("node")
        if not name:
            raise refusal("bad-request", "nodeid-required")
        return name

    async def config(self) -> NodeConfig:
        """How the node is configured; raises when there is none."""
        found = await self.host.nodes.get(self.owner, self.node)
        if found is None:
            raise StanzaError("item-not-found")
        return found

    def form(self, parent: str) -> Form | None:
        """The form in the child of `<pubsub/>`, or the action itself, of that name."""
        holder = self.action if self.action.name == parent else self.pubsub.child(parent)
        found = None if holder is None else holder.child("x", NS_FORMS)
        return None if found is None else Form.parse(found)

    # What the one who asks may do

    async def affiliation(self) -> str:
        """What the one who asks is to the node (4.1)."""
        who = self.asker.bare
        if who == self.owner:
            return "owner"
        held = await self.host.db.read(table.affiliations, self.owner.text, self.node)
        return held.get(who.text, "none")

    async def as_owner(self) -> NodeConfig:
        """The node, when it is the asker's own; raises otherwise."""
        config = await self.config()
        if await self.affiliation() != "owner":
            raise StanzaError("forbidden")
        return config

    async def as_publisher(self) -> NodeConfig:
        """The node, when the one who asks may publish there; raises otherwise."""
        config = await self.config()
        affiliation = await self.affiliation()
        if affiliation in PUBLISHERS:
            return config
        if affiliation == "outcast" or config.publishers == "publishers":
            raise StanzaError("forbidden")
        if config.publishers == "subscribers":
            held = await self.host.db.read(
                table.subscriptions_of, self.owner.text, self.asker.bare.text
            )
            if self.node not in {node for node, _, _ in held}:
                raise StanzaError("forbidden")
        return config

    async def as_reader(self) -> NodeConfig:
        """The node, when the one who asks may read it; raises otherwise (6.1.3, 6.5.9)."""
        config = await self.config()
        barrier = await self.host.nodes.barrier(
            self.owner, self.asker.bare, config, await self.affiliation()
        )
        if barrier:
            raise REFUSALS[barrier]()
        return config
