"""The server appears on the network that it is told to appear on, and says good-bye."""

import asyncio
import socket

from tests.live.program import Program
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from magpie.server.settings import local_domain

TYPES = ["_xmpp-client._tcp.local.", "_xmpps-client._tcp.local.", "_https._tcp.local."]
WITHIN = 15.0


class Browser:
    """What a client on the same network sees."""

    def __init__(self) -> None:
        self.there: set[tuple[str, str]] = set()
        self._changed = asyncio.Event()

    def note(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is ServiceStateChange.Removed:
            self.there.discard((service_type, name))
        else:
            self.there.add((service_type, name))
        self._changed.set()

    async def sees(self, of: str, count: int) -> list[tuple[str, str]]:
        """Wait until so many instances of a server are there."""
        async with asyncio.timeout(WITHIN):
            while len(own := sorted(one for one in self.there if one[1].startswith(of))) != count:
                await self._changed.wait()
                self._changed.clear()
        return own


async def test_a_client_on_the_network_finds_it(new_server):
    zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
    browser = Browser()
    watching = AsyncServiceBrowser(zeroconf.zeroconf, TYPES, handlers=[browser.note])
    server: Program = new_server(**{"lan.announce": "on", "lan.interfaces": '["127.0.0.1"]'})
    seen = {}
    for kind, name in await browser.sees("localhost.", 3):
        info = AsyncServiceInfo(kind, name)
        assert await info.async_request(zeroconf.zeroconf, 3000)
        seen[kind] = info
    ports = [server.port, server.tls_port, int(server.https.rpartition(":")[2])]
    assert [seen[kind].port for kind in TYPES] == ports
    info = seen["_xmpp-client._tcp.local."]
    assert info.server == f"{local_domain()}."
    assert info.addresses == [socket.inet_aton("127.0.0.1")]
    assert info.properties[b"domain"] == b"localhost"
    assert info.properties[b"web"] == server.https.encode()
    await asyncio.to_thread(server.stop)
    await browser.sees("localhost.", 0)
    await watching.async_cancel()
    await zeroconf.async_close()


async def test_what_only_this_machine_can_reach_is_not_announced(new_server):
    server: Program = new_server(**{"lan.announce": "on"})
    assert not any("lan." in line for line in server.log)
