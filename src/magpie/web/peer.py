"""Who sent a request: through a proxy that is named in the settings, or directly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

from magpie.server.tcp import is_loopback

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP")


class ProxyError(Exception):
    """A proxy is not set up as it has to be: one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end.

    Attributes:
        address: the IP address as text.
        is_secure: TLS all the way, or nobody in between.
        has_tls: TLS, ended here or at the proxy.
        is_proxied: through a proxy that is trusted.
    """

    address: str
    is_secure: bool
    has_tls: bool
    is_proxied: bool


class Networks:
    """A set of IP networks."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._networks = [ip_network(text) for text in texts]

    def __contains__(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._networks)


def peer_of(request: web.Request, proxies: Networks) -> Peer:
    """Who sent a request.

    Raises:
        ProxyError: it came through a proxy that is not named, or that says what makes no sense.
            Taken for the client, the proxy would make everybody a neighbour.
    """
    near = parsed(request.remote or "")
    has_tls = request.secure
    if near not in proxies:
        if near.is_private and any(name in request.headers for name in FORWARDED):
            raise ProxyError(f"The proxy at {near} is not named in http.trusted_proxies.")
        return Peer(str(near), has_tls or is_loopback(str(near)), has_tls, False)
    proto = request.headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip().lower()
    if not has_tls and not proto:
        raise ProxyError(f"The proxy at {near} does not send X-Forwarded-Proto.")
    has_tls = proto == "https" if proto else has_tls
    client = forwarded_for(request, proxies) or near
    return Peer(str(client), has_tls, has_tls, True)


def forwarded_for(request: web.Request, proxies: Networks) -> IPv4Address | IPv6Address | None:
    """The address that the outermost trusted proxy has seen."""
    listed = ",".join(request.headers.getall("X-Forwarded-For", []))
    client = None
    for text in reversed([part.strip() for part in listed.split(",") if part.strip()]):
        client = parsed(text)
        if client not in proxies:
            break
    return client


def parsed(text: str) -> IPv4Address | IPv6Address:
    """An IP address; one that is IPv4 in IPv6's clothes is IPv4. Raises ProxyError."""
    if text.startswith("["):  # [2001:db8::1]:49152
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:49152
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        raise ProxyError("X-Forwarded-For holds something that is no IP address.") from None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
