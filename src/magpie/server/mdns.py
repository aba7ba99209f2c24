"""Announcing the server by mDNS, so that clients on the LAN find it (RFC 6762, RFC 6763).

Only a server that announces itself loads this: the library takes 3 MB. Where the machine gets
other addresses (a laptop on another network), all is announced anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from ipaddress import ip_address

import ifaddr
from zeroconf import Error, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from magpie.base.clock import Timer
from magpie.base.log import get_logger
from magpie.server.certificate import ascii_domain
from magpie.server.host import Host
from magpie.server.lan import SITE, Lan, Service
from magpie.server.settings import local_domain

log = get_logger(__name__)
LOOK = 30.0  # seconds between two looks at the machine's addresses


class Announcer:
    """Announces services until it is closed."""

    def __init__(self, host: Host, lan: Lan, services: Sequence[Service]) -> None:
        self._host = host
        self._lan = lan
        self._services = services
        self._addresses: list[str] = []
        self._zeroconf: AsyncZeroconf | None = None
        self._timer: Timer | None = None
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Announce, and keep it true. It takes a second to see that the name is free."""
        logging.getLogger("zeroconf").setLevel(logging.ERROR)
        self._look_soon()

    async def close(self) -> None:
        """Say good-bye."""
        if self._timer is not None:
            self._timer.cancel()
        if self._looking is not None and not self._looking.done():
            self._looking.cancel()
            await asyncio.wait([self._looking])
        await self._leave()

    async def _leave(self) -> None:
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    async def _look(self) -> None:
        addresses = addresses_of(self._lan.interfaces)
        if addresses != self._addresses:
            await self._leave()
            self._addresses = addresses
            if addresses:
                await self._announce(addresses)
        self._timer = self._host.clock.call_later(LOOK, self._look_soon)

    def _look_soon(self) -> None:
        self._looking = self._host.task("announce", self._look())

    async def _announce(self, addresses: list[str]) -> None:
        try:
            self._zeroconf = zeroconf = AsyncZeroconf(interfaces=list(addresses))
            infos = [described(service, self._host, addresses) for service in self._services]
            register = zeroconf.async_register_service
            await asyncio.gather(*[register(info, allow_name_change=True) for info in infos])
        except (Error, OSError) as error:  # a network that takes no multicast
            log.warning("lan.not_announced", reason=str(error) or type(error).__name__)
            return
        log.info("lan.announced", addresses=",".join(addresses))


def described(service: Service, host: Host, addresses: Sequence[str]) -> ServiceInfo:
    """One service as DNS-SD has it, under the server's domain."""
    domain = ascii_domain(host.domain)
    name = domain if domain.endswith(".local") else local_domain()
    about = {"domain": host.domain, "web": host.public_url}
    if service.type == SITE:
        about["path"] = "/"
    kind = f"{service.type}.local."
    return ServiceInfo(
        kind,
        f"{domain[-63:]}.{kind}",  # one label, dots and all (RFC 6763, 4.1.1)
        port=service.place.port,
        properties=about,
        server=f"{name}.",
        parsed_addresses=list(addresses),
    )


def addresses_of(interfaces: Sequence[str]) -> list[str]:
    """IPv4 addresses of the named interfaces; without names, of all but loopback."""
    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if not isinstance(ip.ip, str):
                continue  # IPv6: whoever speaks mDNS on a LAN speaks IPv4
            is_named = adapter.name in interfaces or ip.ip in interfaces
            if is_named or not (interfaces or ip_address(ip.ip).is_loopback):
                found.append(ip.ip)
    return sorted(set(found))
