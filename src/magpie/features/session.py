"""RFC 3921, 3: the session of old. Clients that still ask for one are told that they have it."""

from __future__ import annotations

from magpie.server.api import Host, IqRequest, Scope

XEPS = ()
NS = "urn:ietf:params:xml:ns:xmpp-session"


def setup(host: Host) -> None:
    """Answer what nobody need ask any more: the stream features say that it is optional."""
    # COMPAT sendxmpp; Strophe 3 and Converse over BOSH: without the answer they give up
    host.on_iq("set", NS, "session", start, Scope.SELF | Scope.HOST)


def start(request: IqRequest) -> None:
    """Binding has begun the session already (RFC 6121, 1.4)."""
