"""Servers that know each other by certificates alone, all by one private authority."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.live.federation.ejabberd import Ejabberd
from tests.live.federation.nameserver import NameServer, starttls
from tests.live.federation.peers import OURS, THEIRS, Pair, Server, federated, names
from tests.live.federation.people import people
from tests.live.program import Program
from tests.live.prosody import Prosody, free_port, new_authority, signed_certificate

SOME = ["prosody", *(pytest.param(one, marks=pytest.mark.slow) for one in ("ejabberd", "magpie"))]


def strict(domain: str, port: int, authority: Path, others: dict[str, int]) -> Program:
    """Ours, which believes certificates only."""
    folder = authority.parent / domain
    folder.mkdir()
    signed_certificate(folder, domain, authority)
    settings = {
        "tls.certificate": f'"{folder}/localhost.crt"',
        "tls.key": f'"{folder}/localhost.key"',
        "s2s.authorities": f'"{authority}"',
        "s2s.certificates": "required",
        "s2s.ask_certificate": "true",
        "s2s.queue_for": "2 s",
    }
    program = federated(domain, port, others, **settings)
    program.authority = authority
    return program


@contextmanager
def knowing(kind: str, authority: Path, trusted: Path) -> Iterator[Pair]:
    """A pair of the kind: the other is certified by `authority`, ours by `trusted`."""
    port, other = free_port(), free_port()
    theirs: Server
    with NameServer(starttls(port, *names(OURS))) as dns:
        if kind == "magpie":
            theirs = strict(THEIRS, other, authority, dict.fromkeys(names(OURS), port))
        elif kind == "ejabberd":
            theirs = Ejabberd(THEIRS, dns, authority)
            other = theirs.s2s
        else:
            routes = dict.fromkeys(names(OURS), port)
            theirs = Prosody(THEIRS, routes, (), "s2s_secure_auth = true", authority)
            other = theirs.s2s
        ours = strict(OURS, port, trusted, dict.fromkeys(names(THEIRS), other))
        with theirs, ours:
            yield Pair(kind, ours, theirs)
            assert ours.errors() == []


@pytest.fixture
def authorities(tmp_path: Path) -> list[Path]:
    """Two that know nothing of each other."""
    for name in "ab":
        (tmp_path / name).mkdir()
    return [new_authority(tmp_path / name) for name in "ab"]


@pytest.mark.parametrize("kind", SOME)
async def test_they_need_no_dialback(kind, authorities, name):
    with knowing(kind, authorities[0], authorities[0]) as pair:
        romeo, juliet = await people(pair, name)
        await romeo.says(juliet.bare, "But soft")
        await juliet.hears(romeo.bare, "But soft")
        await juliet.says(romeo.bare, "Ay me")
        await romeo.hears(juliet.bare, "Ay me")
        log = "\n".join(pair.ours.log)
        assert f"s2s.connected domain={THEIRS} source={OURS} tls=True" in log
        # Two of ours need but one stream
        assert (f"s2s.verified domain={THEIRS}" in log) is (kind != "magpie")


@pytest.mark.parametrize("kind", SOME)
async def test_a_certificate_by_somebody_else_keeps_both_away(kind, authorities, name):
    with knowing(kind, authorities[0], authorities[1]) as pair:
        romeo, juliet = await people(pair, name)
        for one, other in ((romeo, juliet), (juliet, romeo)):
            await one.says(other.bare, "Is it you?")
            await one.until(lambda one=one: one.refusals, 30)
            assert [who for who, _ in one.refusals] == [other.bare]
        assert romeo.chats == juliet.chats == []
        assert not any("s2s.connected" in line or "s2s.verified" in line for line in pair.ours.log)
