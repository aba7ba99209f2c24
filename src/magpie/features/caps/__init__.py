"""XEP-0115: Entity Capabilities. What the server and its clients can do, from one short hash."""

from __future__ import annotations

from magpie.features.caps.clients import Clients
from magpie.features.caps.own import Caps
from magpie.features.caps.verification import NS
from magpie.server.api import DiscoInfo, Host, PresenceSent, StreamFeatures, Xep

XEPS = (Xep(115, version="1.6.0"),)


def setup(host: Host) -> None:
    """Say the server's hash as a stream feature and answer for it; read those of clients."""
    host.advertise(NS)
    caps = Caps(host)
    host.on_start(caps.compute)
    host.answer(StreamFeatures, caps.offer)
    host.answer(DiscoInfo, caps.explain)
    host.on(PresenceSent, Clients(host).heard)
