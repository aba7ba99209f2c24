"""Servers on the LAN, by mDNS (RFC 6763): what announces itself as `_xmpp-client._tcp`."""

import logging
from collections.abc import Callable

from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.core.entities.account import Server
from magpie.desktop.core.safe import label
from magpie.xmpp.jid import Jid, JidError

log = get_logger(__name__)

SERVICE = "_xmpp-client._tcp.local."
ASK_FOR = 3000  # ms


class LanFinder:
    """See `core.link.Finder`."""

    def __init__(self) -> None:
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._domains: dict[str, str] = {}
        self._tasks = Tasks("finder")

    async def start(self, found: Callable[[Server], None], lost: Callable[[str], None]) -> None:
        # What it says of addresses that lead nowhere just now, with tracebacks, helps nobody.
        logging.getLogger("zeroconf").setLevel(logging.CRITICAL)
        try:
            self._zeroconf = AsyncZeroconf(ip_version=IPVersion.All)
        except OSError as error:  # no network at all
            log.info("finder.idle", reason=str(error))
            return

        def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: object) -> None:
            if state_change is ServiceStateChange.Removed:
                lost(self._domains.pop(name, ""))
            else:
                self._tasks.spawn("ask", self._ask(zeroconf, service_type, name, found))

        self._browser = AsyncServiceBrowser(self._zeroconf.zeroconf, SERVICE, handlers=[changed])

    async def stop(self) -> None:
        if self._browser:
            await self._browser.async_cancel()
            self._browser = None
        if self._zeroconf:
            await self._zeroconf.async_close()
            self._zeroconf = None

    async def _ask(
        self, zeroconf: Zeroconf, service: str, name: str, found: Callable[[Server], None]
    ) -> None:
        info = AsyncServiceInfo(service, name)
        if not await info.async_request(zeroconf, ASK_FOR):
            return
        server = server_of(info, name.removesuffix("." + service))
        if server:
            self._domains[name] = server.domain
            found(server)


def server_of(info: AsyncServiceInfo, instance: str) -> Server | None:
    """What an announcement says: the domain is in its TXT record, or is the instance's name."""
    facts = {
        key.decode(errors="replace"): (value or b"").decode(errors="replace")
        for key, value in info.properties.items()
    }
    addresses = info.parsed_addresses(IPVersion.V4Only) or info.parsed_addresses()
    try:
        domain = Jid.parse(facts.get("domain") or instance).domain
    except JidError:
        return None
    if not addresses or not info.port:
        return None
    return Server(domain, addresses[0], info.port, name=label(facts.get("name") or instance))
