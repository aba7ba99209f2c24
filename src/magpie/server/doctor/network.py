"""The network: ports, the web site, and whether the name leads here."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from magpie.base.config import Address
from magpie.server.certificate import ascii_domain
from magpie.server.doctor.case import Case, Finding
from magpie.server.http import Http
from magpie.server.settings import C2s
from magpie.server.tls import own_addresses

WITHIN = 3.0  # seconds
PORT = 5222


def check_ports(case: Case) -> Iterator[Finding]:
    """The running server answers where it should; one that does not run could listen there."""
    c2s, http = case.settings.get(C2s), case.settings.get(Http)
    if not c2s.listen and not c2s.direct_tls:
        text = "nowhere to listen: c2s.listen and c2s.direct_tls are both empty."
        yield Finding("trouble", text)
    for place in (*c2s.listen, *c2s.direct_tls, *http.listen, *http.tls_listen):
        if place.port == 0:
            continue
        problem = unanswered(place) if case.is_running else taken(place)
        if problem:
            yield Finding("trouble", f"{place}: {problem}.")


def unanswered(place: Address) -> str:
    """Why nothing answers there; "" when something does."""
    host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(place.host, place.host)
    try:
        socket.create_connection((host, place.port), WITHIN).close()
    except OSError as error:
        why = error.strerror or str(error)
        return f"the server runs, and does not answer there ({why.lower()}): restart it"
    return ""


def taken(place: Address) -> str:
    """Why the server could not listen there; "" when it could."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((place.host or "0.0.0.0", place.port))
    except PermissionError:
        return "this user may not listen there; ports below 1024 need a capability"
    except OSError as error:
        return f"the server cannot listen there ({(error.strerror or str(error)).lower()})"
    return ""


def check_site(case: Case) -> Iterator[Finding]:
    """A proxy that is meant to be in front is named."""
    http = case.settings.get(Http)
    is_secure = (http.public_url or "").startswith("https:")
    if is_secure and not http.tls_listen and not http.trusted_proxies:
        text = "http.public_url is of a proxy, and http.trusted_proxies names none: it is refused."
        yield Finding("trouble", text)
    name = urlsplit(http.public_url or "").hostname
    if name and not addresses_of(name):
        yield Finding("trouble", f"http.public_url: nobody knows the name {name}.")


def check_name(case: Case) -> Iterator[Finding]:
    """Clients that know nothing but the domain find the server."""
    domain = ascii_domain(case.domain)
    if is_address(domain) or domain == "localhost":
        return
    records = [] if domain.endswith(".local") else services(domain)
    targets = [(target, port) for target, port in records if target] or [(domain, PORT)]
    for target, port in targets:
        found = addresses_of(target)
        if not found:
            yield Finding("warning", unknown(target))
        elif not found & own_addresses():
            text = f"{target} leads to {', '.join(sorted(found))}, which is not this machine"
            yield Finding("warning", f"{text}: right only behind a router that passes it on.")
        ports = {place.port for place in case.settings.get(C2s).listen}
        if port not in ports:
            source = "DNS (SRV) sends apps" if records else "apps go"
            yield Finding("warning", f"{source} to port {port}, and c2s.listen has no such port.")


def unknown(name: str) -> str:
    if name.endswith(".local"):
        return f"{name} is not found by mDNS from here: apps need the server's address, too."
    return f"nobody knows the name {name}: make a DNS record, or apps need the server's address."


def services(domain: str, kind: str = "_xmpp-client") -> list[tuple[str, int]]:
    """Where SRV records say that clients connect, or servers (RFC 6120, 3.2.1).

    A target "" says: nowhere.
    """
    try:
        answer = dns.resolver.resolve(f"{kind}._tcp.{domain}", "SRV", lifetime=WITHIN)
    except (dns.exception.DNSException, OSError):
        return []
    return [(record.target.to_text().removesuffix("."), record.port) for record in answer]


def addresses_of(name: str) -> set[str]:
    try:
        found = socket.getaddrinfo(name, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return set()
    return {str(entry[4][0]).partition("%")[0] for entry in found}


def is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
