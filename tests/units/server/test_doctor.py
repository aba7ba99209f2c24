"""Each trouble is named in one sentence; what is well is not."""

import os
import socket
import sqlite3
from contextlib import closing

import dns.nameserver
import dns.resolver
import pytest
from tests.live.federation.nameserver import NameServer, starttls

from magpie.base.config import load
from magpie.server import tls
from magpie.server.certificate import Request
from magpie.server.doctor import examine
from magpie.server.doctor.case import Case
from magpie.server.settings import SECTIONS
from magpie.storage.database import Database
from magpie.storage.folder import Folder

NOW = 1_800_000_000_000_000
QUIET = (
    "limits.connections=100",
    "c2s.listen=127.0.0.1:0",
    "c2s.direct_tls=[]",
    "http.listen=[]",
    "http.tls_listen=[]",
)


@pytest.fixture
async def folder(tmp_path):
    """A data folder that a server has used."""
    data = tmp_path / "data"
    with Folder.open(data) as made:
        database = await Database.open(made.database_url, folder=made)
        await database.close()
    return data


def case(folder, *settings: str, **changed) -> Case:
    given = {
        "settings": load(None, [*QUIET, *settings], SECTIONS),
        "data": folder,
        "domain": "localhost",
        "former": (),
        "is_running": False,
        "newest": 0,
        "now": NOW,
    }
    return Case(**given | changed)


def findings(one: Case) -> dict[str, str]:
    """By the name of the check, what it found."""
    return {
        name: " ".join(f"{finding.level}: {finding.text}" for finding in found)
        for name, found in examine(one)
        if found
    }


def test_nothing_is_wrong_with_a_server_that_is_well(folder):
    assert findings(case(folder)) == {}


def test_a_folder_that_is_not_there_or_open_to_all(folder, tmp_path):
    assert "is not there" in findings(case(tmp_path / "gone"))["data folder"]
    folder.chmod(0o755)
    assert "chmod 700" in findings(case(folder))["data folder"]


def test_a_clock_that_is_behind(folder):
    found = findings(case(folder, newest=NOW + 3_600_000_000))["clock"]
    assert "the clock says 2027-01-15T08:00:00Z" in found
    assert "one of both was wrong" in found
    assert "set it" in findings(case(folder, now=0))["clock"]


def test_more_connections_than_the_system_allows(folder):
    hard = os.sysconf("SC_OPEN_MAX")
    found = findings(case(folder, f"limits.connections={hard * 10}"))
    assert hard < 0 or "raise LimitNOFILE" in found["limits of the system"]


async def test_a_database_that_is_damaged_or_gone(folder):
    file = folder / "magpie.db"
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * 8192 + content[12_288:])
    assert "restore a backup" in findings(case(folder))["database"]
    file.write_bytes(b"something else entirely" * 1000)
    assert "cannot be read" in findings(case(folder))["database"]
    file.unlink()
    assert "has gone" in findings(case(folder))["database"]


def test_a_database_of_a_newer_version(folder):
    with closing(sqlite3.connect(folder / "magpie.db")) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = 'v9999'")
    assert "newer version" in findings(case(folder))["database"]


def make_certificate(folder, *names: str) -> None:
    request = Request(str(folder / "tls"), names[0], names[0], names, (), NOW)
    tls.ask_authority(request)


def test_a_certificate_that_ends_or_is_for_another_name(folder):
    make_certificate(folder, "localhost")
    assert findings(case(folder)) == {}
    day = 86_400_000_000
    assert "renew it soon" in findings(case(folder, now=NOW + 390 * day))["certificate"]
    assert "ended on" in findings(case(folder, now=NOW + 400 * day))["certificate"]
    assert "clock right" in findings(case(folder, now=NOW - 10 * day))["certificate"]
    assert "old.example yet" in findings(case(folder, former=("old.example",)))["certificate"]
    named = [f"tls.certificate={folder}/tls/server.crt", f"tls.key={folder}/tls/server.key"]
    found = findings(case(folder, *named, domain="chat.example"))["certificate"]
    assert "is not for chat.example: apps refuse it" in found
    assert "tls.key" not in found
    missing = [f"tls.certificate={folder}/none.pem", f"tls.key={folder}/none.pem"]
    assert "No such file" in findings(case(folder, *missing))["certificate"]


def test_a_port_that_is_taken_or_does_not_answer(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        place = f"c2s.listen=127.0.0.1:{port}"
        assert "cannot listen there" in findings(case(folder, place))["ports"]
        assert findings(case(folder, place, is_running=True)) == {}
    found = findings(case(folder, place, is_running=True))["ports"]
    assert "does not answer there" in found
    assert "both empty" in findings(case(folder, "c2s.listen=[]"))["ports"]


def test_a_proxy_that_nobody_named(folder):
    found = findings(case(folder, "http.public_url=https://localhost"))["web site"]
    assert "trusted_proxies names none" in found
    named = "http.trusted_proxies=127.0.0.1"
    assert findings(case(folder, "http.public_url=https://localhost", named)) == {}


def test_a_name_that_nobody_knows(folder):
    found = findings(case(folder, domain="surely-not-there.invalid"))["name"]
    assert "nobody knows the name surely-not-there.invalid" in found
    assert "not found by mDNS" in findings(case(folder, domain="surely-not-there.local"))["name"]
    assert findings(case(folder, domain="127.0.0.1")) == {}


def test_other_servers_that_do_not_find_this_one(folder, monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    on = "s2s.enabled=true", "s2s.listen=127.0.0.1:0", "s2s.direct_tls=[]"
    resolver = dns.resolver.Resolver(configure=False)
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    with NameServer(starttls(5269, "localhost")) as names:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(names.host, names.port)]
        found = findings(case(folder, *on))["federation"]
        assert "_xmpp-server of localhost sends servers to port 5269, and this server has" in found
        assert "signs its certificate itself" in found
        place = "s2s.listen=127.0.0.1:5269"
        assert "sends servers" not in findings(case(folder, on[0], place, on[2]))["federation"]
        with socket.create_server(("127.0.0.1", 0)) as other:
            place = f"s2s.listen=127.0.0.1:{other.getsockname()[1]}"
            found = findings(case(folder, on[0], place, on[2]))["federation"]
            assert "the server cannot listen there" in found
        found = findings(case(folder, on[0], "s2s.listen=[]", on[2]))["federation"]
        assert "other servers connect nowhere" in found
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        assert "federation" not in findings(case(folder, domain="chat.test"))
        found = findings(case(folder, *on, domain="chat.test"))["federation"]
        for name in ("chat.test", "rooms.chat.test"):
            assert f"other servers do not find {name}: make a DNS record." in found
