"""Federation with a server that we did not write."""

from collections.abc import Iterator

import pytest
from tests.live.friends import Friend
from tests.live.program import Program
from tests.live.prosody import Prosody, free_port

OURS, THEIRS = "ours.test", "theirs.test"
SUBDOMAINS = ("", "rooms.", "pubsub.")


def routes(domain: str, port: int) -> dict[str, int]:
    return {name + domain: port for name in SUBDOMAINS}


def federated(port: int, others: dict[str, int], **settings: str) -> Program:
    """Our program, that listens for servers at the port."""
    table = ", ".join(f'"{name}" = "127.0.0.1:{other}"' for name, other in others.items())
    own = {
        "s2s.enabled": "true",
        "s2s.listen": f'["127.0.0.1:{port}"]',
        "s2s.direct_tls": "[]",
        "s2s.routes": f"{{ {table} }}",
        "registration.mode": "open",
    }
    return Program(OURS, **(own | settings))


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Program, Prosody]]:
    """Our program and Prosody, which find each other."""
    port = free_port()
    prosody = Prosody(THEIRS, routes(OURS, port))
    with prosody, federated(port, routes(THEIRS, prosody.s2s)) as program:
        yield program, prosody
        assert program.errors() == []


async def people(pair, name) -> tuple[Friend, Friend]:
    """One of ours and one of theirs, online."""
    program, prosody = pair
    romeo = Friend(program, name("romeo"), "orchard", signs_up=True)
    juliet = Friend(prosody, name("juliet"), "balcony", signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    return romeo, juliet


async def test_people_of_two_servers_write_to_each_other(pair, name):
    romeo, juliet = await people(pair, name)
    await romeo.says(juliet.boundjid.bare, "But soft")
    await juliet.hears(romeo.boundjid.bare, "But soft")
    await juliet.says(romeo.boundjid.bare, "Ay me")
    await romeo.hears(juliet.boundjid.bare, "Ay me")
    history = [(romeo.boundjid.bare, "But soft"), (juliet.boundjid.bare, "Ay me")]
    assert await romeo.history(with_jid=juliet.boundjid.bare) == history
    for friend in (romeo, juliet):
        await friend.leaves()
