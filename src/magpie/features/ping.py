"""XEP-0199: XMPP Ping. A client asks whether the server is still there."""

from __future__ import annotations

from magpie.server.api import Host, IqRequest, Scope, Xep

XEPS = (Xep(199, version="2.0.1"),)
NS = "urn:xmpp:ping"


def setup(host: Host) -> None:
    """Answer for the domain, its services and the sender's own account (4.2)."""
    host.advertise(NS)
    host.on_iq("get", NS, "ping", pong, scope=Scope.SELF | Scope.HOST | Scope.SERVICE)


def pong(_: IqRequest) -> None:
    """Answer with an empty result: returning nothing does that."""
