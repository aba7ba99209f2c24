"""What the server says of itself on its own network, and to which part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from magpie.base.config import Address, option

CLIENT, DIRECT, SITE = "_xmpp-client._tcp", "_xmpps-client._tcp", "_https._tcp"


@dataclass(frozen=True, slots=True)
class Lan:
    """Being found on the own network (mDNS, DNS-SD: RFC 6762, RFC 6763)."""

    SECTION: ClassVar[str] = "lan"

    announce: Literal["auto", "on", "off"] = option(
        "auto", doc="Announce the server. `auto`: when its domain ends in `.local`."
    )
    interfaces: tuple[str, ...] = option(
        (),
        doc='Where: names of network interfaces, such as `"eth0"`, or IP addresses of this '
        "machine; empty for all but loopback.",
    )


@dataclass(frozen=True, slots=True)
class Service:
    """Something to announce: its type in DNS-SD, and where it listens."""

    type: str
    place: Address


def announced(lan: Lan, domain: str, services: Iterable[Service]) -> list[Service]:
    """What others are told of: one of each type, and nothing that they cannot reach."""
    if lan.announce == "off" or (lan.announce == "auto" and not domain.endswith(".local")):
        return []
    found: dict[str, Service] = {}
    for service in services:
        if lan.interfaces or not service.place.is_loopback:
            found.setdefault(service.type, service)
    return list(found.values())
