"""XEP-0030: Service Discovery. What the domain and its accounts are, can do and hold."""

from __future__ import annotations

from magpie.server.api import (
    DiscoInfo,
    DiscoItems,
    Host,
    IqRequest,
    MayTalk,
    Scope,
    SharesPresence,
    Xep,
)
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid

XEPS = (Xep(30, version="2.5.0"), Xep(128, version="1.0.1"))
NS_INFO = "http://jabber.org/protocol/disco#info"
NS_ITEMS = "http://jabber.org/protocol/disco#items"


def setup(host: Host) -> None:
    """Answer for the domain and for accounts; devices answer for themselves."""
    host.advertise(NS_INFO, NS_ITEMS)
    disco = Disco(host)
    host.answer(DiscoInfo, disco.describe)
    host.answer(DiscoItems, disco.list_devices)
    own = Scope.SELF | Scope.HOST | Scope.SERVICE
    host.on_iq("get", NS_INFO, "query", disco.info, scope=own)
    host.on_iq("get", NS_INFO, "query", disco.info_of_other, scope=Scope.ACCOUNT)
    host.on_iq("get", NS_ITEMS, "query", disco.items, scope=own)
    host.on_iq("get", NS_ITEMS, "query", disco.items_of_other, scope=Scope.ACCOUNT)


class Disco:
    """Discovery on one host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def info(self, request: IqRequest) -> Element:
        """Section 3: identities, features and forms of the target."""
        node = request.payload.get("node")
        found = self._host.ask(DiscoInfo(request.target, request.sender, node))
        for reading in found.later:
            await reading
        if not found.known:
            raise StanzaError("item-not-found")
        children = [
            Element("identity", NS_INFO, identity(*parts)) for parts in unique(found.identities)
        ]
        features = sorted(set(found.features))
        children += [Element("feature", NS_INFO, {"var": feature}) for feature in features]
        return Element("query", NS_INFO, named(node), (*children, *found.forms))

    async def items(self, request: IqRequest) -> Element:
        """Section 4: what belongs to the target."""
        node = request.payload.get("node")
        found = self._host.ask(DiscoItems(request.target, request.sender, node))
        for reading in found.later:
            await reading
        if not found.known:
            raise StanzaError("item-not-found")
        children = []
        for jid, inner, name in found.items:
            attrs = {"jid": jid, "node": inner, "name": name}
            kept = {key: value for key, value in attrs.items() if value is not None}
            children.append(Element("item", NS_ITEMS, kept))
        return Element("query", NS_ITEMS, named(node), tuple(children))

    async def info_of_other(self, request: IqRequest) -> Element:
        """Section 8, rule 1: who may not see the account MUST not learn that there is one."""
        if not await self._may_see(request.sender, request.target):
            raise StanzaError("service-unavailable")
        return await self.info(request)

    async def items_of_other(self, request: IqRequest) -> Element:
        """Section 8, rule 2: for who may not see the account, the result MUST be empty."""
        if not await self._may_see(request.sender, request.target):
            return Element("query", NS_ITEMS, named(request.payload.get("node")))
        return await self.items(request)

    async def _may_see(self, asker: Jid, target: Jid) -> bool:
        """Accounts show themselves to those who share their presence only."""
        host = self._host
        if not host.accounts.is_there(target) or host.ask(MayTalk(asker, target)).refused:
            return False
        await host.rosters.of(target)  # in memory, for whoever answers
        return host.ask(SharesPresence(target, asker.bare)).shares

    def describe(self, question: DiscoInfo) -> None:
        """The domain and the accounts themselves; nodes are their features' affair."""
        if question.node is not None or question.target.domain != self._host.domain:
            return
        question.known = True
        if question.target.local:
            question.identities.append(("account", "registered", ""))
        else:
            question.identities.append(("server", "im", "Magpie"))
        question.features.extend(self._host.features)

    def list_devices(self, question: DiscoItems) -> None:
        """Section 4.1: the available resources of an account; of the domain, its services."""
        if question.node is not None or question.target.domain != self._host.domain:
            return
        question.known = True
        if not question.target.local:
            names = self._host.services.names
            question.items.extend((domain, None, name or None) for domain, name in names.items())
        else:
            for session in self._host.sessions.of(question.target):
                if session.is_available:
                    question.items.append((session.jid.text, None, None))


def identity(category: str, kind: str, name: str) -> dict[str, str]:
    """The attributes of an `<identity/>`."""
    attrs = {"category": category, "type": kind}
    return {**attrs, "name": name} if name else attrs


def unique(identities: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Each once, in their order."""
    return list(dict.fromkeys(identities))


def named(node: str | None) -> dict[str, str]:
    """Section 3.2: the node that was asked for MUST be mirrored."""
    return {} if node is None else {"node": node}
