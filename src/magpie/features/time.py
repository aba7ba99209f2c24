"""XEP-0202: Entity Time. The server's clock, in UTC."""

from __future__ import annotations

from magpie.server.api import Host, IqRequest, Scope, Xep
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import Element

XEPS = (Xep(202, version="2.0"),)
NS = "urn:xmpp:time"


def setup(host: Host) -> None:
    """Answer for the domain."""
    host.advertise(NS)
    host.on_iq("get", NS, "time", time, scope=Scope.HOST | Scope.SERVICE)


def time(request: IqRequest) -> Element:
    """Section 3: the time, and the zone in which the server lives: UTC, wherever it stands."""
    parts = (
        Element("tzo", NS, text="+00:00"),
        Element("utc", NS, text=to_text(request.host.clock.now())),
    )
    return Element("time", NS, children=parts)
