"""How clients get to a server whose name leads nowhere: only what they need, and can check."""

import hashlib
import json
from pathlib import Path

import pytest

from magpie.base.config import load
from magpie.server import reach
from magpie.server.authority import make
from magpie.server.certificate import Request, read_chain
from magpie.server.reach import Reach, find_reach, lan_addresses
from magpie.server.settings import SECTIONS

OWN = {"127.0.0.1", "::1", "192.168.1.7", "10.0.0.7", "fd00::7", "fe80::7"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose server has made its own certificate."""
    make(Request(str(tmp_path / "tls"), "chat.local", "chat.local", ["chat.local"], [], 10**15))
    monkeypatch.setattr(reach, "own_addresses", lambda: OWN)
    return tmp_path


def settings(**values: str):
    return load(None, [f"{key}={value}" for key, value in values.items()], SECTIONS)


def test_addresses_of_the_lan_and_the_authority(data):
    authority = read_chain(data / "tls/authority.crt")[0]
    wanted = hashlib.sha256(authority.der).digest()
    assert find_reach(data, settings()) == Reach(("10.0.0.7", "192.168.1.7"), wanted)


def test_another_port_is_named(data):
    listen = json.dumps(["0.0.0.0:5333"])
    found = find_reach(data, settings(**{"c2s.listen": listen}))
    assert found.at == ("10.0.0.7:5333", "192.168.1.7:5333")


def test_a_certificate_that_is_named_speaks_for_itself(data):
    named = {"tls.certificate": str(data / "x.crt"), "tls.key": str(data / "x.key")}
    assert find_reach(data, settings(**named)) == Reach()
    assert find_reach(data / "elsewhere", settings()) == Reach()


def test_what_others_on_the_network_can_use():
    assert lan_addresses(OWN) == ["10.0.0.7", "192.168.1.7", "[fd00::7]"]
