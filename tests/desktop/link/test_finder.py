"""What an announcement on the LAN says."""

import socket

import pytest
from zeroconf.asyncio import AsyncServiceInfo

from magpie.desktop.core.entities.account import Server
from magpie.desktop.link.finder import SERVICE, server_of


def announced(instance: str, properties: dict, *addresses: str, port: int = 5222):
    packed = [socket.inet_aton(address) for address in addresses]
    return AsyncServiceInfo(
        SERVICE, f"{instance}.{SERVICE}", port, properties=properties, addresses=packed
    )


@pytest.mark.parametrize(
    ("instance", "properties", "expected"),
    [
        ("laptop.local", {}, Server("laptop.local", "192.168.1.7", 5222, name="laptop.local")),
        (
            "Office",
            {"domain": "chat.example", "name": "The\u202e office"},
            Server("chat.example", "192.168.1.7", 5222, name="The office"),
        ),
        ("no domain at all", {}, None),
    ],
)
def test_the_domain_is_in_the_record_or_is_the_name(instance, properties, expected):
    assert server_of(announced(instance, properties, "192.168.1.7"), instance) == expected


def test_who_says_nowhere_is_nobody():
    assert server_of(announced("laptop.local", {}), "laptop.local") is None
