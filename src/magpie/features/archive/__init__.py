"""XEP-0313: Message Archive Management. Every conversation, on every device, for good.

What is kept is decided in `xmpp/worth.py` (the message), `preferences` (the account) and `keep`
(both); `query` reads it back, and `forget` lets old messages go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from magpie.features.archive import query
from magpie.features.archive.forget import Forgetting
from magpie.features.archive.keep import Keeper
from magpie.features.archive.preferences import Wishes
from magpie.server.api import (
    AccountDeleted,
    Duration,
    Host,
    IqRequest,
    MessageReceived,
    MessageSent,
    Scope,
    Stage,
    Xep,
    duration,
    option,
)
from magpie.xmpp.errors import StanzaError

XEPS = (
    Xep(160, version="1.0.1", note="What an account has missed is read from the journal."),
    Xep(313, version="1.1.3"),
    Xep(334, version="1.0.0"),
    Xep(441, version="0.2.0"),
    Xep(59, version="1.0"),
)
NS = "urn:xmpp:mam:2"
NS_EXTENDED = "urn:xmpp:mam:2#extended"
NS_GROUPCHAT_FIELD = "urn:xmpp:mam:2#groupchat-field"


@dataclass(frozen=True, slots=True)
class Config:
    """What is kept of conversations, and for how long."""

    SECTION: ClassVar[str] = "archive"

    enabled: bool = option(
        True,
        doc="Keep conversations. `false` keeps only what waits for somebody who is away.",
    )
    retention: Duration | None = option(
        None, none="forever", min=duration("1 min"), doc="How long a message is kept."
    )


def setup(host: Host) -> None:
    """Keep messages, and answer questions about those that are kept."""
    config = host.config(Config)
    wishes = Wishes(host)
    keeper = Keeper(host, wishes, config.enabled)
    host.advertise("msgoffline")  # XEP-0160, 4
    host.on(MessageSent, keeper.sent, stage=Stage.STORE)
    host.on(MessageReceived, keeper.received, stage=Stage.STORE)
    host.on_start(Forgetting(host, config.retention).start)
    if not config.enabled:
        return
    host.advertise(NS, NS_EXTENDED, NS_GROUPCHAT_FIELD)
    host.on_start(wishes.load)
    host.watch(AccountDeleted, wishes.forget)
    host.on_iq("get", NS, "prefs", wishes.get, scope=Scope.SELF)
    host.on_iq("set", NS, "prefs", wishes.set, scope=Scope.SELF)
    host.on_iq("get", NS, "query", query.form, scope=Scope.SELF)
    host.on_iq("set", NS, "query", query.query, scope=Scope.SELF)
    host.on_iq("get", NS, "metadata", query.metadata, scope=Scope.SELF)
    for kind, name in (("get", "prefs"), ("set", "prefs"), ("get", "query"), ("set", "query")):
        host.on_iq(kind, NS, name, refuse, scope=Scope.ACCOUNT)
    host.on_iq("get", NS, "metadata", refuse, scope=Scope.ACCOUNT)


def refuse(_: IqRequest) -> None:
    """Section 8.1: an archive is its owner's alone."""
    raise StanzaError("forbidden")
