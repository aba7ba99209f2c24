"""XEP-0115: Entity Capabilities. What the server and its clients can do, from one short hash."""

from __future__ import annotations

from magpie.features.caps.clients import Clients
from magpie.features.caps.contacts import Contacts
from magpie.features.caps.library import Library
from magpie.features.caps.own import Caps
from magpie.features.caps.verification import NS
from magpie.server.api import (
    AccountDeleted,
    ContactRemoved,
    DiscoInfo,
    Host,
    PresenceReceived,
    PresenceSent,
    Stage,
    StreamFeatures,
    Xep,
)

XEPS = (Xep(115, version="1.6.0"),)


def setup(host: Host) -> None:
    """Say the server's hash as a stream feature and answer for it; read those of clients."""
    host.advertise(NS)
    caps = Caps(host)
    host.on_start(caps.compute)
    host.answer(StreamFeatures, caps.offer)
    host.answer(DiscoInfo, caps.explain)
    library = Library()
    host.on(PresenceSent, Clients(host, library).heard)
    contacts = Contacts(host, library)
    host.on(PresenceReceived, contacts.heard, stage=Stage.OBSERVE)
    host.watch(ContactRemoved, contacts.removed)
    host.watch(AccountDeleted, contacts.account_deleted)
