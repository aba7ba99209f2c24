"""The last item of each node, for a device that comes or begins to ask for it (XEP-0163, 4.3.4)."""

from __future__ import annotations

from magpie.features.pubsub.event import last_item
from magpie.server.api import (
    INTERESTS,
    Host,
    InterestsChanged,
    MayTalk,
    PresenceShared,
    Session,
    SessionAvailable,
    SessionKey,
    SessionUnavailable,
)
from magpie.storage import pubsub as table
from magpie.storage.pubsub import Item, NodeConfig
from magpie.xmpp.jid import Jid

PAGE = 50  # items that are read at a time

# The nodes whose last items the device has been sent since it became available
CAUGHT_UP: SessionKey[frozenset[str]] = SessionKey("pubsub.caught_up", default=frozenset())


class CatchingUp:
    """Sends the devices of one host what was published before they came."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def available(self, news: SessionAvailable) -> None:
        """A device is here; what it asks for may be known already."""
        if news.is_first:
            self._begin(news.session)

    def interested(self, news: InterestsChanged) -> None:
        """What a device asks for is known; it may be here already."""
        if news.session.is_available:
            self._begin(news.session)

    def unavailable(self, news: SessionUnavailable) -> None:
        """Next time it begins anew."""
        news.session[CAUGHT_UP] = frozenset()

    def _begin(self, session: Session) -> None:
        wanted: frozenset[str] = session[INTERESTS]
        had: frozenset[str] = session[CAUGHT_UP]
        nodes = wanted - had
        if nodes:
            session[CAUGHT_UP] = wanted
            self._host.task(f"last items for {session.jid}", self._send_all(session, sorted(nodes)))

    def shared(self, news: PresenceShared) -> None:
        """ "The service MUST send the last published item to all new subscribers"."""
        for session in self._host.sessions_of(news.contact):
            nodes: frozenset[str] = session[INTERESTS]
            if session.is_available and nodes:
                name = f"last items of {news.account} for {session.jid}"
                self._host.task(name, self._send(session, sorted(nodes), [news.account.text]))

    async def _send_all(self, session: Session, nodes: list[str]) -> None:
        await self._send(session, nodes, await self._heard(session.account))

    async def _send(self, session: Session, nodes: list[str], owners: list[str] | None) -> None:
        after = 0
        while not session.is_closed:
            page = await self._host.db.read(table.last_items, nodes, owners, after, PAGE)
            for item, config in page:
                after = item.number
                if config.send_last == "on_sub_and_presence":
                    await self._offer(session, item, config)
            if len(page) < PAGE:
                return
            await self._host.pressure.drained(session)

    async def _heard(self, account: Jid) -> list[str] | None:
        """Whose nodes the account may see by presence; `None`: it depends on each owner."""
        rosters = self._host.rosters
        if rosters.groups.has_everyone:
            return None
        roster = await rosters.of(account)
        heard = [one for one in roster.items if roster.hears(one)]
        owners = dict.fromkeys((account, *heard, *rosters.groups.mates(account)))
        return [owner.text for owner in owners]

    async def _offer(self, session: Session, item: Item, config: NodeConfig) -> None:
        owner, account = Jid.parse(item.owner), session.account
        if not owner.local:
            return
        if owner != account:
            if self._host.ask(MayTalk(owner, account)).refused:
                return
            held = {}
            if config.access == "whitelist":
                held = await self._host.db.read(table.affiliations, item.owner, item.node)
            affiliation = held.get(account.text, "none")
            if await self._host.nodes.barrier(owner, account, config, affiliation):
                return
        if not session.is_closed:
            session.send(last_item(item, config, session.account))
