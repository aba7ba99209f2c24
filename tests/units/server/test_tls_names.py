"""Which names and addresses the server's own certificate has."""

from pathlib import Path

import pytest

from magpie.base.clock import SystemClock
from magpie.server import settings
from magpie.server.tls import Certificates, dns_names, own_addresses


def test_the_names_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Kitchen")
    assert dns_names("bücher.example") == [
        "xn--bcher-kva.example",
        "*.xn--bcher-kva.example",
        "rooms.xn--bcher-kva.example",
        "proxy.xn--bcher-kva.example",
        "pubsub.xn--bcher-kva.example",
        "localhost",
        "kitchen.local",
        "kitchen",
    ]
    assert dns_names("192.0.2.1") == ["localhost", "kitchen.local", "kitchen"]


@pytest.mark.parametrize(
    ("domain", "name"), [("192.0.2.77", "192.0.2.77"), ("[2001:db8::7]", "2001:db8::7")]
)
async def test_a_domain_may_be_an_address(tmp_path: Path, domain: str, name: str) -> None:
    found = Certificates(tmp_path, (domain,), settings.Tls(), SystemClock())
    await found.open()
    assert name in found.certificate.names
    assert found.warnings == []


def test_the_machine_has_its_loopback_addresses() -> None:
    found = own_addresses()
    assert {"127.0.0.1", "::1"} <= found
    assert not any(address.startswith("fe80") for address in found)
