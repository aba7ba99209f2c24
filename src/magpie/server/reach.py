"""How clients get to the server where its domain's name does not lead to it: on a LAN."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from pathlib import Path

from magpie.base.config import Settings
from magpie.server.certificate import read_chain
from magpie.server.settings import C2s, Tls
from magpie.server.tls import own_addresses

PORT = 5222
ADDRESSES_MAX = 2


@dataclass(frozen=True, slots=True)
class Reach:
    """What an invitation says beside the domain (`base.invitation`).

    Attributes:
        at: addresses for clients, the likeliest first, with their port where it is not 5222.
        sha256: of our own authority's certificate.
    """

    at: tuple[str, ...] = ()
    sha256: bytes = b""


def find_reach(data: Path, settings: Settings) -> Reach:
    """What there is to say: nothing where a certificate is named, whose name clients can check."""
    authority = data / "tls" / "authority.crt"
    if settings.get(Tls).certificate is not None or not authority.exists():
        return Reach()
    listen = settings.get(C2s).listen
    port = listen[0].port if listen else 0
    suffix = "" if port == PORT else f":{port}"
    addresses = lan_addresses(own_addresses()) if port else []
    digest = hashlib.sha256(read_chain(authority)[0].der).digest()
    return Reach(tuple(address + suffix for address in addresses[:ADDRESSES_MAX]), digest)


def lan_addresses(own: set[str]) -> list[str]:
    """Those that others on the same network may use, IPv4 first, IPv6 in brackets."""
    found = sorted((ip_address(one) for one in own), key=lambda one: (one.version, int(one)))
    usable = [one for one in found if not one.is_loopback and not one.is_link_local]
    return [str(one) if isinstance(one, IPv4Address) else f"[{one}]" for one in usable]
