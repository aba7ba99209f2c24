"""XEP-0163: Personal Eventing Protocol. What people publish about themselves, and who hears it.

Every account is a small pubsub service (XEP-0060): its owner publishes there, and those who see
its presence read, and hear of it when their client says that it wants to. The same code serves the
general service at `pubsub.DOMAIN`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from magpie.features.pubsub import managing, publishing, reading, subscribing
from magpie.features.pubsub.catching_up import CatchingUp
from magpie.features.pubsub.discovery import NAME, Discovery
from magpie.features.pubsub.elsewhere import Elsewhere
from magpie.features.pubsub.errors import unsupported
from magpie.features.pubsub.notifying import Notifier
from magpie.features.pubsub.request import Request
from magpie.features.pubsub.service import PubsubService
from magpie.server.api import (
    DiscoInfo,
    DiscoItems,
    Host,
    InterestsChanged,
    InterestsElsewhere,
    IqRequest,
    MayTalk,
    NodeChanged,
    PresenceShared,
    Scope,
    SessionAvailable,
    SessionUnavailable,
    Xep,
)
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid

XEPS = (
    Xep(60, version="1.30.0"),
    Xep(163, version="1.2.2"),
    Xep(222, version="1.0.2"),
    Xep(223, version="1.1.1"),
)
NS = "http://jabber.org/protocol/pubsub"
NS_OWNER = "http://jabber.org/protocol/pubsub#owner"

Action = Callable[[Request], Awaitable[Element | None]]

GETS: dict[tuple[str, str], Action] = {
    (NS, "items"): reading.items,
    (NS, "affiliations"): managing.own_affiliations,
    (NS, "subscriptions"): subscribing.own_subscriptions,
    (NS, "default"): managing.show_default,
    (NS_OWNER, "configure"): managing.show_config,
    (NS_OWNER, "default"): managing.show_default,
    (NS_OWNER, "affiliations"): managing.show_affiliations,
    (NS_OWNER, "subscriptions"): managing.show_subscriptions,
}
SETS: dict[tuple[str, str], Action] = {
    (NS, "publish"): publishing.publish,
    (NS, "retract"): publishing.retract,
    (NS, "create"): managing.create,
    (NS, "subscribe"): subscribing.subscribe,
    (NS, "unsubscribe"): subscribing.unsubscribe,
    (NS_OWNER, "configure"): managing.configure,
    (NS_OWNER, "delete"): managing.remove,
    (NS_OWNER, "purge"): managing.purge,
    (NS_OWNER, "affiliations"): managing.affiliate,
    (NS_OWNER, "subscriptions"): managing.set_subscriptions,
}
# Children that only say more about another one
MORE = frozenset(("configure", "options", "publish-options"))


def setup(host: Host) -> None:
    """Let every account publish."""
    for ns in (NS, NS_OWNER):
        host.on_iq("get", ns, "pubsub", get, scope=Scope.SELF | Scope.ACCOUNT)
        host.on_iq("set", ns, "pubsub", set_, scope=Scope.SELF | Scope.ACCOUNT)
    domain = Jid.parse(f"pubsub.{host.domain}")
    host.serve(domain.text, PubsubService(host, (NS, NS_OWNER), get, set_), NAME)
    discovery = Discovery(host, domain)
    host.answer(DiscoInfo, discovery.info)
    host.answer(DiscoItems, discovery.items)
    elsewhere = Elsewhere(host)
    host.watch(NodeChanged, Notifier(host, elsewhere).changed)
    host.watch(InterestsElsewhere, elsewhere.interested)
    host.watch(PresenceShared, elsewhere.shared)
    catching_up = CatchingUp(host)
    host.watch(SessionAvailable, catching_up.available)
    host.watch(PresenceShared, catching_up.shared)
    host.watch(InterestsChanged, catching_up.interested)
    host.watch(SessionUnavailable, catching_up.unavailable)


async def get(request: IqRequest) -> Element | None:
    """An IQ that asks."""
    return await perform(GETS, request)


async def set_(request: IqRequest) -> Element | None:
    """An IQ that changes something."""
    return await perform(SETS, request)


async def perform(actions: dict[tuple[str, str], Action], request: IqRequest) -> Element | None:
    """Find out what is wanted, and do it."""
    host, owner, asker = request.host, request.target, request.sender
    if (
        owner.local
        and owner != asker.bare
        and (not host.accounts.is_there(owner) or host.ask(MayTalk(asker, owner)).refused)
    ):
        raise StanzaError("service-unavailable")  # RFC 6121, 8.5.1: as if there were nobody
    wanted = list(request.payload)
    main = next((child for child in wanted if child.name not in MORE), None)
    if main is None and wanted:
        main = wanted[0]  # `<configure/>` and `<options/>` alone are requests of their own
    if main is None:
        raise StanzaError("bad-request", "What is wanted? There is nothing in it.")
    action = actions.get((main.ns, main.name))
    if action is None:
        raise unsupported("subscription-options" if main.name == "options" else main.name)
    return await action(Request(host, owner, asker, request.payload, main))
