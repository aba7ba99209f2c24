"""Federation over the network: made where the settings want it."""

from __future__ import annotations

import ssl

from magpie.server.door import Door
from magpie.server.s2s.federation import Federation
from magpie.server.s2s.incoming import Negotiation
from magpie.server.s2s.settings import S2s
from magpie.server.s2s.tcp import ServerListeners, TcpDialer, server_context
from magpie.server.tls import Certificates, TlsError


def federate(door: Door, certificates: Certificates) -> ServerListeners:
    """Let the host talk to other servers; nobody listens yet. Raises TlsError."""
    config = door.host.settings.get(S2s)
    authorities = config.authorities
    try:
        federation = Federation(door.host, TcpDialer(door.host, certificates, authorities))
        context = certificates.shown_by(lambda: server_context(config.ask_certificate, authorities))
    except (OSError, ssl.SSLError) as error:
        raise TlsError(f"{authorities}: {error.strerror or error}") from None
    return ServerListeners(door, Negotiation(federation.ground), context)
