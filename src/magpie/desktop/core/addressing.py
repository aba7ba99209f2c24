"""What a person typed into the sign-in window, as an address and a server."""

from collections.abc import Iterable

from magpie.desktop.core.entities.account import Server
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.xmpp.jid import Jid, JidError

PORT = 5222
DIRECT_PORT = 5223


def read(address: str, server: str, found: Iterable[Server] = ()) -> tuple[str, Server]:
    """`name@domain` and where to go.

    The address may be a bare name; the server may be "", a domain, `host`, `host:port`, or
    `user@domain`. A server that was `found` on the LAN is known by its domain, host and name.

    Raises:
        Problem: NAME_INVALID, or NO_SERVER when no domain is to be had.
    """
    host, port = _place(server.strip().rpartition("@")[2])
    near = next((s for s in found if host and host in (s.domain, s.host, s.name)), None)
    name, at, domain = address.strip().rpartition("@")
    if not at:
        name, domain = domain, near.domain if near else host
    if not domain:
        raise Problem(Reason.NO_SERVER)
    try:
        jid = Jid.of(name, domain)
    except JidError as error:
        raise Problem(Reason.NAME_INVALID, str(error)) from None
    if not jid.local:
        raise Problem(Reason.NAME_INVALID)
    near = near or next((s for s in found if s.domain == jid.domain and not host), None)
    if near and not port:
        return jid.text, Server(jid.domain, near.host, near.port, near.direct_tls, near.name)
    if not host or (host == jid.domain and not port):
        return jid.text, Server(jid.domain)
    return jid.text, Server(jid.domain, host, port or PORT, port == DIRECT_PORT)


def _place(text: str) -> tuple[str, int]:
    """(host, port) of `host`, `host:port`, `[::1]:port`; port 0 when it is not said."""
    text = text.strip().rstrip("/")
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    else:
        host, port = text, ""
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Problem(Reason.NO_SERVER, text)
    return host.lower(), int(port or 0)
